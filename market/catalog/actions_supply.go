package catalog

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/stock"
)

// Supply is the price and the stock of a variant. OldPrice is zero when there is none. Arrived are
// the units that came or, below zero, went since its vendor looked; LowMark is at which number of
// units it is told to run out.
type Supply struct {
	VariantID       int64
	Price, OldPrice money.Amount
	Arrived         int64
	LowMark         int64
}

// Supplies are those of some variants of a product. Key names the form, so that sending it twice moves
// no stock twice.
type Supplies struct {
	ProductID int64
	Supplies  []Supply
	Key       string
}

const msgLowMark = "The low mark must be a whole number from 0 to %d."

// Check tells what is wrong with a supply, under the names of the inputs.
func (o Supply) Check() fault.Fields {
	wrong := fault.Fields{}
	checkPrice(wrong, o.Price, o.OldPrice)
	if o.Arrived > maxStock || o.Arrived < -maxStock {
		wrong.Add("stock", msgStock, maxStock)
	}
	if o.LowMark < 0 || o.LowMark > maxStock {
		wrong.Add("low", msgLowMark, maxStock)
	}
	return wrong
}

// SetSupplies changes prices and stock at once, whatever the product's state. Variants of another
// product are NotFound; a correction below zero is the Conflict of stock.OutOfStock.
func SetSupplies(ctx context.Context, db *sqldb.DB, by actor.Actor, in Supplies, now time.Time) error {
	wanted := map[int64]Supply{}
	for _, o := range in.Supplies {
		if err := o.Check().Err(); err != nil {
			return err
		}
		wanted[o.VariantID] = o
	}
	seen := 0
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		seen = 0
		err := changeSupplies(ctx, tx, by, in.ProductID, now, supplyChange{key: in.Key, want: func(v Variant) Supply {
			o, ok := wanted[v.ID]
			if !ok {
				return Supply{VariantID: v.ID, Price: v.Price, OldPrice: v.OldPrice, LowMark: v.LowMark}
			}
			seen++
			return o
		}})
		if err == nil && seen != len(wanted) {
			return fault.Missing()
		}
		return err
	})
	return err
}

// supplyChange says what each variant of a product is to be. A repeated key moves no stock.
type supplyChange struct {
	want func(Variant) Supply
	key  string
}

// changeSupplies locks a product, asks what each of its variants is to be, and writes what differs.
func changeSupplies(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time, to supplyChange) error {
	return withProduct(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		whole := Product{Card: Card{ID: p.ID, Price: money.Zero(money.Currency(p.Currency))}}
		if err := whole.readParts(ctx, tx); err != nil {
			return err
		}
		var turned []int64
		repriced := false
		for _, v := range whole.Variants {
			o := to.want(v)
			if o.Price.Currency != money.Currency(p.Currency) {
				return fault.Fields{"price": {Text: msgCurrency}}.Err()
			}
			changed, err := reprice(ctx, tx, by, v, o, now)
			if err != nil {
				return err
			}
			repriced = repriced || changed
			moved, err := restock(ctx, tx, v, o, to.key, now)
			if err != nil {
				return err
			}
			turned = append(turned, moved...)
		}
		return refreshSupplies(ctx, tx, p.ID, repriced, turned, now)
	})
}

// refreshSupplies keeps the listing columns of a product whose prices or stock changed.
func refreshSupplies(ctx context.Context, tx *sqldb.DB, id int64, repriced bool, turned []int64, now time.Time) error {
	if repriced {
		if err := rows.New(tx).RefreshPrices(ctx, sqldb.At(now), id); err != nil {
			return fmt.Errorf("refresh the prices of product %d: %w", id, err)
		}
	}
	if len(turned) > 0 {
		return StockChanged(ctx, tx, turned)
	}
	return nil
}

// reprice writes the price of a variant and tells whether it is another one.
func reprice(ctx context.Context, tx *sqldb.DB, by actor.Actor, v Variant, o Supply, now time.Time) (bool, error) {
	if o.Price == v.Price && o.OldPrice.Minor == v.OldPrice.Minor {
		return false, nil
	}
	if err := rows.New(tx).SetPrice(ctx, o.Price.Minor, maybe(o.OldPrice), o.VariantID); err != nil {
		return false, fmt.Errorf("write the price of variant %d: %w", o.VariantID, err)
	}
	return true, audit.Write(ctx, tx, by, audit.Entry{Action: "repriced", Kind: "variant", ID: o.VariantID, After: o.Price.String()}, now)
}

// restock moves the stock of a variant and returns it when it became empty or stopped being so.
func restock(ctx context.Context, tx *sqldb.DB, v Variant, o Supply, key string, now time.Time) ([]int64, error) {
	if o.LowMark != v.LowMark {
		if err := stock.SetLowMark(ctx, tx, v.ID, o.LowMark); err != nil {
			return nil, err
		}
	}
	if o.Arrived == 0 {
		return nil, nil
	}
	level, err := stock.Restock(ctx, tx, stock.Delivery{VariantID: v.ID, Quantity: o.Arrived, Source: "desk:" + key}, now)
	if err != nil {
		return nil, err
	}
	return stock.Turned([]stock.Level{level}), nil
}
