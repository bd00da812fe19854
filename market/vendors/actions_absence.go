package vendors

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/vendors/internal/rows"
)

// SetAbsence says when the actor's shop is away, and returns its id. Call catalog.SetAbsence, which also
// tells its goods. What is wrong is a fault of kind Invalid; Conflict
// when somebody else changed the shop since the form was shown.
func SetAbsence(ctx context.Context, db *sqldb.DB, by actor.Actor, in AbsenceForm, now time.Time) (vendorID int64, err error) {
	if err := in.check(now); err != nil {
		return 0, err
	}
	err = withOwn(ctx, db, by, in.Version, func(tx *sqldb.DB, v rows.LockOwnRow) error {
		vendorID = v.ID
		return setAbsence(ctx, tx, by, v.ID, &in.Absence, now)
	})
	return vendorID, err
}

// EndAbsence brings the actor's shop back at once, and returns its id; one that is not away changes
// nothing. Call catalog.EndAbsence, which also tells its goods.
func EndAbsence(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) (vendorID int64, err error) {
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		v, err := lockOwn(ctx, tx, by)
		vendorID = v.ID
		if err != nil || v.AwayUntil.Pointer() == nil {
			return err
		}
		return setAbsence(ctx, tx, by, v.ID, nil, now)
	})
	return vendorID, err
}

func setAbsence(ctx context.Context, tx *sqldb.DB, by actor.Actor, vendorID int64, a *Absence, now time.Time) error {
	from, until := sqldb.MaybeAt(nil), sqldb.MaybeAt(nil)
	entry := audit.Entry{Action: "is back", Kind: "vendor", ID: vendorID}
	if a != nil {
		from, until = sqldb.MaybeAt(&a.From), sqldb.MaybeAt(&a.Until)
		entry.Action, entry.After = "is away", a
	}
	in := rows.SetAbsenceParams{AwayFrom: from, AwayUntil: until, Away: a != nil && a.At(now), ID: vendorID}
	if err := rows.New(tx).SetAbsence(ctx, in); err != nil {
		return fmt.Errorf("write when vendor %d is away: %w", vendorID, err)
	}
	return audit.Write(ctx, tx, by, entry, now)
}

// TurnedAbsences lists the shops whose absence has begun or ended by now and whose goods do not know.
func TurnedAbsences(ctx context.Context, db *sqldb.DB, now time.Time) ([]int64, error) {
	ids, err := rows.New(db).TurnedAbsences(ctx, sqldb.MaybeAt(&now))
	if err != nil {
		return nil, fmt.Errorf("list the shops that left or came back: %w", err)
	}
	return ids, nil
}

// TurnAbsence notes whether a shop is away now, in the transaction in which its goods are told.
func TurnAbsence(ctx context.Context, tx *sqldb.DB, vendorID int64, now time.Time) error {
	if err := rows.New(tx).TurnAbsence(ctx, sqldb.MaybeAt(&now), vendorID); err != nil {
		return fmt.Errorf("write whether vendor %d is away: %w", vendorID, err)
	}
	return nil
}
