package legacy

import (
	"crypto/rand"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bazaar/market/i18n"
	"bazaar/market/money"
)

// oldOrder is an order with everything that hangs on it. Ids of parcels, history and payment are
// given when it is written.
type oldOrder struct {
	row     orderRow
	parcels []oldParcel
	uses    []couponUseRow
	payment paymentRow
}

type oldParcel struct {
	row   parcelRow
	lines []lineRow
}

// almaty is where the old shop kept its calendar; a fixed zone, as the country has had since 2024.
var almaty = time.FixedZone("Asia/Almaty", 5*60*60)

// zone is Asia/Almaty where the system knows it, with its past changes.
func zone() *time.Location {
	if l, err := time.LoadLocation("Asia/Almaty"); err == nil {
		return l
	}
	return almaty
}

// takeOrders takes orders with their lines. None is left out, because each is somebody's history.
func (p *plan) takeOrders() {
	lines := map[int64][]record{}
	known := map[int64]bool{}
	for _, r := range p.shop.records[orderModel] {
		known[r.pk] = true
	}
	p.take(lineModel, func(r record) bool {
		order := r.ref("order")
		if !known[order] {
			return p.skip(r, "order %d is not there", order)
		}
		lines[order] = append(lines[order], r)
		return true
	})
	oids, references, where := names{}, names{}, zone()
	p.take(orderModel, func(r record) bool {
		o := oldOrder{row: p.order(r, oids, where)}
		parts := p.lines(r, lines[r.pk])
		p.sums(r, &o.row, parts)
		o.parcels = p.parcels(r, &o.row, parts)
		p.couponsOf(r, &o)
		o.payment = payment(r, o.row, references)
		p.orders = append(p.orders, o)
		return true
	})
}

func (p *plan) order(r record, oids names, where *time.Location) orderRow {
	placed := r.whenOr(p.now, "order_date", "date")
	id := strconv.FormatInt(r.pk, 10)
	o := orderRow{
		ID: r.pk, OID: p.oid(r, oids), SKU: p.clip(r, "sku", 40), Owner: "import:" + id, CheckoutKey: "import:" + id, CheckoutHash: "import",
		AccessToken: rand.Text(), Language: "en",
		FullName: p.clip(r, "full_name", 200), Email: strings.ToLower(p.clip(r, "email", 254)), Phone: p.clip(r, "phone", 100),
		Address: p.clip(r, "address", 200), City: p.clip(r, "city", 100), State: p.clip(r, "state", 100), Country: p.clip(r, "country", 100),
		ZipCode: p.clip(r, "zip_code", 40), Notes: p.clip(r, "notes", 2000),
		Currency: string(money.USD), DisplayCurrency: string(money.USD), PaymentMethod: "cod", Paid: r.flag("paid_status", false),
		LocalDay: placed.In(where).Format(time.DateOnly), PlacedAt: placed,
	}
	o.Status, o.Progress = p.status(r), "open"
	if user := r.ref("user"); p.accountOf[user] != nil {
		o.AccountID, o.Owner = &user, "account:"+strconv.FormatInt(user, 10)
	} else {
		p.report.note(r, "user %d is not there; the order belongs to nobody", user)
	}
	switch o.Status {
	case "delivered":
		o.Progress = "completed"
	case "cancelled":
		o.Progress = "cancelled"
	}
	return o
}

var goodOID = regexp.MustCompile(`^[A-Za-z0-9]{1,32}$`)

// oid is the public number, which the old shop neither asked for nor kept unique.
func (p *plan) oid(r record, given names) string {
	old := r.text("oid")
	oid := old
	if !goodOID.MatchString(old) {
		oid = "old" + strconv.FormatInt(r.pk, 10)
	}
	oid = strings.ReplaceAll(given.claim(r.pk, oid, same), "-", "x")
	if oid != old {
		p.report.note(r, "oid %q is missing, malformed or taken; it became %s", old, oid)
	}
	return oid
}

