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
	"bazaar/market/stock"
	"bazaar/market/vendors"
)

// maxAttempts bounds the search for free numbers and slugs.
const maxAttempts = 5

// CreateCategory adds a category and returns its id. What is wrong with the form is a fault of
// kind Invalid.
func CreateCategory(ctx context.Context, db *sqldb.DB, by actor.Actor, in CategoryForm, now time.Time) (int64, error) {
	if !by.Can(actor.ModerateShop) {
		return 0, errForbidden()
	}
	wrong := in.Check()
	if err := wrong.Err(); err != nil {
		return 0, err
	}
	in.Title = in.Title.Trimmed()
	var id int64
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		var err error
		if id, err = insertCategory(ctx, tx, in); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "created", Kind: "category", ID: id, After: in.Title}, now)
	})
	return id, err
}

func insertCategory(ctx context.Context, tx *sqldb.DB, in CategoryForm) (int64, error) {
	q := rows.New(tx)
	var parent *int64
	if in.ParentID != 0 {
		known, err := q.CategoryExists(ctx, in.ParentID)
		if err != nil {
			return 0, fmt.Errorf("look for the parent category: %w", err)
		}
		if !known {
			return 0, fault.Fields{"parent": {Text: msgCategory}}.Err()
		}
		parent = &in.ParentID
	}
	for attempt := range maxAttempts {
		cid := newCID()
		id, err := q.InsertCategory(ctx, rows.InsertCategoryParams{
			Cid: cid, Slug: slugOf(in.Title.In("en"), cid, attempt), Title: in.Title, Picture: in.Picture, ParentID: parent, Position: in.Position,
		})
		if sqldb.NoRows(err) {
			continue
		}
		return id, err
	}
	return 0, fmt.Errorf("no free slug for category %q", in.Title.In("en"))
}

// CreateProduct adds a product of a vendor with its variants, their first stock, pictures, options
// and tags, as a draft or, with Submit, in review. It returns the product's id. What is wrong with
// the form is a fault of kind Invalid; somebody else's vendor is NotFound; Submit before the vendor
// is verified is a Conflict.
func CreateProduct(ctx context.Context, db *sqldb.DB, by actor.Actor, in ProductForm, now time.Time) (int64, error) {
	if err := in.Check().Err(); err != nil {
		return 0, err
	}
	if in.ID != 0 && !by.IsSystem() {
		return 0, errForbidden()
	}
	in.Texts = in.Clean()
	in.Featured = in.Featured && by.Can(actor.ModerateShop)
	var id int64
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		vendor, err := ground(ctx, tx, by, in)
		if err != nil {
			return err
		}
		if id, err = insertProduct(ctx, tx, in, now); err != nil {
			return err
		}
		if err := insertParts(ctx, tx, id, in, now); err != nil {
			return err
		}
		if err := rows.New(tx).RefreshAvailable(ctx, []int64{id}); err != nil { // the shop may be away
			return fmt.Errorf("write whether product %d is in stock: %w", id, err)
		}
		if err := refreshIndex(ctx, tx, id, in.Texts, vendor); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "created", Kind: "product", ID: id, After: in.Title}, now)
	})
	return id, err
}

// ground checks what a new product stands on and returns the vendor's name.
func ground(ctx context.Context, tx *sqldb.DB, by actor.Actor, in ProductForm) (string, error) {
	if err := vendors.CheckMember(ctx, tx, by, in.VendorID); err != nil {
		return "", err
	}
	g, err := rows.New(tx).Ground(ctx, in.CategoryID, in.VendorID)
	switch {
	case sqldb.NoRows(err):
		return "", fault.Missing()
	case err != nil:
		return "", fmt.Errorf("read vendor %d: %w", in.VendorID, err)
	case !g.HasCategory:
		return "", fault.Fields{"category": {Text: msgCategory}}.Err()
	case in.Submit && g.VendorState != string(vendors.Verified):
		return "", errPending()
	}
	return g.VendorName, nil
}

