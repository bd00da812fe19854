// Package assets carries the built stylesheets, scripts, fonts and pictures of the site inside
// the program and answers them below /static/.
//
// Sources stand in css, js, img and fonts; the command in build makes dist of them, which is
// committed, so that building the server needs no bundler. A name with a hash never changes its
// content and is cached for good; the plain name of a source ("/static/placeholder.svg") always
// answers its newest version and is checked after an hour.
package assets

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:generate go run ./build

//go:embed dist
var dist embed.FS

// Prefix is the address below which Handler answers.
const Prefix = "/static/"

const (
	forGood = "public, max-age=31536000, immutable"
	forHour = "public, max-age=3600"
)

// types are the kinds of file that the site has; a type is never guessed from the content.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".ico":   "image/x-icon",
	".woff2": "font/woff2",
}

// file is one built file with its compressed variants, nil where they would be no smaller.
type file struct {
	name     string // with the hash
	kind     string
	body     []byte
	br, gzip []byte
}

// hashed maps the name of a source to the name of the file made of it; files maps the latter to
// the file.
var hashed, files = mustLoad(dist)

// URL is the address of an asset by the name of its source, such as "app.css".
func URL(source string) string {
	if name, ok := hashed[source]; ok {
		return Prefix + name
	}
	return Prefix + source
}

// Handler answers GET and HEAD of Prefix and of /favicon.ico.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name, cache := strings.TrimPrefix(path.Clean(r.URL.Path), Prefix), forGood
	if r.URL.Path == "/favicon.ico" {
		name = "favicon.ico"
	}
	if source, ok := hashed[name]; ok {
		name, cache = source, forHour
	}
	f, ok := files[name]
	if !ok {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	f.answer(w, r, cache)
}

func (f *file) answer(w http.ResponseWriter, r *http.Request, cache string) {
	body, encoding := f.body, ""
	switch accepted := r.Header.Values("Accept-Encoding"); {
	case f.br != nil && accepts(accepted, "br"):
		body, encoding = f.br, "br"
	case f.gzip != nil && accepts(accepted, "gzip"):
		body, encoding = f.gzip, "gzip"
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", cache)
	h.Set("ETag", strconv.Quote(f.name+encoding))
	h.Add("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == h.Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // a failure means that the browser has gone
	}
}

// accepts tells whether an Accept-Encoding header names the coding without refusing it.
func accepts(header []string, coding string) bool {
	for part := range strings.SplitSeq(strings.Join(header, ","), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		value, hasWeight := strings.CutPrefix(strings.TrimSpace(weight), "q=")
		q, err := strconv.ParseFloat(value, 64)
		return !hasWeight || err == nil && q > 0
	}
	return false
}

// mustLoad reads dist. It is part of the program, so a broken one is a fault of the build.
func mustLoad(built fs.FS) (map[string]string, map[string]*file) {
	names, loaded, err := load(built)
	if err != nil {
		panic(err)
	}
	return names, loaded
}

func load(built fs.FS) (map[string]string, map[string]*file, error) {
	text, err := fs.ReadFile(built, "dist/manifest.json")
	if err != nil {
		return nil, nil, fmt.Errorf("assets: %w", err)
	}
	names := map[string]string{}
	if err := json.Unmarshal(text, &names); err != nil {
		return nil, nil, fmt.Errorf("assets: manifest: %w", err)
	}
	loaded := map[string]*file{}
	for _, name := range names {
		f := &file{name: name, kind: types[path.Ext(name)]}
		if f.body, err = fs.ReadFile(built, "dist/"+name); err != nil {
			return nil, nil, fmt.Errorf("assets: %w", err)
		}
		f.br, _ = fs.ReadFile(built, "dist/"+name+".br")   // missing where it would be no smaller
		f.gzip, _ = fs.ReadFile(built, "dist/"+name+".gz") // the same
		loaded[name] = f
	}
	return names, loaded, nil
}
