package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/money"
)

// DeskProduct is a product as its vendor edits it.
type DeskProduct struct {
	ID       int64
	PID      string
	State    State
	Listed   bool
	Currency money.Currency
	Version  int64
	// Reason is why the product, or the last change of it, was sent back; empty otherwise.
	Reason  string
	Updated time.Time
	// Live is the product as it is; Wanted what it is to become, which differs while a change waits.
	Live, Wanted Proposal
	// Changed is since when a change waits; nil when none does.
	Changed *time.Time
	// Variants are those of Live, with their prices and stock.
	Variants []Variant
}

// ReadOwn reads a product of a vendor, in two statements. NotFound for another's and a deleted one.
func ReadOwn(ctx context.Context, db *sqldb.DB, vendorID, id int64) (DeskProduct, error) {
	r, err := rows.New(db).OwnProduct(ctx, id, vendorID)
	if sqldb.NoRows(err) {
		return DeskProduct{}, fault.Missing()
	}
	if err != nil {
		return DeskProduct{}, fmt.Errorf("read product %d: %w", id, err)
	}
	out := DeskProduct{
		ID: r.ID, PID: r.Pid, State: State(r.State), Listed: r.Listed, Currency: money.Currency(r.Currency), Version: r.Version,
		Reason: r.ReviewReason, Updated: r.UpdatedAt.Time, Changed: r.ChangedAt.Pointer(),
	}
	if out.Reason == "" {
		out.Reason = r.ChangeReason
	}
	texts := Texts{Title: r.Title, Description: r.Description, Specifications: r.Specifications, Kind: r.Kind, ShelfLife: r.ShelfLife, CategoryID: r.CategoryID}
	return out, out.read(ctx, db, texts, r.Proposal)
}

// read adds the parts of a product, in one statement, and the change that waits; change is empty
// without one.
func (d *DeskProduct) read(ctx context.Context, db *sqldb.DB, texts Texts, change string) error {
	whole := Product{Card: Card{ID: d.ID, Price: money.Zero(d.Currency)}}
	if err := whole.readParts(ctx, db); err != nil {
		return err
	}
	d.Live = whole.proposal(texts)
	d.Wanted, d.Variants = d.Live, whole.Variants
	if change == "" {
		return nil
	}
	d.Wanted = Proposal{}
	if err := json.Unmarshal([]byte(change), &d.Wanted); err != nil {
		return fmt.Errorf("read the change of product %d: %w", d.ID, err)
	}
	return nil
}

// Unsaved is the form of a product as somebody typed it last without saving it, encoded as forms are.
type Unsaved struct {
	Form string
	At   time.Time
}

// maxUnsaved bounds a form that is kept, in bytes.
const maxUnsaved = 500_000

// KeepForm keeps the form of a product for the acting account until it is saved; object is "new" or
// the product's id.
func KeepForm(ctx context.Context, db *sqldb.DB, by actor.Actor, object, form string, now time.Time) error {
	if len(form) > maxUnsaved || len(object) > maxShort {
		return fault.Fields{"form": {Text: msgTooLong, Args: []any{maxUnsaved}}}.Err()
	}
	err := rows.New(db).SaveDraft(ctx, rows.SaveDraftParams{AccountID: by.AccountID, Object: object, Form: form, SavedAt: sqldb.At(now)})
	if err != nil {
		return fmt.Errorf("keep a form: %w", err)
	}
	return nil
}

// KeptForm is the form that the acting account has not saved; ok is false without one.
func KeptForm(ctx context.Context, db *sqldb.DB, by actor.Actor, object string) (kept Unsaved, ok bool, err error) {
	r, err := rows.New(db).Draft(ctx, by.AccountID, object)
	if sqldb.NoRows(err) {
		return Unsaved{}, false, nil
	}
	if err != nil {
		return Unsaved{}, false, fmt.Errorf("read a kept form: %w", err)
	}
	return Unsaved{Form: r.Form, At: r.SavedAt.Time}, true, nil
}

// ForgetForm drops the form that was kept.
func ForgetForm(ctx context.Context, db *sqldb.DB, by actor.Actor, object string) error {
	if err := rows.New(db).DropDraft(ctx, by.AccountID, object); err != nil {
		return fmt.Errorf("forget a kept form: %w", err)
	}
	return nil
}
