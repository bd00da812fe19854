// Package reviews owns what customers write about products: a rating of 1 to 5 stars, some words and
// a few photos; what readers think of a review, and what they report.
//
// Invariants: an account writes at most one review of a product, and none of goods of a shop that
// it works for; the author's name is copied, so that it outlives the account; a review counts as
// verified when the product was delivered to the account. The product's rating is the average of
// its approved reviews, pushed to the catalogue in the transaction of every change, which holds the
// product's row so that two reviews at once both count. New reviews are approved; moderation may
// hide them later, and a hidden one is not public whatever its author does with it.
package reviews

import (
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// Bounds of reviews.
const (
	// MaxBody and MaxNote are in characters.
	MaxBody   = 5000
	MaxNote   = 1000
	MaxPhotos = 5
	// PageSize is how many reviews a page shows.
	PageSize = 10
	// MaxReply is in characters.
	MaxReply = 2000
	// mostWaiting is how many goods are named that wait for a review.
	mostWaiting = 24
)

// Form is what a customer types.
type Form struct {
	ProductID int64
	// Rating is 1 to 5 stars.
	Rating int64
	Body   string
	// Photos are references of stored pictures, at most MaxPhotos.
	Photos []string
	// BuyersOnly refuses those to whom the product was not delivered.
	BuyersOnly bool
}

// Validate tells what is wrong with the form; nil when nothing is.
func (f Form) Validate() error {
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
	if len(f.Photos) > MaxPhotos {
		wrong.Add("photos", "At most %d photos, please.", MaxPhotos)
	}
	return wrong.Err()
}

// Review is one opinion. Verified tells that the product was delivered to its author.
type Review struct {
	ID        int64
	Author    string
	Rating    int64
	Body      string
	Photos    []string
	Verified  bool
	Helpful   int64
	CreatedAt time.Time // UTC
	// Reply is what the shop answers, empty without an answer; RepliedAt is when it was written, nil then.
	Reply     string
	RepliedAt *time.Time
	// Mine and Voted are about the actor who reads.
	Mine, Voted bool
}

// Own is a review as its author sees it.
type Own struct {
	Review
	ProductID int64
	Title     i18n.Text
	Picture   string
	// Approved is false while moderation hides the review; OnSale tells that the product is public.
	Approved, OnSale bool
}

// Look is which reviews of a product somebody wants to see.
type Look struct {
	ProductID int64
	// Stars keeps only those with so many; 0 keeps all.
	Stars int64
	Page  int64
}

// Page is a part of the reviews of a product, the newest first, and the spread of all of them.
type Page struct {
	// Stars counts the reviews with 5, 4, 3, 2 and 1 stars.
	Stars [5]int64
	List  []Review
	// Page is the page shown, the last one when a later one was asked for.
	Page, Pages int64
	// Own is the actor's review, nil without one; Bought tells that the product was delivered to him.
	Own    *Own
	Bought bool
}

// count is how many reviews there are with so many stars; 0 stands for all.
func (p Page) count(stars int64) int64 {
	if stars >= 1 && stars <= 5 {
		return p.Stars[5-stars]
	}
	var all int64
	for _, n := range p.Stars {
		all += n
	}
	return all
}

func pagesOf(total int64) int64 { return max(1, (total+PageSize-1)/PageSize) }

// Waiting is a product that reached the actor and that he has not reviewed.
type Waiting struct {
	ProductID int64
	Title     i18n.Text
	Picture   string
	Arrived   time.Time
}

// Reasons are why a review can be reported.
var Reasons = []string{"spam", "abuse", "off_topic", "false", "other"}

// average is in hundredths of a star, rounded half up; 0 without reviews.
func average(sum, count int64) int64 {
	if count == 0 {
		return 0
	}
	return (sum*200/count + 1) / 2
}
