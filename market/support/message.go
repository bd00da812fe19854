// Package support owns what people write to the operator of the market, and the answers.
//
// A message is open until staff answers it, and closed when nothing is left to do; an answer to a
// closed message opens it no more. The same words of the same person on one day are one message,
// however often the form is sent. Everybody may write; only who moderates reads and answers.
package support

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// Kinds of letters: a message on its way to the operator, the word to its sender that it came, and
// the answer.
const (
	LetterMessage  = "contact_message"
	LetterReceived = "contact_received"
	LetterAnswer   = "contact_answer"
)

// State is where a message stands.
type State string

// The states of a message.
const (
	Open     State = "open"
	Answered State = "answered"
	Closed   State = "closed"
)

// Known tells whether there is such a state.
func (s State) Known() bool { return s == Open || s == Answered || s == Closed }

// Bounds of a form, in letters.
const (
	MaxName    = 200
	MaxEmail   = 254
	MaxPhone   = 40
	MaxSubject = 200
	MaxBody    = 5000
	MaxOrder   = 40
)

// Form is what somebody writes. Order is the number of an order as it was typed.
type Form struct {
	FullName, Email, Phone string
	Subject, Body, Order   string
}

// Message is a form that was sent.
type Message struct {
	ID int64
	// AccountID is nil for a guest.
	AccountID *int64
	Form
	Language  string
	State     State
	CreatedAt time.Time // UTC
}

// Answer is what staff wrote back.
type Answer struct {
	ID        int64
	Author    string
	Body      string
	CreatedAt time.Time // UTC
}

// Thread is a message with its answers, the oldest first.
type Thread struct {
	Message
	Answers []Answer
}

// trimmed is the form without space around its fields. A number sign before the order goes, too.
func (f Form) trimmed() Form {
	return Form{
		FullName: strings.TrimSpace(f.FullName), Email: strings.TrimSpace(f.Email), Phone: strings.TrimSpace(f.Phone),
		Subject: oneLine(f.Subject), Body: strings.TrimSpace(f.Body), Order: strings.Trim(f.Order, "# \t"),
	}
}

// check tells what is wrong with a form, by the names of its fields on the page.
func (f Form) check() error {
	wrong := fault.Fields{}
	for _, in := range []struct {
		name, text string
		most       int
		optional   bool
	}{
		{"full_name", f.FullName, MaxName, false},
		{"email", f.Email, MaxEmail, false},
		{"phone", f.Phone, MaxPhone, true},
		{"subject", f.Subject, MaxSubject, false},
		{"message", f.Body, MaxBody, false},
		{"order", f.Order, MaxOrder, true},
	} {
		switch {
		case in.text == "" && !in.optional:
			wrong.Add(in.name, accounts.MsgRequired)
		case utf8.RuneCountInString(in.text) > in.most:
			wrong.Add(in.name, accounts.MsgTooLong, in.most)
		}
	}
	if !accounts.IsEmail(f.Email) {
		wrong.Add("email", "Enter a valid email address.")
	}
	return wrong.Err()
}

// digest is the same for the same words of the same person on one day, in UTC.
func (f Form) digest(owner string, now time.Time) string {
	sum := sha256.New()
	for _, part := range []string{owner, i18n.Key(f.Email), f.Subject, f.Body, f.Order, now.UTC().Format(time.DateOnly)} {
		sum.Write([]byte(part + "\x00")) // never fails
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:16])
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
