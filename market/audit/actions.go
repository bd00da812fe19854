package audit

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit/internal/rows"
	"bazaar/market/fault"
)

// Write records a change. Call it in the transaction of the change.
func Write(ctx context.Context, db *sqldb.DB, by actor.Actor, e Entry, now time.Time) error {
	_, err := Record(ctx, db, by, e, now)
	return err
}

// Record is Write for a change to which something refers, such as a letter: it returns the id of the
// entry.
func Record(ctx context.Context, db *sqldb.DB, by actor.Actor, e Entry, now time.Time) (int64, error) {
	before, err := document(e.Before)
	if err != nil {
		return 0, err
	}
	after, err := document(e.After)
	if err != nil {
		return 0, err
	}
	return rows.New(db).Insert(ctx, rows.InsertParams{
		At: sqldb.At(now), ActorID: by.ID(), ActorLabel: by.Label, Action: e.Action,
		ObjectKind: e.Kind, ObjectID: strconv.FormatInt(e.ID, 10), Before: before, After: after,
	})
}

// Get reads an entry. NotFound without one.
func Get(ctx context.Context, db *sqldb.DB, id int64) (Past, error) {
	r, err := rows.New(db).Get(ctx, id)
	if sqldb.NoRows(err) {
		return Past{}, fault.Missing()
	}
	if err != nil {
		return Past{}, fmt.Errorf("read entry %d of the record: %w", id, err)
	}
	return pastOf(rows.HistoryRow(r)), nil
}

// History reads what was done with one object, the latest first.
func History(ctx context.Context, db *sqldb.DB, of Object) ([]Past, error) {
	found, err := rows.New(db).History(ctx, of.Kind, strconv.FormatInt(of.ID, 10), of.Most)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s %d: %w", of.Kind, of.ID, err)
	}
	list := make([]Past, len(found))
	for i, r := range found {
		list[i] = pastOf(r)
	}
	return list, nil
}

func pastOf(r rows.HistoryRow) Past {
	id, err := strconv.ParseInt(r.ObjectID, 10, 64)
	if err != nil {
		id = 0 // entries are written with numbers only
	}
	return Past{ID: r.ID, At: r.At.Time, Actor: r.ActorLabel, Action: r.Action, Kind: r.ObjectKind, Object: id, Before: r.Before, After: r.After}
}
