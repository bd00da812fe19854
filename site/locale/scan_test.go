package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// source is one place of the program where a key stands.
type source struct {
	many string // the plural text, empty for T
	at   string
}

// scan finds the keys in every Go file of the program, generated templates included.
func scan(t *testing.T, root string) map[string]source {
	t.Helper()
	keys := map[string]source{}
	for _, storey := range []string{"market", "site", "infra"} {
		err := filepath.WalkDir(filepath.Join(root, storey), func(dir string, e fs.DirEntry, err error) error {
			if err != nil || !e.IsDir() {
				return err
			}
			return scanPackage(dir, keys)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

func scanPackage(dir string, keys map[string]source) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		parsed = append(parsed, f)
	}
	s := scanner{fset: fset, keys: keys, consts: map[string]string{}, passes: map[string]int{}}
	for _, f := range parsed {
		ast.Inspect(f, s.collectConst)
		ast.Inspect(f, s.collectPass)
	}
	for _, f := range parsed {
		ast.Inspect(f, s.collectKey)
	}
	return nil
}

type scanner struct {
	fset   *token.FileSet
	keys   map[string]source
	consts map[string]string // string constants of the package
	passes map[string]int    // functions of the package that make a message of an argument
}

// collectPass finds functions that hand one of their parameters on as a key.
func (s *scanner) collectPass(n ast.Node) bool {
	f, ok := n.(*ast.FuncDecl)
	if !ok || f.Body == nil {
		return true
	}
	place := map[string]int{}
	for _, field := range f.Type.Params.List {
		for _, name := range field.Names {
			place[name.Name] = len(place)
		}
	}
	note := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok {
			if i, ok := place[id.Name]; ok {
				s.passes[f.Name.Name] = i
			}
		}
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.KeyValueExpr:
			if id, ok := x.Key.(*ast.Ident); ok && (id.Name == "Message" || id.Name == "Text") {
				note(x.Value)
			}
		case *ast.CallExpr:
			name, qualifier := callee(x.Fun)
			if name == "T" && qualifier != "" && len(x.Args) > 0 {
				note(x.Args[0])
			}
			if name == "New" && qualifier == "fault" && len(x.Args) > 2 {
				note(x.Args[2])
			}
		}
		return true
	})
	return true
}

func (s *scanner) collectConst(n ast.Node) bool {
	spec, ok := n.(*ast.ValueSpec)
	if !ok {
		return true
	}
	for i, name := range spec.Names {
		if i < len(spec.Values) {
			if text, ok := s.text(spec.Values[i]); ok {
				s.consts[name.Name] = text
			}
		}
	}
	return true
}

// collectKey knows the forms in which a key is written: x.T("…"), x.N("…", "…", n), locale.Key("…"),
// fault.New(kind, code, "…"), page.Refuse(status, code, "…"), fields.Add(field, "…") and the literals fault.Fault{Message: "…"}, Refusal{Message: "…"},
// fault.Message{Text: "…"} and fault.Fields{field: {Text: "…"}}.
func (s *scanner) collectKey(n ast.Node) bool {
	switch x := n.(type) {
	case *ast.CallExpr:
		s.call(x)
	case *ast.CompositeLit:
		switch typeName(x.Type) {
		case "Fault", "Refusal":
			s.field(x, "Message")
		case "Message":
			s.field(x, "Text")
		case "Fields":
			s.messages(x)
		}
	}
	return true
}

// hands tells whether a function of the package makes a message of an argument.
func (s *scanner) hands(name string) bool {
	_, ok := s.passes[name]
	return ok
}

func (s *scanner) call(x *ast.CallExpr) {
	name, qualifier := callee(x.Fun)
	switch {
	case name == "T" && qualifier != "", name == "Key" && qualifier == "locale":
		s.note(x.Args, 0, -1)
	case name == "N" && qualifier != "" && len(x.Args) >= 3:
		s.note(x.Args, 0, 1)
	case name == "Refuse" && len(x.Args) == 3:
		s.note(x.Args, 2, -1)
	case name == "New" && (qualifier == "fault" || qualifier == "" && len(x.Args) >= 3):
		s.note(x.Args, 2, -1)
	case s.hands(name):
		// Some functions of that name make a link or a chip; only sentences are keys then.
		if i := s.passes[name]; len(x.Args) > i {
			if text, ok := s.text(x.Args[i]); ok && strings.Contains(text, " ") {
				s.note(x.Args, i, -1)
			}
		}
	case name == "Add" && len(x.Args) >= 2:
		// Headers and queries have an Add too, but what they add is no sentence.
		if text, ok := s.text(x.Args[1]); ok && strings.Contains(text, " ") {
			s.note(x.Args, 1, -1)
		}
	}
}

// messages are the literals in fault.Fields{field: {Text: "…"}}.
func (s *scanner) messages(x *ast.CompositeLit) {
	for _, e := range x.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if message, ok := kv.Value.(*ast.CompositeLit); ok && message.Type == nil {
				s.field(message, "Text")
			}
		}
	}
}

func (s *scanner) field(x *ast.CompositeLit, name string) {
	for _, e := range x.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == name {
				s.note([]ast.Expr{kv.Value}, 0, -1)
			}
		}
	}
}

func (s *scanner) note(args []ast.Expr, one, many int) {
	if len(args) <= one {
		return
	}
	key, ok := s.text(args[one])
	if !ok || key == "" {
		return
	}
	found := source{at: s.fset.Position(args[one].Pos()).String()}
	if many >= 0 {
		found.many, _ = s.text(args[many])
	}
	if old, ok := s.keys[key]; !ok || old.many == "" {
		s.keys[key] = found
	}
}

// text evaluates a string literal, a sum of them, or a constant of the package.
func (s *scanner) text(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		return text, err == nil && x.Kind == token.STRING
	case *ast.Ident:
		text, ok := s.consts[x.Name]
		return text, ok
	case *ast.ParenExpr:
		return s.text(x.X)
	case *ast.BinaryExpr:
		left, okLeft := s.text(x.X)
		right, okRight := s.text(x.Y)
		return left + right, okLeft && okRight && x.Op == token.ADD
	}
	return "", false
}

func callee(e ast.Expr) (name, qualifier string) {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name, ""
	case *ast.SelectorExpr:
		if id, ok := x.X.(*ast.Ident); ok {
			return x.Sel.Name, id.Name
		}
		return x.Sel.Name, "?"
	}
	return "", ""
}

func typeName(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}
