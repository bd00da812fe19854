package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bazaar/market/schema"
)

// below lists what each storey may import of ours. The root holds main and may use everything.
var below = map[string][]string{
	"infra":  {"infra"},
	"market": {"market", "infra"},
	"site":   {"site", "market", "infra"},
	"legacy": {"legacy", "market", "infra"},
	"demo":   {"demo", "market", "infra"},
}

func storeys(tree []file) []string {
	return eachOwnImport(tree, func(f file, imported string) string {
		allowed, known := below[f.storey()]
		switch {
		case !known, slices.Contains(allowed, firstPart(imported+"/")):
			return ""
		case strings.HasPrefix(f.path, "infra/gateways/") && (imported == "market/payments" || imported == "market/money"):
			return "" // a gateway speaks the language of the room that it serves
		case f.isTest() && (imported == "market/schema" || imported == "market/markettest"):
			return "" // a real schema to test against
		}
		return "imports upwards: " + imported
	})
}

func fronts(tree []file) []string {
	return eachOwnImport(tree, func(f file, imported string) string {
		rest, ok := strings.CutPrefix(imported, "site/")
		if !ok || f.dir() == "site" || f.isTest() || !strings.HasPrefix(f.path, "site/") {
			return ""
		}
		mine, theirs := firstPart(strings.TrimPrefix(f.path, "site/")), firstPart(rest+"/")
		if mine == theirs || slices.Contains(sharedSite, theirs) {
			return ""
		}
		return "knows another front: " + imported
	})
}

func pagesWithoutSQL(tree []file) []string {
	forbidden := []string{"Tx", "ExecContext", "QueryContext", "QueryRowContext"}
	offences := eachOwnImport(tree, func(f file, imported string) string {
		if f.storey() == "site" && !f.isTest() && strings.HasSuffix(imported, "/internal/rows") {
			return "reads rows directly: " + imported
		}
		return ""
	})
	return append(offences, eachNode(tree, func(f file, n ast.Node) string {
		call, ok := n.(*ast.SelectorExpr)
		if ok && f.storey() == "site" && !f.forTests() && slices.Contains(forbidden, call.Sel.Name) {
			return "calls " + call.Sel.Name
		}
		return ""
	})...)
}

func rooms(tree []file) []string {
	order := strings.Fields(strings.ReplaceAll(roomOrder, "|", " "))
	return eachOwnImport(tree, func(f file, imported string) string {
		rest, ok := strings.CutPrefix(imported, "market/")
		if f.room() == "" || slices.Contains(outsideOrder, f.room()) {
			return ""
		}
		mine, theirs := slices.Index(order, f.room()), slices.Index(order, firstPart(rest+"/"))
		switch {
		case mine < 0:
			return "the room has no place in the order: " + f.room()
		case !ok, f.isTest(), theirs >= 0 && theirs <= mine:
			return ""
		}
		return "imports a room that is not to its left: " + imported
	})
}

// verbFiles are the files of a room that may speak to the database, or to the world outside.
var verbFiles = regexp.MustCompile(`^(actions|place|store|sheet|gateway)(_\w+)?\.go$`)

func pureNouns(tree []file) []string {
	return eachImport(tree, func(f file, imported string) string {
		noun := f.room() != "" && !slices.Contains(outsideOrder, f.room()) && f.dir() == "market/"+f.room() && !f.isTest() && !verbFiles.MatchString(f.base())
		if noun && (imported == "context" || imported == module+"infra/sqldb" || imported == "database/sql") {
			return "a noun file imports " + imported
		}
		return ""
	})
}

