package main

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// The compressed variants are left out: their bytes may change with the version of Go, and the
// package assets tests that they hold the same file.
func TestCommittedFilesAreThoseThatTheSourcesMake(t *testing.T) {
	want, err := bundle("..")
	if err != nil {
		t.Fatal(err)
	}
	dist := os.DirFS("../dist")
	entries, err := fs.ReadDir(dist, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ok := want[e.Name()]; !ok {
			t.Errorf("dist/%s is left over; run go generate ./site/assets", e.Name())
		}
	}
	for name, body := range want {
		got, err := fs.ReadFile(dist, name)
		if err != nil || !compressed(name) && !bytes.Equal(got, body) {
			t.Errorf("dist/%s is stale; run go generate ./site/assets", name)
		}
	}
}

func compressed(name string) bool {
	ext := path.Ext(name)
	return ext == ".br" || ext == ".gz"
}

func TestManifestNamesEverySource(t *testing.T) {
	files, err := bundle("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range append(entries, "fonts/onest-kk.woff2") {
		if !strings.Contains(string(files["manifest.json"]), `"`+path.Base(source)+`"`) {
			t.Errorf("the manifest lacks %s", source)
		}
	}
}

func TestSourcesThatDoNotParseAreRefused(t *testing.T) {
	if _, err := bundle(t.TempDir()); err == nil {
		t.Error("an empty folder was bundled")
	}
}

func TestWarningsAreRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("..")); err != nil {
		t.Fatal(err)
	}
	if _, err := bundle(dir); err != nil {
		t.Fatalf("the sources as they are: %v", err)
	}
	css := path.Join(dir, "css", "print.css")
	text, err := os.ReadFile(css)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(css, append(text, "\n.a {\n  .b {\n    color: red;\n  }\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := bundle(dir); err == nil {
		t.Error("a rule that is not closed was bundled")
	}
}
