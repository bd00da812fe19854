package catalog

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/vendors"
)

// relatedGoods is how many other goods of the category a product's page shows.
const relatedGoods = 4

// Categories reads the whole tree without the numbers of goods, in one statement whose cost does not
// grow with them. Counted puts the numbers in.
func Categories(ctx context.Context, db *sqldb.DB) (Tree, error) {
	found, err := rows.New(db).Categories(ctx)
	if err != nil {
		return Tree{}, fmt.Errorf("read categories: %w", err)
	}
	all := make([]Category, len(found))
	for i, r := range found {
		all[i] = Category{ID: r.ID, CID: r.Cid, Slug: r.Slug, Title: r.Title, Picture: r.Picture}
		if r.ParentID != nil {
			all[i].ParentID = *r.ParentID
		}
	}
	return NewTree(all), nil
}

// Get reads what a product's page shows, in three statements. A product that is not public is
// NotFound; one that was sold and then archived is Gone, with similar goods, a []Card, as Detail.
func Get(ctx context.Context, db *sqldb.DB, id int64) (Product, error) {
	r, err := rows.New(db).Product(ctx, id)
	if sqldb.NoRows(err) {
		return Product{}, fault.Missing()
	}
	if err != nil {
		return Product{}, fmt.Errorf("read product %d: %w", id, err)
	}
	gone := State(r.State) == Archived && r.Sold > 0
	if !r.Listed && !gone {
		return Product{}, fault.Missing()
	}
	p := productOf(r)
	if p.Related, err = related(ctx, db, r.CategoryID, id, relatedGoods); err != nil {
		return Product{}, err
	}
	if gone {
		f := fault.New(fault.Gone, "", "This product is no longer sold.")
		f.Detail = p.Related
		return Product{}, f
	}
	return p, p.readParts(ctx, db)
}

func productOf(r rows.ProductRow) Product {
	currency := money.Currency(r.Currency)
	return Product{
		Card: Card{
			ID: r.ID, Slug: r.Slug, Title: r.Title, Picture: r.Picture,
			Price: money.New(r.PriceFrom, currency), OldPrice: amount(r.OldPrice, currency), PriceTo: money.New(r.PriceTo, currency),
			Rating: r.Rating, Reviews: r.ReviewCount, Sold: r.Sold, Variants: r.VariantCount,
			Available: r.Available, Featured: r.Featured, Created: r.CreatedAt.Time,
			Vendor:   Link{ID: r.VendorID, Name: r.VendorName, Absence: vendors.NewAbsence(r.AwayFrom.Pointer(), r.AwayUntil.Pointer())},
			Category: CategoryLink{ID: r.CategoryID, Slug: r.CategorySlug, Title: r.CategoryTitle},
		},
		PID: r.Pid, Description: r.Description, Specifications: r.Specifications, Kind: r.Kind, ShelfLife: r.ShelfLife,
		Manufactured: r.ManufacturedAt.Pointer(), Digital: r.Digital,
		Shop: vendors.Vendor{
			ID: r.VendorID, VID: r.Vid, Slug: r.VendorSlug, Name: r.VendorName, Description: r.VendorDescription,
			Address: r.Address, Contact: r.Contact, Logo: r.Logo, Cover: r.Cover, State: vendors.State(r.VendorState),
			Promises: vendors.Promises{
				ChatResponse: r.ChatRespTime, ShippingOnTime: r.ShippingOnTime, Authentic: r.AuthenticRating,
				Returns: r.DaysReturn, Warranty: r.WarrantyPeriod,
			},
			Absence: vendors.NewAbsence(r.AwayFrom.Pointer(), r.AwayUntil.Pointer()),
		},
	}
}

func (p *Product) readParts(ctx context.Context, db *sqldb.DB) error {
	found, err := rows.New(db).Parts(ctx, p.ID)
	if err != nil {
		return fmt.Errorf("read the parts of product %d: %w", p.ID, err)
	}
	for _, r := range found {
		if err := p.take(r); err != nil {
			return fmt.Errorf("read %s %d: %w", r.Part, r.ID, err)
		}
	}
	return nil
}

// take adds one part to the product.
func (p *Product) take(r rows.PartsRow) error {
	switch r.Part {
	case "tag":
		tag := Tag{Slug: r.Code, Name: r.Label}
		if err := tag.Title.Scan(r.Choices); err != nil {
			return err
		}
		p.Tags = append(p.Tags, tag)
	case "picture":
		var alt i18n.Text
		if err := alt.Scan(r.Label); err != nil {
			return err
		}
		p.Pictures = append(p.Pictures, Picture{Media: r.Code, Alt: alt})
	case "option":
		o := Option{Code: r.Code}
		if err := cmp.Or(o.Name.Scan(r.Label), json.Unmarshal([]byte(r.Choices), &o.Choices)); err != nil {
			return err
		}
		p.Options = append(p.Options, o)
	case "variant":
		currency := p.Price.Currency
		v := Variant{
			ID: r.ID, SKU: r.Code, Price: money.New(r.Price, currency), OldPrice: amount(r.OldPrice, currency),
			OnHand: r.OnHand, LowMark: r.LowMark, Picture: r.Label,
		}
		if err := json.Unmarshal([]byte(r.Choices), &v.Choices); err != nil {
			return err
		}
		p.Variants = append(p.Variants, v)
	}
	return nil
}

func amount(minor *int64, c money.Currency) money.Amount {
	if minor == nil {
		return money.Zero(c)
	}
	return money.New(*minor, c)
}

// Buyable reads what one unit of a public product is now, for the cart, in one statement. Without
// a variant (0) the product must have exactly one; otherwise it is a fault of kind Invalid. What
// is not public is NotFound. Stock is told, not judged.
func Buyable(ctx context.Context, db *sqldb.DB, productID, variantID int64) (Goods, error) {
	found, err := rows.New(db).Buyable(ctx, productID, variantID)
	switch {
	case err != nil:
		return Goods{}, fmt.Errorf("read product %d: %w", productID, err)
	case len(found) == 0:
		return Goods{}, fault.Missing()
	case len(found) > 1:
		return Goods{}, fault.Fields{"variant": {Text: "Choose a variant first."}}.Err()
	}
	r := found[0]
	return Goods{
		ProductID: r.ProductID, VariantID: r.VariantID, Title: r.Title, SKU: r.Sku, Picture: cmp.Or(r.VariantPicture, r.Picture),
		Price: money.New(r.Price, money.Currency(r.Currency)), TaxClass: r.TaxClass, OnHand: r.OnHand,
		Vendor: Link{ID: r.VendorID, Name: r.VendorName, Absence: vendors.NewAbsence(r.AwayFrom.Pointer(), r.AwayUntil.Pointer())},
	}, nil
}

// Find gives the id of the product with a public number or slug, for old addresses.
func Find(ctx context.Context, db *sqldb.DB, key string) (int64, error) {
	id, err := rows.New(db).Find(ctx, key)
	if sqldb.NoRows(err) {
		return 0, fault.Missing()
	}
	if err != nil {
		return 0, fmt.Errorf("find a product: %w", err)
	}
	return id, nil
}
