package accounts

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
	"bazaar/market/fault"
)

// PasswordChange is what somebody types who knows the old password.
type PasswordChange struct {
	Old, Password1, Password2 string
	From                      Device
}

// ChangePassword replaces the actor's password, ends every session of the account and starts a new
// one for who changed it. What is wrong with the form is a fault of kind Invalid.
func ChangePassword(ctx context.Context, db *sqldb.DB, by actor.Actor, in PasswordChange, now time.Time) (Session, error) {
	own, err := secrets(ctx, db, by)
	if err != nil {
		return Session{}, err
	}
	wrong := fault.Fields{}
	checkPasswords(wrong, in.Password1, in.Password2, own.Username, own.Email, own.FullName)
	if err := checkOwn(ctx, wrong, "old_password", own.PasswordHash, in.Old); err != nil {
		return Session{}, err
	}
	if err := wrong.Err(); err != nil {
		return Session{}, err
	}
	stored, err := Hash(ctx, in.Password1)
	if err != nil {
		return Session{}, err
	}
	var s Session
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		account, err := lockActive(ctx, tx, by.AccountID)
		if err != nil {
			return err
		}
		if account.PasswordHash != own.PasswordHash { // changed elsewhere while this one was checked
			return fault.Fields{"old_password": {Text: msgNotYours}}.Err()
		}
		if err := replacePassword(ctx, tx, by, replacement{account, stored, "changed password"}, now); err != nil {
			return err
		}
		s, err = StartSession(ctx, tx, account.ID, in.From, now)
		return err
	})
	return s, err
}

const msgNotYours = "This is not your password."

// secrets reads what the actor can be known by. NotFound for an account that is not active.
func secrets(ctx context.Context, db *sqldb.DB, by actor.Actor) (rows.SecretsRow, error) {
	own, err := rows.New(db).Secrets(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return own, fault.Missing()
	}
	if err != nil {
		return own, fmt.Errorf("read the account: %w", err)
	}
	return own, nil
}

// checkOwn tells under a field's name when a password is not the account's. The error is that of
// the context.
func checkOwn(ctx context.Context, wrong fault.Fields, field, stored, password string) error {
	if password == "" {
		wrong.Add(field, MsgRequired)
		return nil
	}
	var good bool
	if err := inSlot(ctx, func() { good = verify(stored, password) }); err != nil {
		return err
	}
	if !good {
		wrong.Add(field, msgNotYours)
	}
	return nil
}

// confirmOwn is nil when a password is the actor's; otherwise a fault of kind Invalid under
// "password".
func confirmOwn(ctx context.Context, db *sqldb.DB, by actor.Actor, password string) error {
	own, err := secrets(ctx, db, by)
	if err != nil {
		return err
	}
	wrong := fault.Fields{}
	if err := checkOwn(ctx, wrong, "password", own.PasswordHash, password); err != nil {
		return err
	}
	return wrong.Err()
}
