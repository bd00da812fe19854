package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

// prefix is the address below which the server answers the built files.
const prefix = "/static/"

// entries are the sources that a page asks for by name; what they import comes along.
var entries = []string{
	"css/app.css",
	"css/panel.css",
	"js/app.js",
	"js/panel.js",
	"img/favicon.svg",
	"img/favicon.ico",
	"img/placeholder.svg",
}

// browsers is the floor that README.md names.
var browsers = []api.Engine{
	{Name: api.EngineChrome, Version: "123"},
	{Name: api.EngineFirefox, Version: "121"},
	{Name: api.EngineSafari, Version: "17.5"},
}

// bundle builds the sources below dir and returns the files of dist by name: each built file
// under its hashed name, its .br and .gz variants where they are smaller, and manifest.json,
// which maps "app.css" to the hashed name.
func bundle(dir string) (map[string][]byte, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	built := api.Build(api.BuildOptions{
		AbsWorkingDir:     dir,
		EntryPoints:       entries,
		Outdir:            "dist",
		EntryNames:        "[name]-[hash]",
		AssetNames:        "[name]-[hash]",
		PublicPath:        prefix,
		Bundle:            true,
		Format:            api.FormatESModule,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Engines:           browsers,
		Metafile:          true,
		LogLevel:          api.LogLevelSilent,
		Loader: map[string]api.Loader{
			".woff2": api.LoaderFile,
			".svg":   api.LoaderCopy,
			".ico":   api.LoaderCopy,
		},
	})
	// A warning is a brace too few, a name that nothing has: what browsers would pass over in silence.
	if found := append(built.Errors, built.Warnings...); len(found) > 0 {
		lines := api.FormatMessages(found, api.FormatMessagesOptions{})
		return nil, fmt.Errorf("esbuild: %s", strings.Join(lines, ""))
	}
	files := map[string][]byte{}
	for _, out := range built.OutputFiles {
		if err := add(files, filepath.Base(out.Path), out.Contents); err != nil {
			return nil, err
		}
	}
	files["manifest.json"], err = manifest(built.Metafile)
	return files, err
}

// manifest maps the name of each source to the name of the file made of it.
func manifest(metafile string) ([]byte, error) {
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string         `json:"entryPoint"`
			Inputs     map[string]any `json:"inputs"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, fmt.Errorf("metafile: %w", err)
	}
	names := map[string]string{}
	for out, from := range meta.Outputs {
		source := from.EntryPoint
		for input := range from.Inputs {
			if source == "" {
				source = input
			}
		}
		names[path.Base(source)] = path.Base(out)
	}
	text, err := json.MarshalIndent(names, "", "\t")
	return append(text, '\n'), err
}

// add keeps a file and its compressed variants.
func add(files map[string][]byte, name string, body []byte) error {
	files[name] = body
	if path.Ext(name) == ".woff2" { // compressed already
		return nil
	}
	br, err := brotlied(body)
	if err != nil {
		return err
	}
	gz, err := gzipped(body)
	if err != nil {
		return err
	}
	if len(br) < len(body) {
		files[name+".br"] = br
	}
	if len(gz) < len(body) {
		files[name+".gz"] = gz
	}
	return nil
}

func brotlied(body []byte) ([]byte, error) {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}

func gzipped(body []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}