func insertProduct(ctx context.Context, tx *sqldb.DB, in ProductForm, now time.Time) (int64, error) {
	shown := in.cheapest()
	p := rows.InsertProductParams{
		VendorID: in.VendorID, CategoryID: in.CategoryID, Title: in.Title,
		Description: in.Description, Specifications: in.Specifications, Kind: in.Kind, ShelfLife: in.ShelfLife,
		ManufacturedAt: sqldb.MaybeAt(in.Manufactured), State: string(Draft), Featured: in.Featured, Digital: in.Digital,
		Currency: string(shown.Price.Currency), PriceFrom: shown.Price.Minor, OldPrice: maybe(shown.OldPrice), PriceTo: in.dearest().Price.Minor,
		VariantCount: int64(len(in.Variants)), Available: in.inStock(), Now: sqldb.At(now),
	}
	if in.Submit {
		p.State = string(InReview)
	}
	if len(in.Pictures) > 0 {
		p.Picture = in.Pictures[0].Media
	}
	q := rows.New(tx)
	for attempt := range maxAttempts {
		p.Pid = newPID()
		p.Slug = slugOf(in.Title.In("en"), p.Pid, attempt)
		id, err := q.InsertProduct(ctx, p)
		if sqldb.NoRows(err) {
			continue // a number or the slug is taken
		}
		if err != nil || in.ID == 0 {
			return id, err
		}
		return in.ID, q.Renumber(ctx, in.ID, id)
	}
	return 0, fmt.Errorf("no free slug for product %q", in.Title.In("en"))
}

// insertParts adds what hangs on a product's row.
func insertParts(ctx context.Context, tx *sqldb.DB, id int64, in ProductForm, now time.Time) error {
	q := rows.New(tx)
	pictures := make([]int64, len(in.Pictures))
	for i, p := range in.Pictures {
		var err error
		pictures[i], err = q.InsertPicture(ctx, rows.InsertPictureParams{
			ProductID: id, Media: p.Media, Alt: p.Alt.Trimmed(), Position: int64(i), CreatedAt: sqldb.At(now),
		})
		if err != nil {
			return fmt.Errorf("insert picture: %w", err)
		}
	}
	if err := insertOptions(ctx, tx, id, in.Options); err != nil {
		return err
	}
	for i, v := range in.Variants {
		row := rows.InsertVariantParams{ProductID: id, Price: v.Price.Minor, OldPrice: maybe(v.OldPrice), Position: int64(i)}
		if v.Picture > 0 {
			row.PictureID = &pictures[v.Picture-1]
		}
		if err := insertVariant(ctx, tx, row, v, now); err != nil {
			return err
		}
	}
	return linkTags(ctx, tx, id, in.tags())
}

// insertVariant adds a variant and its first stock.
func insertVariant(ctx context.Context, tx *sqldb.DB, row rows.InsertVariantParams, v VariantForm, now time.Time) error {
	choices, err := json.Marshal(v.Choices)
	if err != nil {
		return fmt.Errorf("write the choices of a variant: %w", err)
	}
	row.Options, row.Sku = string(choices), v.SKU
	if v.Choices == nil {
		row.Options = "{}"
	}
	for range maxAttempts {
		if v.SKU == "" {
			row.Sku = newSKU()
		}
		id, err := rows.New(tx).InsertVariant(ctx, row)
		switch {
		case sqldb.NoRows(err) && v.SKU != "":
			return fault.Fields{"sku": {Text: msgSKU}}.Err()
		case sqldb.NoRows(err):
			continue
		case err != nil:
			return fmt.Errorf("insert variant: %w", err)
		}
		_, err = stock.Restock(ctx, tx, stock.Delivery{VariantID: id, Quantity: v.Stock, Source: "first stock"}, now)
		return err
	}
	return fmt.Errorf("no free SKU for product %d", row.ProductID)
}

// refreshIndex writes what is sorted and searched by.
func refreshIndex(ctx context.Context, tx *sqldb.DB, id int64, t Texts, vendor string) error {
	q := rows.New(tx)
	skus, err := q.SKUs(ctx, id)
	if err != nil {
		return fmt.Errorf("read the SKUs of product %d: %w", id, err)
	}
	tags, err := tagWords(ctx, tx, id)
	if err != nil {
		return err
	}
	ix := IndexOf(Searchable{Title: t.Title, Description: t.Description, Specifications: t.Specifications, Tags: tags, SKUs: skus, Vendor: vendor})
	err = q.SetIndex(ctx, rows.SetIndexParams{
		SortEn: ix.SortEN, SortRu: ix.SortRU, SortKk: ix.SortKK, SearchTitle: ix.Title, SearchKeys: ix.Keys, SearchText: ix.Text, ID: id,
	})
	if err != nil {
		return fmt.Errorf("write the index of product %d: %w", id, err)
	}
	return learn(ctx, tx, ix)
}

// maybe is the value of a nullable price; none is zero.
func maybe(a money.Amount) *int64 {
	if a.Minor == 0 {
		return nil
	}
	return &a.Minor
}

func errForbidden() error {
	return fault.New(fault.Forbidden, "forbidden", "You may not do that.")
}

func errPending() error {
	return fault.New(fault.Conflict, "pending_verification", "Your shop is waiting for verification.")
}

func errState() error {
	return fault.New(fault.Conflict, "state", "That is not possible in the present state.")
}
