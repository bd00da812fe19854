package account

import (
	"net/http"
	"net/url"
	"strconv"

	"bazaar/market/orders"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// latestOrders is how many orders the dashboard shows.
const latestOrders = 5

// dashboardPage is the customer's own start page.
type dashboardPage struct {
	ui.Frame
	Email  string
	Orders []orderRow
}

func (f *Front) dashboard(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	latest, err := orders.Latest(r.Context(), f.DB, v.Actor, latestOrders)
	if err != nil {
		return err
	}
	p := dashboardPage{Frame: ownFrame(r, v.Locale.T("Dashboard")), Email: v.Email, Orders: rowsOf(v, latest)}
	return page.Render(w, r, http.StatusOK, dashboardView(p))
}

func (f *Front) orders(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	found, err := orders.History(r.Context(), f.DB, v.Actor, page.Number(r.URL.Query().Get("page")))
	if err != nil {
		return err
	}
	p := ordersPage{Frame: ownFrame(r, v.Locale.T("Orders")), Orders: rowsOf(v, found.Orders)}
	p.Pages = ui.Pages{Current: int(found.Number), Last: int(found.Last), URL: func(n int) string {
		return "/orders/?page=" + strconv.Itoa(n)
	}}
	return page.Render(w, r, http.StatusOK, ordersView(p))
}

func (f *Front) order(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	o, err := orders.ByOID(r.Context(), f.DB, v.Actor, r.PathValue("oid"))
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, orderView(pageOf(v, ownFrame(r, v.Locale.T("Order #%s", o.OID)), o)))
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
