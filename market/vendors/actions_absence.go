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

// SetAbsence says when the actor's shop is away. What is wrong is a fault of kind Invalid; Conflict
// when somebody else changed the shop since the form was shown.
func SetAbsence(ctx context.Context, db *sqldb.DB, by actor.Actor, in AbsenceForm, now time.Time) error {
	if err := in.check(now); err != nil {
		return err
	}
	return withOwn(ctx, db, by, in.Version, func(tx *sqldb.DB, v rows.LockOwnRow) error {
		return setAbsence(ctx, tx, by, v.ID, &in.Absence, now)
	})
}

// EndAbsence brings the actor's shop back at once; one that is not away changes nothing.
func EndAbsence(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		v, err := lockOwn(ctx, tx, by)
		if err != nil || v.AwayUntil.Pointer() == nil {
			return err
		}
		return setAbsence(ctx, tx, by, v.ID, nil, now)
	})
}

func setAbsence(ctx context.Context, tx *sqldb.DB, by actor.Actor, vendorID int64, a *Absence, now time.Time) error {
	from, until := sqldb.MaybeAt(nil), sqldb.MaybeAt(nil)
	entry := audit.Entry{Action: "is back", Kind: "vendor", ID: vendorID}
	if a != nil {
		from, until = sqldb.MaybeAt(&a.From), sqldb.MaybeAt(&a.Until)
		entry.Action, entry.After = "is away", a
	}
	if err := rows.New(tx).SetAbsence(ctx, from, until, vendorID); err != nil {
		return fmt.Errorf("write when vendor %d is away: %w", vendorID, err)
	}
	return audit.Write(ctx, tx, by, entry, now)
}
