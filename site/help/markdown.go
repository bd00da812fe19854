package help

import (
	"bytes"
	"regexp"
	"strconv"
	"sync"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"bazaar/site/locale"
	"bazaar/site/ui"
)

// harmless allows the marks that Markdown makes and nothing that can act, load or be styled.
var harmless = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "code")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^part-\d+$`)).OnElements("h2")
	p.AllowAttrs("translate").Matching(regexp.MustCompile("^no$")).OnElements("code")
	p.AllowAttrs("href").OnElements("a")
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("https", "http", "mailto", "tel")
	return p
})

// written turns Markdown into HTML and lists its parts. Raw HTML is left out, code is no language,
// and links within the site lead to the pages of the same language.
func written(l *locale.Locale, markdown string) (html templ.Component, parts []ui.Link) {
	source := []byte(markdown)
	document := goldmark.DefaultParser().Parse(text.NewReader(source))
	ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) { //nolint:errcheck // the walker returns none
		switch n := n.(type) {
		case *ast.Heading:
			if entering && n.Level == 2 {
				id := "part-" + strconv.Itoa(len(parts)+1)
				n.SetAttributeString("id", []byte(id))
				parts = append(parts, ui.Link{Text: string(n.Lines().Value(source)), URL: "#" + id})
			}
		case *ast.CodeSpan:
			n.SetAttributeString("translate", []byte("no"))
		case *ast.Link:
			if entering && bytes.HasPrefix(n.Destination, []byte("/")) {
				n.Destination = []byte(l.URL(string(n.Destination)))
			}
		}
		return ast.WalkContinue, nil
	})
	var b bytes.Buffer
	if err := goldmark.New().Renderer().Render(&b, source, document); err != nil {
		return templ.NopComponent, nil // it only writes into memory
	}
	return templ.Raw(harmless().Sanitize(b.String())), parts
}
