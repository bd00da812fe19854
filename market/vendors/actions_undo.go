package vendors

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/vendors/internal/rows"
)

// UndoLife is how long a moderator may take a decision about an application or about goods back. The
// letter about it leaves afterwards.
const UndoLife = 10 * time.Minute

// was is how an application stood before a decision, kept with the entry of the record.
type was struct {
	State     State      `json:"state"`
	Reason    string     `json:"reason,omitempty"`
	Submitted *time.Time `json:"submitted,omitempty"`
}

// became is how it stood afterwards. Version is that of the vendor, so that a later change is seen.
type became struct {
	State   State  `json:"state"`
	Reason  string `json:"reason"`
	Version int64  `json:"version"`
}

// wasOf is how a vendor stands.
func wasOf(v rows.LockRow) was {
	return was{State: State(v.State), Reason: v.StateReason, Submitted: v.SubmittedAt.Pointer()}
}

// undoable reads what an entry of the record decided about an application; ok is false for everything
// that cannot be taken back, such as a suspension, and when it is too late.
func undoable(p audit.Past, now time.Time) (before was, after became, ok bool) {
	if p.Kind != "vendor" || p.Action != "returned" && p.Action != string(Verified) || now.Sub(p.At) >= UndoLife {
		return was{}, became{}, false
	}
	if json.Unmarshal([]byte(p.Before), &before) != nil || json.Unmarshal([]byte(p.After), &after) != nil {
		return was{}, became{}, false
	}
	return before, after, before.State == Applied && after.Version != 0
}

// Undoable is the decision about the application that can still be taken back; ok is false without one.
func (d Dossier) Undoable(now time.Time) (last audit.Past, ok bool) {
	for _, p := range d.Past {
		if _, after, ok := undoable(p, now); ok && after.Version == d.Version {
			return p, true
		}
	}
	return audit.Past{}, false
}

// Undo takes a decision about an application back that is not older than UndoLife: the application
// waits again, at its place in the queue, and nobody is told. Call catalog.UndoVendor, which also
// unlists the goods of a shop that was verified. NotFound for an unknown decision; Conflict when it is
// too late and when something of the shop has changed since.
func Undo(ctx context.Context, db *sqldb.DB, by actor.Actor, entryID int64, now time.Time) (vendorID int64, err error) {
	if err := mayDecide(by); err != nil {
		return 0, err
	}
	past, err := audit.Get(ctx, db, entryID)
	if err != nil {
		return 0, err
	}
	if past.Kind != "vendor" {
		return 0, fault.Missing()
	}
	before, after, ok := undoable(past, now)
	if !ok {
		return past.Object, fault.New(fault.Conflict, "too_late", "It is too late to take this back.")
	}
	return past.Object, withVendor(ctx, db, by, Decision{VendorID: past.Object}, func(tx *sqldb.DB, v rows.LockRow) error {
		if v.Version != after.Version {
			return fault.New(fault.Conflict, "changed", "Something has changed since, so this cannot be taken back any more.")
		}
		if err := rows.New(tx).SetBack(ctx, before.Reason, sqldb.MaybeAt(before.Submitted), v.ID); err != nil {
			return fmt.Errorf("take a decision about vendor %d back: %w", v.ID, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "undone", Kind: "vendor", ID: v.ID, Before: past.Action, After: map[string]int64{"entry": past.ID}}, now)
	})
}

// undone tells whether an entry of the record was taken back.
func undone(ctx context.Context, db *sqldb.DB, past audit.Past) (bool, error) {
	later, err := audit.History(ctx, db, audit.Object{Kind: "vendor", ID: past.Object, Most: mostPast})
	if err != nil {
		return false, err
	}
	for _, p := range later {
		var about struct {
			Entry int64 `json:"entry"`
		}
		if p.Action == "undone" && json.Unmarshal([]byte(p.After), &about) == nil && about.Entry == past.ID {
			return true, nil
		}
	}
	return false, nil
}
