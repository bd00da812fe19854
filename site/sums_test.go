package site_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"bazaar/infra/gateways/sandbox"
	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/coupons"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/letters"
	"bazaar/site/sitetest"
)

// kept is what buyers kept of orders, added up line by line without asking any sum of the market.
type kept struct {
	// sold is of the parcels of paid orders, waiting of the others; goods are sold without delivery.
	sold, waiting, goods money.Amount
	// account is what stands with the shop: its part of what was sold, without the cash that it took.
	account money.Amount
}

// keptOf adds up orders; of a shop when vendor is not 0, of everybody otherwise.
func keptOf(vendor int64, all ...orders.Order) kept {
	none := money.Zero(money.USD)
	k := kept{none, none, none, none}
	for _, o := range all {
		for _, p := range o.Parcels {
			if vendor != 0 && *p.VendorID != vendor || p.State == orders.ParcelCancelled {
				continue
			}
			goods, charges := none, none
			for _, l := range p.Lines {
				if l.CancelledAt == nil {
					goods = goods.Add(l.Total).Sub(l.Discount)
					charges = charges.Add(l.Commission.Amount).Add(l.Tax)
				}
			}
			if sum := goods.Add(p.Totals.Shipping); !o.Paid {
				k.waiting = k.waiting.Add(sum)
			} else {
				k.sold, k.goods = k.sold.Add(sum), k.goods.Add(goods)
				if k.account = k.account.Add(goods).Sub(charges); !o.Method.Prepaid() {
					k.account = k.account.Sub(sum)
				}
			}
		}
	}
	return k
}

// sales is a shop with orders of one buyer, of most of which something was cancelled.
type sales struct {
	*sitetest.World
	t     *testing.T
	mine  markettest.Vendor
	buyer actor.Actor
	goods []markettest.Product
	tray  markettest.Product
	all   []orders.Order
}

func newSales(t *testing.T, w *sitetest.World) *sales {
	t.Helper()
	s := &sales{World: w, t: t, mine: w.Shop(sitetest.Vendor), buyer: w.Actor(sitetest.Customer)}
	for title, price := range map[string]int64{"Cup": 333, "Jug": 1999, "Lid": 77} {
		s.goods = append(s.goods, w.Market.Product(s.mine, markettest.Goods{Title: title, Price: price, Stock: 99}))
	}
	s.tray = w.Market.Product(w.Shop(sitetest.OtherVendor), markettest.Goods{Title: "Tray", Price: 5001, Stock: 99})
	_, err := coupons.Create(t.Context(), w.DB, w.Actor(sitetest.Admin), coupons.Coupon{Code: "SEVEN", Percent: 7, Active: true}, w.Now())
	s.must(err)
	return s
}

func (s *sales) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// order buys all goods, pays those that are paid first, lets something happen and then delivers what is left.
func (s *sales) order(method payments.Method, deliver bool, change func(o orders.Order, own, other orders.Parcel)) {
	s.t.Helper()
	for i, g := range s.goods {
		s.Market.Fill(s.buyer, markettest.Pick{Product: g, Quantity: int64(3 - i)})
	}
	s.Market.Fill(s.buyer, markettest.Pick{Product: s.tray, Quantity: 1})
	o := s.Market.Place(s.buyer, "coupon", "SEVEN", "payment_method", string(method))
	if method.Prepaid() {
		asked, err := payments.OfOrder(s.t.Context(), s.DB, o.ID)
		s.must(err)
		_, err = orders.PaymentReceived(s.t.Context(), s.DB, sandbox.Name, payments.Event{
			ID: o.OID, Action: payments.Capture, Key: asked[0].Key, Amount: asked[0].Amount, At: s.Now(),
		}, s.Now())
		s.must(err)
	}
	own, other := o.Parcels[0], o.Parcels[1]
	if *own.VendorID != s.mine.ID {
		own, other = other, own
	}
	change(o, own, other)
	if o = s.Market.Read(s.buyer, o.OID); deliver {
		var left []orders.Parcel
		for _, p := range o.Parcels {
			if p.State != orders.ParcelCancelled {
				left = append(left, p)
			}
		}
		o.Parcels = left
		s.Market.Deliver(o)
	}
	s.all = append(s.all, s.Market.Read(s.buyer, o.OID))
}

// happen lets all kinds of cancelling happen.
func (s *sales) happen() {
	s.t.Helper()
	ctx := s.t.Context()
	line := func(_ orders.Order, own, _ orders.Parcel) {
		s.must(orders.CancelLines(ctx, s.DB, s.mine.Owner, orders.LineRefusal{ParcelID: own.ID, Lines: []orders.Pieces{{LineID: own.Lines[1].ID}}, Reason: orders.OutOfStock}, s.Now()))
	}
	s.order(payments.CashOnDelivery, true, func(orders.Order, orders.Parcel, orders.Parcel) {})
	s.order(payments.CashOnDelivery, true, line)
	piece := func(_ orders.Order, own, _ orders.Parcel) {
		for _, l := range own.Lines {
			if l.Quantity > 1 {
				s.must(orders.CancelLines(ctx, s.DB, s.mine.Owner, orders.LineRefusal{ParcelID: own.ID, Lines: []orders.Pieces{{LineID: l.ID, Quantity: 1}}, Reason: orders.OutOfStock}, s.Now()))
			}
		}
	}
	s.order(payments.CashOnDelivery, false, line)
	s.order(payments.CashOnDelivery, true, piece)
	s.order(payments.Card, true, piece)
	s.order(payments.Card, true, line)
	s.order(payments.Card, false, func(_ orders.Order, own, other orders.Parcel) {
		s.must(orders.CancelParcel(ctx, s.DB, actor.System, orders.Refusal{ParcelID: other.ID}, s.Now()))
		line(orders.Order{}, own, other)
	})
	s.order(payments.CashOnDelivery, false, func(_ orders.Order, own, _ orders.Parcel) {
		s.must(orders.CancelParcel(ctx, s.DB, s.mine.Owner, orders.Refusal{ParcelID: own.ID}, s.Now()))
	})
	s.order(payments.CashOnDelivery, false, func(o orders.Order, own, other orders.Parcel) {
		line(o, own, other)
		s.must(orders.Cancel(ctx, s.DB, s.buyer, orders.Cancellation{OID: o.OID}, s.Now()))
	})
	s.Market.CheckInvariants()
}

