package orders

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
)

// SalesMonth is what the parcels of a vendor brought in one month of the market's time zone.
type SalesMonth struct {
	// First is the first day of the month, UTC.
	First   time.Time
	Parcels int64
	Total   money.Amount
}

// salesMonths is how far the chart of the desk goes back.
const salesMonths = 12

// SalesByMonth lists the last twelve months of a vendor, this one last, months without a sale
// included. Only parcels of paid orders count, and none that was cancelled. today is in the zone of
// the market.
func SalesByMonth(ctx context.Context, db *sqldb.DB, vendorID int64, currency money.Currency, today time.Time) ([]SalesMonth, error) {
	first := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, 1-salesMonths, 0)
	found, err := rows.New(db).DeskSales(ctx, &vendorID, string(currency), first.Format(time.DateOnly))
	if err != nil {
		return nil, fmt.Errorf("read the sales of vendor %d: %w", vendorID, err)
	}
	sold := map[string]rows.DeskSalesRow{}
	for _, r := range found {
		sold[r.Month] = r
	}
	list := make([]SalesMonth, salesMonths)
	for i := range list {
		month := first.AddDate(0, i, 0)
		r := sold[month.Format("2006-01")]
		list[i] = SalesMonth{First: month, Parcels: r.Parcels, Total: money.New(r.Total, currency)}
	}
	return list, nil
}

// CountStages counts the parcels of a vendor by stage, and those that should have left by now.
func CountStages(ctx context.Context, db *sqldb.DB, vendorID int64, now time.Time) (StageCounts, error) {
	found, err := rows.New(db).DeskStages(ctx, &vendorID, sqldb.MaybeAt(&now))
	if err != nil {
		return StageCounts{}, fmt.Errorf("count the parcels of vendor %d: %w", vendorID, err)
	}
	c := StageCounts{By: map[Stage]int64{}}
	for _, r := range found {
		if r.Stage == "late" {
			c.Late = r.Parcels
			continue
		}
		c.By[Stage(r.Stage)] += r.Parcels
		if Stage(r.Stage) != StageUnpaid { // they are new, too
			c.By[StageAll] += r.Parcels
		}
	}
	c.By[StageNew] -= c.By[StageUnpaid]
	c.By[StageToSend] = c.By[StageNew] + c.By[StageConfirmed] + c.By[StagePacked]
	return c, nil
}

// FirstToLeave tells until when the first of a vendor's new parcels is to leave; nil without a promise.
func FirstToLeave(ctx context.Context, db *sqldb.DB, vendorID int64) (*time.Time, error) {
	found, err := rows.New(db).FirstToLeave(ctx, &vendorID)
	if err != nil {
		return nil, fmt.Errorf("read when vendor %d has to send: %w", vendorID, err)
	}
	for _, by := range found {
		return by.Pointer(), nil
	}
	return nil, nil
}

// ReadParcel reads a parcel of a vendor with its lines and its history, in three statements; another's
// is NotFound like a missing one.
func ReadParcel(ctx context.Context, db *sqldb.DB, vendorID, parcelID int64) (DeskParcel, error) {
	return readParcel(ctx, db, parcelID, &vendorID)
}

// ParcelOf is ReadParcel for letters: any parcel.
func ParcelOf(ctx context.Context, db *sqldb.DB, parcelID int64) (DeskParcel, error) {
	return readParcel(ctx, db, parcelID, nil)
}

// readParcel reads a parcel of one vendor, or of any when that is nil.
func readParcel(ctx context.Context, db *sqldb.DB, parcelID int64, vendorID *int64) (DeskParcel, error) {
	q := rows.New(db)
	r, err := q.DeskParcel(ctx, parcelID, vendorID, vendorID == nil)
	if sqldb.NoRows(err) {
		return DeskParcel{}, fault.Missing()
	}
	if err != nil {
		return DeskParcel{}, fmt.Errorf("read parcel %d: %w", parcelID, err)
	}
	p := deskParcelOf(r)
	if p.Lines, err = linesOf(ctx, q, p.ID, p.Totals.Total.Currency); err != nil {
		return DeskParcel{}, err
	}
	p.sumUp()
	history, err := q.HistoryOfParcel(ctx, &p.ID)
	if err != nil {
		return DeskParcel{}, fmt.Errorf("read the history of parcel %d: %w", p.ID, err)
	}
	for _, h := range history {
		p.History = append(p.History, changeOf(rows.HistoryRow(h)))
	}
	return p, nil
}

func deskParcelOf(r rows.DeskParcelRow) DeskParcel {
	cur := money.Currency(r.Currency)
	return DeskParcel{
		Parcel: Parcel{
			ID: r.ID, VendorID: r.VendorID, VendorName: r.VendorName, Number: r.Number, State: ParcelState(r.State),
			Totals:   totals(cur, [5]int64{r.ItemsTotal, r.DiscountTotal, r.ShippingTotal, r.TaxTotal, r.Total}),
			Shipping: Shipping{Method: r.ShippingMethod, TrackingNumber: r.TrackingNumber, TrackingURL: r.TrackingUrl},
			ShipBy:   r.ShipBy.Pointer(), ShippedAt: r.ShippedAt.Pointer(), DeliveredAt: r.DeliveredAt.Pointer(),
		},
		OrderID: r.OrderID, OID: r.Oid, PlacedAt: r.PlacedAt.Time, UpdatedAt: r.UpdatedAt.Time, Language: r.Language, Notes: r.Notes,
		Contact: Contact{
			FullName: r.FullName, Email: r.Email, Phone: r.Phone, Address: r.Address, City: r.City, State: r.Region, Country: r.Country, ZipCode: r.ZipCode,
		},
		Method: payments.Method(r.PaymentMethod), Paid: r.PaidStatus, PayBy: r.PayBy.Pointer(),
	}
}

// mostPicked bounds the lines of a pick list.
const mostPicked = 2000

// PickList lists what has to be fetched for the parcels of a vendor that are to be packed, by SKU, each
// thing once with the orders that it is for, the most urgent first. It takes one statement.
func PickList(ctx context.Context, db *sqldb.DB, vendorID int64) ([]Pick, error) {
	found, err := rows.New(db).DeskPick(ctx, &vendorID, mostPicked)
	if err != nil {
		return nil, fmt.Errorf("list what vendor %d has to pick: %w", vendorID, err)
	}
	var picks []Pick
	place := map[string]int{}
	for _, r := range found {
		key := r.Sku + "\x00" + r.Options
		if r.VariantID != nil {
			key = strconv.FormatInt(*r.VariantID, 10)
		}
		at, ok := place[key]
		if !ok {
			at = len(picks)
			place[key] = at
			picks = append(picks, Pick{SKU: r.Sku, Title: r.Title, Options: r.Options, Language: r.Language})
		}
		picks[at].Units += r.Quantity
		picks[at].For = append(picks[at].For, PickFor{ParcelID: r.ParcelID, OID: r.Oid, Units: r.Quantity})
	}
	return picks, nil
}