// status is what the buyer saw. The old shop also wrote "pending", which it never read.
func (p *plan) status(r record) string {
	switch s := strings.ToLower(r.text("product_status")); s {
	case "processing", "shipped", "delivered", "cancelled":
		return s
	case "canceled":
		return "cancelled"
	default:
		if s != "" {
			p.report.note(r, "product_status %q is unknown; it is processing", s)
		}
		return "processing"
	}
}

// lines copies the lines of an order. An order without any gets one that stands for what was paid.
func (p *plan) lines(order record, list []record) []lineRow {
	var rows []lineRow
	for i, r := range list {
		rows = append(rows, p.line(r, int64(i+1)))
	}
	if len(rows) > 0 {
		return rows
	}
	p.report.note(order, "it has no lines; one line stands for the goods")
	row := lineRow{ID: apart + order.pk, OrderID: order.pk, Number: 1, Title: "Goods of this order", Search: i18n.Fold("Goods of this order"), Quantity: 1}
	if charged := order.cents("price"); charged != nil {
		row.UnitPrice, row.Total = *charged, *charged
	}
	return []lineRow{row}
}

func (p *plan) line(r record, number int64) lineRow {
	row := lineRow{
		ID: r.pk, OrderID: r.ref("order"), Number: number, Title: p.clip(r, "item", 200), Quantity: r.number("qty"),
		InvoiceNo: p.clip(r, "invoice_no", 200),
	}
	row.Search = i18n.Fold(row.Title)
	if row.Quantity < 1 || row.Quantity > maxUnits {
		p.report.note(r, "qty %d is not a number of pieces; it became 1", row.Quantity)
		row.Quantity = 1
	}
	p.priceLine(r, &row)
	product := p.productOf[r.ref("product")]
	if product == nil {
		product = p.titled(r, row.Title)
	}
	if product != nil {
		row.ProductID, row.VariantID, row.VendorID = &product.ID, &product.ID, &product.VendorID
		row.SKU, row.Picture, row.VendorName = p.skuOf[product.ID], product.Picture, p.vendorOf[product.VendorID].Name
		if row.Title == "" {
			row.Title = product.Title.In("en")
		}
	}
	return row
}

// priceLine takes what a unit cost. Where the line's total says otherwise, the total is believed
// if it can be dealt out to the units.
func (p *plan) priceLine(r record, row *lineRow) {
	if price := r.cents("price"); price != nil {
		row.UnitPrice = *price
	}
	total := r.cents("total")
	if total != nil && *total != row.UnitPrice*row.Quantity {
		p.report.note(r, "%d × %s is not the total %s", row.Quantity, usd(row.UnitPrice), usd(*total))
		if *total%row.Quantity == 0 {
			row.UnitPrice = *total / row.Quantity
		}
	}
	row.Total = row.UnitPrice * row.Quantity
}

// titled finds the one product that an old line, which kept only a title, can mean.
func (p *plan) titled(r record, title string) *productRow {
	switch found := p.byTitle[i18n.Fold(title)]; {
	case len(found) == 1:
		return p.productOf[found[0]]
	case len(found) > 1:
		p.report.note(r, "%d products have the title %q; the line is kept without a product", len(found), title)
	default:
		p.report.note(r, "no product has the title %q; the line is kept without a product", title)
	}
	return nil
}

// sums makes the order add up to what was charged: less than its lines is a discount, dealt out to
// the lines by their totals; more is shipping.
func (p *plan) sums(r record, o *orderRow, lines []lineRow) {
	weights := make([]int64, len(lines))
	for i, l := range lines {
		o.ItemsTotal += l.Total
		weights[i] = l.Total
	}
	charged := o.ItemsTotal
	if price := r.cents("price"); price != nil {
		charged = *price
	}
	saved := int64(0)
	if s := r.cents("saved"); s != nil {
		saved = *s
	}
	o.Total = charged
	switch difference := o.ItemsTotal - charged; {
	case difference > 0:
		o.DiscountTotal = difference
		for i, part := range money.New(difference, money.USD).Split(weights) {
			lines[i].Discount = part.Minor
		}
		if difference != saved {
			p.report.note(r, "%s was charged for lines of %s; the difference is kept as a discount", usd(charged), usd(o.ItemsTotal))
		}
	case difference < 0:
		o.ShippingTotal = -difference
		p.report.note(r, "%s was charged for lines of %s; the difference is kept as shipping", usd(charged), usd(o.ItemsTotal))
	}
}

