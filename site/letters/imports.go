package letters

import (
	"context"
	"fmt"
	"strconv"

	"bazaar/infra/mail"
	"bazaar/market/imports"
	"bazaar/site/locale"
)

// importDone tells those who work on a shop's goods what became of a file that was taken over.
func (w *Writer) importDone(ctx context.Context, l mail.Letter) (mail.Message, error) {
	id, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no import: %w", err)
	}
	i, err := imports.ReadResult(ctx, w.DB, id)
	if err != nil {
		return mail.Message{}, err
	}
	return w.aboutImport(locale.For(l.Language), i).message()
}

// aboutImport is the letter about an import that has ended.
func (w *Writer) aboutImport(l *locale.Locale, i imports.Import) note {
	n := w.newNote(l, l.T("Your file was taken over: %s", oneLine(i.FileName)))
	n.Greeting = n.Subject
	n.Lines = []string{l.T("New products are drafts until they have a picture and you send them for review.")}
	n.Table = []sum{
		{Name: l.T("New products"), Value: l.Number(i.Made)},
		{Name: l.T("Changed products"), Value: l.Number(i.Edited)},
		{Name: l.T("Rows not taken"), Value: l.Number(i.Wrong + i.Refused)},
	}
	if i.Made == 0 {
		n.Lines = []string{l.T("Prices and stock are changed. Texts of products on sale wait for review.")}
	}
	n.Button = link{l.T("See what became of it"), w.absolute(l, fmt.Sprintf("/vendor/import/%d/", i.ID))}
	n.Why = l.T("You got this letter because you work on the goods of this shop.")
	return n
}
