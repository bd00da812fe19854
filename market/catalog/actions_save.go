package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/money"
)

// Change is a proposal for a product. Version is that of the product when the form was shown.
type Change struct {
	ProductID, Version int64
	Proposal
}

// Saved tells what became of a change: taken over, or, under a ChangeID, waiting for the moderators.
// Without a difference it is neither.
type Saved struct {
	Applied  bool
	ChangeID int64
}

// SaveProduct changes everything of a product but its prices and stock. A published product keeps
// what buyers see: the change waits until a moderator agrees, in place of one that waited before. A
// product in review goes back to being a draft. What is wrong is a fault of kind Invalid; Conflict
// when somebody else changed the product since the form was shown, and for an archived one.
func SaveProduct(ctx context.Context, db *sqldb.DB, by actor.Actor, in Change, now time.Time) (Saved, error) {
	var out Saved
	err := withProduct(ctx, db, by, in.ProductID, func(tx *sqldb.DB, p rows.LockRow) error {
		out = Saved{}
		switch {
		case p.Version != in.Version:
			return errVersion()
		case State(p.State) == Archived:
			return errState()
		}
		if err := in.Check(money.Currency(p.Currency)).Err(); err != nil {
			return err
		}
		in.Texts = in.Texts.Clean()
		before, err := current(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		in.keepSKUs(before)
		if State(p.State) == Published && !by.Can(actor.ModerateShop) {
			out.ChangeID, err = propose(ctx, tx, by, p, in.Proposal, now)
			return err
		}
		if len(Differences(before, in.Proposal)) == 0 {
			return nil
		}
		out.Applied = true
		if State(p.State) == InReview && !by.Can(actor.ModerateShop) {
			if err := pass(ctx, tx, by, passage{product: p, step: withdraw}, now); err != nil {
				return err
			}
		}
		return takeOver(ctx, tx, by, p, in.Proposal, now)
	})
	return out, err
}

func errVersion() error {
	return fault.New(fault.Conflict, "version", "Somebody changed this in the meantime. Please look at it again.")
}

// propose keeps a change until a moderator decides; without a difference none waits any more.
func propose(ctx context.Context, tx *sqldb.DB, by actor.Actor, p rows.LockRow, in Proposal, now time.Time) (int64, error) {
	q := rows.New(tx)
	before, err := current(ctx, tx, p.ID)
	if err != nil {
		return 0, err
	}
	diff := Differences(before, in)
	if _, err := q.WithdrawChange(ctx, sqldb.At(now), p.ID); err != nil {
		return 0, fmt.Errorf("withdraw the change of product %d: %w", p.ID, err)
	}
	if len(diff) == 0 {
		return 0, nil
	}
	known, err := q.CategoryExists(ctx, in.Texts.CategoryID)
	if err != nil {
		return 0, fmt.Errorf("look for the category: %w", err)
	}
	if !known {
		return 0, fault.Fields{"category": {Text: msgCategory}}.Err()
	}
	proposal, err := json.Marshal(in)
	if err != nil {
		return 0, fmt.Errorf("write a proposal: %w", err)
	}
	differences, err := json.Marshal(diff)
	if err != nil {
		return 0, fmt.Errorf("write differences: %w", err)
	}
	id, err := q.InsertChange(ctx, rows.InsertChangeParams{
		ProductID: p.ID, Version: p.Version, Proposal: string(proposal), Diff: string(differences), Author: by.Label, Now: sqldb.At(now),
	})
	if err != nil {
		return 0, fmt.Errorf("propose a change of product %d: %w", p.ID, err)
	}
	return id, audit.Write(ctx, tx, by, audit.Entry{Action: "proposed", Kind: "product", ID: p.ID, After: in.Texts.Title}, now)
}

// current is a product as a proposal that changes nothing.
func current(ctx context.Context, db *sqldb.DB, id int64) (Proposal, error) {
	r, err := rows.New(db).Current(ctx, id)
	if err != nil {
		return Proposal{}, fmt.Errorf("read product %d: %w", id, err)
	}
	p := Product{Card: Card{ID: id}}
	if err := p.readParts(ctx, db); err != nil {
		return Proposal{}, err
	}
	return p.proposal(Texts{
		Title: r.Title, Description: r.Description, Specifications: r.Specifications, Kind: r.Kind, ShelfLife: r.ShelfLife, CategoryID: r.CategoryID,
	}), nil
}

// proposal joins the parts of a product with its texts.
func (p *Product) proposal(t Texts) Proposal {
	for _, tag := range p.Tags {
		t.Tags = append(t.Tags, tag.Name)
	}
	out := Proposal{Texts: t, Pictures: p.Pictures, Options: p.Options}
	for _, v := range p.Variants {
		out.Variants = append(out.Variants, ProposedVariant{ID: v.ID, SKU: v.SKU, Choices: v.Choices, Picture: v.Picture})
	}
	return out
}

// takeOver makes a product what a proposal says.
func takeOver(ctx context.Context, tx *sqldb.DB, by actor.Actor, p rows.LockRow, in Proposal, now time.Time) error {
	q := rows.New(tx)
	known, err := q.CategoryExists(ctx, in.Texts.CategoryID)
	if err != nil {
		return fmt.Errorf("look for the category: %w", err)
	}
	if !known {
		return fault.Fields{"category": {Text: msgCategory}}.Err()
	}
	t := in.Texts
	err = q.SetTexts(ctx, rows.SetTextsParams{
		Title: t.Title, Description: t.Description, Specifications: t.Specifications, Kind: t.Kind, ShelfLife: t.ShelfLife,
		CategoryID: t.CategoryID, Now: sqldb.At(now), ID: p.ID,
	})
	if err != nil {
		return fmt.Errorf("write the texts of product %d: %w", p.ID, err)
	}
	if err := q.ClearTags(ctx, p.ID); err != nil {
		return fmt.Errorf("clear the tags of product %d: %w", p.ID, err)
	}
	if err := linkTags(ctx, tx, p.ID, t.tags()); err != nil {
		return err
	}
	if err := placePictures(ctx, tx, p.ID, in.Pictures, now); err != nil {
		return err
	}
	if err := reshape(ctx, tx, p, in, now); err != nil {
		return err
	}
	if err := refreshIndex(ctx, tx, p.ID, t, p.VendorName); err != nil {
		return err
	}
	return audit.Write(ctx, tx, by, audit.Entry{Action: "edited", Kind: "product", ID: p.ID, After: t.Title}, now)
}

// placePictures keeps, adds, orders and drops pictures; the first is the one that lists show.
func placePictures(ctx context.Context, tx *sqldb.DB, id int64, pictures []Picture, now time.Time) error {
	q := rows.New(tx)
	kept := []string{}
	for _, p := range pictures {
		kept = append(kept, p.Media)
	}
	if err := q.DeletePictures(ctx, id, kept); err != nil {
		return fmt.Errorf("drop pictures of product %d: %w", id, err)
	}
	for i, p := range pictures {
		n, err := q.PlacePicture(ctx, rows.PlacePictureParams{Alt: p.Alt.Trimmed(), Position: int64(i), ProductID: id, Media: p.Media})
		if err == nil && n == 0 {
			_, err = q.InsertPicture(ctx, rows.InsertPictureParams{ProductID: id, Media: p.Media, Alt: p.Alt.Trimmed(), Position: int64(i), CreatedAt: sqldb.At(now)})
		}
		if err != nil {
			return fmt.Errorf("place a picture of product %d: %w", id, err)
		}
	}
	first := ""
	if len(kept) > 0 {
		first = kept[0]
	}
	if err := q.SetPicture(ctx, first, id); err != nil {
		return fmt.Errorf("write the main picture of product %d: %w", id, err)
	}
	return nil
}

// reshape makes the options and variants of a product those of a proposal.
func reshape(ctx context.Context, tx *sqldb.DB, p rows.LockRow, in Proposal, now time.Time) error {
	q := rows.New(tx)
	if err := q.DeleteOptions(ctx, p.ID); err != nil {
		return fmt.Errorf("clear the options of product %d: %w", p.ID, err)
	}
	if err := insertOptions(ctx, tx, p.ID, in.Options); err != nil {
		return err
	}
	kept := []int64{}
	for _, v := range in.Variants {
		if v.ID != 0 {
			kept = append(kept, v.ID)
		}
	}
	if err := q.RetireVariants(ctx, p.ID, kept); err != nil {
		return fmt.Errorf("retire variants of product %d: %w", p.ID, err)
	}
	currency := money.Currency(p.Currency)
	for i, v := range in.Variants {
		if v.ID == 0 {
			form := VariantForm{SKU: v.SKU, Price: money.New(v.Price, currency), OldPrice: money.New(v.OldPrice, currency), Stock: v.Stock, Choices: v.Choices}
			picture, err := pictureOf(ctx, tx, p.ID, v.Picture)
			if err != nil {
				return err
			}
			row := rows.InsertVariantParams{ProductID: p.ID, Price: v.Price, OldPrice: maybe(form.OldPrice), PictureID: picture, Position: int64(i)}
			if err := insertVariant(ctx, tx, row, form, now); err != nil {
				return err
			}
			continue
		}
		if err := reshapeVariant(ctx, tx, p.ID, v, int64(i)); err != nil {
			return err
		}
	}
	if err := q.CountVariants(ctx, p.ID); err != nil {
		return fmt.Errorf("count the variants of product %d: %w", p.ID, err)
	}
	if err := q.RefreshPrices(ctx, sqldb.At(now), p.ID); err != nil {
		return fmt.Errorf("refresh the prices of product %d: %w", p.ID, err)
	}
	return q.RefreshAvailable(ctx, []int64{p.ID})
}

func reshapeVariant(ctx context.Context, tx *sqldb.DB, productID int64, v ProposedVariant, position int64) error {
	choices, err := json.Marshal(v.Choices)
	if err != nil {
		return fmt.Errorf("write the choices of a variant: %w", err)
	}
	if v.Choices == nil {
		choices = []byte("{}")
	}
	picture, err := pictureOf(ctx, tx, productID, v.Picture)
	if err != nil {
		return err
	}
	n, err := rows.New(tx).ReshapeVariant(ctx, rows.ReshapeVariantParams{Sku: v.SKU, Options: string(choices), Position: position, PictureID: picture, ID: v.ID, ProductID: productID})
	if err != nil {
		return fmt.Errorf("reshape variant %d: %w", v.ID, err)
	}
	if n == 0 {
		return fault.Fields{"sku": {Text: msgSKU}}.Err()
	}
	return nil
}

// pictureOf is the row of a product's picture; nil for none and for one that the product has not.
func pictureOf(ctx context.Context, tx *sqldb.DB, productID int64, media string) (*int64, error) {
	if media == "" {
		return nil, nil
	}
	id, err := rows.New(tx).PictureOf(ctx, productID, media)
	if sqldb.NoRows(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for a picture of product %d: %w", productID, err)
	}
	return &id, nil
}

func insertOptions(ctx context.Context, tx *sqldb.DB, id int64, options []Option) error {
	for i, o := range options {
		choices, err := json.Marshal(o.Choices)
		if err != nil {
			return fmt.Errorf("write the choices of %s: %w", o.Code, err)
		}
		err = rows.New(tx).InsertOption(ctx, rows.InsertOptionParams{ProductID: id, Code: o.Code, Name: o.Name.Trimmed(), Choices: string(choices), Position: int64(i)})
		if err != nil {
			return fmt.Errorf("insert option: %w", err)
		}
	}
	return nil
}

// Whole is the whole form of a product: its change, and the prices and stock of its variants. Key is
// that of Supplies. Submit sends it to the moderators too.
type Whole struct {
	Change
	Supplies []Supply
	Key      string
	Submit   bool
}

// SaveWhole saves the form of a product in one transaction: prices and stock at once, the rest as
// SaveProduct says. It fails as SaveProduct, SetSupplies and Submit do.
func SaveWhole(ctx context.Context, db *sqldb.DB, by actor.Actor, in Whole, now time.Time) (Saved, error) {
	var out Saved
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		var err error
		if out, err = SaveProduct(ctx, tx, by, in.Change, now); err != nil {
			return err
		}
		if err := SetSupplies(ctx, tx, by, Supplies{ProductID: in.ProductID, Supplies: in.Supplies, Key: in.Key}, now); err != nil {
			return err
		}
		if in.Submit {
			return Submit(ctx, tx, by, in.ProductID, now)
		}
		return nil
	})
	return out, err
}
