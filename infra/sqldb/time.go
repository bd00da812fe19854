package sqldb

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"time"
)

// Time is a UTC instant with microseconds that scans the same from both engines: SQLite gives a
// time for a declared column and text for an expression such as MAX(created_at).
type Time struct{ time.Time }

// At makes a Time of t, in UTC and cut to the microseconds that PostgreSQL keeps.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Microsecond)} }

// Scan reads a column.
func (t *Time) Scan(v any) error {
	switch x := v.(type) {
	case nil:
		t.Time = time.Time{}
		return nil
	case time.Time:
		t.Time = x.UTC()
		return nil
	case string:
		return t.parse(x)
	case []byte:
		return t.parse(string(x))
	}
	return fmt.Errorf("sqldb.Time: cannot scan %T", v)
}

func (t *Time) parse(s string) error {
	for _, l := range []string{"2006-01-02 15:04:05.999999999-07:00", time.RFC3339Nano, "2006-01-02 15:04:05"} {
		if p, err := time.Parse(l, s); err == nil {
			t.Time = p.UTC()
			return nil
		}
	}
	return fmt.Errorf("sqldb.Time: cannot parse %q", s)
}

// Value writes the instant.
func (t Time) Value() (driver.Value, error) { return t.UTC().Truncate(time.Microsecond), nil }

// NullTime is a Time that may be absent.
type NullTime struct {
	Time  time.Time
	Valid bool
}

// MaybeAt makes a NullTime; nil is absent.
func MaybeAt(t *time.Time) NullTime {
	if t == nil {
		return NullTime{}
	}
	return NullTime{Time: At(*t).Time, Valid: true}
}

// Pointer gives nil when absent.
func (n NullTime) Pointer() *time.Time {
	if !n.Valid {
		return nil
	}
	t := n.Time
	return &t
}

// Scan reads a nullable column.
func (n *NullTime) Scan(v any) error {
	if v == nil {
		*n = NullTime{}
		return nil
	}
	var t Time
	if err := t.Scan(v); err != nil {
		return err
	}
	n.Time, n.Valid = t.Time, true
	return nil
}

// Value writes the instant or NULL.
func (n NullTime) Value() (driver.Value, error) {
	if !n.Valid {
		return nil, nil
	}
	return At(n.Time).Value()
}

func isNilPointer(v any) bool {
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}
