// Package content owns the texts that people read: standing pages such as the terms of service, and
// the articles of the help. Each is a row per language, written in Markdown.
//
// The program brings a text of its own for every row (below shipped/) and renews it at the start
// when a newer program says something else. A row that staff has edited is never overwritten. A
// text may say {{shop}} and {{operator}}, which pages fill in.
//
// Whether an article was useful is counted once for each visitor, who may change the answer.
package content

import (
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// Section is where an article stands.
type Section string

// Standing pages and guides have an address of their own, articles of the help are below /help/.
// Guides are part of the help, too.
const (
	Page  Section = "page"
	Guide Section = "guide"
	Help  Section = "help"
)

// Article is a text in one language.
type Article struct {
	ID             int64
	Slug, Language string
	Section        Section
	Title, Summary string
	// Body is Markdown; its headings begin at the second level.
	Body string
	// ChangedAt is when the words were last changed, in UTC.
	ChangedAt time.Time
	// Edited tells that staff has written it, not the program.
	Edited  bool
	Version int64
}

// Path is the address of the article on the site, without the language.
func (a Article) Path() string {
	if a.Section == Help {
		return "/help/" + a.Slug + "/"
	}
	return "/" + a.Slug + "/"
}

// IsHelp tells whether the article belongs to the help, where visitors say whether it was useful.
func (a Article) IsHelp() bool { return a.Section != Page }

// Bounds of what staff writes, in letters.
const (
	maxTitle   = 200
	maxSummary = 300
	maxBody    = 60_000
)

// Draft is what staff makes of an article. Version is the one that was edited.
type Draft struct {
	Slug, Language       string
	Title, Summary, Body string
	Version              int64
}

// trimmed is the draft without space around its fields.
func (d Draft) trimmed() Draft {
	d.Title, d.Summary, d.Body = strings.TrimSpace(d.Title), strings.TrimSpace(d.Summary), strings.TrimSpace(d.Body)
	return d
}

// check tells what is wrong with a draft.
func (d Draft) check() error {
	wrong := fault.Fields{}
	for _, f := range []struct {
		name, text string
		most       int
		empty      bool
	}{{"title", d.Title, maxTitle, false}, {"summary", d.Summary, maxSummary, true}, {"body", d.Body, maxBody, false}} {
		switch {
		case f.text == "" && !f.empty:
			wrong.Add(f.name, "This field is required.")
		case utf8.RuneCountInString(f.text) > f.most:
			wrong.Add(f.name, "This is too long: at most %d characters.", f.most)
		}
	}
	return wrong.Err()
}

// Points for finding a word of a search in the title, the summary or the text.
const (
	inTitle   = 9
	inSummary = 3
	inBody    = 1
)

// Find keeps the articles that have every word of a search, the best ones first. Words are found by
// their beginnings, so that endings of Russian and Kazakh do not matter. A search without words
// finds nothing.
func Find(all []Article, search string) []Article {
	words := strings.Fields(i18n.Fold(search))
	if len(words) == 0 {
		return nil
	}
	found := map[int][]Article{}
	best := 0
	for _, a := range all {
		if n := a.points(words); n > 0 {
			found[n] = append(found[n], a)
			best = max(best, n)
		}
	}
	var list []Article
	for n := best; n > 0; n-- {
		list = append(list, found[n]...)
	}
	return list
}

// points is 0 unless every word is somewhere in the article.
func (a Article) points(words []string) int {
	places := []struct {
		text   string
		points int
	}{{spaced(a.Title), inTitle}, {spaced(a.Summary), inSummary}, {spaced(a.Body), inBody}}
	sum := 0
	for _, w := range words {
		points := 0
		for _, p := range places {
			if strings.Contains(p.text, " "+stem(w)) {
				points += p.points
			}
		}
		if points == 0 {
			return 0
		}
		sum += points
	}
	return sum
}

func spaced(text string) string { return " " + i18n.Fold(text) }

// stem is the beginning of a word by which its other forms are found, too.
func stem(word string) string {
	const shortest, ending = 4, 2
	letters := []rune(word)
	if len(letters) <= shortest {
		return word
	}
	return string(letters[:max(shortest, len(letters)-ending)])
}
