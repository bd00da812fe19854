package orders

import (
	"context"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/payments"
)

// Reconcile asks providers about payments of which they have not told the end, since a message may be
// lost, and takes their answers in as if they were messages: whatever else comes later is a
// repetition. It returns how many answers were news. A provider who does not answer is asked again
// the next time.
func Reconcile(ctx context.Context, db *sqldb.DB, gateways payments.Gateways, now time.Time) (int, error) {
	news := 0
	for {
		due, err := payments.Due(ctx, db, now)
		if err != nil || len(due) == 0 {
			return news, err
		}
		for _, d := range due {
			mine, err := payments.Ask(ctx, db, d, now)
			if err != nil {
				return news, err
			}
			if !mine {
				continue
			}
			told, err := ask(ctx, db, gateways, d, now)
			if err != nil {
				return news, err
			}
			if told {
				news++
			}
		}
	}
}

// ask asks about one payment and reports whether the answer changed something.
func ask(ctx context.Context, db *sqldb.DB, gateways payments.Gateways, d payments.Doubt, now time.Time) (bool, error) {
	gateway, ok := gateways[d.Gateway]
	if !ok {
		return false, nil
	}
	event, err := gateway.LookUp(ctx, d.Question, now)
	if err != nil {
		logger.WarnContext(ctx, "A gateway does not say what became of a payment", "payment", d.ID, "gateway", d.Gateway, "error", err)
		return false, ctx.Err()
	}
	if event.Action == "" {
		return false, nil
	}
	outcome, err := PaymentReceived(ctx, db, d.Gateway, event, now)
	if err != nil || outcome != payments.Applied {
		return false, err
	}
	logger.WarnContext(ctx, "A message of a gateway never came; it was asked", "payment", d.ID, "gateway", d.Gateway, "action", event.Action)
	return true, nil
}
