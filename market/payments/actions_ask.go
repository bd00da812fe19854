package payments

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/money"
	"bazaar/market/payments/internal/rows"
)

// Doubt is a payment of which its provider has not told the end.
type Doubt struct {
	Payment
	Question Question
	askAt    sqldb.NullTime
}

// Due lists payments whose provider is to be asked by now, those that have waited longest first;
// there may be more than it returns.
func Due(ctx context.Context, db *sqldb.DB, now time.Time) ([]Doubt, error) {
	found, err := rows.New(db).Due(ctx, sqldb.MaybeAt(&now))
	if err != nil {
		return nil, fmt.Errorf("list payments to ask about: %w", err)
	}
	list := make([]Doubt, len(found))
	for i, p := range found {
		amount := money.New(p.Amount, money.Currency(p.Currency))
		list[i] = Doubt{
			Payment:  Payment{ID: p.ID, Gateway: p.Gateway, State: State(p.State), Amount: amount, CreatedAt: p.CreatedAt.Time},
			Question: Question{Reference: p.Reference, Amount: amount}, askAt: p.AskAt,
		}
		if p.Key != nil {
			list[i].Key, list[i].Question.Key = *p.Key, *p.Key
		}
	}
	return list, nil
}

// Ask notes that the provider of a payment is being asked, and when the next time is. It reports
// false when another process does.
func Ask(ctx context.Context, db *sqldb.DB, d Doubt, now time.Time) (bool, error) {
	var next sqldb.NullTime
	if at, worth := d.NextAsk(now); worth {
		next = sqldb.MaybeAt(&at)
	}
	asked, err := rows.New(db).Ask(ctx, next, d.ID, d.askAt)
	if err != nil {
		return false, fmt.Errorf("ask about payment %d: %w", d.ID, err)
	}
	return asked > 0, nil
}
