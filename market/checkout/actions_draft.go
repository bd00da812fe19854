package checkout

import (
	"context"
	"encoding/json"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/fault"
)

// Draft is the form that the actor sent when his order was refused; false when there is none. The
// key and the total that he saw then are not part of it.
func Draft(ctx context.Context, db *sqldb.DB, by actor.Actor) (Form, bool, error) {
	text, err := cart.Draft(ctx, db, by)
	if err != nil || text == "" {
		return Form{}, false, err
	}
	var f Form
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return Form{}, false, fmt.Errorf("read a draft: %w", err)
	}
	return f, true, nil
}

// keepDraft keeps a form whose order the state of things refused, so that its sender finds it as
// he typed it once he has looked at his cart.
func keepDraft(ctx context.Context, db *sqldb.DB, by actor.Actor, f Form, refused error) {
	if !fault.Is(refused, fault.Conflict) {
		return
	}
	f.Key, f.SeenTotal = "", ""
	text, err := json.Marshal(f)
	if err == nil {
		err = cart.KeepDraft(ctx, db, by, string(text))
	}
	if err != nil {
		logger.WarnContext(ctx, "A refused form was not kept", "error", err)
	}
}
