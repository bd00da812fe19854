package messages

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/messages/internal/rows"
)

// Suspect is a reported conversation in the list of moderators, without a word of it.
type Suspect struct {
	ID, VendorID int64
	Shop, Person string
	Since        time.Time
	Reports      int64
	// ClaimedBy reads it now; 0 when nobody does.
	ClaimedBy int64
	Claimer   string
}

// Suspects is one page of them.
type Suspects struct {
	List               []Suspect
	Total, Page, Pages int64
}

// ListReported shows a moderator a page of the conversations that wait for a decision, the longest
// waiting first, in two statements.
func ListReported(ctx context.Context, db *sqldb.DB, by actor.Actor, page int64, now time.Time) (Suspects, error) {
	if !by.Can(actor.ModerateShop) {
		return Suspects{}, errNoModerator()
	}
	total, err := rows.New(db).CountReported(ctx)
	if err != nil {
		return Suspects{}, fmt.Errorf("count reported conversations: %w", err)
	}
	b := newBox(total, page)
	found, err := rows.New(db).Reported(ctx, (b.Page-1)*PageSize, PageSize)
	if err != nil {
		return Suspects{}, fmt.Errorf("list reported conversations: %w", err)
	}
	out := Suspects{Total: total, Page: b.Page, Pages: b.Pages}
	for _, r := range found {
		s := Suspect{ID: r.ID, VendorID: r.VendorID, Shop: r.Shop, Person: r.Person, Since: r.Since.Time, Reports: r.Reports}
		if at := r.ClaimedAt.Pointer(); at != nil && now.Sub(*at) < ClaimLife {
			s.ClaimedBy, s.Claimer = r.ClaimedBy, r.Claimer
		}
		out.List = append(out.List, s)
	}
	return out, nil
}

// Case is a reported conversation as a moderator sees it. Its messages are there only for who has
// claimed it, which is on record.
type Case struct {
	Thread
	Notes []Notes
	// Waits tells that a report is not decided.
	Waits bool
	// ClaimedBy reads it until Until; 0 when nobody does.
	ClaimedBy int64
	Claimer   string
	Until     time.Time
	Past      []Decided
}

// ReadCase reads a conversation for a moderator. NotFound for one that nobody has reported.
func ReadCase(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time) (Case, error) {
	if !by.Can(actor.ModerateShop) {
		return Case{}, errNoModerator()
	}
	t, err := read(ctx, db, id, Customer)
	if err != nil {
		return Case{}, err
	}
	c := Case{Thread: t}
	if c.Notes, err = ReportsOf(ctx, db, id, t.AccountID); err != nil {
		return Case{}, err
	}
	if len(c.Notes) == 0 {
		return Case{}, fault.Missing()
	}
	for _, n := range c.Notes {
		c.Waits = c.Waits || n.Open
	}
	q := rows.New(db)
	k, err := q.Claim(ctx, id)
	if err != nil && !sqldb.NoRows(err) {
		return Case{}, fmt.Errorf("look who reads conversation %d: %w", id, err)
	}
	if err == nil && now.Sub(k.ClaimedAt.Time) < ClaimLife {
		c.ClaimedBy, c.Claimer, c.Until = k.AccountID, k.Label, k.ClaimedAt.Add(ClaimLife)
	}
	if c.ClaimedBy != by.AccountID {
		c.Messages, c.Last = nil, ""
	}
	past, err := q.Decisions(ctx, id)
	if err != nil {
		return Case{}, fmt.Errorf("read the decisions about conversation %d: %w", id, err)
	}
	for _, r := range past {
		c.Past = append(c.Past, decidedOf(r))
	}
	return c, nil
}

func decidedOf(r rows.DecisionsRow) Decided {
	d := Decided{
		ID: r.ID, ConversationID: r.ConversationID, Verdict: Verdict(r.Verdict), Side: Side(r.Side), Reason: r.Reason, Moderator: r.Moderator,
		At: r.DecidedAt.Time, Undone: r.UndoneAt.Pointer() != nil, wasClosed: r.WasClosed,
	}
	if r.MessageID != nil {
		d.MessageID = *r.MessageID
	}
	return d
}

// ClaimReported opens a reported conversation to the acting moderator for ClaimLife; that it was opened
// is on record. Conflict while another reads it, and when no report waits for a decision.
func ClaimReported(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time) error {
	return moderate(ctx, db, by, id, now, func(tx *sqldb.DB, c rows.LockRow, _ bool) error {
		notes, err := ReportsOf(ctx, tx, id, c.AccountID)
		if err != nil {
			return err
		}
		waits := false
		for _, n := range notes {
			waits = waits || n.Open
		}
		if !waits {
			return fault.New(fault.Conflict, "decided", msgDecided)
		}
		if err := rows.New(tx).SetClaim(ctx, rows.SetClaimParams{ConversationID: id, AccountID: by.AccountID, Label: by.Label, Now: sqldb.At(now)}); err != nil {
			return fmt.Errorf("claim conversation %d: %w", id, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "read", Kind: "conversation", ID: id}, now)
	})
}

// ReleaseReported gives a conversation back that the acting moderator has claimed; again changes nothing.
func ReleaseReported(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time) error {
	return moderate(ctx, db, by, id, now, func(tx *sqldb.DB, _ rows.LockRow, _ bool) error {
		return dropClaim(ctx, tx, by, id)
	})
}

func dropClaim(ctx context.Context, tx *sqldb.DB, by actor.Actor, id int64) error {
	if err := rows.New(tx).DropClaim(ctx, id, by.AccountID); err != nil {
		return fmt.Errorf("give conversation %d back: %w", id, err)
	}
	return nil
}

// moderate locks a conversation that somebody has reported; mine tells that the moderator has claimed
// it. NotFound for any other; Conflict while another moderator reads it.
func moderate(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time, f func(tx *sqldb.DB, c rows.LockRow, mine bool) error) error {
	if !by.Can(actor.ModerateShop) {
		return errNoModerator()
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		c, err := q.Lock(ctx, id)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock conversation %d: %w", id, err)
		}
		notes, err := q.Reports(ctx, id)
		if err != nil {
			return fmt.Errorf("read the reports of conversation %d: %w", id, err)
		}
		if len(notes) == 0 {
			return fault.Missing()
		}
		k, err := q.Claim(ctx, id)
		if err != nil && !sqldb.NoRows(err) {
			return fmt.Errorf("look who reads conversation %d: %w", id, err)
		}
		held := err == nil && now.Sub(k.ClaimedAt.Time) < ClaimLife
		if held && k.AccountID != by.AccountID {
			return fault.New(fault.Conflict, "claimed", msgTaken, k.Label)
		}
		return f(tx, c, held)
	})
}

func errNoModerator() error {
	return fault.New(fault.Forbidden, "forbidden", "You may not do that.")
}
