// Package api is the front for other programs: so far the door at which payment providers tell
// what became of a payment.
package api

import (
	"errors"
	"io"
	"net/http"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/fault"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/page"
)

var log = telemetry.Logger("payments")

// mostBody is the largest message of a provider, in bytes.
const mostBody = 64 << 10

// Front answers programs.
type Front struct {
	DB       *sqldb.DB
	Now      func() time.Time
	Gateways payments.Gateways
}

// Routes is the table of the front. A provider has no token and no session: his signature alone
// says who he is.
func (f *Front) Routes() []page.Route {
	return []page.Route{
		{Pattern: "POST /api/hooks/{gateway}/{$}", Handle: f.hook, Token: page.TokenNever},
	}
}

// answer is what a provider is told; he reads no more than the status.
type answer struct {
	Success bool   `json:"success"`
	Outcome string `json:"outcome,omitempty"`
	Error   string `json:"error,omitempty"`
}

// hook takes in one message. It is answered with 200 only when what it says stands in the
// database, so that a provider who gets anything else sends it again.
func (f *Front) hook(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("gateway")
	gateway, ok := f.Gateways[name]
	if !ok {
		return fault.Missing()
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if err != nil {
		return page.JSON(w, http.StatusRequestEntityTooLarge, answer{Error: "too_large"})
	}
	now := f.Now()
	event, err := gateway.Parse(payments.Message{Header: r.Header.Get, Body: body}, now)
	if err != nil {
		reason := "unreadable"
		if errors.Is(err, payments.ErrForged) {
			reason = "bad_signature"
		}
		log.WarnContext(r.Context(), "A message was refused at the door", "gateway", name, "reason", reason)
		return page.JSON(w, http.StatusBadRequest, answer{Error: reason})
	}
	outcome, err := orders.PaymentReceived(r.Context(), f.DB, name, event, now)
	if err != nil {
		return err
	}
	return page.JSON(w, http.StatusOK, answer{Success: true, Outcome: string(outcome)})
}
