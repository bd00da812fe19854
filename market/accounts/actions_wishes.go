package accounts

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/fault"
)

// Hold locks an account until the end of the transaction, for rooms that keep something of it in
// step. NotFound when it is gone.
func Hold(ctx context.Context, tx *sqldb.DB, accountID int64) error {
	_, err := rows.New(tx).LockAccount(ctx, accountID)
	if sqldb.NoRows(err) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("lock account %d: %w", accountID, err)
	}
	return nil
}

// SetWishes keeps which products an account wishes for, so that every page can mark them without
// asking; wishlist verbs call it in their transaction, holding the account.
func SetWishes(ctx context.Context, tx *sqldb.DB, accountID int64, productIDs []int64) error {
	parts := make([]string, len(productIDs))
	for i, id := range productIDs {
		parts[i] = strconv.FormatInt(id, 10)
	}
	if err := rows.New(tx).SetWishes(ctx, strings.Join(parts, ","), accountID); err != nil {
		return fmt.Errorf("keep the wishes of account %d: %w", accountID, err)
	}
	return nil
}

// SetUnread keeps how many conversations wait for an account, so that every page can say it; verbs of
// messages call it in their transaction.
func SetUnread(ctx context.Context, tx *sqldb.DB, accountID, unread int64) error {
	if err := rows.New(tx).SetUnread(ctx, unread, accountID); err != nil {
		return fmt.Errorf("keep what account %d has not read: %w", accountID, err)
	}
	return nil
}

// idsOf reads what SetWishes wrote.
func idsOf(list string) []int64 {
	var ids []int64
	for part := range strings.SplitSeq(list, ",") {
		if id, err := strconv.ParseInt(part, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}
