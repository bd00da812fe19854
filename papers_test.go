package main

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// oldHoles is how many faults the former shop had.
const oldHoles = 58

var (
	holeRow   = regexp.MustCompile(`(?m)^\| O(\d+) \| ([^|]+) \| ([^|]+) \|$`)
	testName  = regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	testFunc  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	function  = regexp.MustCompile(`(?m)^func (?:\(\w* ?\*?(\w+)\) )?(\w+)[\[(]`)
	code      = regexp.MustCompile("`([^`\n]+)`")
	link      = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	goName    = regexp.MustCompile(`^[a-z]+(?:\.[A-Za-z]\w*){1,2}$`)
	imported  = regexp.MustCompile(`(?m)^\t(?:\w+ )?"([\w-]+\.[\w.-]+/[^"]+)"$`)
	makeWords = regexp.MustCompile(`^make ([a-z]+)$`)
	goFile    = regexp.MustCompile(`^[a-z][a-z_]*\.(?:go|sql|templ|js|css)$`)
	bazaar    = regexp.MustCompile(`^(?:\./)?bazaar ([a-z]+)`)
)

// read is the text of a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// papers are the files that people read.
func papers(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md", "demo/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

// testsThatExist are the names of all tests and fuzz targets.
func testsThatExist(t *testing.T) []string {
	t.Helper()
	var tests []string
	for _, f := range readTree(t, ".") {
		if f.isTest() {
			for _, m := range testFunc.FindAllStringSubmatch(f.text, -1) {
				tests = append(tests, m[1])
			}
		}
	}
	return tests
}

func TestPromisesHaveTheirTests(t *testing.T) {
	tests, rows := testsThatExist(t), 0
	for line := range strings.Lines(read(t, "docs/reliability.md")) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| promise") {
			continue
		}
		rows++
		proofs := testName.FindAllStringSubmatch(line, -1)
		if len(proofs) == 0 {
			t.Errorf("no test proves: %s", line)
		}
		for _, p := range proofs {
			if !slices.Contains(tests, p[1]) {
				t.Errorf("docs/reliability.md names %s, which does not exist", p[1])
			}
		}
	}
	if rows < 20 {
		t.Errorf("only %d promises", rows)
	}
}

func TestOldHolesHaveTheirTests(t *testing.T) {
	tests := testsThatExist(t)
	var named []string
	rows := holeRow.FindAllStringSubmatch(read(t, "docs/old-holes.md"), -1)
	if len(rows) != oldHoles {
		t.Fatalf("%d rows, want %d", len(rows), oldHoles)
	}
	for i, row := range rows {
		if row[1] != fmt.Sprint(i+1) {
			t.Errorf("row %d is about O%s", i+1, row[1])
		}
		proofs := testName.FindAllStringSubmatch(row[3], -1)
		if len(proofs) == 0 && row[3] != "not built yet" {
			t.Errorf("O%s names no test", row[1])
		}
		for _, p := range proofs {
			named = append(named, p[1])
			if !slices.Contains(tests, p[1]) {
				t.Errorf("O%s names %s, which does not exist", row[1], p[1])
			}
		}
	}
	for _, name := range tests {
		if strings.HasPrefix(name, "TestOld_") && !slices.Contains(named, name) {
			t.Errorf("%s is not in docs/old-holes.md", name)
		}
	}
}

func TestOld_O41_TheRepositoryHoldsNoSecrets(t *testing.T) {
	kept, err := exec.CommandContext(t.Context(), "git", "ls-files").Output()
	if err != nil {
		t.Skip("no git here: ", err)
	}
	banned := regexp.MustCompile(`(?i)(^|/)(\.env|.*\.(pem|key|p12|db|sqlite3?|sql\.gz|dump|eml))$`)
	for name := range strings.Lines(string(kept)) {
		if name = strings.TrimSpace(name); banned.MatchString(name) {
			t.Errorf("%s is in the repository", name)
		}
	}
	if !slices.Contains(strings.Split(read(t, ".gitignore"), "\n"), "/.env") {
		t.Error(".gitignore does not keep .env out")
	}
}

