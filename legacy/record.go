package legacy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"bazaar/market/money"
)

// record is one old object. Its readers take a missing or null field as empty. The first field of
// a wrong type is remembered in the fixture and ends the import.
type record struct {
	model  string
	pk     int64
	fields map[string]json.RawMessage
	err    *error
}

func (r record) fail(field, want string) {
	if *r.err == nil {
		*r.err = fmt.Errorf("%s %d: field %s is %s, want %s; nothing was imported", r.model, r.pk, field, shorten(r.fields[field]), want)
	}
}

// has tells whether a field is there and not null.
func (r record) has(field string) bool {
	raw := bytes.TrimSpace(r.fields[field])
	return len(raw) > 0 && !bytes.Equal(raw, []byte("null"))
}

// read decodes a field into v, which stays as it is when the field is empty.
func (r record) read(field, want string, v any) {
	if !r.has(field) {
		return
	}
	if err := json.Unmarshal(r.fields[field], v); err != nil {
		r.fail(field, want)
	}
}

// text is trimmed and without the NUL that PostgreSQL cannot keep.
func (r record) text(field string) string {
	var s string
	r.read(field, "a text", &s)
	return strings.TrimSpace(strings.ReplaceAll(s, "\x00", ""))
}

// loose is a text, or a number as it is written.
func (r record) loose(field string) string {
	var n json.Number
	if r.has(field) && json.Unmarshal(r.fields[field], &n) == nil {
		return n.String()
	}
	return r.text(field)
}

func (r record) flag(field string, missing bool) bool {
	b := missing
	r.read(field, "true or false", &b)
	return b
}

func (r record) number(field string) int64 {
	var n int64
	r.read(field, "a whole number", &n)
	return n
}

// ref is a foreign key, 0 when there is none.
func (r record) ref(field string) int64 {
	n := r.number(field)
	if n < 0 {
		r.fail(field, "the id of another record")
	}
	return n
}

func (r record) refs(field string) []int64 {
	var ids []int64
	r.read(field, "a list of ids", &ids)
	return ids
}

// maxCents bounds an amount, so that no sum of orders overflows.
const maxCents = 10_000_000_000

// cents reads a decimal that is not negative, nil when there is none.
func (r record) cents(field string) *int64 {
	if !r.has(field) {
		return nil
	}
	raw := strings.Trim(string(bytes.TrimSpace(r.fields[field])), `"`)
	amount, err := money.Parse(strings.TrimSpace(raw), money.USD)
	if err != nil || amount.Minor < 0 || amount.Minor > maxCents {
		r.fail(field, "an amount of money such as 12.50")
		return nil
	}
	return &amount.Minor
}

// layouts are how Django writes times and dates.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", time.DateOnly}

// when is an instant, nil when there is none.
func (r record) when(field string) *time.Time {
	text := r.text(field)
	if text == "" {
		return nil
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, text); err == nil && t.Year() >= 1900 && t.Year() < 10000 {
			t = t.UTC().Truncate(time.Microsecond)
			return &t
		}
	}
	r.fail(field, "a time such as 2024-01-31T12:00:00Z")
	return nil
}

// whenOr is the first of the fields that holds a time, otherwise missing.
func (r record) whenOr(missing time.Time, fields ...string) time.Time {
	for _, f := range fields {
		if t := r.when(f); t != nil {
			return *t
		}
	}
	return missing
}
