package sqldb

import "strings"

// Word is a word to look for, folded to letters and digits. A Beginning also finds longer words.
type Word struct {
	Text      string
	Beginning bool
}

// Words asks for one word of each of its lists.
type Words [][]Word

// This is part of the list in dialect.go: the engines find words in ways of their own.

// FullText is where words are looked for: in a column of lexemes on PostgreSQL, and on SQLite in
// columns of a full-text table that is named after the table with _words behind.
type FullText struct {
	Table, Alias string
	Lexemes      string
	Columns      []string
}

// Matching is the condition that rows hold the words: its text with one question mark, and the
// value that stands for it.
func (d *DB) Matching(in FullText, w Words) (condition, value string) {
	if d.engine == SQLite {
		match := "{" + strings.Join(in.Columns, " ") + "} : " + w.join(" AND ", " OR ", func(word Word) string {
			if word.Beginning {
				return `"` + word.Text + `" *`
			}
			return `"` + word.Text + `"`
		})
		words := in.Table + "_words"
		return in.Alias + ".id IN (SELECT rowid FROM " + words + " WHERE " + words + " MATCH ?)", match
	}
	query := w.join(" & ", " | ", func(word Word) string {
		if word.Beginning {
			return "'" + word.Text + "':*"
		}
		return "'" + word.Text + "'"
	})
	return in.Alias + "." + in.Lexemes + " @@ CAST(? AS tsquery)", query
}

func (w Words) join(and, or string, write func(Word) string) string {
	lists := make([]string, len(w))
	for i, list := range w {
		words := make([]string, len(list))
		for k, word := range list {
			words[k] = write(word)
		}
		lists[i] = "(" + strings.Join(words, or) + ")"
	}
	return "(" + strings.Join(lists, and) + ")"
}
