package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/orders/internal/rows"
)

// Insert writes a new order with its parcels, lines and first history, and returns it with the ids
// it was given. The caller computed the sums and holds the buyer's cart; a checkout key that the
// buyer has used already is a Conflict.
func Insert(ctx context.Context, db *sqldb.DB, by actor.Actor, o Order, now time.Time) (Order, error) {
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		id, err := rows.New(tx).InsertOrder(ctx, orderRow(o, now))
		if sqldb.NoRows(err) {
			return fault.New(fault.Conflict, "checkout_key_used", "This order has been placed already.")
		}
		if err != nil {
			return fmt.Errorf("insert order: %w", err)
		}
		o.ID = id
		if err := insertParcels(ctx, tx, &o, now); err != nil {
			return err
		}
		if err := insertLines(ctx, tx, o); err != nil {
			return err
		}
		var first []Change
		for i := range o.Parcels {
			first = append(first, Change{ParcelID: &o.Parcels[i].ID, To: string(ParcelNew)})
		}
		return insertHistory(ctx, tx, by, o.ID, first, now)
	})
	return o, err
}

func orderRow(o Order, now time.Time) rows.InsertOrderParams {
	return rows.InsertOrderParams{
		Oid: o.OID, Owner: o.Owner, AccountID: o.AccountID, CheckoutKey: o.CheckoutKey, CheckoutHash: o.CheckoutHash,
		AccessToken: o.AccessToken, Language: o.Language,
		FullName: o.Contact.FullName, Email: o.Contact.Email, Phone: o.Contact.Phone, Address: o.Contact.Address, City: o.Contact.City,
		State: o.Contact.State, Country: o.Contact.Country, ZipCode: o.Contact.ZipCode, Notes: o.Notes,
		Currency: string(o.Totals.Total.Currency), DisplayCurrency: string(o.DisplayCurrency), DisplayRate: o.DisplayRate, PricesIncludeTax: true,
		ItemsTotal: o.Totals.Items.Minor, DiscountTotal: o.Totals.Discount.Minor, ShippingTotal: o.Totals.Shipping.Minor,
		TaxTotal: o.Totals.Tax.Minor, Total: o.Totals.Total.Minor,
		CouponID: o.CouponID, CouponCode: o.CouponCode, PaymentMethod: string(o.Method), LocalDay: o.LocalDay, PlacedAt: sqldb.At(now), PayBy: sqldb.MaybeAt(o.PayBy),
	}
}

// The rows that travel as one JSON argument; the names are those in queries.sql.
type (
	parcelJSON struct {
		Vendor         *int64 `json:"vendor"`
		Number         int64  `json:"number"`
		VendorName     string `json:"vendor_name"`
		Items          int64  `json:"items"`
		Discount       int64  `json:"discount"`
		Shipping       int64  `json:"shipping"`
		Tax            int64  `json:"tax"`
		Total          int64  `json:"total"`
		ShippingMethod string `json:"shipping_method"`
		Search         string `json:"search_text"`
	}
	lineJSON struct {
		Parcel     int64  `json:"parcel"`
		Number     int64  `json:"number"`
		Vendor     *int64 `json:"vendor"`
		Product    *int64 `json:"product"`
		Variant    *int64 `json:"variant"`
		Title      string `json:"title"`
		Search     string `json:"search_title"`
		SKU        string `json:"sku"`
		Options    string `json:"options"`
		Picture    string `json:"picture"`
		VendorName string `json:"vendor_name"`
		Quantity   int64  `json:"quantity"`
		UnitPrice  int64  `json:"unit_price"`
		Total      int64  `json:"total"`
		Discount   int64  `json:"discount"`
		TaxClass   string `json:"tax_class"`
		Tax        int64  `json:"tax"`
		Rule       string `json:"rule"`
		Rate       int64  `json:"basis_points"`
		Commission int64  `json:"commission"`
	}
	changeJSON struct {
		Parcel *int64 `json:"parcel"`
		Line   *int64 `json:"line"`
		From   string `json:"from"`
		To     string `json:"to"`
	}
)

