package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is the prefix of our own imports.
const module = "bazaar/"

// roomOrder is the one order of the rooms: each imports only rooms to its left. ARCHITECTURE.md
// prints the same line.
const roomOrder = "fault money actor i18n | audit settings content | accounts taxes | vendors shipping | stock catalog imports coupons | wishlist payments ledger | cart orders | support messages reviews moderation checkout | privacy"

// outsideOrder are packages of the market that are no rooms: the schema, and the builders of tests.
var outsideOrder = []string{"schema", "markettest"}

// sharedSite are the packages that every front may import; letters stands below the others.
var sharedSite = []string{"page", "visitor", "ui", "locale", "assets", "letters"}

// interfaces that may be declared, with the real implementations that each must have.
var interfaces = map[string]string{
	"infra/cache.Cache":       "in process, Redis",
	"infra/limit.Limiter":     "in process, Redis",
	"infra/mail.Sender":       "SMTP, console",
	"infra/media.Store":       "disk, S3",
	"market/payments.Gateway": "cash on delivery, card providers",
	"site/page.writer":        "gzip, brotli",
}

// maxLines is the longest file that a reader should have to hold in mind.
const maxLines = 400

// bannedFolders say nothing about what is in them.
var bannedFolders = []string{"util", "utils", "common", "helper", "helpers", "base", "core", "misc", "types", "models", "manager", "managers", "shared", "lib"}

// A file is one source file: its path from the root with slashes, and its text.
type file struct {
	path string
	text string
}

// A rule reads the whole tree and returns one line per offence.
type rule struct {
	name  string
	check func([]file) []string
}

var rules = []rule{
	{"R1 imports point down the storeys", storeys},
	{"R1 fronts do not know each other", fronts},
	{"R1 pages open no transaction and speak no SQL", pagesWithoutSQL},
	{"R2 rooms import only rooms to their left", rooms},
	{"R3 nouns are pure", pureNouns},
	{"R3 SQL stands in its own files", sqlInPlace},
	{"R4 a room writes only its own tables", ownedWrites},
	{"R4 a room reads only tables to its left", leftReads},
	{"R5 the market never asks a clock", noClock},
	{"R5a locks let foreign keys be checked", gentleLocks},
	{"R6 interfaces have two implementations", listedInterfaces},
	{"R8 no floating point in the market", noFloats},
	{"R8 folders say what is in them", namedFolders},
	{"R9 files are short", shortFiles},
	{"pages carry no inline style or script", strictTemplates},
}

func TestArchitecture(t *testing.T) {
	tree := readTree(t, ".")
	if len(tree) < 50 {
		t.Fatalf("read only %d files: the walk is broken", len(tree))
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			for _, offence := range r.check(tree) {
				t.Error(offence)
			}
		})
	}
}

func TestArchitectureDocumentPrintsTheRoomOrder(t *testing.T) {
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), roomOrder) {
		t.Errorf("ARCHITECTURE.md does not print the room order %q", roomOrder)
	}
}

// readTree reads every source file that people write or generate, test files included.
func readTree(t *testing.T, root string) []file {
	t.Helper()
	var tree []file
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains([]string{".git", "node_modules", "data", "bin", "dist", "artifacts", "testdata"}, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains([]string{".go", ".sql", ".templ", ".js", ".mjs", ".css"}, path.Ext(p)) {
			return nil
		}
		text, err := os.ReadFile(p)
		tree = append(tree, file{filepath.ToSlash(p), string(text)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func (f file) dir() string    { return path.Dir(f.path) }
func (f file) base() string   { return path.Base(f.path) }
func (f file) isTest() bool   { return strings.HasSuffix(f.path, "_test.go") }
func (f file) isGo() bool     { return strings.HasSuffix(f.path, ".go") }
func (f file) storey() string { return firstPart(f.path) }

// forTests tells whether a package only serves tests: it may look into the database and at the clock.
func (f file) forTests() bool { return f.dir() == "market/markettest" || f.dir() == "site/sitetest" }

// isGenerated follows Go's convention for the first lines of a file.
func (f file) isGenerated() bool {
	head, _, _ := strings.Cut(f.text, "\npackage ")
	return strings.Contains(head, "Code generated") && strings.Contains(head, "DO NOT EDIT")
}

// room is the room that a file of the market belongs to, empty elsewhere.
func (f file) room() string {
	rest, ok := strings.CutPrefix(f.path, "market/")
	if !ok {
		return ""
	}
	return firstPart(rest)
}

// owner is the folder of the package that owns what the file holds: internal/rows belongs to its
// room.
func (f file) owner() string {
	owner, _, _ := strings.Cut(f.dir(), "/internal/")
	return owner
}

// firstPart is the first folder of a path, empty for a file at the root.
func firstPart(p string) string {
	first, _, ok := strings.Cut(p, "/")
	if !ok {
		return ""
	}
	return first
}
