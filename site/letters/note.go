package letters

import (
	"strings"

	"bazaar/infra/mail"
	"bazaar/site/locale"
	"bazaar/site/ui"
)

// note is a letter of a few sentences, with figures, words of people and one link when it has them.
type note struct {
	frame
	Greeting string
	Lines    []string
	Table    []sum
	Quotes   []block
	Button   link
	// Stop ends letters of this kind.
	Stop link
}

// newNote begins a note in a language.
func (w *Writer) newNote(l *locale.Locale, subject string) note {
	return note{frame: frame{Language: l.Code(), Subject: subject, Site: link{ui.Brand, w.absolute(l, "/")}}}
}

// message writes the note out.
func (n note) message() (mail.Message, error) {
	if n.Preview == "" && len(n.Lines) > 0 {
		n.Preview = n.Lines[0]
	}
	return message("note", n.Subject, n)
}

// mostQuoted is how many lines of somebody's words are repeated in a letter.
const mostQuoted = 100

// quote keeps the lines of what somebody wrote.
func quote(title, text string) block {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, oneLine(line))
	}
	return block{title, lines[:min(len(lines), mostQuoted)]}
}
