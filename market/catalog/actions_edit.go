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
	"bazaar/market/vendors"
)

// Edit is a change of a product's texts. Version is that of the product when the form was shown.
type Edit struct {
	ProductID, Version int64
	Texts
}

// EditProduct changes the texts, category and tags of a product. Its vendor may do so until it is
// published; a moderator always. Conflict when somebody else changed it since the form was shown.
func EditProduct(ctx context.Context, db *sqldb.DB, by actor.Actor, in Edit, now time.Time) error {
	if err := in.Check().Err(); err != nil {
		return err
	}
	in.Texts = in.clean()
	return withProduct(ctx, db, by, in.ProductID, func(tx *sqldb.DB, p rows.LockRow) error {
		switch {
		case p.Version != in.Version:
			return fault.New(fault.Conflict, "version", "Somebody changed this in the meantime. Please look at it again.")
		case State(p.State) == Published && !by.Can(actor.ModerateShop), State(p.State) == Archived:
			return errState()
		}
		q := rows.New(tx)
		known, err := q.CategoryExists(ctx, in.CategoryID)
		if err != nil {
			return fmt.Errorf("look for the category: %w", err)
		}
		if !known {
			return fault.Fields{"category": {Text: msgCategory}}.Err()
		}
		err = q.SetTexts(ctx, rows.SetTextsParams{
			Title: in.Title, Description: in.Description, Specifications: in.Specifications, Kind: in.Kind, ShelfLife: in.ShelfLife,
			CategoryID: in.CategoryID, Now: sqldb.At(now), ID: p.ID,
		})
		if err != nil {
			return fmt.Errorf("write the texts of product %d: %w", p.ID, err)
		}
		if err := q.ClearTags(ctx, p.ID); err != nil {
			return fmt.Errorf("clear the tags of product %d: %w", p.ID, err)
		}
		if err := linkTags(ctx, tx, p.ID, in.tags()); err != nil {
			return err
		}
		if err := refreshIndex(ctx, tx, p.ID, in.Texts, p.VendorName); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "edited", Kind: "product", ID: p.ID, After: in.Title}, now)
	})
}

// NewPrice is a change of a variant's price. OldPrice is zero when there is none.
type NewPrice struct {
	VariantID       int64
	Price, OldPrice money.Amount
}

// Reprice changes the price of a variant at once, whatever the product's state.
func Reprice(ctx context.Context, db *sqldb.DB, by actor.Actor, in NewPrice, now time.Time) error {
	wrong := fault.Fields{}
	checkPrice(wrong, in.Price, in.OldPrice)
	if err := wrong.Err(); err != nil {
		return err
	}
	productID, err := rows.New(db).VariantProduct(ctx, in.VariantID)
	if sqldb.NoRows(err) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("look for variant %d: %w", in.VariantID, err)
	}
	return withProduct(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		if p.Currency != string(in.Price.Currency) {
			return fault.Fields{"price": {Text: msgCurrency}}.Err()
		}
		q := rows.New(tx)
		if err := q.SetPrice(ctx, in.Price.Minor, maybe(in.OldPrice), in.VariantID); err != nil {
			return fmt.Errorf("write the price of variant %d: %w", in.VariantID, err)
		}
		if err := q.RefreshPrices(ctx, sqldb.At(now), p.ID); err != nil {
			return fmt.Errorf("refresh the prices of product %d: %w", p.ID, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "repriced", Kind: "variant", ID: in.VariantID, After: in.Price.String()}, now)
	})
}

// withProduct locks a product that the actor may work on and hands it to f. Somebody else's is
// NotFound.
func withProduct(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, f func(tx *sqldb.DB, p rows.LockRow) error) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		p, err := rows.New(tx).Lock(ctx, id)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock product %d: %w", id, err)
		}
		if err := vendors.CheckMember(ctx, tx, by, p.VendorID); err != nil {
			return err
		}
		return f(tx, p)
	})
}
