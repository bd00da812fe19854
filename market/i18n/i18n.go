// Package i18n is what the business knows of languages: texts in several languages kept as one
// JSON column, the folded forms in which texts are compared, searched and sorted, and slugs.
// It is pure. Everything that must come out the same on both databases is folded here, in Go,
// and stored; SQL only compares the stored forms.
package i18n

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
)

// Languages of the marketplace in the order of fallback after the reader's own.
var Languages = []string{"en", "ru", "kk"}

// Text maps a language ("en", "ru", "kk") to a text. The zero value is an empty text.
type Text map[string]string

// In returns the text in a language, falling back to English, then Russian, then any.
func (t Text) In(lang string) string {
	if s := t[lang]; s != "" {
		return s
	}
	for _, l := range Languages {
		if s := t[l]; s != "" {
			return s
		}
	}
	return ""
}

// Lang is the language in which In(lang) answers, for the lang attribute of foreign texts.
func (t Text) Lang(lang string) string {
	if t[lang] != "" {
		return lang
	}
	for _, l := range Languages {
		if t[l] != "" {
			return l
		}
	}
	return lang
}

// All joins the texts of every language, for search.
func (t Text) All() string {
	var parts []string
	for _, l := range Languages {
		if s := t[l]; s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// Scan reads a JSON column.
func (t *Text) Scan(v any) error {
	switch x := v.(type) {
	case nil:
		*t = nil
		return nil
	case []byte:
		return json.Unmarshal(x, t)
	case string:
		return json.Unmarshal([]byte(x), t)
	}
	return fmt.Errorf("i18n.Text: cannot scan %T", v)
}

// Value writes a JSON column; it must be text, since bytes would travel as bytea.
func (t Text) Value() (driver.Value, error) {
	if t == nil {
		return "{}", nil
	}
	b, err := json.Marshal(map[string]string(t))
	return string(b), err
}
