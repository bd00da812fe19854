package vendors

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/vendors/internal/rows"
)

// MemberOf reads the shop that the acting account works for, whatever its state, and the role there.
// NotFound without one.
func MemberOf(ctx context.Context, db *sqldb.DB, by actor.Actor) (Membership, error) {
	r, err := rows.New(db).Membership(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return Membership{}, fault.Missing()
	}
	if err != nil {
		return Membership{}, fmt.Errorf("read the actor's membership: %w", err)
	}
	return Membership{
		VendorID: r.ID, Name: r.Name, Logo: r.Logo, State: State(r.State), Reason: r.StateReason,
		Submitted: r.SubmittedAt.Pointer() != nil, Role: Role(r.Role), Unread: r.Unread,
		Absence: NewAbsence(r.AwayFrom.Pointer(), r.AwayUntil.Pointer()),
	}, nil
}

// SetUnread keeps with the members of a shop how many conversations wait for it; verbs of messages call
// it in their transaction.
func SetUnread(ctx context.Context, tx *sqldb.DB, vendorID, unread int64) error {
	if err := rows.New(tx).SetUnread(ctx, unread, vendorID); err != nil {
		return fmt.Errorf("keep what vendor %d has not read: %w", vendorID, err)
	}
	return nil
}
