package messages

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/messages/internal/rows"
)

// Decide ends the reports of a conversation that the acting moderator has opened. Who reported and who
// broke the rules get a letter when it cannot be taken back any more. A wrong ruling is Invalid; one
// about what was not opened, or is decided already, a Conflict.
func Decide(ctx context.Context, db *sqldb.DB, by actor.Actor, in Ruling, now time.Time) error {
	in, err := in.checked()
	if err != nil {
		return err
	}
	return moderate(ctx, db, by, in.ID, now, func(tx *sqldb.DB, c rows.LockRow, mine bool) error {
		if !mine {
			return fault.New(fault.Conflict, "unread", msgClaim)
		}
		reporters, err := rows.New(tx).Reporters(ctx, in.ID)
		if err != nil {
			return fmt.Errorf("list who reported conversation %d: %w", in.ID, err)
		}
		if in.Side, err = carryOut(ctx, tx, in); err != nil {
			return err
		}
		id, err := keepRuling(ctx, tx, by, c, in, now)
		if err != nil {
			return err
		}
		if n, err := rows.New(tx).EndReports(ctx, &id, in.ID); err != nil || n == 0 {
			return changedOr(err, "decided", msgDecided)
		}
		if err := tell(ctx, tx, c, ruled{id, in.Side, reporters}, now); err != nil {
			return err
		}
		if err := dropClaim(ctx, tx, by, in.ID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "decided", Kind: "conversation", ID: in.ID, After: in.Verdict}, now)
	})
}

// changedOr is the error of a change that found nothing to change, or the Conflict that this is.
func changedOr(err error, code, message string) error {
	if err != nil {
		return fmt.Errorf("decide about a conversation: %w", err)
	}
	return fault.New(fault.Conflict, code, message)
}

// carryOut does what a ruling says and returns who broke the rules.
func carryOut(ctx context.Context, tx *sqldb.DB, in Ruling) (Side, error) {
	switch in.Verdict {
	case Closed:
		if err := rows.New(tx).SetStopped(ctx, true, true, in.ID); err != nil {
			return "", fmt.Errorf("close conversation %d: %w", in.ID, err)
		}
	case Hidden:
		return setHidden(ctx, tx, in.ID, in.MessageID, true)
	}
	return in.Side, nil
}

// setHidden hides or shows a message and returns the side that wrote it. Conflict when it is so already.
func setHidden(ctx context.Context, tx *sqldb.DB, id, messageID int64, hidden bool) (Side, error) {
	q := rows.New(tx)
	fromVendor, err := q.SetHidden(ctx, hidden, messageID, id)
	if sqldb.NoRows(err) {
		return "", fault.Fields{"message": {Text: msgWhich}}.Err()
	}
	if err != nil {
		return "", fmt.Errorf("hide message %d: %w", messageID, err)
	}
	last, err := q.LastMessage(ctx, id)
	if err != nil {
		return "", fmt.Errorf("read the last message of conversation %d: %w", id, err)
	}
	shown := beginning(last.Body)
	if last.Hidden {
		shown = ""
	}
	if err := q.SetLast(ctx, shown, id); err != nil {
		return "", fmt.Errorf("set the last message of conversation %d: %w", id, err)
	}
	if fromVendor {
		return Vendor, nil
	}
	return Customer, nil
}

func keepRuling(ctx context.Context, tx *sqldb.DB, by actor.Actor, c rows.LockRow, in Ruling, now time.Time) (int64, error) {
	p := rows.InsertDecisionParams{
		ConversationID: in.ID, Verdict: string(in.Verdict), Side: string(in.Side), Reason: in.Reason, WasClosed: c.Closed,
		AccountID: by.ID(), Moderator: by.Label, Now: sqldb.At(now),
	}
	if in.MessageID != 0 {
		p.MessageID = &in.MessageID
	}
	id, err := rows.New(tx).InsertDecision(ctx, p)
	if err != nil {
		return 0, fmt.Errorf("keep the decision about conversation %d: %w", in.ID, err)
	}
	return id, nil
}

