package sitetest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bazaar/market/schema"
)

// Stop is a row of the walk: one route and what each actor gets there.
type Stop struct {
	Pattern, URL string
	Form         url.Values
	// Missing is the same address for something that does not exist; a route with something of
	// somebody's own has one.
	Missing string
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

// WalkOthers visits every stop that has something of somebody's own and fails the test unless
// those whose it is not are answered exactly as if it did not exist.
func (w *World) WalkOthers(t *testing.T, stops []Stop) {
	t.Helper()
	for _, s := range stops {
		if s.Missing == "" {
			continue
		}
		kept := 0
		for _, as := range Actors[1:] {
			for _, script := range []bool{false, true} {
				if w.isKeptFrom(t, s, as, script) {
					kept++
				}
			}
		}
		if kept == 0 {
			t.Errorf("%s at %s is nobody's own", s.Pattern, s.URL)
		}
	}
}

// isKeptFrom tells whether a stop is not found by an actor, and compares that with what is missing.
func (w *World) isKeptFrom(t *testing.T, s Stop, as string, script bool) bool {
	t.Helper()
	c := Case{As: as, URL: s.Missing, Form: s.Form, AJAX: script}
	if c.Method, _, _ = strings.Cut(s.Pattern, " "); c.Method == http.MethodPost && c.Form == nil {
		c.Form = url.Values{}
	}
	missing := w.Send(t, c)
	c.URL = s.URL
	theirs := w.Send(t, c)
	if missing.Code == http.StatusFound && theirs.Code == http.StatusFound || missing.Code == http.StatusForbidden && theirs.Code == http.StatusForbidden {
		if Plain(theirs, s.URL) != Plain(missing, s.Missing) {
			t.Errorf("%s as %s: who may not enter is told what is there", s.Pattern, as)
		}
		return false // the actor does not come in at all
	}
	if missing.Code != http.StatusNotFound {
		t.Errorf("%s at %s as %s answers %d", s.Pattern, s.Missing, as, missing.Code)
	}
	if theirs.Code != http.StatusNotFound {
		return false
	}
	if Plain(theirs, s.URL) != Plain(missing, s.Missing) {
		t.Errorf("%s as %s: what is another's is told from what is missing", s.Pattern, as)
	}
	return true
}

var maskedToken = regexp.MustCompile(`[A-Za-z0-9]{64}`)

// formKey names one showing of a form, so that sending it twice does its work once.
var formKey = regexp.MustCompile(`name="key" value="[^"]*"`)

// Plain is an answer without what differs between two requests for the same.
func Plain(rec *httptest.ResponseRecorder, address string) string {
	text := maskedToken.ReplaceAllString(fmt.Sprint(rec.Code, rec.Header().Get("Location"), rec.Body.String()), "token")
	text = formKey.ReplaceAllString(text, "key")
	for old, new := range map[string]string{address: "here", url.QueryEscape(address): "here", rec.Header().Get("X-Request-Id"): "number"} {
		text = strings.ReplaceAll(text, old, new)
	}
	return text
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
		rows := w.Rows(t, table)
		slices.Sort(rows)
		fmt.Fprintln(sum, table, rows)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Rows writes every row of a table as text.
func (w *World) Rows(t testing.TB, table string) []string {
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
