package accounts

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/fault"
)

// IsEmail tells whether an address could receive a letter.
func IsEmail(address string) bool { return len(address) <= MaxEmail && validEmail(address) }

// WriteToAdministrators queues a letter of a kind about an object to every active administrator, in
// the language of each, in the running transaction.
func WriteToAdministrators(ctx context.Context, tx *sqldb.DB, kind, object string, now time.Time) error {
	found, err := rows.New(tx).Administrators(ctx)
	if err != nil {
		return fmt.Errorf("list administrators: %w", err)
	}
	for _, a := range found {
		letter := mail.Letter{Kind: kind, Object: object, Recipient: a.Email, Language: a.Language}
		if err := mail.Queue(ctx, tx, letter, now); err != nil {
			return err
		}
	}
	return nil
}

// SetCartReminders says whether an account wants to be reminded of a cart that it left. NotFound
// without such an active account.
func SetCartReminders(ctx context.Context, db *sqldb.DB, accountID int64, wanted bool) error {
	n, err := rows.New(db).SetCartReminders(ctx, wanted, accountID)
	if err != nil {
		return fmt.Errorf("set the reminders of account %d: %w", accountID, err)
	}
	if n == 0 {
		return fault.Missing()
	}
	return nil
}

// CountJoined counts the accounts that were made after one moment, up to another.
func CountJoined(ctx context.Context, db *sqldb.DB, after, until time.Time) (int64, error) {
	n, err := rows.New(db).CountJoined(ctx, sqldb.At(after), sqldb.At(until))
	if err != nil {
		return 0, fmt.Errorf("count new accounts: %w", err)
	}
	return n, nil
}
