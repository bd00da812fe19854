package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/ledger/internal/rows"
	"bazaar/market/money"
)

// moveJSON is a move as it travels to the database; the names are those in queries.sql.
type moveJSON struct {
	From     Account        `json:"from"`
	To       Account        `json:"to"`
	Amount   int64          `json:"amount"`
	Currency money.Currency `json:"currency"`
}

// Post writes a posting and reports whether it was new: a source that was posted before changes
// nothing, and neither does a posting without moves.
func Post(ctx context.Context, db *sqldb.DB, p Posting, now time.Time) (bool, error) {
	if len(p.Moves) == 0 {
		return false, nil
	}
	if err := check(p.Moves); err != nil {
		return false, fmt.Errorf("post %s: %w", p.Source, err)
	}
	list := make([]moveJSON, len(p.Moves))
	for i, m := range p.Moves {
		list[i] = moveJSON{m.From, m.To, m.Amount.Minor, m.Amount.Currency}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return false, fmt.Errorf("write the moves of %s: %w", p.Source, err)
	}
	fresh := false
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		id, err := q.InsertPosting(ctx, rows.InsertPostingParams{
			Source: p.Source, Kind: string(p.Kind), OrderID: p.OrderID, ParcelID: p.ParcelID, VendorID: p.VendorID, At: sqldb.At(now),
		})
		if sqldb.NoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("post %s: %w", p.Source, err)
		}
		fresh = true
		if err := q.InsertMoves(ctx, id, sqldb.At(now), string(text)); err != nil {
			return fmt.Errorf("post the moves of %s: %w", p.Source, err)
		}
		return nil
	})
	return fresh, err
}

// Has tells whether a source was posted.
func Has(ctx context.Context, db *sqldb.DB, source string) (bool, error) {
	has, err := rows.New(db).HasPosting(ctx, source)
	if err != nil {
		return false, fmt.Errorf("look for the posting %s: %w", source, err)
	}
	return has, nil
}

// OfParcel reads the sale of a parcel and what was taken back of it, in order; nothing when it was
// not sold.
func OfParcel(ctx context.Context, db *sqldb.DB, parcelID int64) ([]Move, error) {
	found, err := rows.New(db).OfParcel(ctx, &parcelID)
	if err != nil {
		return nil, fmt.Errorf("read the books of parcel %d: %w", parcelID, err)
	}
	moves := make([]Move, len(found))
	for i, m := range found {
		moves[i] = Move{Account(m.FromAccount), Account(m.ToAccount), money.New(m.Amount, money.Currency(m.Currency))}
	}
	return moves, nil
}

// Balances are what stands on an account, one amount for each currency that ever did.
func Balances(ctx context.Context, db *sqldb.DB, of Account) ([]money.Amount, error) {
	found, err := rows.New(db).Balances(ctx, string(of))
	if err != nil {
		return nil, fmt.Errorf("add up %s: %w", of, err)
	}
	sums := make([]money.Amount, len(found))
	for i, b := range found {
		sums[i] = money.New(b.Balance, money.Currency(b.Currency))
	}
	return sums, nil
}

// Entry is one line of a statement.
type Entry struct {
	PostingID int64
	Source    string
	Kind      Kind
	OrderID   int64
	ParcelID  *int64
	At        time.Time
	// Counter is the other account; Amount is below zero when money went there.
	Counter Account
	Amount  money.Amount
}

// StatementQuery asks for a part of a vendor's account.
type StatementQuery struct {
	VendorID int64
	// Before is the posting below which to begin, 0 for the newest.
	Before int64
	Count  int64
}

// Statement is a part of a vendor's account, newest first, with what stands on it now.
type Statement struct {
	Balances []money.Amount
	Entries  []Entry
}

// StatementOf reads the account of a vendor for its owner, for staff and for the system;
// to anybody else it is NotFound.
func StatementOf(ctx context.Context, db *sqldb.DB, by actor.Actor, in StatementQuery) (Statement, error) {
	if !by.Can(actor.ModerateShop) {
		owns, err := rows.New(db).Owns(ctx, in.VendorID, by.AccountID)
		if err != nil {
			return Statement{}, fmt.Errorf("look for the owner of vendor %d: %w", in.VendorID, err)
		}
		if !owns {
			return Statement{}, fault.Missing()
		}
	}
	account := VendorAccount(&in.VendorID)
	s := Statement{}
	var err error
	if s.Balances, err = Balances(ctx, db, account); err != nil {
		return Statement{}, err
	}
	if in.Before == 0 {
		in.Before = math.MaxInt64
	}
	found, err := rows.New(db).Entries(ctx, string(account), in.Before, in.Count)
	if err != nil {
		return Statement{}, fmt.Errorf("read the account of vendor %d: %w", in.VendorID, err)
	}
	for _, e := range found {
		s.Entries = append(s.Entries, Entry{
			PostingID: e.ID, Source: e.Source, Kind: Kind(e.Kind), OrderID: e.OrderID, ParcelID: e.ParcelID, At: e.At.Time,
			Counter: Account(e.Counter), Amount: money.New(e.Amount, money.Currency(e.Currency)),
		})
	}
	return s, nil
}

// The sources of the facts that orders post.

// CaptureSource names the capture of a payment.
func CaptureSource(paymentID int64) string {
	return "capture:payment:" + strconv.FormatInt(paymentID, 10)
}

// CashSource names the cash that was taken for a parcel.
func CashSource(parcelID int64) string { return "capture:parcel:" + strconv.FormatInt(parcelID, 10) }

// SaleSource names the sale of a parcel.
func SaleSource(parcelID int64) string { return "sale:parcel:" + strconv.FormatInt(parcelID, 10) }

// RefundSource names a refund that has left.
func RefundSource(refundID int64) string { return "refund:" + strconv.FormatInt(refundID, 10) }
