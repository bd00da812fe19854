package locale

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// separators may stand between two texts that are each complete. Anything else joins pieces of one
// sentence, whose order another language would change.
var separators = []string{" · ", " | ", ", ", ": ", "|", "\n"}

func TestNoTextIsGluedFromPieces(t *testing.T) {
	for name, f := range sources(t, "../../site", "../../market") {
		if strings.HasSuffix(name, "_templ.go") && filepath.Base(name) != "showcase_templ.go" { // for developers
			for _, offence := range untranslated(t, f) {
				t.Errorf("%s: %s is shown in English to everybody", strings.Replace(name, "_templ.go", ".templ", 1), offence)
			}
		}
		for _, offence := range glued(f) {
			t.Errorf("%s: %s", name, offence)
		}
	}
}

func TestGluedTextsAreFound(t *testing.T) {
	for _, c := range []struct {
		code string
		want int
	}{
		{`l.T("Welcome") + " " + name`, 1},
		{`"Dear " + l.T("customer")`, 1},
		{`l.N("%d day", "%d days", n) + l.T("left")`, 2},
		{`fmt.Sprintf("%s by %s", l.T("Sold"), vendor)`, 1},
		{`l.T("Parcel %d", n) + " · " + vendor`, 0},
		{`fmt.Sprintf("%s · %s", l.T("Sold"), vendor)`, 0},
		{`l.T("Welcome, %s!", name+"x")`, 0},
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "", "package p\nvar x = "+c.code, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if got := glued(f); len(got) != c.want {
			t.Errorf("%s has the offences %q, want %d", c.code, got, c.want)
		}
	}
}

// sources parses the Go files below some directories, tests left out.
func sources(t *testing.T, roots ...string) map[string]*ast.File {
	t.Helper()
	all := map[string]*ast.File{}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			all[path], err = parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// glued finds translated texts that are joined to something else by more than a separator.
func glued(f *ast.File) (offences []string) {
	inner := map[ast.Expr]bool{} // parts of a sum that was looked at already
	ast.Inspect(f, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.BinaryExpr:
			if x.Op == token.ADD && !inner[x] {
				offences = append(offences, sum(terms(x, inner))...)
			}
		case *ast.CallExpr:
			name, qualifier := callee(x.Fun)
			if name == "Sprintf" && qualifier == "fmt" && slices.ContainsFunc(x.Args[1:], translates) && hasLetters(literal(x.Args[0])) {
				offences = append(offences, fmt.Sprintf("%s puts a translated text into an English one", strconv.Quote(literal(x.Args[0]))))
			}
		}
		return true
	})
	return offences
}

// terms are the operands of a sum from left to right.
func terms(e ast.Expr, inner map[ast.Expr]bool) []ast.Expr {
	x, ok := e.(*ast.BinaryExpr)
	if !ok || x.Op != token.ADD {
		return []ast.Expr{e}
	}
	inner[x] = true
	return append(terms(x.X, inner), terms(x.Y, inner)...)
}

func sum(parts []ast.Expr) (offences []string) {
	for i, part := range parts {
		if !translates(part) {
			continue
		}
		for _, beside := range []int{i - 1, i + 1} {
			if beside >= 0 && beside < len(parts) && !slices.Contains(separators, literal(parts[beside])) {
				offences = append(offences, fmt.Sprintf("%s is glued to something that is no separator", strconv.Quote(literal(part.(*ast.CallExpr).Args[0]))))
				break
			}
		}
	}
	return offences
}

// translates tells whether an expression is a call of T or N.
func translates(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	name, qualifier := callee(call.Fun)
	return (name == "T" || name == "N") && qualifier != "" && literal(call.Args[0]) != ""
}

func literal(e ast.Expr) string {
	if x, ok := e.(*ast.BasicLit); ok && x.Kind == token.STRING {
		if text, err := strconv.Unquote(x.Value); err == nil {
			return text
		}
	}
	return ""
}

// untranslated finds texts and spoken attributes that stand in a template itself.
func untranslated(t *testing.T, f *ast.File) (offences []string) {
	t.Helper()
	markup := html.NewTokenizer(strings.NewReader(static(f)))
	for {
		switch markup.Next() {
		case html.ErrorToken:
			return offences
		case html.TextToken:
			if text := strings.TrimSpace(markup.Token().Data); hasLetters(text) {
				offences = append(offences, strconv.Quote(text))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range markup.Token().Attr {
				if slices.Contains([]string{"alt", "aria-label", "title", "placeholder"}, a.Key) && hasLetters(a.Val) {
					offences = append(offences, a.Key+"="+strconv.Quote(a.Val))
				}
			}
		}
	}
}

// static is the markup of a generated template; what is filled in is a dot.
func static(f *ast.File) string {
	var b strings.Builder
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch name, qualifier := callee(call.Fun); {
		case name == "WriteString" && qualifier == "templruntime" && len(call.Args) == 3:
			b.WriteString(literal(call.Args[2]))
		case name == "WriteString":
			b.WriteString(".")
		}
		return true
	})
	return b.String()
}

func hasLetters(s string) bool {
	return strings.ContainsFunc(strings.ReplaceAll(s, "%s", ""), unicode.IsLetter)
}
