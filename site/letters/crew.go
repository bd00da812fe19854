package letters

import (
	"context"
	"fmt"
	"strconv"

	"bazaar/infra/mail"
	"bazaar/market/fault"
	"bazaar/market/vendors"
	"bazaar/site/locale"
)

// crewLetter is one of the letters about who works for a shop.
func (w *Writer) crewLetter(ctx context.Context, l mail.Letter) (mail.Message, error) {
	speech := locale.For(l.Language)
	if l.Kind == vendors.LetterInvited {
		found, err := vendors.FindInvitation(ctx, w.DB, l.Object, w.Now())
		if fault.Is(err, fault.Gone) {
			return mail.Message{}, mail.ErrMoot
		}
		if err != nil {
			return mail.Message{}, err
		}
		return w.invited(speech, found, w.Keys.Token(l.Object)).message()
	}
	entry, err := strconv.ParseInt(l.Object, 10, 64)
	if err != nil {
		return mail.Message{}, fmt.Errorf("the letter is about no change: %w", err)
	}
	told, err := vendors.ReadCrewChange(ctx, w.DB, entry)
	if err != nil {
		return mail.Message{}, err
	}
	return w.crew(speech, l.Kind, told).message()
}

// invited asks somebody to work for a shop. The token is made when the letter is written: it stands in
// no table.
func (w *Writer) invited(l *locale.Locale, i vendors.Invitation, token string) note {
	shop := oneLine(i.Shop)
	n := w.newNote(l, l.T("Invitation to the desk of %s", shop))
	n.Greeting = n.Subject
	n.Lines = []string{
		l.T("The shop %s invites you to its desk. Your part of the work: %s.", shop, roleText(l, i.Role)),
		l.T("Follow the link and sign in with this address, or create an account with it."),
		l.T("The link works once, until %s.", l.DateTime(i.Expires)),
	}
	n.Button = link{l.T("See the invitation"), w.absolute(l, "/vendor/invitation/"+token+"/")}
	n.Why = l.T("You got this letter because a shop typed your address. If you do not know it, do nothing.")
	return n
}

// roleText is a role in words.
func roleText(l *locale.Locale, r vendors.Role) string {
	switch r {
	case vendors.OwnerRole:
		return l.T("Owner")
	case vendors.CatalogueRole:
		return l.T("Goods and reviews")
	}
	return l.T("Orders and parcels")
}

// crew tells of a change of who works for a shop.
func (w *Writer) crew(l *locale.Locale, kind string, told vendors.CrewChange) note {
	shop, role := oneLine(told.Shop), roleText(l, told.Role)
	var n note
	switch kind {
	case vendors.LetterJoined:
		n = w.newNote(l, l.T("Somebody joined your shop %s", shop))
		n.Lines = []string{l.T("%s has accepted the invitation. Part of the work: %s.", oneLine(told.By), role)}
		n.Button = link{l.T("See who works for the shop"), w.absolute(l, "/vendor/staff/")}
		n.Why = l.T("You got this letter because you own this shop.")
	case vendors.LetterRole:
		n = w.newNote(l, l.T("Your role in the shop %s has changed", shop))
		n.Lines = []string{l.T("Your part of the work is now: %s.", role)}
		n.Button = link{l.T("To your desk"), w.absolute(l, "/vendor/dashboard/")}
		n.Why = l.T("You got this letter because you work for this shop.")
	default: // removed
		n = w.newNote(l, l.T("You no longer work for the shop %s", shop))
		n.Lines = []string{l.T("An owner of the shop has closed its desk to you. Your account stays as it is.")}
		n.Button = link{l.T("To the shop"), w.absolute(l, "/")}
		n.Why = l.T("You got this letter because you worked for this shop.")
	}
	n.Greeting = n.Subject
	return n
}
