package reviews

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/reviews/internal/rows"
)

// Suspect is a review for the eyes of a moderator, with what readers say is wrong with it.
type Suspect struct {
	Review
	ProductID int64
	Title     i18n.Text
	// Public tells that readers see it.
	Public bool
	// Since is when it was first reported, or, when it is hidden, since when.
	Since   time.Time
	Reports []Word
}

// Word is what one reader says is wrong; Reason is one of Reasons.
type Word struct {
	Reason, Note string
	At           time.Time
}

// Suspects is one page of them.
type Suspects struct {
	List        []Suspect
	Total       int64
	Page, Pages int64
}

// ListReported shows a page of the reviews that somebody reported to a moderator, the longest waiting
// first, or, hidden, of those that are not public, the latest first. It takes three statements.
func ListReported(ctx context.Context, db *sqldb.DB, by actor.Actor, hidden bool, page int64) (Suspects, error) {
	if !by.Can(actor.ModerateShop) {
		return Suspects{}, errNoModerator()
	}
	q := rows.New(db)
	count := q.CountReported
	if hidden {
		count = q.CountHidden
	}
	total, err := count(ctx)
	if err != nil {
		return Suspects{}, fmt.Errorf("count reviews: %w", err)
	}
	out := Suspects{Total: total, Pages: pagesOf(total)}
	out.Page = min(max(1, page), out.Pages)
	skip := (out.Page - 1) * PageSize
	var found []rows.ReportedRow
	if hidden {
		var list []rows.HiddenRow
		list, err = q.Hidden(ctx, skip, PageSize)
		for _, r := range list {
			found = append(found, rows.ReportedRow(r))
		}
	} else {
		found, err = q.Reported(ctx, skip, PageSize)
	}
	if err != nil {
		return Suspects{}, fmt.Errorf("list reviews: %w", err)
	}
	place, ids := map[int64]int{}, []int64{}
	for i, r := range found {
		place[r.ID] = i
		ids = append(ids, r.ID)
		out.List = append(out.List, Suspect{
			Review:    Review{ID: r.ID, Author: r.Author, Rating: r.Rating, Body: r.Body, Photos: photosOf(r.Photos), Verified: r.Verified, CreatedAt: r.CreatedAt.Time},
			ProductID: r.ProductID, Title: r.Title, Public: r.Approved, Since: r.Since.Time,
		})
	}
	words, err := q.ReportsOf(ctx, ids)
	if err != nil {
		return Suspects{}, fmt.Errorf("read reports: %w", err)
	}
	for _, w := range words {
		s := &out.List[place[w.ReviewID]]
		s.Reports = append(s.Reports, Word{Reason: w.Reason, Note: w.Note, At: w.CreatedAt.Time})
	}
	return out, nil
}

// Hide takes a review from the eyes of readers and from the rating, and upholds what was reported.
// NotFound without such a review; Conflict when another moderator has decided already.
func Hide(ctx context.Context, db *sqldb.DB, by actor.Actor, reviewID int64, now time.Time) error {
	return judge(ctx, db, by, reviewID, ruling{public: false, reports: "upheld", action: "hidden"}, now)
}

// Keep leaves a review as it is and dismisses what was reported; it fails as Hide does.
func Keep(ctx context.Context, db *sqldb.DB, by actor.Actor, reviewID int64, now time.Time) error {
	return judge(ctx, db, by, reviewID, ruling{public: true, reports: "dismissed", action: "kept"}, now)
}

// Show makes a hidden review public again and dismisses what was reported; it fails as Hide does.
func Show(ctx context.Context, db *sqldb.DB, by actor.Actor, reviewID int64, now time.Time) error {
	return judge(ctx, db, by, reviewID, ruling{public: true, reports: "dismissed", action: "shown"}, now)
}

// ruling is what becomes of a review and of its reports.
type ruling struct {
	public          bool
	reports, action string
}

func judge(ctx context.Context, db *sqldb.DB, by actor.Actor, reviewID int64, r ruling, now time.Time) error {
	if !by.Can(actor.ModerateShop) {
		return errNoModerator()
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		about, err := q.ProductOf(ctx, reviewID)
		if err != nil {
			return missing(err)
		}
		_, err = held(ctx, tx, by, about.ProductID, func(tx *sqldb.DB, _ rows.LockProductRow) error {
			changed, err := q.SetApproved(ctx, r.public, sqldb.At(now), reviewID)
			if err != nil {
				return err
			}
			closed, err := q.CloseReports(ctx, r.reports, reviewID)
			if err != nil {
				return err
			}
			if changed+closed == 0 {
				return fault.New(fault.Conflict, "decided", "Somebody has already decided about this.")
			}
			return audit.Write(ctx, tx, by, audit.Entry{Action: r.action, Kind: "review", ID: reviewID, Before: about.Approved, After: r.public}, now)
		})
		return err
	})
}

func errNoModerator() error {
	return fault.New(fault.Forbidden, "forbidden", "You may not do that.")
}