// column adds up a column of a file of the desk, of the rows that are wanted.
func (s *sales) column(url, name string, wanted func(row map[string]string) bool) money.Amount {
	s.t.Helper()
	rec := s.Send(s.t, sitetest.Case{As: sitetest.Vendor, URL: url})
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rec.Body.String(), "\ufeff"))).ReadAll()
	s.must(err)
	sum := money.Zero(money.USD)
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, head := range records[0] {
			row[head] = record[i]
		}
		if wanted != nil && !wanted(row) {
			continue
		}
		amount, err := money.Parse(row[name], money.USD)
		s.must(err)
		sum = sum.Add(amount)
	}
	return sum
}

func TestEverySumOfSalesIsWhatBuyersKept(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := newSales(t, w)
		s.happen()
		mine, everybody := keptOf(s.mine.ID, s.all...), keptOf(0, s.all...)
		ordered := mine.sold.Add(mine.waiting)
		for name, c := range map[string]struct{ got, want money.Amount }{
			"sales of the days":     {s.column("/vendor/analytics/csv/?period=today&table=days", "Sales", nil), mine.sold},
			"what waits":            {s.column("/vendor/analytics/csv/?period=today&table=days", "Not paid yet", nil), mine.waiting},
			"sales of the months":   {s.column("/vendor/analytics/csv/?period=today&table=months", "Sales", nil), mine.sold},
			"sales of the products": {s.column("/vendor/analytics/csv/?period=today&table=products", "Sales", nil), mine.goods},
			"all stages": {s.column("/vendor/analytics/csv/?period=today&table=stages", "Total", func(row map[string]string) bool {
				return row["State"] != "Cancelled"
			}), ordered},
			"the account": {s.column("/vendor/finance/csv/?period=today", "Amount", nil), mine.account},
		} {
			if c.got != c.want {
				t.Errorf("%s come to %s, buyers kept %s", name, c.got, c.want)
			}
		}
		shown := func(a money.Amount) string { return "$" + strings.TrimPrefix(a.Format("en"), "$") }
		total := everybody.sold.Add(everybody.waiting)
		cases := []sitetest.Case{
			{Name: "analytics", As: sitetest.Vendor, URL: "/vendor/analytics/?period=today", Status: 200, Has: []string{shown(mine.sold), shown(mine.waiting)}},
			{Name: "the desk's first page", As: sitetest.Vendor, URL: "/vendor/dashboard/", Status: 200, Has: []string{shown(mine.sold)}},
			{Name: "finances", As: sitetest.Vendor, URL: "/vendor/finance/?period=today", Status: 200, Has: []string{shown(mine.sold)}},
			{Name: "statement", As: sitetest.Vendor, URL: "/vendor/finance/statement/?period=today", Status: 200, Has: []string{shown(mine.sold)}},
			{Name: "the customer's chart", As: sitetest.Customer, URL: "/dashboard/", Status: 200, Has: []string{shown(total)}},
		}
		for i, o := range s.all {
			if k := keptOf(0, o); o.Status != orders.StatusCancelled {
				sum := shown(k.sold.Add(k.waiting))
				cases = append(cases,
					sitetest.Case{Name: fmt.Sprint("list of orders ", i), As: sitetest.Customer, URL: "/orders/?q=" + o.OID, Status: 200, Has: []string{sum}},
					sitetest.Case{Name: fmt.Sprint("order ", i), As: sitetest.Customer, URL: "/order/" + o.OID + "/", Status: 200, Has: []string{sum}},
				)
			}
			if k := keptOf(s.mine.ID, o); !k.sold.Add(k.waiting).IsZero() {
				cases = append(cases, sitetest.Case{Name: fmt.Sprint("list of parcels ", i), As: sitetest.Vendor, URL: "/vendor/orders/?stage=all&q=" + o.OID, Status: 200, Has: []string{shown(k.sold.Add(k.waiting))}})
			}
		}
		w.Run(t, cases...)
		until := w.Now().Add(time.Minute)
		s.must(w.DB.Tx(t.Context(), func(tx *sqldb.DB) error { return letters.QueueReport(t.Context(), tx, until, w.Now()) }))
		report := ""
		for _, m := range w.Post(t) {
			if strings.HasPrefix(m.Subject, "Daily report") {
				report = m.Text
			}
		}
		for _, sum := range []money.Amount{total, everybody.sold} {
			if !strings.Contains(report, shown(sum)) {
				t.Errorf("the report lacks %s:\n%s", shown(sum), report)
			}
		}
	})
}
