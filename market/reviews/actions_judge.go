package reviews

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/reviews/internal/rows"
)

// Judge says whether the actor finds a review helpful, once per account, and returns how many do.
// NotFound for what is not public; an own review is a Conflict (own_review).
func Judge(ctx context.Context, db *sqldb.DB, by actor.Actor, reviewID int64, helpful bool, now time.Time) (int64, error) {
	if !by.SignedIn() {
		return 0, errSignInToJudge()
	}
	var votes int64
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		r, err := q.LockReview(ctx, reviewID)
		if err != nil {
			return missing(err)
		}
		if r.AccountID != nil && *r.AccountID == by.AccountID {
			return fault.New(fault.Conflict, "own_review", "You cannot vote for your own review.")
		}
		if helpful {
			_, err = q.Vote(ctx, reviewID, by.AccountID, sqldb.At(now))
		} else {
			_, err = q.Unvote(ctx, reviewID, by.AccountID)
		}
		if err != nil {
			return fmt.Errorf("vote for review %d: %w", reviewID, err)
		}
		votes, err = q.CountVotes(ctx, reviewID)
		return err
	})
	return votes, err
}

// Complaint is why somebody reports a review.
type Complaint struct {
	ReviewID int64
	// Reason is one of Reasons.
	Reason string
	Note   string
}

// validate tells what is wrong with the form; nil when nothing is.
func (c Complaint) validate() error {
	wrong := fault.Fields{}
	if !slices.Contains(Reasons, c.Reason) {
		wrong.Add("reason", "Choose a reason.")
	}
	switch {
	case utf8.RuneCountInString(c.Note) > MaxNote:
		wrong.Add("note", accounts.MsgTooLong, MaxNote)
	case c.Reason == "other" && c.Note == "":
		wrong.Add("note", "Please say what is wrong with this review.")
	}
	return wrong.Err()
}

// Report tells staff what is wrong with a review, once per account; again changes nothing. NotFound
// for what is not public.
func Report(ctx context.Context, db *sqldb.DB, by actor.Actor, in Complaint, now time.Time) error {
	if !by.SignedIn() {
		return errSignInToJudge()
	}
	in.Note = strings.TrimSpace(in.Note)
	if err := in.validate(); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		r, err := q.LockReview(ctx, in.ReviewID)
		if err != nil {
			return missing(err)
		}
		if r.AccountID != nil && *r.AccountID == by.AccountID {
			return fault.New(fault.Conflict, "own_review", "This is your own review. You can change or delete it.")
		}
		_, err = q.Report(ctx, rows.ReportParams{ReviewID: in.ReviewID, AccountID: by.AccountID, Reason: in.Reason, Note: in.Note, CreatedAt: sqldb.At(now)})
		return err
	})
}

// Public is a public review with its product, for the form that reports it.
type Public struct {
	Review
	ProductID int64
	Title     i18n.Text
}

// Get reads a public review; NotFound for any other.
func Get(ctx context.Context, db *sqldb.DB, reviewID int64) (Public, error) {
	r, err := rows.New(db).Public(ctx, reviewID)
	if err != nil {
		return Public{}, missing(err)
	}
	return Public{
		Review:    Review{ID: r.ID, Author: r.Author, Rating: r.Rating, Body: r.Body, CreatedAt: r.CreatedAt.Time},
		ProductID: r.ProductID, Title: r.Title,
	}, nil
}

func errSignInToJudge() error {
	return fault.New(fault.SignIn, "login_required", "Please sign in to judge reviews.")
}
