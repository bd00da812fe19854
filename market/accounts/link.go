package accounts

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bazaar/market/fault"
)

// Purpose is what a link in a letter is good for.
type Purpose string

// The purposes of links.
const (
	// Resetting sets a new password without the old one.
	Resetting Purpose = "reset"
	// Verifying confirms the address that the account has.
	Verifying Purpose = "verify"
	// Changing confirms the address that the account is to have.
	Changing Purpose = "change"
)

// life is how long a link is good, counted from when it was asked for.
func (p Purpose) life() time.Duration {
	switch p {
	case Resetting:
		return time.Hour
	case Changing:
		return 24 * time.Hour
	case Verifying:
		return 3 * 24 * time.Hour
	}
	return 0
}

// Kinds of letters about an account. The object of the first three is the id of their link, that of
// the notices is made by noticeObject.
const (
	LetterReset           = "password_reset"
	LetterVerify          = "verify_email"
	LetterChange          = "change_email"
	LetterPasswordChanged = "password_changed"
	LetterEmailChanged    = "email_changed"
	LetterSecondOn        = "second_factor_on"
	LetterSecondOff       = "second_factor_off"
)

var letterOf = map[Purpose]string{Resetting: LetterReset, Verifying: LetterVerify, Changing: LetterChange}

// Link is a link that is still good.
type Link struct {
	AccountID int64
	Purpose   Purpose
	// SentTo is the address that the link proves; Email is the account's of now.
	SentTo, Email string
	Username      string
	// Name is how a letter greets: the full name, or the user name without one.
	Name    string
	Expires time.Time
}

// errDeadLink is the one answer to links that were used, are too old, were overtaken or never were.
func errDeadLink() error {
	return fault.New(fault.Gone, "dead_link", "This link no longer works.")
}

// noticeObject makes the object of a notice: the account, and something that no other notice has.
func noticeObject(accountID int64) string { return fmt.Sprintf("%d-%s", accountID, rand.Text()) }

// noticeAccount is the account of a notice; 0 when the object is none.
func noticeAccount(object string) int64 {
	id, _, _ := strings.Cut(object, "-")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func greeted(fullName, username string) string {
	if fullName != "" {
		return fullName
	}
	return username
}
