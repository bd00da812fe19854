package audit

import (
	"context"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit/internal/rows"
)

// Write records a change. Call it in the transaction of the change.
func Write(ctx context.Context, db *sqldb.DB, by actor.Actor, e Entry, now time.Time) error {
	before, err := document(e.Before)
	if err != nil {
		return err
	}
	after, err := document(e.After)
	if err != nil {
		return err
	}
	return rows.New(db).Insert(ctx, rows.InsertParams{
		At: sqldb.At(now), ActorID: by.ID(), ActorLabel: by.Label, Action: e.Action,
		ObjectKind: e.Kind, ObjectID: strconv.FormatInt(e.ID, 10), Before: before, After: after,
	})
}
