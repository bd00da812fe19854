package accounts

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
)

// Speak remembers the language that an account chose; letters that answer nothing are written in it.
// A language without pages is English. A guest has nothing to remember it with.
func Speak(ctx context.Context, db *sqldb.DB, by actor.Actor, lang string) error {
	if !by.SignedIn() {
		return nil
	}
	if err := rows.New(db).SetLanguage(ctx, language(lang), by.AccountID); err != nil {
		return fmt.Errorf("remember the language of account %d: %w", by.AccountID, err)
	}
	return nil
}
