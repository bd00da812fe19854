package stock

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/stock/internal/rows"
)

// Request is what is taken for one reason. Source names the reason and makes a repetition harmless.
type Request struct {
	Source string
	Units  []Units
}

// Take removes units for an order and returns what is left of each variant that moved. It either
// takes everything or fails with the Conflict of OutOfStock, after which the caller must roll back.
// Each level is locked only from its own conditional update until the end of the transaction, so
// an order takes its stock last.
func Take(ctx context.Context, db *sqldb.DB, in Request, now time.Time) ([]Level, error) {
	var left []Level
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		wanted := inOrder(in.Units)
		fresh, err := record(ctx, tx, "take", in.Source, negative(wanted), now)
		if err != nil {
			return err
		}
		left = nil
		var failed []Units
		for _, u := range wanted {
			if !fresh[u.VariantID] {
				continue
			}
			onHand, err := rows.New(tx).TakeLevel(ctx, u.Quantity, u.VariantID)
			switch {
			case sqldb.NoRows(err):
				failed = append(failed, u)
			case err != nil:
				return fmt.Errorf("take %d of variant %d: %w", u.Quantity, u.VariantID, err)
			default:
				left = append(left, Level{VariantID: u.VariantID, OnHand: onHand, Moved: -u.Quantity})
			}
		}
		return refuse(ctx, tx, failed)
	})
	return left, err
}

// Release gives back units that were taken under a source and returns the new levels. Variants of which
// fewer were taken under it, and parts that were given back before, stay as they are. The caller knows
// what is left of a taking of which a part has come back.
func Release(ctx context.Context, db *sqldb.DB, source string, back []Return, now time.Time) ([]Level, error) {
	var levels []Level
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		units, err := json.Marshal(back)
		if err != nil {
			return fmt.Errorf("write units: %w", err)
		}
		released, err := q.InsertReleases(ctx, sqldb.At(now), string(units), source)
		if err != nil {
			return fmt.Errorf("record stock released by %s: %w", source, err)
		}
		slices.SortFunc(released, func(a, b rows.InsertReleasesRow) int { return cmp.Compare(a.VariantID, b.VariantID) })
		levels = nil
		for _, r := range released {
			onHand, err := q.AddToLevel(ctx, r.Quantity, r.VariantID)
			if err != nil {
				return fmt.Errorf("release %d of variant %d: %w", r.Quantity, r.VariantID, err)
			}
			levels = append(levels, Level{VariantID: r.VariantID, OnHand: onHand, Moved: r.Quantity})
		}
		return nil
	})
	return levels, err
}

// Delivery is goods that arrived for one variant; a negative quantity corrects a count.
type Delivery struct {
	VariantID int64
	Quantity  int64
	Source    string
}

// Restock adds a delivery to a level, which it creates when the variant is new; a quantity of 0
// only does that. It returns the new level, and a Conflict of OutOfStock when a correction would
// take more than there is.
func Restock(ctx context.Context, db *sqldb.DB, in Delivery, now time.Time) (Level, error) {
	level := Level{VariantID: in.VariantID}
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		if err := q.EnsureLevel(ctx, in.VariantID); err != nil {
			return fmt.Errorf("create the level of variant %d: %w", in.VariantID, err)
		}
		moved := Units{VariantID: in.VariantID, Quantity: in.Quantity}
		if moved.Quantity != 0 {
			fresh, err := record(ctx, tx, "restock", in.Source, []Units{moved}, now)
			if err != nil {
				return err
			}
			if !fresh[in.VariantID] {
				moved.Quantity = 0 // a repetition
			}
		}
		onHand, err := q.AddToLevel(ctx, moved.Quantity, in.VariantID)
		if sqldb.NoRows(err) {
			return refuse(ctx, tx, negative([]Units{moved}))
		}
		level.OnHand, level.Moved = onHand, moved.Quantity
		return err
	})
	return level, err
}

// Levels reads what is on hand of each variant that has a level.
func Levels(ctx context.Context, db *sqldb.DB, variantIDs []int64) (map[int64]int64, error) {
	found, err := rows.New(db).Levels(ctx, variantIDs)
	if err != nil {
		return nil, fmt.Errorf("read stock levels: %w", err)
	}
	levels := make(map[int64]int64, len(found))
	for _, l := range found {
		levels[l.VariantID] = l.OnHand
	}
	return levels, nil
}

// record writes movements in one statement and tells which variants had not moved that way for
// the source before.
func record(ctx context.Context, tx *sqldb.DB, kind, source string, moved []Units, now time.Time) (map[int64]bool, error) {
	units, err := json.Marshal(moved)
	if err != nil {
		return nil, fmt.Errorf("write units: %w", err)
	}
	ids, err := rows.New(tx).InsertMovements(ctx, rows.InsertMovementsParams{
		Kind: kind, Source: source, At: sqldb.At(now), Units: string(units),
	})
	if err != nil {
		return nil, fmt.Errorf("record stock moved by %s: %w", source, err)
	}
	fresh := make(map[int64]bool, len(ids))
	for _, id := range ids {
		fresh[id] = true
	}
	return fresh, nil
}

// refuse is nil without failed units, otherwise the fault that says what there is instead.
func refuse(ctx context.Context, tx *sqldb.DB, failed []Units) error {
	if len(failed) == 0 {
		return nil
	}
	var ids []int64
	for _, u := range failed {
		ids = append(ids, u.VariantID)
	}
	levels, err := Levels(ctx, tx, ids)
	if err != nil {
		return err
	}
	var short []Short
	for _, u := range failed {
		// The level may have risen since the update failed; the answer stays true to the refusal.
		short = append(short, Short{VariantID: u.VariantID, Wanted: u.Quantity, Available: min(levels[u.VariantID], u.Quantity-1)})
	}
	return OutOfStock(short)
}
