package cod_test

import (
	"errors"
	"testing"
	"time"

	"bazaar/infra/gateways/cod"
	"bazaar/market/payments"
)

var _ payments.Gateway = cod.Gateway{}

func TestCashComesAndGoesByHand(t *testing.T) {
	g := cod.Gateway{}
	if started, err := g.Start(t.Context(), payments.Intent{}); err != nil || started != (payments.Started{}) {
		t.Errorf("start: %+v, %v", started, err)
	}
	if _, err := g.Parse(payments.Message{Body: []byte("{}")}, time.Time{}); !errors.Is(err, payments.ErrForged) {
		t.Errorf("a message in cash's name: %v", err)
	}
	if e, err := g.LookUp(t.Context(), payments.Question{Key: "k"}, time.Time{}); err != nil || e.Action != "" || len(g.Origins()) != 0 {
		t.Errorf("what became of cash: %+v, %v", e, err)
	}
	if _, err := g.Refund(t.Context(), payments.Return{}); !errors.Is(err, payments.ErrByHand) {
		t.Errorf("refund: %v", err)
	}
}
