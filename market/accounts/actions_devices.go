package accounts

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
)

// Security is what the owner of an account sees of its safety.
type Security struct {
	Email    string
	Verified bool
	// NewEmail is an address that waits to be confirmed; empty when there is none.
	NewEmail      string
	SecondFactor  bool
	RecoveryCodes int64 // left
	Sessions      int64 // that live
}

// SecurityOf reads how safe the actor's account is, in one statement.
func SecurityOf(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) (Security, error) {
	r, err := rows.New(db).Security(ctx, sqldb.At(now), by.AccountID)
	if sqldb.NoRows(err) {
		return Security{}, fault.Missing()
	}
	if err != nil {
		return Security{}, fmt.Errorf("read the security of an account: %w", err)
	}
	return Security{
		Email: r.Email, Verified: r.EmailVerifiedAt.Valid, NewEmail: r.NewEmail,
		SecondFactor: r.SecondFactor, RecoveryCodes: r.RecoveryCodes, Sessions: r.Sessions,
	}, nil
}

// SignedInDevice is a live session in its owner's list.
type SignedInDevice struct {
	// ID is not the token: it signs nobody in.
	ID          string
	From        Device
	Since, Seen time.Time
	// Current marks the session that asks.
	Current bool
}

// Devices lists the live sessions of the actor, the one of the token first, then the youngest; at
// most 50.
func Devices(ctx context.Context, db *sqldb.DB, by actor.Actor, token string, now time.Time) ([]SignedInDevice, error) {
	found, err := rows.New(db).Devices(ctx, by.AccountID, sqldb.At(now))
	if err != nil {
		return nil, fmt.Errorf("list the sessions of account %d: %w", by.AccountID, err)
	}
	var own, others []SignedInDevice
	for _, r := range found {
		d := SignedInDevice{
			ID: r.ID, From: Device{UserAgent: r.UserAgent, Address: r.Address}, Since: r.CreatedAt.Time, Seen: r.CreatedAt.Time,
			Current: r.ID == sessionID(token),
		}
		if r.SeenAt.Valid {
			d.Seen = r.SeenAt.Time
		}
		if d.Current {
			own = append(own, d)
		} else {
			others = append(others, d)
		}
	}
	return append(own, others...), nil
}

// EndSession ends one session of the actor. NotFound for somebody else's.
func EndSession(ctx context.Context, db *sqldb.DB, by actor.Actor, id string, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		n, err := rows.New(tx).DeleteSessionOf(ctx, id, by.AccountID)
		if err != nil {
			return fmt.Errorf("delete a session: %w", err)
		}
		if n == 0 {
			return fault.Missing()
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "ended a session", Kind: "account", ID: by.AccountID}, now)
	})
}

// EndOtherSessions ends every session of the actor but that of the token, and tells how many.
func EndOtherSessions(ctx context.Context, db *sqldb.DB, by actor.Actor, token string, now time.Time) (int64, error) {
	var n int64
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		var err error
		if n, err = rows.New(tx).DeleteOtherSessions(ctx, by.AccountID, sessionID(token)); err != nil {
			return fmt.Errorf("delete other sessions: %w", err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "ended other sessions", Kind: "account", ID: by.AccountID}, now)
	})
	return n, err
}

// seenEvery is how often at most the last request of a session is written.
const seenEvery = 5 * time.Minute

// Stale tells whether the last request of a visitor's session should be written anew.
func (v Visitor) Stale(now time.Time) bool { return now.Sub(v.Seen) >= seenEvery }

// Seen notes that a session was just used, and from where.
func Seen(ctx context.Context, db *sqldb.DB, token, address string, now time.Time) error {
	return rows.New(db).SessionSeen(ctx, sqldb.MaybeAt(&now), cut(address, maxDevice), sessionID(token))
}
