package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bazaar/infra/cache"
	"bazaar/market/money"
	"bazaar/market/payments"
)

// bookLife is longer than anybody asks.
const bookLife = 72 * time.Hour

// An entry of the book is the message that says how a payment stands, and when it came to that.
type entry struct {
	Wire wire  `json:"wire"`
	At   int64 `json:"at"`
}

func page(key string) string { return "sandbox_book:" + key }

// note writes down what became of a payment. Money that was taken stays taken.
func (g *Gateway) note(ctx context.Context, w wire) {
	if before, err := g.read(ctx, w.Payment); err == nil && before.Wire.Type == captured {
		return
	}
	text, err := json.Marshal(entry{Wire: w, At: g.Now().Unix()})
	if err == nil {
		err = g.Book.Set(ctx, page(w.Payment), text, bookLife)
	}
	if err != nil {
		log.WarnContext(ctx, "A payment is not in the book", "error", err)
	}
}

func (g *Gateway) read(ctx context.Context, key string) (entry, error) {
	text, err := g.Book.Get(ctx, page(key))
	if err != nil {
		return entry{}, err
	}
	var e entry
	if err := json.Unmarshal(text, &e); err != nil {
		return entry{}, fmt.Errorf("read the book: %w", err)
	}
	return e, nil
}

// LookUp answers from the book, with the message that was sent or should have been.
func (g *Gateway) LookUp(ctx context.Context, in payments.Question, _ time.Time) (payments.Event, error) {
	e, err := g.read(ctx, in.Key)
	if errors.Is(err, cache.ErrMissing) {
		return payments.Event{}, nil
	}
	if err != nil {
		return payments.Event{}, fmt.Errorf("look for a payment: %w", err)
	}
	w := e.Wire
	return payments.Event{ID: w.ID, Action: actions[w.Type], Key: w.Payment, Amount: money.New(w.Amount, w.Currency), At: time.Unix(e.At, 0).UTC()}, nil
}