func insertParcels(ctx context.Context, tx *sqldb.DB, o *Order, now time.Time) error {
	list := make([]parcelJSON, len(o.Parcels))
	var shipBy *time.Time // of all, as they were ordered at once
	for i, p := range o.Parcels {
		list[i] = parcelJSON{
			Vendor: p.VendorID, Number: p.Number, VendorName: p.VendorName,
			Items: p.Totals.Items.Minor, Discount: p.Totals.Discount.Minor, Shipping: p.Totals.Shipping.Minor,
			Tax: p.Totals.Tax.Minor, Total: p.Totals.Total.Minor, ShippingMethod: p.Shipping.Method, Search: searchText(*o, p),
		}
		shipBy = p.ShipBy
	}
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("write parcels: %w", err)
	}
	inserted, err := rows.New(tx).InsertParcels(ctx, rows.InsertParcelsParams{OrderID: o.ID, ShipBy: sqldb.MaybeAt(shipBy), Now: sqldb.At(now), Parcels: string(text)})
	if err != nil {
		return fmt.Errorf("insert the parcels of order %d: %w", o.ID, err)
	}
	ids := make(map[int64]int64, len(inserted))
	for _, r := range inserted {
		ids[r.Number] = r.ID
	}
	for i := range o.Parcels {
		o.Parcels[i].ID = ids[o.Parcels[i].Number]
	}
	return nil
}

// searchText is what a vendor finds a parcel by.
func searchText(o Order, p Parcel) string {
	words := []string{o.OID, o.Contact.FullName}
	for _, l := range p.Lines {
		words = append(words, l.Title, l.SKU)
	}
	return i18n.Fold(strings.Join(words, " "))
}

func insertLines(ctx context.Context, tx *sqldb.DB, o Order) error {
	var list []lineJSON
	for _, p := range o.Parcels {
		for _, l := range p.Lines {
			list = append(list, lineJSON{
				Parcel: p.ID, Number: l.Number, Vendor: p.VendorID, Product: l.ProductID, Variant: l.VariantID,
				Title: l.Title, Search: i18n.Fold(l.Title), SKU: l.SKU, Options: l.Options, Picture: l.Picture, VendorName: p.VendorName,
				Quantity: l.Quantity, UnitPrice: l.UnitPrice.Minor, Total: l.Total.Minor,
				Discount: l.Discount.Minor, TaxClass: l.TaxClass, Tax: l.Tax.Minor,
				Rule: l.Commission.Rule, Rate: l.Commission.BasisPoints, Commission: l.Commission.Amount.Minor,
			})
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("write lines: %w", err)
	}
	invoice := "INVOICE_NO-" + strconv.FormatInt(o.ID, 10)
	if err := rows.New(tx).InsertLines(ctx, o.ID, invoice, string(text)); err != nil {
		return fmt.Errorf("insert the lines of order %d: %w", o.ID, err)
	}
	return nil
}

// insertHistory writes changes that one actor made at one time; all share the reason and the note of the
// first.
func insertHistory(ctx context.Context, tx *sqldb.DB, by actor.Actor, orderID int64, changes []Change, now time.Time) error {
	list := make([]changeJSON, len(changes))
	for i, c := range changes {
		list[i] = changeJSON{Parcel: c.ParcelID, Line: c.LineID, From: c.From, To: c.To}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	err = rows.New(tx).InsertHistory(ctx, rows.InsertHistoryParams{
		OrderID: orderID, ActorID: by.ID(), ActorLabel: by.Label, Reason: string(changes[0].Reason), Note: changes[0].Note, At: sqldb.At(now), Changes: string(text),
	})
	if err != nil {
		return fmt.Errorf("insert the history of order %d: %w", orderID, err)
	}
	return nil
}
