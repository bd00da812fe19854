package catalog

import (
	"context"
	"encoding/json"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/money"
)

// Holder says what has a SKU of a vendor. A SKU whose variant or product was taken away stays with it,
// because orders name it.
type Holder struct {
	VariantID, ProductID int64
	// Gone tells that its variant is no longer chosen from, or that its product was deleted.
	Gone bool
}

// FindSKUs tells what of a vendor has which of the SKUs, in one statement; those that nothing has are not
// in it, whoever else may have them.
func FindSKUs(ctx context.Context, db *sqldb.DB, vendorID int64, skus []string) (map[string]Holder, error) {
	found, err := rows.New(db).FindSKUs(ctx, vendorID, skus)
	if err != nil {
		return nil, fmt.Errorf("look for SKUs of vendor %d: %w", vendorID, err)
	}
	holders := make(map[string]Holder, len(found))
	for _, r := range found {
		holders[r.Sku] = Holder{VariantID: r.VariantID, ProductID: r.ProductID, Gone: r.Deleted || !r.Active}
	}
	return holders, nil
}

// ReadOwnMany reads several products of a vendor as ReadOwn does, in two statements, by their ids.
// Another's and deleted ones are not in it.
func ReadOwnMany(ctx context.Context, db *sqldb.DB, vendorID int64, ids []int64) (map[int64]DeskProduct, error) {
	all := make(map[int64]DeskProduct, len(ids))
	if len(ids) == 0 {
		return all, nil
	}
	found, err := rows.New(db).OwnProducts(ctx, ids, vendorID)
	if err != nil {
		return nil, fmt.Errorf("read products of vendor %d: %w", vendorID, err)
	}
	wholes := make(map[int64]*Product, len(found))
	for _, r := range found {
		wholes[r.ID] = &Product{Card: Card{ID: r.ID, Price: money.Zero(money.Currency(r.Currency))}}
	}
	parts, err := rows.New(db).PartsOfMany(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read the parts of products: %w", err)
	}
	for _, r := range parts {
		if whole := wholes[r.ProductID]; whole != nil {
			part := rows.PartsRow{Part: r.Part, Position: r.Position, ID: r.ID, Code: r.Code, Label: r.Label, Choices: r.Choices, Price: r.Price, OldPrice: r.OldPrice, OnHand: r.OnHand, LowMark: r.LowMark}
			if err := whole.take(part); err != nil {
				return nil, fmt.Errorf("read %s %d: %w", r.Part, r.ID, err)
			}
		}
	}
	for _, r := range found {
		d := DeskProduct{
			ID: r.ID, PID: r.Pid, State: State(r.State), Listed: r.Listed, Currency: money.Currency(r.Currency), Version: r.Version,
			Updated: r.UpdatedAt.Time, Changed: r.ChangedAt.Pointer(), Variants: wholes[r.ID].Variants,
		}
		d.Live = wholes[r.ID].proposal(Texts{
			Title: r.Title, Description: r.Description, Specifications: r.Specifications, Kind: r.Kind, ShelfLife: r.ShelfLife, CategoryID: r.CategoryID,
		})
		d.Wanted = d.Live
		if r.ChangeID != 0 {
			d.Wanted = Proposal{}
			if err := json.Unmarshal([]byte(r.Proposal), &d.Wanted); err != nil {
				return nil, fmt.Errorf("read change %d: %w", r.ChangeID, err)
			}
		}
		all[r.ID] = d
	}
	return all, nil
}

// OwnAfter lists the ids of a vendor's products that are not archived and come after one, at most so
// many, in order.
func OwnAfter(ctx context.Context, db *sqldb.DB, vendorID, after, most int64) ([]int64, error) {
	ids, err := rows.New(db).OwnAfter(ctx, vendorID, after, most)
	if err != nil {
		return nil, fmt.Errorf("list the products of vendor %d: %w", vendorID, err)
	}
	return ids, nil
}
