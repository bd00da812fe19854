// Package reviews owns what customers write about products: a rating of 1 to 5 stars and some
// words.
//
// Invariants: an account writes at most one review of a product, and none of goods of a shop that
// it works for; the author's name is copied, so that it outlives the account; a review counts as
// verified when the product was delivered to the account. The product's rating is the average of
// its approved reviews, pushed to the catalogue in the transaction of every change, which holds the
// product's row so that two reviews at once both count. New reviews are approved; moderation may
// hide them later.
package reviews

import (
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/accounts"
	"bazaar/market/fault"
)

// maxShown is how many reviews List gives at most.
const maxShown = 100

// MaxBody is the longest review, in characters.
const MaxBody = 5000

// Form is what a customer types.
type Form struct {
	ProductID int64
	// Rating is 1 to 5 stars.
	Rating int64
	Body   string
}

// validate tells what is wrong with the form; nil when nothing is.
func (f Form) validate() error {
	wrong := fault.Fields{}
	if f.Rating < 1 || f.Rating > 5 {
		wrong.Add("rating", "Choose one to five stars.")
	}
	switch {
	case f.Body == "":
		wrong.Add("review", accounts.MsgRequired)
	case utf8.RuneCountInString(f.Body) > MaxBody:
		wrong.Add("review", accounts.MsgTooLong, MaxBody)
	case !utf8.ValidString(f.Body) || strings.ContainsRune(f.Body, 0):
		wrong.Add("review", "This contains characters that cannot be used.")
	}
	return wrong.Err()
}

// Review is one opinion. Verified tells that the product was delivered to its author.
type Review struct {
	ID        int64
	Author    string
	Rating    int64
	Body      string
	Verified  bool
	CreatedAt time.Time // UTC
}

// Page is the newest reviews of a product and the spread of all of them.
type Page struct {
	// Stars counts the reviews with 5, 4, 3, 2 and 1 stars.
	Stars [5]int64
	List  []Review
}

// average is in hundredths of a star, rounded half up; 0 without reviews.
func average(sum, count int64) int64 {
	if count == 0 {
		return 0
	}
	return (sum*200/count + 1) / 2
}
