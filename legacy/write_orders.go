package legacy

import (
	"fmt"

	"bazaar/infra/sqldb/bulk"
	"bazaar/market/actor"
)

// writeOrders adds the orders that are not there yet. Those that are belong to the market, which
// may have sent them since.
func (p *plan) writeOrders(w *pen) {
	there := w.ids("SELECT id FROM orders WHERE id = ANY(CAST($1 AS bigint[]))", ids(p.orders, func(o oldOrder) int64 { return o.row.ID }))
	parcel, history, paid := w.last("parcels"), w.last("order_history"), w.last("payments")
	var (
		orders   []orderRow
		parcels  []parcelRow
		lines    []lineRow
		events   []historyRow
		uses     []couponUseRow
		payments []paymentRow
	)
	for _, o := range p.orders {
		if there[o.row.ID] {
			continue
		}
		orders = append(orders, o.row)
		uses = append(uses, o.uses...)
		paid++
		o.payment.ID = paid
		payments = append(payments, o.payment)
		for _, part := range o.parcels {
			parcel++
			history++
			part.row.ID = parcel
			parcels = append(parcels, part.row)
			events = append(events, historyRow{
				ID: history, OrderID: o.row.ID, ParcelID: parcel, ToState: part.row.State,
				ActorLabel: actor.System.Label, Note: "import", At: o.row.PlacedAt,
			})
			for _, l := range part.lines {
				l.ParcelID = parcel
				lines = append(lines, l)
			}
		}
	}
	insert(w, byID("orders"), orders)
	insert(w, byID("parcels"), parcels)
	insert(w, byID("order_lines"), lines)
	insert(w, byID("order_history"), events)
	insert(w, byID("payments"), payments)
	insert(w, bulk.Into{Table: "coupon_uses", Key: []string{"coupon_id", "order_id"}}, uses)
}

// derive recomputes the columns that the market keeps beside the rows they follow from.
func (p *plan) derive(w *pen) {
	products := ids(p.products, func(r productRow) int64 { return r.ID })
	for _, d := range []struct{ column, value string }{
		{"available", "EXISTS (SELECT 1 FROM variants AS v JOIN stock_levels AS s ON s.variant_id = v.id WHERE v.product_id = products.id AND v.active AND s.on_hand > 0)"},
		{"listed", "(products.state = 'published' AND EXISTS (SELECT 1 FROM vendors AS v WHERE v.id = products.vendor_id AND v.state = 'verified'))"},
		{"review_count", "(SELECT COUNT(*) FROM reviews AS r WHERE r.product_id = products.id AND r.approved)"},
		{"rating", "COALESCE((SELECT (CAST(SUM(r.rating) AS bigint) * 200 + COUNT(*)) / (2 * COUNT(*)) FROM reviews AS r WHERE r.product_id = products.id AND r.approved), 0)"},
		{"sold", "COALESCE((SELECT SUM(l.quantity) FROM order_lines AS l JOIN parcels AS p ON p.id = l.parcel_id WHERE l.product_id = products.id AND p.state <> 'cancelled'), 0)"},
	} {
		w.exec("UPDATE products SET "+d.column+" = "+d.value+" WHERE id = ANY(CAST($1 AS bigint[])) AND "+d.column+" <> "+d.value, products)
	}
	fell := "(orders.total - (SELECT COALESCE(SUM(p.kept), 0) FROM parcels AS p WHERE p.order_id = orders.id))"
	w.exec("UPDATE orders SET cancelled_total = "+fell+" WHERE id = ANY(CAST($1 AS bigint[])) AND cancelled_total <> "+fell,
		ids(p.orders, func(o oldOrder) int64 { return o.row.ID }))
	uses := "(SELECT COUNT(*) FROM coupon_uses AS u WHERE u.coupon_id = coupons.id)"
	w.exec("UPDATE coupons SET uses = "+uses+" WHERE id = ANY(CAST($1 AS bigint[])) AND uses <> "+uses,
		ids(p.coupons, func(c couponRow) int64 { return c.ID }))
}

// ids reads a set of ids; args is one list.
func (w *pen) ids(query string, list []int64) map[int64]bool {
	set := map[int64]bool{}
	w.read(query, []any{list}, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		set[id] = true
		return err
	})
	return set
}

// pairs hands every row of two numbers to f.
func (w *pen) pairs(query string, f func(a, b int64)) {
	w.read(query, nil, func(scan func(...any) error) error {
		var a, b int64
		err := scan(&a, &b)
		f(a, b)
		return err
	})
}

// last is the greatest id of a table.
func (w *pen) last(table string) int64 {
	var last int64
	w.pairs("SELECT 0, COALESCE(MAX(id), 0) FROM "+table, func(_, id int64) { last = id })
	return last
}

func (w *pen) read(query string, args []any, f func(scan func(...any) error) error) {
	if w.err != nil {
		return
	}
	rows, err := w.tx.QueryContext(w.ctx, query, args...)
	if err != nil {
		w.err = fmt.Errorf("%.60s…: %w", query, err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		if w.err = f(rows.Scan); w.err != nil {
			return
		}
	}
	w.err = rows.Err()
}

func ids[T any](list []T, id func(T) int64) []int64 {
	out := make([]int64, len(list))
	for i, v := range list {
		out[i] = id(v)
	}
	return out
}