var (
	statement = regexp.MustCompile(`(?is)^\s*(SELECT\s.*\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s*\()`)
	written   = regexp.MustCompile(`(?i)\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)\b`)
	readTable = regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+([a-z_]+)\b`)
	comment   = regexp.MustCompile(`(?m)--.*$`)
	locking   = regexp.MustCompile(`(?i)\b(FOR(\s+NO\s+KEY)?|DO)\s+UPDATE\b`)
)

func sqlInPlace(tree []file) []string {
	return eachNode(tree, func(f file, n ast.Node) string {
		text, ok := literal(n)
		if !ok || !slices.Contains([]string{"market", "site"}, f.storey()) || f.isGenerated() || f.forTests() || strings.HasPrefix(f.base(), "store") {
			return ""
		}
		if statement.MatchString(text) {
			return "SQL outside of queries.sql and store.go"
		}
		return ""
	})
}

func ownedWrites(tree []file) []string {
	return eachStatement(tree, func(f file, sql string) []string {
		var offences []string
		for _, m := range written.FindAllStringSubmatch(locking.ReplaceAllString(sql, ""), -1) {
			owner, known := schema.Owners[m[1]]
			switch {
			case !known:
				offences = append(offences, "writes a table without an owner: "+m[1])
			case owner != f.owner():
				offences = append(offences, fmt.Sprintf("writes %s, which belongs to %s", m[1], owner))
			}
		}
		return offences
	})
}

func leftReads(tree []file) []string {
	order := strings.Fields(strings.ReplaceAll(roomOrder, "|", " "))
	return eachStatement(tree, func(f file, sql string) []string {
		var offences []string
		for _, m := range readTable.FindAllStringSubmatch(sql, -1) {
			owner, known := schema.Owners[m[1]]
			if !known || owner == f.owner() { // an alias of a derived table, or its own
				continue
			}
			theirs := slices.Index(order, strings.TrimPrefix(owner, "market/"))
			if theirs < 0 || theirs > slices.Index(order, f.room()) {
				offences = append(offences, fmt.Sprintf("reads %s of %s, which is not to its left", m[1], owner))
			}
		}
		return offences
	})
}

// rudeLock is the lock that keeps other transactions from inserting rows that refer to the locked
// one. Buyers who wait for each other's stock while their order lines refer to one product would
// wait in a circle.
var rudeLock = regexp.MustCompile(`(?i)\bFOR\s+UPDATE\b`)

func gentleLocks(tree []file) []string {
	return eachStatement(tree, func(_ file, sql string) []string {
		if rudeLock.MatchString(sql) {
			return []string{"says FOR UPDATE instead of FOR NO KEY UPDATE"}
		}
		return nil
	})
}

func noClock(tree []file) []string {
	return eachNode(tree, func(f file, n ast.Node) string {
		call, ok := n.(*ast.SelectorExpr)
		if !ok || f.storey() != "market" || f.forTests() {
			return ""
		}
		if of, ok := call.X.(*ast.Ident); ok && of.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, call.Sel.Name) {
			return "asks the clock: time." + call.Sel.Name
		}
		return ""
	})
}

func listedInterfaces(tree []file) []string {
	return eachNode(tree, func(f file, n ast.Node) string {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || f.isGenerated() {
			return ""
		}
		face, ok := spec.Type.(*ast.InterfaceType)
		name := f.dir() + "." + spec.Name.Name
		if !ok || !hasMethods(face) || interfaces[name] != "" {
			return ""
		}
		return "declares an interface that is not listed: " + name
	})
}

// hasMethods is false for constraints of type parameters.
func hasMethods(face *ast.InterfaceType) bool {
	return slices.ContainsFunc(face.Methods.List, func(m *ast.Field) bool { return len(m.Names) > 0 })
}

func noFloats(tree []file) []string {
	return eachNode(tree, func(f file, n ast.Node) string {
		name, ok := n.(*ast.Ident)
		if ok && f.storey() == "market" && (name.Name == "float64" || name.Name == "float32") {
			return "uses " + name.Name
		}
		return ""
	})
}

func namedFolders(tree []file) []string {
	var offences []string
	for _, f := range tree {
		for part := range strings.SplitSeq(f.dir(), "/") {
			offence := f.dir() + ": a folder called " + part
			if slices.Contains(bannedFolders, part) && !slices.Contains(offences, offence) {
				offences = append(offences, offence)
			}
		}
	}
	return offences
}

func shortFiles(tree []file) []string {
	var offences []string
	for _, f := range tree {
		if n := strings.Count(f.text, "\n"); n > maxLines && !f.isGenerated() && path.Ext(f.path) != ".sql" {
			offences = append(offences, fmt.Sprintf("%s: %d lines", f.path, n))
		}
	}
	return offences
}

// inline finds what a strict content security policy refuses, and templ's own ways to make it.
var inline = regexp.MustCompile(`(?i)\sstyle=|<style\b|<script(?:[^>s]|s[^r])*>|\son[a-z]+=|javascript:|^(?:css|script)\s+\w+\(|templ\.JSUnsafe|templ\.Raw\(`)

func strictTemplates(tree []file) []string {
	var offences []string
	for _, f := range tree {
		if path.Ext(f.path) != ".templ" {
			continue
		}
		for i, line := range strings.Split(f.text, "\n") {
			if found := inline.FindString(line); found != "" {
				offences = append(offences, fmt.Sprintf("%s:%d: %s", f.path, i+1, strings.TrimSpace(found)))
			}
		}
	}
	return offences
}

// eachOwnImport asks about every import of our own packages, named without the module.
func eachOwnImport(tree []file, ask func(f file, imported string) string) []string {
	return eachImport(tree, func(f file, imported string) string {
		if own, ok := strings.CutPrefix(imported, module); ok {
			return ask(f, own)
		}
		return ""
	})
}

// eachImport asks about every import of every Go file, tests included.
func eachImport(tree []file, ask func(f file, imported string) string) []string {
	return inspect(tree, true, func(f file, n ast.Node) string {
		spec, ok := n.(*ast.ImportSpec)
		if !ok {
			return ""
		}
		imported, _ := strconv.Unquote(spec.Path.Value)
		return ask(f, imported)
	})
}

// eachNode asks about every syntax node of every Go file that is no test.
func eachNode(tree []file, ask func(f file, n ast.Node) string) []string {
	return inspect(tree, false, ask)
}

func inspect(tree []file, tests bool, ask func(f file, n ast.Node) string) []string {
	var offences []string
	for _, f := range tree {
		if !f.isGo() || f.isTest() && !tests {
			continue
		}
		positions := token.NewFileSet()
		parsed, err := parser.ParseFile(positions, f.path, f.text, parser.SkipObjectResolution)
		if err != nil {
			offences = append(offences, err.Error())
			continue
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if n != nil {
				if offence := ask(f, n); offence != "" {
					offences = append(offences, fmt.Sprintf("%s:%d: %s", f.path, positions.Position(n.Pos()).Line, offence))
				}
			}
			return true
		})
	}
	return offences
}

// eachStatement asks about the SQL of every queries.sql and of every string in Go files that owns
// tables or stands in the market, the importer aside.
func eachStatement(tree []file, ask func(f file, sql string) []string) []string {
	var offences []string
	note := func(f file, sql string) {
		sql = comment.ReplaceAllString(sql, "")
		for _, offence := range ask(f, sql) {
			offences = append(offences, f.path+": "+offence)
		}
	}
	for _, f := range tree {
		if f.base() == "queries.sql" {
			note(f, f.text)
		}
	}
	eachNode(tree, func(f file, n ast.Node) string {
		text, ok := literal(n)
		if ok && f.storey() == "market" && !f.isGenerated() && statement.MatchString(text) {
			note(f, text)
		}
		return ""
	})
	return offences
}

func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
