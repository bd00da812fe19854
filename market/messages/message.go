package messages

import (
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// Side is one of the two who write in a conversation.
type Side string

// The sides.
const (
	Customer Side = "customer"
	Vendor   Side = "vendor"
)

// The kinds of letters of the room. Their object is the id of the conversation.
const (
	LetterToCustomer = "message_to_customer"
	LetterToVendor   = "message_to_vendor"
	LetterReport     = "message_report"
)

// The kinds of letters about what moderators decided. Their object is the id of the decision.
const (
	LetterLooked = "message_report_decided" // to who reported
	LetterWarned = "message_warning"        // to who broke the rules
)

// Bounds of what is written, in characters.
const (
	MaxBody = 2000
	MaxNote = 500
)

// Patience is how long a message may wait to be read before a letter tells of it.
const Patience = 10 * time.Minute

// Conversation is what a customer and a shop write to each other about one thing, as one side sees it.
type Conversation struct {
	ID, VendorID, AccountID int64
	// Shop and Person are the names of the sides.
	Shop, Person string
	// ProductID and Title are what it is about; ProductID is 0 when that is a parcel, with the number
	// of its order.
	ProductID int64
	Title     i18n.Text
	Listed    bool
	ParcelID  int64
	OID       string
	Closed    bool
	// Stopped says that the market closed it: nobody opens it again.
	Stopped bool
	// Unread is the number of messages that the side has not read.
	Unread int64
	// Last is how the last message begins.
	Last   string
	LastAt time.Time
}

// Message is one message of a conversation.
type Message struct {
	ID   int64
	From Side
	// Body is empty for the two sides when the market has hidden it.
	Body   string
	Hidden bool
	At     time.Time
}

// Topic is what a customer writes about: a product, or a parcel of an order.
type Topic struct{ ProductID, ParcelID int64 }

const (
	msgEmpty   = "Write your message first."
	msgLong    = "A message has at most %d characters."
	msgClosed  = "This conversation is closed."
	msgStopped = "The market has closed this conversation."
	msgOwn     = "This is your own shop."
	msgNote    = "Say in at most %d characters what is wrong."
)

// checked is a message as it is kept: plain text without outer spaces.
func checked(body string) (string, error) {
	body = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\x00", ""))
	wrong := fault.Fields{}
	switch {
	case body == "" || !utf8.ValidString(body):
		wrong.Add("body", msgEmpty)
	case utf8.RuneCountInString(body) > MaxBody:
		wrong.Add("body", msgLong, MaxBody)
	}
	return body, wrong.Err()
}

// beginning is how a message begins, for lists.
func beginning(body string) string {
	const most = 120
	body = strings.Join(strings.Fields(body), " ")
	if r := []rune(body); len(r) > most {
		return string(r[:most]) + "…"
	}
	return body
}
