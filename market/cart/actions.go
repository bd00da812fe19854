package cart

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/cart/internal/rows"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/vendors"
)

var logger = telemetry.Logger("cart")

// Wish is a number of units of a product; VariantID may be 0 when the product has one variant.
type Wish struct {
	ProductID, VariantID, Quantity int64
}

func (w Wish) key() Key { return Key{ProductID: w.ProductID, VariantID: w.VariantID} }

// Add puts units of a product into the actor's cart, at least 1 and as many as stock allows. A
// product that is unknown or off sale is NotFound; one that is sold out, or in the cart already
// with all there is, is a Conflict with the code out_of_stock.
func Add(ctx context.Context, db *sqldb.DB, by actor.Actor, in Wish, now time.Time) (Edit, error) {
	var done Edit
	err := edit(ctx, db, by, func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error) {
		goods, err := goodsOf(ctx, tx, in, now)
		if err != nil {
			return Cart{}, err
		}
		if done, err = c.Add(goods, in.Quantity); err != nil {
			return Cart{}, err
		}
		return done.Cart, save(ctx, tx, cartID, done.Line, now)
	}, now)
	return done, err
}

// Set changes the quantity of a line, at least 1 and at most what stock allows. A line that is not
// in the cart is NotFound; goods that cannot be bought any more are a Conflict.
func Set(ctx context.Context, db *sqldb.DB, by actor.Actor, in Wish, now time.Time) (Edit, error) {
	var done Edit
	err := edit(ctx, db, by, func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error) {
		var err error
		if done, err = c.Set(in.key(), in.Quantity); err != nil {
			return Cart{}, err
		}
		return done.Cart, save(ctx, tx, cartID, done.Line, now)
	}, now)
	return done, err
}

// Remove takes a line out of the cart, or every variant of a product, and tells what is left and
// what Restore needs to undo it. Removing what is not there changes nothing.
func Remove(ctx context.Context, db *sqldb.DB, by actor.Actor, in Key, now time.Time) (Removal, error) {
	var done Removal
	err := edit(ctx, db, by, func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error) {
		done = c.Remove(in)
		return done.Cart, deleteLines(ctx, tx, cartID, done.Lines)
	}, now)
	return done, err
}

// Restore puts lines back as they were when Remove took them out: quantity, place and the price
// that was seen. What is in the cart again already stays as it is. It returns the cart and how many
// lines came back.
func Restore(ctx context.Context, db *sqldb.DB, by actor.Actor, lines []Line, now time.Time) (Cart, int, error) {
	var whole Cart
	back := 0
	err := edit(ctx, db, by, func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error) {
		if back = 0; len(c.Lines)+len(lines) > MaxLines {
			return Cart{}, full()
		}
		for _, l := range lines {
			n, err := rows.New(tx).RestoreLine(ctx, rows.RestoreLineParams{
				CartID: cartID, VariantID: l.VariantID, Quantity: l.Quantity, SeenPrice: l.SeenPrice.Minor, AddedAt: sqldb.At(l.AddedAt),
			})
			if err != nil {
				return Cart{}, fmt.Errorf("restore a line of cart %d: %w", cartID, err)
			}
			if n > 0 {
				c.Lines = append(c.Lines, l)
				back++
			}
		}
		whole = c
		return c, nil
	}, now)
	return whole, back, err
}

// Mend brings the cart in line with what can be bought now: it takes out what is sold out or off
// sale and lowers what is short.
func Mend(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) (Mending, error) {
	var done Mending
	err := edit(ctx, db, by, func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error) {
		done = c.Mend()
		for _, l := range done.Cut {
			if err := save(ctx, tx, cartID, l, now); err != nil {
				return Cart{}, err
			}
		}
		return done.Cart, deleteLines(ctx, tx, cartID, done.Gone)
	}, now)
	return done, err
}

