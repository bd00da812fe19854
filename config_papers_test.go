package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write generated files instead of comparing them")

const (
	papersBegin = "<!-- made from config.go by make generate: begin -->\n"
	papersEnd   = "\n<!-- end -->"
)

func TestConfigurationPapersAreCurrent(t *testing.T) {
	const doc = "docs/configuration.md"
	b, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), papersBegin)
	_, after, closed := strings.Cut(rest, papersEnd)
	if !ok || !closed {
		t.Fatalf("%s has lost the marks around its table", doc)
	}
	compare(t, doc, before+papersBegin+configurationTable()+papersEnd+after)
	compare(t, ".env.example", envExample())
}

func compare(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, []byte(want)) {
		t.Errorf("%s is not current: run make generate", path)
	}
}

// meaning is the sentence about a variable.
func (v variable) meaning() string {
	if v.later != "" {
		return v.help + " Known by name only: this version has no " + v.later + " yet."
	}
	return v.help
}

// envExample is the text of .env.example.
func envExample() string {
	var b strings.Builder
	b.WriteString("# Every variable with its default. Copy this file to .env, uncomment what you change, and load it\n" +
		"# with `set -a; . ./.env; set +a` or hand it to the container. Made from config.go by `make generate`.\n")
	for _, v := range variables {
		if v.section != "" {
			fmt.Fprintf(&b, "\n# --- %s ---\n", v.section)
		}
		value := v.fallback
		if strings.ContainsAny(value, " <>") {
			value = "'" + value + "'"
		}
		fmt.Fprintf(&b, "\n# %s\n#%s=%s\n", v.meaning(), v.name, value)
	}
	return b.String()
}

// configurationTable is the generated part of docs/configuration.md.
func configurationTable() string {
	var b strings.Builder
	for _, v := range variables {
		if v.section != "" {
			fmt.Fprintf(&b, "\n### %s\n\n| variable | default | meaning |\n|---|---|---|\n", v.section)
		}
		value := "empty"
		if v.fallback != "" {
			value = "`" + v.fallback + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", v.name, value, strings.ReplaceAll(v.meaning(), "|", `\|`))
	}
	return b.String()
}
