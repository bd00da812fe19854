package page

import (
	"cmp"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"bazaar/site/visitor"
)

// Limits of a form.
const (
	mostFormBytes  = 2_621_440 // 2.5 MB
	mostFormFields = 1000
)

// Values are the fields of a posted form.
type Values url.Values

// Get returns the first value of a field as it was typed, such as a password.
func (v Values) Get(name string) string { return url.Values(v).Get(name) }

// Text returns the first value of a field without space around it.
func (v Values) Text(name string) string { return strings.TrimSpace(v.Get(name)) }

// Has tells whether the field was sent.
func (v Values) Has(name string) bool { return url.Values(v).Has(name) }

// Form reads the fields of a posted form, without those of the query. Forms that are too large,
// have too many fields or hold what no text may hold are refused with 413 or 400. It may be called
// more than once for a request.
func Form(w http.ResponseWriter, r *http.Request) (Values, error) {
	if r.PostForm == nil {
		most := cmp.Or(visitor.Of(r).MostBytes, mostFormBytes)
		r.Body = http.MaxBytesReader(w, r.Body, most)
	}
	if err := parse(r); err != nil {
		if over := new(http.MaxBytesError); errors.As(err, &over) {
			return nil, tooLarge()
		}
		return nil, malformed()
	}
	fields := 0
	for name, values := range r.PostForm {
		fields += len(values)
		if !IsText(name) || !allText(values) {
			return nil, malformed()
		}
	}
	if fields > mostFormFields {
		return nil, Refuse(http.StatusBadRequest, "bad_request", "The form has too many fields.")
	}
	return Values(r.PostForm), nil
}

func parse(r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		return r.ParseMultipartForm(mostFormBytes)
	}
	return r.ParseForm()
}

func tooLarge() error {
	return Refuse(http.StatusRequestEntityTooLarge, "too_large", "What you sent is too large.")
}

func malformed() error {
	return Refuse(http.StatusBadRequest, "bad_request", "The server could not read what was sent.")
}

func allText(values []string) bool {
	for _, s := range values {
		if !IsText(s) {
			return false
		}
	}
	return true
}

// IsText tells whether s can be stored and shown: valid UTF-8 without NUL.
func IsText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