func usd(minor int64) string { return money.New(minor, money.USD).Decimal() }

// parcels deals the lines out to one parcel for each vendor, one for all without a vendor. The
// first bears the shipping.
func (p *plan) parcels(r record, o *orderRow, lines []lineRow) []oldParcel {
	var list []oldParcel
	place := map[int64]int{}
	for _, l := range lines {
		vendor := int64(0)
		if l.VendorID != nil {
			vendor = *l.VendorID
		}
		at, ok := place[vendor]
		if !ok {
			at = len(list)
			place[vendor] = at
			list = append(list, oldParcel{row: p.parcel(r, o, l, int64(at+1))})
			list[at].row.Search = i18n.Fold(o.OID + " " + o.FullName)
		}
		list[at].lines = append(list[at].lines, l)
		row := &list[at].row
		row.Search += " " + i18n.Fold(l.Title+" "+l.SKU)
		row.ItemsTotal += l.Total
		row.DiscountTotal += l.Discount
	}
	list[0].row.ShippingTotal = o.ShippingTotal
	for i := range list {
		row := &list[i].row
		row.Total = row.ItemsTotal - row.DiscountTotal + row.ShippingTotal
	}
	return list
}

func (p *plan) parcel(r record, o *orderRow, first lineRow, number int64) parcelRow {
	row := parcelRow{
		OrderID: r.pk, VendorID: first.VendorID, Number: number, VendorName: first.VendorName, State: "new",
		ShippingMethod: p.clip(r, "shipping_method", 100), TrackingNumber: p.clip(r, "tracking_id", 100), UpdatedAt: o.PlacedAt,
	}
	if site := r.text("tracking_website_address"); strings.HasPrefix(site, "https://") || strings.HasPrefix(site, "http://") {
		row.TrackingURL = site
	}
	if o.Status != "processing" {
		row.State = o.Status
	}
	switch o.Status { // the old shop kept no other times
	case "delivered":
		row.ShippedAt, row.DeliveredAt = &o.PlacedAt, &o.PlacedAt
	case "shipped":
		row.ShippedAt = &o.PlacedAt
	}
	return row
}

func (p *plan) couponsOf(r record, o *oldOrder) {
	used := map[int64]bool{}
	for _, id := range r.refs("coupons") {
		c := p.couponOf[id]
		switch {
		case c == nil:
			p.report.note(r, "coupon %d is not there", id)
			continue
		case used[c.ID]:
			continue
		case len(used) == 0:
			o.row.CouponID, o.row.CouponCode = &c.ID, c.Code
		}
		used[c.ID] = true
		o.uses = append(o.uses, couponUseRow{CouponID: c.ID, OrderID: r.pk, AccountID: o.row.AccountID, At: o.row.PlacedAt})
	}
}

// payment is what was received, or is still to come in cash.
func payment(r record, o orderRow, references names) paymentRow {
	row := paymentRow{
		OrderID: o.ID, Gateway: "cod", State: "pending", Amount: o.Total, Currency: o.Currency,
		Reference: "import:" + strconv.FormatInt(r.pk, 10), CreatedAt: o.PlacedAt,
	}
	switch {
	case o.Paid:
		row.State, row.Settles, row.CapturedAt = "captured", true, &o.PlacedAt
		if intent := r.text("stripe_payment_intent"); intent != "" {
			row.Gateway, row.Reference = "stripe", references.claim(r.pk, intent, same)
		}
	case o.Status == "cancelled":
		row.State = "cancelled"
	}
	return row
}
