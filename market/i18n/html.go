package i18n

import (
	"html"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// richText allows the marks of a description and nothing that can act, load or be styled.
var richText = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "b", "em", "i", "u", "s", "sub", "sup", "h3", "h4", "h5",
		"ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td")
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("th", "td")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
})

var noMarks = sync.OnceValue(bluemonday.StrictPolicy)

// CleanHTML keeps the harmless marks of rich text in every language. Rich text is cleaned once,
// when it is stored, so that pages may print it as it is.
func (t Text) CleanHTML() Text {
	return t.each(func(s string) string { return strings.TrimSpace(richText().Sanitize(s)) })
}

// Plain is rich text without its marks, in every language.
func (t Text) Plain() Text {
	return t.each(func(s string) string {
		s = strings.ReplaceAll(s, "<", " <") // words of neighbouring paragraphs stay apart
		return strings.Join(strings.Fields(html.UnescapeString(noMarks().Sanitize(s))), " ")
	})
}

// Trimmed cuts outer spaces and drops languages other than those of the marketplace.
func (t Text) Trimmed() Text { return t.each(strings.TrimSpace) }

// each applies f to every language, and drops what no database stores.
func (t Text) each(f func(string) string) Text {
	out := Text{}
	for _, l := range Languages {
		storable := strings.ReplaceAll(strings.ToValidUTF8(t[l], ""), "\x00", "")
		if s := f(storable); s != "" {
			out[l] = s
		}
	}
	return out
}
