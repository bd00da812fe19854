package content

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	"bazaar/market/i18n"
)

// files are the texts that the program brings: <language>/<slug>.md, each with a few lines of
// "name: value" above an empty line.
//
//go:embed shipped
var files embed.FS

// shipped is a text as the program brings it.
type shipped struct {
	Slug      string    `json:"slug"`
	Language  string    `json:"language"`
	Section   Section   `json:"section"`
	Position  int64     `json:"position"`
	Title     string    `json:"title"`
	Summary   string    `json:"summary"`
	Body      string    `json:"body"`
	ChangedAt time.Time `json:"changed_at"`
	Digest    string    `json:"digest"`
}

// readShipped reads all texts of the program, in the order of languages and names.
func readShipped() ([]shipped, error) {
	var all []shipped
	for _, language := range i18n.Languages {
		entries, err := fs.ReadDir(files, "shipped/"+language)
		if err != nil {
			return nil, fmt.Errorf("list the texts in %s: %w", language, err)
		}
		for _, e := range entries {
			b, err := fs.ReadFile(files, path.Join("shipped", language, e.Name()))
			if err != nil {
				return nil, fmt.Errorf("read a text: %w", err)
			}
			s, err := parse(string(b))
			if err != nil {
				return nil, fmt.Errorf("text %s/%s: %w", language, e.Name(), err)
			}
			s.Slug, s.Language = strings.TrimSuffix(e.Name(), ".md"), language
			all = append(all, s)
		}
	}
	return all, nil
}

// parse reads one file.
func parse(text string) (shipped, error) {
	sum := sha256.Sum256([]byte(text))
	s := shipped{Digest: base64.RawURLEncoding.EncodeToString(sum[:12])}
	head, body, ok := strings.Cut(text, "\n\n")
	if !ok {
		return s, fmt.Errorf("has no head")
	}
	s.Body = strings.TrimSpace(body)
	for line := range strings.SplitSeq(head, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		var err error
		switch name {
		case "title":
			s.Title = value
		case "summary":
			s.Summary = value
		case "section":
			s.Section = Section(value)
		case "position":
			s.Position, err = strconv.ParseInt(value, 10, 64)
		case "changed":
			s.ChangedAt, err = time.Parse(time.DateOnly, value)
		default:
			err = fmt.Errorf("does not know %q", name)
		}
		if err != nil {
			return s, err
		}
	}
	return s, nil
}
