package account

import (
	"fmt"
	"net/http"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/market/orders"
	"bazaar/market/reviews"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// What the dashboard shows at most.
const (
	latestOrders = 5
	mostToRate   = 3
	openOrders   = 3
	chartMonths  = 12
)

// dashboardPage is the customer's own start page.
type dashboardPage struct {
	ui.Frame
	Email  string
	Active []activeOrder
	// ToRate are goods that have arrived and wait for a review.
	ToRate []rateable
	Orders []orderRow
	// Chart is empty for who has not bought anything in its time.
	Chart   ui.Bars
	Wishes  int64
	Default []string
	// Saved counts the addresses.
	Saved int64
	// Address and Mobile are the quick form of a first address.
	Address, Mobile ui.Input
}

// rateable is something that can be reviewed.
type rateable struct{ Title, Picture, Arrived, Path string }

// activeOrder is an order on its way, with what comes next.
type activeOrder struct {
	orderRow
	Next string
}

func (f *Front) dashboard(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newDashboard(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, dashboardView(p))
}

// quickAddress adds an address from the dashboard.
func (f *Front) quickAddress(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	in := accounts.AddressForm{Address: form.Text("address"), Phone: form.Text("mobile")}
	_, err = accounts.AddAddress(r.Context(), f.DB, visitor.Of(r).Actor, in, f.Now())
	if refused := fault.As(err); refused != nil && refused.Kind == fault.Invalid && !page.IsAJAX(r) {
		p, err := f.newDashboard(r)
		if err != nil {
			return err
		}
		messages := page.Messages(p.L, refused)
		p.Frame.Refused = true
		p.Address.Value, p.Address.Error = in.Address, messages["address"]
		p.Mobile.Value, p.Mobile.Error = in.Phone, messages["phone"]
		return page.Render(w, r, http.StatusUnprocessableEntity, dashboardView(p))
	}
	if err != nil {
		return err
	}
	return f.done(w, r, visitor.Of(r).Locale.T("The address is saved."), "/dashboard/")
}

// done answers a change that went well: JSON for a script, otherwise a message on the next page.
func (f *Front) done(w http.ResponseWriter, r *http.Request, message, next string) error {
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, map[string]any{"success": true, "message": message})
	}
	page.Flash(w, r, visitor.Success, message)
	return page.Redirect(w, r, next, http.StatusFound)
}

func (f *Front) newDashboard(r *http.Request) (dashboardPage, error) {
	v, ctx := visitor.Of(r), r.Context()
	l := v.Locale
	p := dashboardPage{Frame: ownFrame(r, l.T("Dashboard")), Email: v.Email}
	p.Address = ui.Input{Name: "address", Label: l.T("Address"), Autocomplete: "address-line1", MaxLength: 200, Required: true}
	p.Mobile = ui.Input{Name: "mobile", Label: l.T("Phone"), Type: "tel", Autocomplete: "tel", MaxLength: 100}
	open, err := orders.OnTheWay(ctx, f.DB, v.Actor, openOrders)
	if err != nil {
		return p, err
	}
	for i, row := range rowsOf(v, open) {
		p.Active = append(p.Active, activeOrder{row, nextEvent(l, open[i])})
	}
	toRate, err := reviews.ListWaiting(ctx, f.DB, v.Actor)
	if err != nil {
		return p, err
	}
	for _, each := range toRate[:min(mostToRate, len(toRate))] {
		p.ToRate = append(p.ToRate, rateable{
			Title: each.Title.In(l.Code()), Picture: each.Picture, Arrived: l.Date(each.Arrived),
			Path: fmt.Sprintf("/product/%d/review/", each.ProductID),
		})
	}
	latest, err := orders.Latest(ctx, f.DB, v.Actor, latestOrders)
	if err != nil {
		return p, err
	}
	p.Orders = rowsOf(v, latest)
	since := firstMonth(f.Now().In(f.Zone))
	months, err := orders.Months(ctx, f.DB, v.Actor, since)
	if err != nil {
		return p, err
	}
	p.Chart = orderChart(l, since, months)
	p.Wishes = int64(len(v.Wishes))
	saved, err := accounts.Addresses(ctx, f.DB, v.Actor)
	p.Saved = int64(len(saved))
	if len(saved) > 0 {
		p.Default = addressLines(saved[0])
	}
	return p, err
}

// firstMonth is the beginning of the first month of the chart.
func firstMonth(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month()-chartMonths+1, 1, 0, 0, 0, 0, now.Location())
}

// orderChart counts orders by month. It has no bars when there is nothing to count.
func orderChart(l *locale.Locale, since time.Time, months []orders.Month) ui.Bars {
	c := ui.Bars{Label: l.T("Month"), Unit: l.T("Orders")}
	found, count := map[string]orders.Month{}, int64(0)
	for _, m := range months {
		found[m.Month] = m
		count += m.Orders
	}
	if count == 0 {
		return c
	}
	c.Title = l.N("%s order in the last twelve months", "%s orders in the last twelve months", count, l.Number(count))
	for i := range chartMonths {
		at := since.AddDate(0, i, 0)
		m := found[at.Format("2006-01")]
		bar := ui.Bar{Label: l.Month(at), Short: l.ShortMonth(at), Value: m.Orders, Text: l.Number(m.Orders)}
		if m.Orders > 0 {
			bar.Text += " · " + l.Money(m.Total)
		}
		c.Values = append(c.Values, bar)
	}
	return c
}

// nextEvent says what comes next for an order on its way.
func nextEvent(l *locale.Locale, o orders.Summary) string {
	switch {
	case o.PayBy != nil:
		return l.T("Waits for its payment until %s", l.DateTime(*o.PayBy))
	case o.Status == orders.StatusShipped && o.Cash:
		return l.T("On its way; have %s ready", l.Money(o.Total))
	case o.Status == orders.StatusShipped:
		return l.T("On its way; the courier calls before delivery")
	}
	return l.T("Being packed; you see here when it leaves")
}
