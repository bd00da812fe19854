package accounts

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
	"bazaar/market/fault"
)

const msgPasswordWrong = "The password is wrong."

// Prove checks the password of who is signed in, before something that cannot be undone. A wrong
// one is a fault of kind Invalid under "password". It must not be called inside a transaction.
func Prove(ctx context.Context, db *sqldb.DB, by actor.Actor, password string) error {
	stored, err := rows.New(db).PasswordHash(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("read the password: %w", err)
	}
	var good bool
	if err := inSlot(ctx, func() { good = verify(stored, password) }); err != nil {
		return err
	}
	if !good {
		return fault.Fields{"password": {Text: msgPasswordWrong}}.Err()
	}
	return nil
}

// Lock makes the changes of an account follow one another; NotFound without such an account.
func Lock(ctx context.Context, tx *sqldb.DB, accountID int64) error {
	_, err := rows.New(tx).LockAccount(ctx, accountID)
	if sqldb.NoRows(err) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("lock the account: %w", err)
	}
	return nil
}
