package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

// Withdraw takes a product back from review, as a draft, or takes back the change that waits.
func Withdraw(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) error {
	return withProduct(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		if State(p.State) != Published {
			return pass(ctx, tx, by, passage{product: p, step: withdraw}, now)
		}
		n, err := rows.New(tx).WithdrawChange(ctx, sqldb.At(now), p.ID)
		if err != nil {
			return fmt.Errorf("withdraw the change of product %d: %w", p.ID, err)
		}
		if n == 0 {
			return errState()
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "withdrew a change", Kind: "product", ID: p.ID}, now)
	})
}

// Restore brings an archived product back as a draft; it has to be looked at again before it is sold.
func Restore(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) error {
	return withProduct(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		return pass(ctx, tx, by, passage{product: p, step: restore}, now)
	})
}

// Delete takes a product off sale and off the desk. Its row and the orders that name it stay.
func Delete(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) error {
	return withProduct(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		if State(p.State) != Archived {
			if err := pass(ctx, tx, by, passage{product: p, step: archive}, now); err != nil {
				return err
			}
		}
		if err := rows.New(tx).DeleteProduct(ctx, sqldb.MaybeAt(&now), p.ID); err != nil {
			return fmt.Errorf("delete product %d: %w", p.ID, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "deleted", Kind: "product", ID: p.ID}, now)
	})
}

// Duplicate makes a draft like a product, with variants that have SKUs of their own and no stock,
// and returns its id. The title says that it is a copy.
func Duplicate(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) (int64, error) {
	var id int64
	err := withProduct(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		like, err := current(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		whole := Product{Card: Card{ID: p.ID, Price: money.Zero(money.Currency(p.Currency))}}
		if err := whole.readParts(ctx, tx); err != nil {
			return err
		}
		form := ProductForm{VendorID: p.VendorID, Texts: like.Texts, Pictures: like.Pictures, Options: like.Options}
		form.Title = i18n.Text{}
		for code, title := range like.Texts.Title {
			form.Title[code] = cut(title, maxTitle-len(copyMark)) + copyMark
		}
		for _, v := range whole.Variants {
			at := slices.IndexFunc(like.Pictures, func(p Picture) bool { return p.Media == v.Picture })
			form.Variants = append(form.Variants, VariantForm{Price: v.Price, OldPrice: v.OldPrice, Choices: v.Choices, Picture: at + 1})
		}
		id, err = CreateProduct(ctx, tx, by, form, now)
		return err
	})
	return id, err
}

// copyMark follows the title of a copy, in every language.
const copyMark = " (2)"

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// Many is something that is done to several products of a vendor.
type Many struct {
	VendorID int64
	IDs      []int64
	// Do is "submit", "archive", "restore", "price" or "stock".
	Do string
	// Value is the change of prices in whole per cent, or of stock in units.
	Value int64
	// Key names the click, so that a repeated one moves no stock twice.
	Key string
}

// ManyDone tells how many products it was done to, and why not to the others.
type ManyDone struct {
	Done    int64
	Refused []*fault.Fault
	// Odd are the products whose prices changed so much that it may be a slip.
	Odd int64
}

// Bounds of what is done to many products at once.
const (
	MostMany     = 100
	maxRaise     = 1000 // per cent
	maxLowering  = 99
	maxManyStock = 100_000
)

const (
	msgMany    = "Choose from 1 to %d products."
	msgPercent = "Write whole per cent from −%d to %d, but not 0."
	msgUnits   = "Write a whole number of units from −%d to %d, but not 0."
)

// Check tells what is wrong, under the names of the inputs.
func (m Many) Check() fault.Fields {
	wrong := fault.Fields{}
	if len(m.IDs) == 0 || len(m.IDs) > MostMany {
		wrong.Add("id", msgMany, MostMany)
	}
	switch m.Do {
	case "submit", "archive", "restore":
	case "price":
		if m.Value == 0 || m.Value > maxRaise || m.Value < -maxLowering {
			wrong.Add("value", msgPercent, maxLowering, maxRaise)
		}
	case "stock":
		if m.Value == 0 || m.Value > maxManyStock || m.Value < -maxManyStock {
			wrong.Add("value", msgUnits, maxManyStock, maxManyStock)
		}
	default:
		wrong.Add("do", msgMany, MostMany)
	}
	return wrong
}

// DoMany does something to several products of one vendor, each in a transaction of its own: what
// cannot be done to one does not keep the others from it. A product of another vendor is refused as
// not found.
func DoMany(ctx context.Context, db *sqldb.DB, by actor.Actor, in Many, now time.Time) (ManyDone, error) {
	var out ManyDone
	if err := in.Check().Err(); err != nil {
		return out, err
	}
	slices.Sort(in.IDs)
	for _, id := range slices.Compact(in.IDs) {
		err := in.do(ctx, db, by, id, now)
		if refused := fault.As(err); refused != nil {
			out.Refused = append(out.Refused, refused)
			continue
		}
		if err != nil {
			return out, err
		}
		out.Done++
	}
	if full := money.New(whole, money.USD); in.Do == "price" && OddChange(full, raised(full, in.Value)) {
		out.Odd = out.Done
	}
	return out, nil
}

func (m Many) do(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time) error {
	switch m.Do {
	case "submit":
		return Submit(ctx, db, by, id, now)
	case "archive":
		return Archive(ctx, db, by, id, now)
	case "restore":
		return Restore(ctx, db, by, id, now)
	}
	return changeSupplies(ctx, db, by, id, now, supplyChange{key: m.Key, want: func(v Variant) Supply {
		o := Supply{VariantID: v.ID, Price: v.Price, OldPrice: v.OldPrice, LowMark: v.LowMark}
		if m.Do == "price" {
			o.Price = raised(v.Price, m.Value)
			o.OldPrice = raised(v.OldPrice, m.Value)
		} else {
			o.Arrived = m.Value
		}
		return o
	}})
}

// whole is all of something in per cent.
const whole = 100

// raised is an amount changed by whole per cent, rounded half up; it stays above zero when it was.
func raised(a money.Amount, percent int64) money.Amount {
	if a.Minor == 0 {
		return a
	}
	return money.New(max(1, (a.Minor*(whole+percent)+whole/2)/whole), a.Currency)
}