// Merge puts what a visitor wished for before he signed in into his cart. What cannot be bought
// is left out; the returned number says how many wishes came in.
func Merge(ctx context.Context, db *sqldb.DB, by actor.Actor, wishes []Wish, now time.Time) (int, error) {
	taken := 0
	err := edit(ctx, db, by, func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error) {
		taken = 0
		for _, w := range wishes {
			next, err := put(ctx, tx, cartID, c, w, now)
			if fault.As(err) != nil {
				continue
			}
			if err != nil {
				return Cart{}, err
			}
			c = next
			taken++
		}
		return c, nil
	}, now)
	return taken, err
}

// Load reads the actor's cart with prices, stock and titles of now, in one statement and one more
// when a variant was chosen in it. Whoever has no cart has an empty one.
func Load(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) (Cart, error) {
	found, err := rows.New(db).Load(ctx, by.Owner())
	if err != nil {
		return Cart{}, fmt.Errorf("load the cart: %w", err)
	}
	options, err := optionsOf(ctx, db, found)
	if err != nil {
		return Cart{}, err
	}
	var c Cart
	for _, r := range found {
		c.Coupon = r.Coupon
		l := lineOf(r)
		l.Away = l.Absence.At(now)
		if l.Options, err = describe(r.Options, options[r.ProductID]); err != nil {
			return Cart{}, fmt.Errorf("read the choices of variant %d: %w", r.VariantID, err)
		}
		c.Lines = append(c.Lines, l)
	}
	return c, nil
}

// optionsOf reads what there is to choose, for those products of a cart that have variants.
func optionsOf(ctx context.Context, db *sqldb.DB, found []rows.LoadRow) (map[int64][]catalog.Option, error) {
	var ids []int64
	for _, r := range found {
		if r.Options != noChoice {
			ids = append(ids, r.ProductID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := rows.New(db).Options(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read options: %w", err)
	}
	options := map[int64][]catalog.Option{}
	for _, r := range list {
		o := catalog.Option{Code: r.Code, Name: r.Name}
		if err := json.Unmarshal([]byte(r.Choices), &o.Choices); err != nil {
			return nil, fmt.Errorf("read the choices of product %d: %w", r.ProductID, err)
		}
		options[r.ProductID] = append(options[r.ProductID], o)
	}
	return options, nil
}

// Held is a cart that is locked until the end of the transaction; the zero value is none.
type Held struct {
	ID int64
	// marked tells that a coupon or a draft is kept with the goods.
	marked bool
}

// Lock holds the actor's cart until the end of the transaction; there is none when he never had
// one. Checkout calls it first, so that an order and edits of its cart follow one another.
func Lock(ctx context.Context, tx *sqldb.DB, by actor.Actor) (Held, error) {
	row, err := rows.New(tx).Lock(ctx, by.Owner())
	if sqldb.NoRows(err) {
		return Held{}, nil
	}
	if err != nil {
		return Held{}, fmt.Errorf("lock the cart: %w", err)
	}
	return Held{ID: row.ID, marked: row.Marked}, nil
}

// Clear empties a cart that the caller has locked, with its coupon and its draft.
func Clear(ctx context.Context, tx *sqldb.DB, by actor.Actor, h Held) error {
	if err := rows.New(tx).Clear(ctx, h.ID); err != nil {
		return fmt.Errorf("clear cart %d: %w", h.ID, err)
	}
	if h.marked {
		if err := rows.New(tx).Unmark(ctx, h.ID); err != nil {
			return fmt.Errorf("clear the coupon of cart %d: %w", h.ID, err)
		}
	}
	return accounts.SetCartUnits(ctx, tx, by.AccountID, 0)
}

// KeepDraft keeps what a buyer typed at checkout with his cart, until the order is placed.
func KeepDraft(ctx context.Context, db *sqldb.DB, by actor.Actor, text string) error {
	if err := rows.New(db).KeepDraft(ctx, text, by.Owner()); err != nil {
		return fmt.Errorf("keep a draft: %w", err)
	}
	return nil
}

// Draft is what KeepDraft kept; empty for nothing.
func Draft(ctx context.Context, db *sqldb.DB, by actor.Actor) (string, error) {
	text, err := rows.New(db).Draft(ctx, by.Owner())
	if sqldb.NoRows(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read a draft: %w", err)
	}
	return text, nil
}

// edit locks the actor's cart, making one if need be, hands it to f with what is known of its
// goods now, and keeps the account's count of units equal to what f returns.
func edit(ctx context.Context, db *sqldb.DB, by actor.Actor, f func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error), now time.Time) error {
	if !by.SignedIn() {
		return fault.New(fault.SignIn, "", "Please sign in to add items to your cart.")
	}
	var units int64
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		id, err := lockOrCreate(ctx, tx, by, now)
		if err != nil {
			return err
		}
		before, err := Load(ctx, tx, by, now)
		if err != nil {
			return err
		}
		after, err := f(tx, id, before)
		if err != nil {
			return err
		}
		if err := rows.New(tx).Touch(ctx, sqldb.At(now), id); err != nil {
			return fmt.Errorf("touch cart %d: %w", id, err)
		}
		units = after.Units()
		return accounts.SetCartUnits(ctx, tx, by.AccountID, units)
	})
	if err == nil {
		logger.DebugContext(ctx, fmt.Sprintf("Cart updated: %d items", units))
	}
	return err
}

