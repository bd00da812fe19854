package messages

import (
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/accounts"
	"bazaar/market/fault"
)

// ClaimLife is how long a moderator keeps a reported conversation before another may take it.
const ClaimLife = 30 * time.Minute

// UndoLife is how long a decision may be taken back. The letters about it leave afterwards.
const UndoLife = 10 * time.Minute

// maxReason is the longest reason of a decision, in characters.
const maxReason = 2000

// Verdict is what a moderator decided about a reported conversation.
type Verdict string

// The verdicts.
const (
	Nothing Verdict = "nothing" // nothing is wrong
	Warned  Verdict = "warned"  // a side is warned
	Hidden  Verdict = "hidden"  // a message is taken from the eyes of both sides
	Closed  Verdict = "closed"  // the conversation is closed for good
)

// Verdicts are all of them, the mildest first.
var Verdicts = []Verdict{Nothing, Warned, Hidden, Closed}

// Ruling is what a moderator decides. Side is who broke the rules: chosen for a warning and for closing,
// that of the message where one is hidden.
type Ruling struct {
	ID        int64
	Verdict   Verdict
	Side      Side
	MessageID int64
	Reason    string
}

// checked is a ruling as it is kept. What its verdict does not need is left out.
func (in Ruling) checked() (Ruling, error) {
	wrong := fault.Fields{}
	in.Reason = strings.TrimSpace(strings.ReplaceAll(in.Reason, "\r\n", "\n"))
	switch in.Verdict {
	case Nothing:
		in.Side, in.MessageID = "", 0
	case Warned, Closed:
		in.MessageID = 0
		if in.Side != Customer && in.Side != Vendor {
			wrong.Add("side", msgSide)
		}
	case Hidden:
		in.Side = ""
		if in.MessageID <= 0 {
			wrong.Add("message", msgWhich)
		}
	default:
		wrong.Add("verdict", msgVerdict)
	}
	switch {
	case in.Reason == "" && in.Verdict != Nothing, !utf8.ValidString(in.Reason) || strings.ContainsRune(in.Reason, 0):
		wrong.Add("reason", msgReason)
	case utf8.RuneCountInString(in.Reason) > maxReason:
		wrong.Add("reason", accounts.MsgTooLong, maxReason)
	}
	return in, wrong.Err()
}

// Decided is a decision about a conversation.
type Decided struct {
	ID, ConversationID, MessageID int64
	Verdict                       Verdict
	Side                          Side
	Reason, Moderator             string
	At                            time.Time
	Undone                        bool
	wasClosed                     bool
}

// Undoable tells whether it can be taken back.
func (d Decided) Undoable(now time.Time) bool { return !d.Undone && now.Sub(d.At) < UndoLife }

const (
	msgSide    = "Choose who broke the rules."
	msgWhich   = "Choose the message."
	msgVerdict = "Choose what to do."
	msgReason  = "Say why; the one who broke the rules reads it."
	msgTaken   = "%s reads this conversation right now."
	msgClaim   = "Open the conversation first: you decide about what you have read."
	msgDecided = "Somebody has already decided about this."
	msgLate    = "It is too late to take this back."
	msgSince   = "Something has changed since, so this cannot be taken back any more."
)
