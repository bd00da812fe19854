package wishlist

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/wishlist/internal/rows"
)

// Shared is a list as those see it who have its link.
type Shared struct {
	// Owner is the full name that the owner gave, empty when there is none.
	Owner string
	Page
}

// Share opens the actor's list to everybody who has its link and returns the link's token, of 130
// random bits. A list that is open keeps its link.
func Share(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) (string, error) {
	if !by.SignedIn() {
		return "", errSignIn()
	}
	if err := rows.New(db).Share(ctx, by.AccountID, rand.Text(), sqldb.At(now)); err != nil {
		return "", fmt.Errorf("share the wishes of account %d: %w", by.AccountID, err)
	}
	return Token(ctx, db, by)
}

// Unshare revokes the link of the actor's list for good; sharing again makes another one.
func Unshare(ctx context.Context, db *sqldb.DB, by actor.Actor) error {
	if !by.SignedIn() {
		return errSignIn()
	}
	if err := rows.New(db).Unshare(ctx, by.AccountID); err != nil {
		return fmt.Errorf("revoke the link of account %d: %w", by.AccountID, err)
	}
	return nil
}

// Token is that of the actor's link, empty while the list is his alone.
func Token(ctx context.Context, db *sqldb.DB, by actor.Actor) (string, error) {
	token, err := rows.New(db).Token(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the link of account %d: %w", by.AccountID, err)
	}
	return token, nil
}

// Open gives a page of what is on sale of the list under a token, in three statements. A token that
// is unknown or revoked is NotFound.
func Open(ctx context.Context, db *sqldb.DB, token string, page int64) (Shared, error) {
	r, err := rows.New(db).Sharer(ctx, token)
	if sqldb.NoRows(err) {
		return Shared{}, fault.Missing()
	}
	if err != nil {
		return Shared{}, fmt.Errorf("open a shared list: %w", err)
	}
	p, err := list(ctx, db, r.AccountID, page, false)
	return Shared{Owner: r.FullName, Page: p}, err
}