func TestWorkflowsNameFunctionsThatExist(t *testing.T) {
	known := map[string]bool{}
	for _, f := range readTree(t, ".") {
		if !f.isGo() || f.isTest() {
			continue
		}
		folder := path.Base(f.owner())
		if folder == "." {
			folder = "main"
		}
		for _, m := range function.FindAllStringSubmatch(f.text, -1) {
			known[folder+"."+m[2]] = true
			known[folder+"."+m[1]+"."+m[2]] = true
		}
	}
	steps := 0
	for _, m := range code.FindAllStringSubmatch(read(t, "docs/workflows.md"), -1) {
		if !goName.MatchString(m[1]) {
			continue
		}
		steps++
		if !known[m[1]] && !fileExists(m[1]) {
			t.Errorf("there is no %s", m[1])
		}
	}
	if steps < 40 {
		t.Errorf("only %d functions are named", steps)
	}
}

func TestPapersNameWhatExists(t *testing.T) {
	named := map[string]bool{}
	for _, f := range readTree(t, ".") {
		named[f.base()] = true
	}
	makefile, commands := read(t, "Makefile"), read(t, "commands.go")
	storeys := regexp.MustCompile(`^(?:market|site|infra|docs|legacy|demo|e2e|chaos|tools|\.ci)/[\w./-]*$`)
	for _, paper := range papers(t) {
		text := read(t, paper)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(m[1], "://") && !strings.HasSuffix(m[1], ".png") && !fileExists(path.Join(path.Dir(paper), m[1])) {
				t.Errorf("%s links to %s, which does not exist", paper, m[1])
			}
		}
		for _, m := range code.FindAllStringSubmatch(text, -1) {
			if named := makeWords.FindStringSubmatch(m[1]); named != nil && !strings.Contains(makefile, "\n"+named[1]+":") {
				t.Errorf("%s names %s", paper, m[1])
			}
			if named := bazaar.FindStringSubmatch(m[1]); named != nil && !strings.Contains(strings.ToLower(commands), "\n\t"+named[1]+" ") {
				t.Errorf("%s names %s", paper, m[1])
			}
			if file := goFile.FindString(m[1]); file != "" && !named[file] {
				t.Errorf("%s names %s, which is nowhere", paper, file)
			}
			folder, _, _ := strings.Cut(m[1], ".")
			if storeys.MatchString(m[1]) && !fileExists(m[1]) && !strings.HasSuffix(m[1], "/x/") && !fileExists(folder) {
				t.Errorf("%s names %s, which does not exist", paper, m[1])
			}
		}
	}
}

func TestEveryDependencyHasItsLine(t *testing.T) {
	doc, seen := read(t, "docs/dependencies.md"), map[string]bool{}
	for _, f := range readTree(t, ".") {
		if !f.isGo() {
			continue
		}
		for _, m := range imported.FindAllStringSubmatch(f.text, -1) {
			parts := strings.Split(strings.TrimPrefix(m[1], "github.com/"), "/")
			if strings.HasPrefix(m[1], "golang.org/x/") {
				parts = []string{strings.Join(parts[:3], "/")}
			}
			seen[strings.Join(parts[:min(2, len(parts))], "/")] = true
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d modules are imported", len(seen))
	}
	for name := range seen {
		if name = strings.TrimPrefix(name, "gopkg.in/"); !strings.Contains(doc, "`"+name) {
			t.Errorf("docs/dependencies.md does not say why %s", name)
		}
	}
}

func TestEveryDecisionIsListed(t *testing.T) {
	list := read(t, "docs/adr/README.md")
	found, err := filepath.Glob("docs/adr/0*.md")
	if err != nil || len(found) == 0 {
		t.Fatal(found, err)
	}
	for _, name := range found {
		title, _, _ := strings.Cut(read(t, name), "\n")
		_, title, _ = strings.Cut(strings.TrimPrefix(title, "# "), " ")
		if !strings.Contains(list, "("+path.Base(name)+")") || !strings.Contains(list, title) {
			t.Errorf("docs/adr/README.md does not list %s as %q", name, title)
		}
	}
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
