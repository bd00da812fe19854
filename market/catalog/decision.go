package catalog

import (
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/vendors"
)

// Verdict is what a moderator decided about a product.
type Verdict string

// The verdicts: about a new product, about one on sale that is taken off it, and about a change.
const (
	WasPublished Verdict = "published"
	WasRejected  Verdict = "rejected"
	WasStopped   Verdict = "stopped"
	WasApproved  Verdict = "approved"
	WasDeclined  Verdict = "declined"
)

// Kinds of letters to those who work on a vendor's goods; the object of each is the id of a decision.
const (
	LetterPublished = "product_published"
	LetterRejected  = "product_rejected"
	LetterStopped   = "product_stopped"
	LetterApproved  = "change_approved"
	LetterDeclined  = "change_declined"
)

// letters tell of the verdicts.
var letters = map[Verdict]string{
	WasPublished: LetterPublished, WasRejected: LetterRejected, WasStopped: LetterStopped, WasApproved: LetterApproved, WasDeclined: LetterDeclined,
}

// UndoLife is how long a moderator may take a decision back. The letter about it leaves afterwards.
const UndoLife = vendors.UndoLife

// Decision is what a moderator decides about what waits: a new product at a Version, or the change
// with an id. Reason is what the vendor is told; declining needs one.
type Decision struct {
	ProductID, ChangeID, Version int64
	Reason                       string
}

// maxReason bounds what a vendor is told, in characters.
const maxReason = 2000

const msgReason = "Say why, so that the vendor can mend it."

// reasoned trims a reason that must be given, and tells what is wrong with it.
func reasoned(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	wrong := fault.Fields{}
	switch {
	case reason == "":
		wrong.Add("reason", msgReason)
	case utf8.RuneCountInString(reason) > maxReason:
		wrong.Add("reason", msgTooLong, maxReason)
	}
	return reason, wrong.Err()
}

// Decided is a decision that was taken.
type Decided struct {
	ID, ProductID int64
	Title         i18n.Text
	Verdict       Verdict
	Reason        string
	Moderator     string
	At            time.Time
	// Undone tells that it was taken back.
	Undone bool
	// Differences are those of the change that it was about; empty without one.
	Differences []Difference
}

// Undoable tells whether there is still time to take the decision back.
func (d Decided) Undoable(now time.Time) bool { return !d.Undone && now.Sub(d.At) < UndoLife }