// ruled is a decision that was kept, with the side that broke the rules and who reported it.
type ruled struct {
	id        int64
	side      Side
	reporters []rows.ReportersRow
}

// tell owes the letters about a decision, which leave when it cannot be taken back any more.
func tell(ctx context.Context, tx *sqldb.DB, c rows.LockRow, d ruled, now time.Time) error {
	var all []mail.Letter
	object := strconv.FormatInt(d.id, 10)
	for _, r := range d.reporters {
		all = append(all, mail.Letter{Kind: LetterLooked, Object: object, Recipient: r.Email, Language: r.Language})
	}
	q := rows.New(tx)
	switch d.side {
	case Customer:
		a, err := q.CustomerAddress(ctx, c.ID)
		if err != nil && !sqldb.NoRows(err) {
			return fmt.Errorf("read the address of the customer of conversation %d: %w", c.ID, err)
		}
		if err == nil {
			all = append(all, mail.Letter{Kind: LetterWarned, Object: object, Recipient: a.Email, Language: a.Language})
		}
	case Vendor:
		found, err := q.VendorAddresses(ctx, c.ID)
		if err != nil {
			return fmt.Errorf("read the addresses of the shop of conversation %d: %w", c.ID, err)
		}
		for _, a := range found {
			all = append(all, mail.Letter{Kind: LetterWarned, Object: object, Recipient: a.Email, Language: a.Language})
		}
	}
	for _, l := range all {
		if err := mail.QueueAt(ctx, tx, l, now.Add(UndoLife), now); err != nil {
			return err
		}
	}
	return nil
}

// TakeBack undoes the last decision about a conversation, which then waits again. Conflict without one,
// when it is too late, or when somebody has reported or decided since.
func TakeBack(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time) error {
	return moderate(ctx, db, by, id, now, func(tx *sqldb.DB, c rows.LockRow, _ bool) error {
		q := rows.New(tx)
		past, err := q.Decisions(ctx, id)
		if err != nil {
			return fmt.Errorf("read the decisions about conversation %d: %w", id, err)
		}
		if len(past) == 0 {
			return fault.New(fault.Conflict, "undecided", "Nothing was decided yet.")
		}
		d := decidedOf(past[0])
		if !d.Undoable(now) {
			return fault.New(fault.Conflict, "too_late", msgLate)
		}
		if n, err := q.UndoDecision(ctx, sqldb.MaybeAt(&now), d.ID); err != nil || n == 0 {
			return changedOr(err, "changed", msgSince)
		}
		if err := undo(ctx, tx, d); err != nil {
			return err
		}
		if n, err := q.ReopenReports(ctx, &d.ID); err != nil || n == 0 {
			return changedOr(err, "changed", msgSince)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "undone", Kind: "conversation", ID: c.ID, Before: d.Verdict}, now)
	})
}

// undo does the opposite of a decision.
func undo(ctx context.Context, tx *sqldb.DB, d Decided) error {
	switch d.Verdict {
	case Closed:
		if err := rows.New(tx).SetStopped(ctx, d.wasClosed, false, d.ConversationID); err != nil {
			return fmt.Errorf("open conversation %d again: %w", d.ConversationID, err)
		}
	case Hidden:
		_, err := setHidden(ctx, tx, d.ConversationID, d.MessageID, false)
		return err
	}
	return nil
}

// ReadDecision reads a decision for the letters about it. NotFound without one.
func ReadDecision(ctx context.Context, db *sqldb.DB, id int64) (Decided, error) {
	r, err := rows.New(db).Decision(ctx, id)
	if sqldb.NoRows(err) {
		return Decided{}, fault.Missing()
	}
	if err != nil {
		return Decided{}, fmt.Errorf("read decision %d: %w", id, err)
	}
	return decidedOf(rows.DecisionsRow(r)), nil
}
