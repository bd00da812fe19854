package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"bazaar/market/actor"
	"bazaar/market/i18n"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
)

// plannedOrder is decided before products are written, so that their stock is known then.
type plannedOrder struct {
	buyer int
	at    time.Time
	lines []plannedLine
	state orders.ParcelState
}

type plannedLine struct {
	product  int // its place among the products
	quantity int64
}

// ordersPerBuyer is how often one buyer comes back, on average.
const ordersPerBuyer = 20

func (v *volume) planOrders() {
	v.sold = make([]int64, v.Products)
	if v.Products == 0 {
		v.Orders = 0
	}
	buyers := v.Orders/ordersPerBuyer + 1
	year := v.Now.Sub(v.Now.AddDate(-1, 0, 0))
	for i := range v.Orders {
		o := plannedOrder{buyer: v.dice.IntN(buyers), at: v.Now.Add(-year + year/time.Duration(v.Orders)*time.Duration(i)).UTC().Truncate(time.Second), state: v.fate()}
		taken := map[int]bool{}
		for range 1 + v.dice.IntN(3) {
			l := plannedLine{product: v.dice.IntN(v.Products), quantity: 1 + v.dice.Int64N(2)}
			if !taken[l.product] {
				taken[l.product] = true
				v.sold[l.product] += l.quantity
				o.lines = append(o.lines, l)
			}
		}
		v.orders = append(v.orders, o)
	}
}

func (v *volume) fate() orders.ParcelState {
	switch n := v.dice.IntN(10); {
	case n < 7:
		return orders.ParcelDelivered
	case n < 8:
		return orders.ParcelShipped
	}
	return orders.ParcelNew
}

func (v *volume) addBuyers(ctx context.Context) error {
	if v.Orders == 0 {
		return nil
	}
	n := v.Orders/ordersPerBuyer + 1
	return v.inBatches(ctx, "buyers", n, func(w *writer, from, to int) {
		var people []accountRow
		var profiles []profileRow
		for range to - from {
			id := v.id("accounts")
			person, profile := v.person(id, fmt.Sprintf("buyer-%d", id), false)
			people, profiles = append(people, person), append(profiles, profile)
		}
		put(w, "accounts", people)
		put(w, "profiles", profiles)
		v.buyers = append(v.buyers[:from], people...)
	})
}

// page is one batch of orders as rows.
type page struct {
	orders    []orderRow
	parcels   []parcelRow
	lines     []lineRow
	history   []historyRow
	payments  []paymentRow
	postings  []postingRow
	moves     []moveRow
	movements []movementRow
}

func (v *volume) addOrders(ctx context.Context) error {
	return v.inBatches(ctx, "orders", len(v.orders), func(w *writer, from, to int) {
		var rows page
		for _, o := range v.orders[from:to] {
			v.order(&rows, o)
		}
		put(w, "orders", rows.orders)
		put(w, "parcels", rows.parcels)
		put(w, "order_lines", rows.lines)
		put(w, "order_history", rows.history)
		put(w, "payments", rows.payments)
		put(w, "postings", rows.postings)
		put(w, "moves", rows.moves)
		put(w, "stock_movements", rows.movements)
	})
}

func (v *volume) order(rows *page, o plannedOrder) {
	id, buyer := v.id("orders"), v.buyers[o.buyer]
	row := orderRow{
		ID: id, OID: orders.NewOID(), Owner: actor.Actor{AccountID: buyer.ID}.Owner(), AccountID: buyer.ID,
		CheckoutKey: fmt.Sprintf("seed:volume:%d", id), CheckoutHash: "volume", AccessToken: rand.Text(), Language: "en",
		FullName: buyer.Username, Email: buyer.Email, Phone: "+7 701 555 00 00", Address: "1 Abay Avenue", City: "Almaty", Country: "Kazakhstan",
		Currency: string(money.USD), DisplayCurrency: string(money.USD), Status: string(o.state.Status()),
		Progress: string(orders.ProgressOpen), LocalDay: o.at.Format(time.DateOnly), PlacedAt: o.at,
	}
	if o.state == orders.ParcelDelivered {
		row.Progress, row.Paid = string(orders.ProgressCompleted), true
	}
	place := map[int64]int{} // vendor -> its parcel
	commission := map[int64]int64{}
	start := len(rows.parcels)
	for n, l := range o.lines {
		vendor := v.vendorOf(l.product)
		at, ok := place[vendor.ID]
		if !ok {
			at = len(rows.parcels)
			place[vendor.ID] = at
			rows.parcels = append(rows.parcels, v.parcel(o, id, vendor, int64(at-start+1)))
			rows.parcels[at].Search = i18n.Fold(row.OID + " " + row.FullName)
		}
		parcel := &rows.parcels[at]
		line := v.line(row, parcel, l, int64(n+1))
		parcel.Search += " " + line.Search
		parcel.ItemsTotal, parcel.Total = parcel.ItemsTotal+line.Total, parcel.Total+line.Total
		row.ItemsTotal, row.Total = row.ItemsTotal+line.Total, row.Total+line.Total
		rows.lines = append(rows.lines, line)
		commission[parcel.ID] += line.Commission
		rows.movements = append(rows.movements, movementRow{VariantID: line.VariantID, Kind: "take", Quantity: -l.quantity, Source: orders.StockSource(row.OID), At: o.at})
	}
	for _, p := range rows.parcels[start:] {
		rows.history = append(rows.history, historyRow{ID: v.id("order_history"), OrderID: id, ParcelID: p.ID, ToState: p.State, ActorLabel: actor.System.Label, At: o.at})
		if o.state == orders.ParcelDelivered {
			v.book(rows, p, commission[p.ID], o.at)
		}
	}
	rows.orders = append(rows.orders, row)
	rows.payments = append(rows.payments, v.payment(row))
}

