package sitetest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bazaar/market/schema"
)

// Stop is a row of the walk: one route and what each actor gets there.
type Stop struct {
	Pattern, URL string
	Form         url.Values
	// Status lists the answers for the Actors in their order, such as "302 200 404 404 404 404".
	Status string
}

// Walk visits every stop as every actor.
func (w *World) Walk(t *testing.T, stops []Stop) {
	t.Helper()
	for _, s := range stops {
		method, _, _ := strings.Cut(s.Pattern, " ")
		form := s.Form
		if form == nil && method == http.MethodPost {
			form = url.Values{}
		}
		var got []string
		for _, as := range Actors {
			rec := w.Send(t, Case{As: as, Method: method, URL: s.URL, Form: form})
			got = append(got, fmt.Sprint(rec.Code))
		}
		if answers := strings.Join(got, " "); answers != s.Status {
			t.Errorf("%s at %s answers %s, want %s", s.Pattern, s.URL, answers, s.Status)
		}
	}
}

// Fingerprint is a hash of every row of every table, to prove that nothing was written.
func (w *World) Fingerprint(t testing.TB) string {
	t.Helper()
	sum := sha256.New()
	tables := make([]string, 0, len(schema.Owners))
	for table := range schema.Owners {
		tables = append(tables, table)
	}
	slices.Sort(tables)
	for _, table := range tables {
		rows := w.rows(t, table)
		slices.Sort(rows)
		fmt.Fprintln(sum, table, rows)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// rows writes every row of a table as text.
func (w *World) rows(t testing.TB, table string) []string {
	t.Helper()
	found, err := w.DB.QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for found.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := found.Scan(values...); err != nil {
			t.Fatal(err)
		}
		var row strings.Builder
		for _, v := range values {
			fmt.Fprintf(&row, "%v|", *v.(*any))
		}
		all = append(all, row.String())
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
