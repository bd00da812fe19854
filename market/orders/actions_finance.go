package orders

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
)

// ReadStandings tells what a vendor has in every currency that ever stood on the account, with the
// opening and closing of a time; nothing for who never sold.
func ReadStandings(ctx context.Context, db *sqldb.DB, in Account) ([]Standing, error) {
	found, err := rows.New(db).DeskBalances(ctx, rows.DeskBalancesParams{
		Account: string(ledger.VendorAccount(&in.VendorID)), VendorID: &in.VendorID, Since: sqldb.At(in.From), Until: sqldb.At(in.Until),
	})
	if err != nil {
		return nil, fmt.Errorf("add up the account of vendor %d: %w", in.VendorID, err)
	}
	list := make([]Standing, len(found))
	for i, r := range found {
		amount := func(minor int64) money.Amount { return money.New(minor, money.Currency(r.Currency)) }
		list[i] = Standing{Balance: amount(r.Balance), Held: amount(r.Held), Opening: amount(r.Opening), Closing: amount(r.Closing), Entries: r.Entries}
	}
	return list, nil
}

// ReadShares tells how what buyers paid a vendor in a time was dealt out.
func ReadShares(ctx context.Context, db *sqldb.DB, in Account) (Shares, error) {
	r, err := rows.New(db).DeskShares(ctx, rows.DeskSharesParams{VendorID: &in.VendorID, Currency: string(in.Currency), Since: sqldb.At(in.From), Until: sqldb.At(in.Until)})
	if err != nil {
		return Shares{}, fmt.Errorf("read the shares of vendor %d: %w", in.VendorID, err)
	}
	amount := func(minor int64) money.Amount { return money.New(minor, in.Currency) }
	return Shares{Paid: amount(r.Paid), Commission: amount(r.Commission), Tax: amount(r.Tax), Shipping: amount(r.Shipping)}, nil
}

// ListEntries lists the entries of a vendor's account in a time, the latest first.
func ListEntries(ctx context.Context, db *sqldb.DB, in Account, count, skipped int64) ([]AccountEntry, error) {
	found, err := rows.New(db).DeskEntries(ctx, rows.DeskEntriesParams{
		Account: string(ledger.VendorAccount(&in.VendorID)), Currency: string(in.Currency), Since: sqldb.At(in.From), Until: sqldb.At(in.Until), Count: count, Skipped: skipped,
	})
	if err != nil {
		return nil, fmt.Errorf("list the account of vendor %d: %w", in.VendorID, err)
	}
	list := make([]AccountEntry, len(found))
	for i, r := range found {
		amount := func(minor int64) money.Amount { return money.New(minor, in.Currency) }
		list[i] = AccountEntry{
			Kind: ledger.Kind(r.Kind), At: r.At.Time, OID: r.Oid, ParcelID: r.ParcelID, Amount: amount(r.Amount), Balance: amount(r.Balance), Commission: amount(r.Commission),
		}
	}
	return list, nil
}
