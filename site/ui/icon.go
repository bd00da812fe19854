package ui

import (
	"context"
	"embed"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// The icons are from Lucide (ISC licence, see icons/LICENSE).
//
//go:embed icons/*.svg
var iconFiles embed.FS

// icons maps a name to the shapes inside its svg element.
var icons = mustLoadIcons()

// Icon draws an icon of the folder icons by name. It is hidden from screen readers, so text must
// stand beside it. A test finds names that do not exist.
func Icon(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<svg class="ic" viewBox="0 0 24 24" aria-hidden="true">`+icons[name]+`</svg>`)
		return err
	})
}

func iconNames() []string { return slices.Sorted(maps.Keys(icons)) }

// mustLoadIcons reads the embedded files. They are part of the program, so a broken one is a
// fault of the build.
func mustLoadIcons() map[string]string {
	entries, err := iconFiles.ReadDir("icons")
	if err != nil {
		panic(err)
	}
	shapes := map[string]string{}
	for _, e := range entries {
		text, err := iconFiles.ReadFile("icons/" + e.Name())
		if err != nil {
			panic(err)
		}
		_, inner, opened := strings.Cut(string(text), ">")
		inner, _, closed := strings.Cut(inner, "</svg>")
		if !opened || !closed {
			panic(fmt.Sprintf("icon %s is no svg element", e.Name()))
		}
		shapes[strings.TrimSuffix(e.Name(), path.Ext(e.Name()))] = inner
	}
	return shapes
}
