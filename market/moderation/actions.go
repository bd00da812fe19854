package moderation

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/moderation/internal/rows"
)

// Waiting reads what waits for the moderators, in one statement. Forbidden for everybody else.
func Waiting(ctx context.Context, db *sqldb.DB, by actor.Actor) (Queues, error) {
	if !by.Can(actor.ModerateShop) {
		return nil, fault.New(fault.Forbidden, "forbidden", "You may not do that.")
	}
	found, err := rows.New(db).Waiting(ctx)
	if err != nil {
		return nil, fmt.Errorf("count what waits for the moderators: %w", err)
	}
	all := Queues{}
	for _, r := range found {
		all[Name(r.Queue)] = Queue{Things: r.Things, Oldest: r.Oldest.Time}
	}
	return all, nil
}
