package reviews

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/reviews/internal/rows"
)

// LetterReply tells the author of a review, named by its id, that the shop has answered.
const LetterReply = "review_reply"

// ReplyForm is what a shop answers to a review; an empty Text takes the answer away.
type ReplyForm struct {
	ReviewID int64
	// Text is plain, and shown as it is.
	Text string
}

// clean leaves out what no text needs: signs that steer a terminal, and space around it.
func (f ReplyForm) clean() ReplyForm {
	f.Text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || r == utf8.RuneError || unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c' {
			return -1
		}
		return r
	}, strings.ReplaceAll(f.Text, "\r\n", "\n")))
	return f
}

func (f ReplyForm) validate() error {
	wrong := fault.Fields{}
	if utf8.RuneCountInString(f.Text) > MaxReply {
		wrong.Add("reply", accounts.MsgTooLong, MaxReply)
	}
	return wrong.Err()
}

// Reply writes, changes or takes away the answer of the actor's shop to a public review of its goods.
// The first answer is told to the author of the review in a letter. NotFound for reviews of others'
// goods, and for who does not look after the goods of a shop.
func Reply(ctx context.Context, db *sqldb.DB, by actor.Actor, in ReplyForm, now time.Time) error {
	in = in.clean()
	if err := in.validate(); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		r, err := q.LockToReply(ctx, in.ReviewID, by.AccountID)
		if err != nil {
			return missing(err)
		}
		if r.Reply == in.Text {
			return nil
		}
		at := sqldb.MaybeAt(&now)
		if in.Text == "" {
			at = sqldb.MaybeAt(nil)
		}
		if err := q.SetReply(ctx, in.Text, at, in.ReviewID); err != nil {
			return fmt.Errorf("answer review %d: %w", in.ReviewID, err)
		}
		if r.Reply == "" && r.Email != "" {
			letter := mail.Letter{Kind: LetterReply, Object: strconv.FormatInt(in.ReviewID, 10), Recipient: r.Email, Language: r.Language}
			if err := mail.Queue(ctx, tx, letter, now); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "answered", Kind: "review", ID: in.ReviewID, Before: r.Reply, After: in.Text}, now)
	})
}

// Received is a public review as the shop sees whose goods it is about.
type Received struct {
	Review
	ProductID int64
	Title     i18n.Text
	Picture   string
	// OnSale tells that the product is public.
	OnSale bool
}

// ReadReceived reads a public review of goods of a vendor; NotFound for any other.
func ReadReceived(ctx context.Context, db *sqldb.DB, vendorID, reviewID int64) (Received, error) {
	r, err := rows.New(db).Received(ctx, reviewID, vendorID)
	if err != nil {
		return Received{}, missing(err)
	}
	return Received{
		Review: Review{
			ID: r.ID, Author: r.Author, Rating: r.Rating, Body: r.Body, Photos: photosOf(r.Photos), Verified: r.Verified, CreatedAt: r.CreatedAt.Time,
			Reply: r.Reply, RepliedAt: r.RepliedAt.Pointer(),
		},
		ProductID: r.ProductID, Title: r.Title, Picture: r.Picture, OnSale: r.Listed,
	}, nil
}

// Replied is an answer with what it answers, for the letter that tells of it.
type Replied struct {
	Author, Body, Reply string
	ProductID           int64
	Title               i18n.Text
	Shop                string
}

// ReadReplied reads an answer; NotFound when it was taken away, or the review is not public.
func ReadReplied(ctx context.Context, db *sqldb.DB, reviewID int64) (Replied, error) {
	r, err := rows.New(db).Replied(ctx, reviewID)
	if err != nil {
		return Replied{}, missing(err)
	}
	return Replied{Author: r.Author, Body: r.Body, Reply: r.Reply, ProductID: r.ProductID, Title: r.Title, Shop: r.VendorName}, nil
}
