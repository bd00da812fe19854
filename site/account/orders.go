package account

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// orders lists the customer's orders, narrowed by status, days, number and goods.
func (f *Front) orders(w http.ResponseWriter, r *http.Request) error {
	v, query := visitor.Of(r), r.URL.Query()
	search := orders.Search{
		Status: orders.Status(query.Get("status")), Text: strings.TrimSpace(query.Get("q")), Page: page.Number(query.Get("page")),
		From: day(query.Get("from")), Until: day(query.Get("until")),
	}
	if !slices.Contains(orders.Statuses, search.Status) {
		search.Status = ""
	}
	found, err := orders.History(r.Context(), f.DB, v.Actor, search)
	if err != nil {
		return err
	}
	p := ordersPage{Frame: ownFrame(r, v.Locale.T("Orders")), Orders: rowsOf(v, found.Orders), Search: search, Found: found.Total}
	p.Statuses = statuses(v.Locale, search)
	p.Pages = ui.Pages{Current: int(found.Number), Last: int(found.Last), URL: func(n int) string {
		return ordersPath(search, n)
	}}
	return page.Render(w, r, http.StatusOK, ordersView(p))
}

// day keeps what is a day such as 2006-01-02; anything else narrows nothing.
func day(s string) string {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// ordersPath is the address of a page of a search.
func ordersPath(s orders.Search, page int) string {
	q := url.Values{}
	if s.Status != "" {
		q.Set("status", string(s.Status))
	}
	for name, value := range map[string]string{"q": s.Text, "from": s.From, "until": s.Until} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return "/orders/"
	}
	return "/orders/?" + q.Encode()
}

func (f *Front) order(w http.ResponseWriter, r *http.Request) error {
	p, err := f.readOrder(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, orderView(p))
}

// printOrder shows an order as a sheet of paper.
func (f *Front) printOrder(w http.ResponseWriter, r *http.Request) error {
	p, err := f.readOrder(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, printView(p))
}

// readOrder reads the order that the address names, if it is the visitor's.
func (f *Front) readOrder(r *http.Request) (orderPage, error) {
	v := visitor.Of(r)
	o, err := orders.ByOID(r.Context(), f.DB, v.Actor, r.PathValue("oid"))
	if err != nil {
		return orderPage{}, err
	}
	p := pageOf(v, ownFrame(r, v.Locale.T("Order #%s", orders.ShortNumber(o.OID))), o)
	if !o.Method.Prepaid() {
		return p, nil
	}
	attempts, err := payments.OfOrder(r.Context(), f.DB, o.ID)
	p.Paid = paymentState(v.Locale, attempts, p.Paid)
	if o.Payable(f.Now()) {
		p.PayPath, p.PayBy = orderPath(o.OID)+"pay/", v.Locale.DateTime(*o.PayBy)
	}
	return p, err
}

// askToCancel says what cancelling means before it is done.
func (f *Front) askToCancel(w http.ResponseWriter, r *http.Request) error {
	p, err := f.readOrder(r)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if p.CancelPath == "" {
		status = http.StatusConflict
	}
	return page.Render(w, r, status, cancelView(p))
}

// reorder puts the goods of an order into the cart again.
func (f *Front) reorder(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	done, err := orders.Reorder(r.Context(), f.DB, v.Actor, r.PathValue("oid"), f.Now())
	if err != nil {
		return err
	}
	switch l := v.Locale; {
	case done.Added == 0:
		page.Flash(w, r, visitor.Warning, l.T("Nothing of this order can be bought now."))
		return page.Redirect(w, r, orderPath(r.PathValue("oid")), http.StatusSeeOther)
	case done.Left > 0:
		page.Flash(w, r, visitor.Warning, l.N("%s product is not sold any more; the others are in your cart.", "%s products are not sold any more; the others are in your cart.", int64(done.Left), l.Number(int64(done.Left))))
	default:
		page.Flash(w, r, visitor.Success, l.T("Everything of this order is in your cart."))
	}
	return page.Redirect(w, r, "/cart/", http.StatusSeeOther)
}

func (f *Front) cancelOrder(w http.ResponseWriter, r *http.Request) error {
	oid := r.PathValue("oid")
	err := orders.Cancel(r.Context(), f.DB, visitor.Of(r).Actor, orders.Cancellation{OID: oid}, f.Now())
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, visitor.Of(r).Locale.T("Order #%s is cancelled.", oid))
	return page.Redirect(w, r, orderPath(oid), http.StatusFound)
}

// ownFrame is the frame of a page that is the visitor's own.
func ownFrame(r *http.Request, title string) ui.Frame {
	f := page.Frame(r, title)
	f.NoIndex = true
	return f
}

// nextQuery carries where the visitor wanted to go through a link.
func nextQuery(next string) string {
	if next == "" {
		return ""
	}
	return "?next=" + url.QueryEscape(next)
}
