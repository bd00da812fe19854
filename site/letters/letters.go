// Package letters writes the e-mails of the shop: a front whose audience is an inbox. Each letter is
// rendered when it is sent, in the language that it was queued in, as text and as HTML made of
// tables, without pictures and below the size at which mail programs cut a letter short. All
// words come from site/locale; the templates hold only their arrangement.
package letters

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"strings"
	textTemplate "text/template"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/checkout"
	"bazaar/market/imports"
	"bazaar/market/messages"
	"bazaar/market/orders"
	"bazaar/market/privacy"
	"bazaar/market/reviews"
	"bazaar/market/support"
	"bazaar/market/vendors"
	"bazaar/market/wishlist"
	"bazaar/site/locale"
	"bazaar/site/visitor"
)

//go:embed *.html *.txt
var files embed.FS

var (
	pages = template.Must(template.ParseFS(files, "*.html"))
	texts = textTemplate.Must(textTemplate.ParseFS(files, "*.txt"))
)

// Writer renders letters from what the database says now.
type Writer struct {
	DB *sqldb.DB
	// BaseURL is the address of the site without a slash at the end.
	BaseURL string
	// Keys sign the links of letters that prove who reads them; Now tells which still work.
	Keys accounts.Keys
	Now  func() time.Time
	// Cookies seal links that act without signing in.
	Cookies *visitor.Cookies
}

// Render is a mail.Render. An unknown kind or a missing object is an error.
func (w *Writer) Render(ctx context.Context, l mail.Letter) (mail.Message, error) {
	switch l.Kind {
	case checkout.Letter:
		return w.orderConfirmation(ctx, l)
	case privacy.LetterErased:
		return w.farewell(l)
	case orders.LetterPaid, orders.LetterReturned, orders.LetterLapsed:
		return w.paymentNotice(ctx, l)
	case orders.LetterShipped, orders.LetterDelivered, orders.LetterParcelCancelled, orders.LetterLines, orders.LetterNewOrder, orders.LetterWithdrawn:
		return w.parcelLetter(ctx, l)
	case support.LetterMessage, support.LetterReceived, support.LetterAnswer:
		return w.contactLetter(ctx, l)
	case accounts.LetterReset, accounts.LetterVerify, accounts.LetterChange:
		return w.accountLink(ctx, l)
	case accounts.LetterPasswordChanged, accounts.LetterEmailChanged, accounts.LetterSecondOn, accounts.LetterSecondOff:
		return w.accountNotice(ctx, l)
	case vendors.LetterVerified, vendors.LetterReturned, vendors.LetterSuspended, vendors.LetterLifted:
		return w.shopDecision(ctx, l)
	case messages.LetterToCustomer, messages.LetterToVendor:
		return w.newMessages(ctx, l)
	case messages.LetterReport:
		return w.messageReport(ctx, l)
	case messages.LetterLooked, messages.LetterWarned:
		return w.talkDecision(ctx, l)
	case vendors.LetterInvited, vendors.LetterJoined, vendors.LetterRole, vendors.LetterRemoved:
		return w.crewLetter(ctx, l)
	case reviews.LetterReply:
		return w.reviewReply(ctx, l)
	case catalog.LetterPublished, catalog.LetterRejected, catalog.LetterStopped, catalog.LetterApproved, catalog.LetterDeclined:
		return w.goodsDecision(ctx, l)
	case imports.LetterDone:
		return w.importDone(ctx, l)
	case cart.LetterIdle:
		return w.cartReminder(ctx, l)
	case DailyReport:
		return w.dailyReport(ctx, l)
	case wishlist.Letter:
		return w.backInStock(ctx, l)
	}
	return mail.Message{}, fmt.Errorf("no letter of kind %q is known", l.Kind)
}

// frame is what every letter has.
type frame struct {
	Language string
	Subject  string
	// Preview is the line that an inbox shows beside the subject.
	Preview string
	Site    link
	// Why says for what reason one got the letter.
	Why string
}

type link struct{ Text, URL string }

// absolute is the address of a page of the site in the letter's language.
func (w *Writer) absolute(l *locale.Locale, path string) string { return w.BaseURL + l.URL(path) }

// message fills the pair of templates of a kind.
func message(kind, subject string, page any) (mail.Message, error) {
	var html, text bytes.Buffer
	if err := pages.ExecuteTemplate(&html, kind+".html", page); err != nil {
		return mail.Message{}, err
	}
	if err := texts.ExecuteTemplate(&text, kind+".txt", page); err != nil {
		return mail.Message{}, err
	}
	return mail.Message{Subject: subject, Text: text.String(), HTML: html.String()}, nil
}

// oneLine keeps what somebody typed from starting a line of its own in a text letter.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