// book writes a parcel that was delivered for cash into the ledger.
func (v *volume) book(rows *page, p parcelRow, commission int64, at time.Time) {
	usd := func(minor int64) money.Amount { return money.New(minor, money.USD) }
	sale := ledger.Sale{Vendor: ledger.VendorAccount(&p.VendorID), Total: usd(p.Total), Commission: usd(commission), Tax: usd(0), Shipping: usd(0)}
	cash := ledger.CapturedInCash(string(payments.CashOnDelivery), sale.Vendor, sale.Total)
	for _, posting := range []ledger.Posting{
		{Source: ledger.CashSource(p.ID), Kind: ledger.CaptureKind, Moves: cash},
		{Source: ledger.SaleSource(p.ID), Kind: ledger.SaleKind, Moves: sale.Moves()},
	} {
		row := postingRow{ID: v.id("postings"), Source: posting.Source, Kind: string(posting.Kind), OrderID: p.OrderID, ParcelID: p.ID, VendorID: p.VendorID, At: at}
		rows.postings = append(rows.postings, row)
		for _, m := range posting.Moves {
			rows.moves = append(rows.moves, moveRow{v.id("moves"), row.ID, at, string(m.From), string(m.To), m.Amount.Minor, string(m.Amount.Currency)})
		}
	}
}

func (v *volume) parcel(o plannedOrder, order int64, vendor vendorRow, number int64) parcelRow {
	row := parcelRow{ID: v.id("parcels"), OrderID: order, VendorID: vendor.ID, Number: number, VendorName: vendor.Name, State: string(o.state), ShipBy: o.at.Add(orders.ShipWithin), UpdatedAt: o.at}
	if o.state != orders.ParcelNew {
		row.ShippedAt = &o.at
	}
	if o.state == orders.ParcelDelivered {
		row.DeliveredAt = &o.at
	}
	return row
}

func (v *volume) line(o orderRow, parcel *parcelRow, l plannedLine, number int64) lineRow {
	product := v.first["products"] + int64(l.product)
	like, price := v.patternOf(l.product), v.price(l.product)
	title := fmt.Sprintf("%s %d", like.Title["en"], product)
	return lineRow{
		ID: v.id("order_lines"), OrderID: o.ID, ParcelID: parcel.ID, Number: number, VendorID: parcel.VendorID,
		ProductID: product, VariantID: v.first["variants"] + int64(l.product), Title: title, Search: i18n.Fold(title),
		SKU: volumeSKU(product), Picture: like.form.Pictures[0].Media, VendorName: parcel.VendorName,
		Quantity: l.quantity, UnitPrice: price, Total: price * l.quantity,
		Rule: "default", Rate: ledger.DefaultRate, Commission: money.New(price*l.quantity, money.USD).Percent(ledger.DefaultRate).Minor,
		InvoiceNo: fmt.Sprintf("INVOICE_NO-%d", o.ID),
	}
}

func (v *volume) payment(o orderRow) paymentRow {
	row := paymentRow{ID: v.id("payments"), OrderID: o.ID, Gateway: "cod", State: "pending", Amount: o.Total, Currency: o.Currency, CreatedAt: o.PlacedAt}
	if o.Paid {
		row.State, row.Settles, row.CapturedAt = "captured", true, &o.PlacedAt
	}
	return row
}