func lockOrCreate(ctx context.Context, tx *sqldb.DB, by actor.Actor, now time.Time) (int64, error) {
	held, err := Lock(ctx, tx, by)
	if err != nil || held.ID != 0 {
		return held.ID, err
	}
	if err := rows.New(tx).Create(ctx, by.Owner(), by.ID(), sqldb.At(now)); err != nil {
		return 0, fmt.Errorf("create a cart: %w", err)
	}
	held, err = Lock(ctx, tx, by)
	return held.ID, err
}

func save(ctx context.Context, tx *sqldb.DB, cartID int64, l Line, now time.Time) error {
	err := rows.New(tx).SaveLine(ctx, rows.SaveLineParams{
		CartID: cartID, VariantID: l.VariantID, Quantity: l.Quantity, SeenPrice: l.SeenPrice.Minor, AddedAt: sqldb.At(now),
	})
	if err != nil {
		return fmt.Errorf("save a line of cart %d: %w", cartID, err)
	}
	return nil
}

func deleteLines(ctx context.Context, tx *sqldb.DB, cartID int64, lines []Line) error {
	if len(lines) == 0 {
		return nil
	}
	variants := make([]int64, len(lines))
	for i, l := range lines {
		variants[i] = l.VariantID
	}
	if err := rows.New(tx).DeleteLines(ctx, cartID, variants); err != nil {
		return fmt.Errorf("delete lines of cart %d: %w", cartID, err)
	}
	return nil
}

func lineOf(r rows.LoadRow) Line {
	cur := money.Currency(r.Currency)
	picture := r.VariantPicture
	if picture == "" {
		picture = r.Picture
	}
	return Line{
		ProductID: r.ProductID, VariantID: r.VariantID, VendorID: r.VendorID, CategoryID: r.CategoryID, Title: r.Title, SKU: r.Sku,
		Picture: picture, VendorName: r.VendorName, TaxClass: r.TaxClass,
		Price: money.New(r.Price, cur), SeenPrice: money.New(r.SeenPrice, cur),
		Quantity: r.Quantity, OnHand: r.OnHand, OnSale: r.OnSale, AddedAt: r.AddedAt.Time,
		Absence: vendors.NewAbsence(r.AwayFrom.Pointer(), r.AwayUntil.Pointer()),
	}
}

// goodsOf reads what one unit of a wish is now.
func goodsOf(ctx context.Context, tx *sqldb.DB, w Wish, now time.Time) (Line, error) {
	g, err := catalog.Buyable(ctx, tx, w.ProductID, w.VariantID)
	return Line{
		ProductID: g.ProductID, VariantID: g.VariantID, VendorID: g.Vendor.ID, VendorName: g.Vendor.Name,
		Title: g.Title, SKU: g.SKU, Picture: g.Picture, TaxClass: g.TaxClass, Price: g.Price, OnHand: g.OnHand, OnSale: true,
		Absence: g.Vendor.Absence, Away: g.Vendor.Absence.At(now),
	}, err
}
