package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const analyticsPath = "/vendor/analytics/"

// analyticsPage is how a shop does, in numbers and pictures.
type analyticsPage struct {
	ui.Panel
	Period period
	Tabs   []ui.Tab
	// Stats are the money, Funnel the way from a look to an order.
	Stats, Funnel []ui.Stat
	Sales, Months ui.Bars
	Stages        []stageRow
	Columns       []ui.Column
	Stage         []ui.Column
	Top           []orders.Seller
	// Nothing tells that nobody has looked or bought in all the time that was read.
	Nothing bool
}

// stageRow is how many orders stand where.
type stageRow struct {
	State         ui.State
	Orders, Total string
}

// figures are what was read for the page and its files.
type figures struct {
	period period
	days   []orders.DaySales
	views  []catalog.ViewDay
	base   money.Currency
}

// topSellers is how many products the page lists, mostSellers how many the file has.
const (
	topSellers  = 10
	mostSellers = 1000
)

// figures reads the sales and views of a period, of the one before and of the last twelve months.
func (f *Front) figures(r *http.Request) (figures, error) {
	today := f.today()
	all := figures{period: periodOf(r, today), base: f.Base}
	since := min(all.period.before().from(), months(today)[0].from())
	in := orders.Span{VendorID: visitor.Of(r).Shop.VendorID, Currency: f.Base, From: since, Until: today.Format("2006-01-02")}
	var err error
	if all.days, err = orders.SalesByDay(r.Context(), f.DB, in); err != nil {
		return figures{}, err
	}
	all.views, err = catalog.ViewDays(r.Context(), f.DB, in.VendorID, in.From, in.Until)
	return all, err
}

func (f *Front) topSellers(r *http.Request, p period, count int64) ([]orders.Seller, error) {
	in := orders.Span{VendorID: visitor.Of(r).Shop.VendorID, Currency: f.Base, From: p.from(), Until: p.until()}
	return orders.TopSellers(r.Context(), f.DB, in, count)
}

func (a figures) sales(p period) orders.Sales {
	return orders.SumSales(a.days, a.base, p.from(), p.until())
}

// looks adds up the views of a period and how often goods were put into carts.
func (a figures) looks(p period) (views, carts int64) {
	for _, d := range a.views {
		if d.Day >= p.from() && d.Day <= p.until() {
			views += d.Views
			carts += d.Carts
		}
	}
	return views, carts
}

func (f *Front) analytics(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Analytics"), analyticsPath)
	if err != nil {
		return err
	}
	found, err := f.figures(r)
	if err != nil {
		return err
	}
	p := analyticsPage{
		Panel: frame, Period: found.period, Tabs: found.period.tabs(l, analyticsPath),
		Stats: moneyStats(l, found), Funnel: funnel(l, found), Stages: stages(l, found.sales(found.period)),
		Nothing: len(found.days)+len(found.views) == 0,
		Stage:   []ui.Column{{Text: l.T("State")}, {Text: l.T("Orders"), Num: true}, {Text: l.T("Total"), Num: true}},
		Columns: []ui.Column{
			{Text: l.T("Product")}, {Text: l.T("Sales"), Num: true}, {Text: l.T("Units"), Num: true}, {Text: l.T("Views"), Num: true}, {Text: l.T("Put into carts"), Num: true},
		},
	}
	p.Sales = chart(l, found, found.period.parts())
	p.Sales.Title = l.T("What paid orders of this time brought")
	p.Months = chart(l, figures{period: period{From: found.period.From.AddDate(-1, 0, 0), Until: found.period.Until}, days: found.days, base: found.base}, months(f.today()))
	p.Months.Title, p.Months.Label = l.T("What paid orders brought in each of the last twelve months"), l.T("Month")
	if p.Top, err = f.topSellers(r, found.period, topSellers); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, analyticsView(p))
}

// chart draws what was sold in each of some times.
func chart(l *locale.Locale, a figures, parts []period) ui.Bars {
	b := ui.Bars{Label: l.T("Time"), Unit: l.T("Sales")}
	for i, part := range parts {
		sold := a.sales(part).Sold.Total
		bar := a.period.bar(l, part, i, len(parts))
		bar.Value, bar.Text = sold.Minor, l.Money(sold)
		b.Values = append(b.Values, bar)
	}
	return b
}

// moneyStats are the sums of the period beside those of the one before.
func moneyStats(l *locale.Locale, a figures) []ui.Stat {
	now, before := a.sales(a.period), a.sales(a.period.before())
	stats := []ui.Stat{
		{Name: l.T("Sales"), Value: l.Money(now.Sold.Total), Note: against(l, now.Sold.Total.Minor, before.Sold.Total.Minor, l.Money(before.Sold.Total))},
		{Name: l.T("Orders"), Value: l.Number(now.Ordered()), Note: against(l, now.Ordered(), before.Ordered(), l.Number(before.Ordered()))},
		{Name: l.T("Average order"), Value: l.Money(now.Sold.Average()), Note: against(l, now.Sold.Average().Minor, before.Sold.Average().Minor, l.Money(before.Sold.Average()))},
		{Name: l.T("Not paid yet"), Value: l.Money(now.Waiting.Total), Note: l.N("%s order", "%s orders", now.Waiting.Parcels, l.Number(now.Waiting.Parcels))},
	}
	if now.Cancelled.Parcels > 0 {
		stats = append(stats, ui.Stat{Name: l.T("Cancelled"), Value: l.Money(now.Cancelled.Total), Note: l.N("%s order", "%s orders", now.Cancelled.Parcels, l.Number(now.Cancelled.Parcels))})
	}
	return stats
}

// against compares a number with the one of the time before, which is given as text too.
func against(l *locale.Locale, now, before int64, text string) string {
	if before == 0 {
		return l.T("Time before: %s", text)
	}
	return l.T("Time before: %s (%s)", text, signed(l, (now-before)*1000/before))
}

// funnel is the way from a look to an order, each step beside the first.
func funnel(l *locale.Locale, a figures) []ui.Stat {
	views, carts := a.looks(a.period)
	ordered := a.sales(a.period).Ordered()
	share := func(n int64) string {
		if views == 0 {
			return ""
		}
		return l.T("%s of the views", percent(l, n*1000/views))
	}
	return []ui.Stat{
		{Name: l.T("Views of your goods"), Value: l.Number(views)},
		{Name: l.T("Put into carts"), Value: l.Number(carts), Note: share(carts)},
		{Name: l.T("Orders"), Value: l.Number(ordered), Note: share(ordered)},
	}
}

// percent writes thousandths: "3.4%", in Russian and Kazakh "3,4 %".
func percent(l *locale.Locale, thousandths int64) string {
	const ten = 10
	whole, tenth := l.Number(thousandths/ten), max(thousandths%ten, -(thousandths%ten))
	if l.Code() == "en" {
		return fmt.Sprintf("%s.%d%%", whole, tenth)
	}
	return fmt.Sprintf("%s,%d\u00a0%%", whole, tenth)
}

// signed is percent with a plus or a minus before it.
func signed(l *locale.Locale, thousandths int64) string {
	if thousandths < 0 {
		return "−" + percent(l, -thousandths)
	}
	return "+" + percent(l, thousandths)
}

// parcelStates are the states of a parcel in the order of its way.
var parcelStates = []orders.ParcelState{
	orders.ParcelNew, orders.ParcelConfirmed, orders.ParcelPacked, orders.ParcelShipped, orders.ParcelDelivered, orders.ParcelCancelled,
}

// stageOf is where a parcel stands, in words.
func stageOf(l *locale.Locale, s orders.ParcelState) ui.State {
	switch s {
	case orders.ParcelNew:
		return ui.State{Kind: "wait", Text: l.T("New")}
	case orders.ParcelConfirmed:
		return ui.State{Kind: "wait", Text: l.T("Confirmed")}
	case orders.ParcelPacked:
		return ui.State{Kind: "wait", Text: l.T("Packed")}
	case orders.ParcelShipped:
		return ui.State{Text: l.T("Shipped")}
	case orders.ParcelDelivered:
		return ui.State{Kind: "good", Text: l.T("Delivered")}
	case orders.ParcelCancelled:
		return ui.State{Kind: "off", Text: l.T("Cancelled")}
	}
	return ui.State{Text: string(s)}
}

func stages(l *locale.Locale, s orders.Sales) []stageRow {
	var rows []stageRow
	for _, state := range parcelStates {
		if part, ok := s.States[state]; ok {
			rows = append(rows, stageRow{stageOf(l, state), l.Number(part.Parcels), l.Money(part.Total)})
		}
	}
	return rows
}

// soldAs is the name of a product that was sold.
func soldAs(l *locale.Locale, s orders.Seller) string {
	if s.ProductID == 0 {
		return l.T("Goods that are gone")
	}
	return cmp.Or(s.Title.In(l.Code()), s.SoldAs)
}

// file is the address of a table of the page as a file.
func (p analyticsPage) file(table string) string {
	return withPeriod(analyticsPath+"csv/", p.Period, "table", table)
}

// analyticsFile answers a table of the page for spreadsheets. Amounts are whole in the currency that
// stands beside them.
func (f *Front) analyticsFile(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	found, err := f.figures(r)
	if err != nil {
		return err
	}
	var head []string
	var rows [][]string
	table := r.URL.Query().Get("table")
	switch table {
	case "products":
		top, err := f.topSellers(r, found.period, mostSellers)
		if err != nil {
			return err
		}
		head, rows = sellerRows(l, top)
	case "stages":
		head = []string{l.T("State"), l.T("Orders"), l.T("Total"), l.T("Currency")}
		sums := found.sales(found.period)
		for _, state := range parcelStates {
			if part, ok := sums.States[state]; ok {
				rows = append(rows, []string{stageOf(l, state).Text, fmt.Sprint(part.Parcels), part.Total.Decimal(), string(found.base)})
			}
		}
	case "months":
		head, rows = salesRows(l, found, months(f.today()), func(p period) string { return p.From.Format("2006-01") })
	default:
		table = "days"
		var days []period
		for day := found.period.From; !day.After(found.period.Until); day = day.AddDate(0, 0, 1) {
			days = append(days, period{"", day, day})
		}
		head, rows = salesRows(l, found, days, period.from)
	}
	name := strings.Join([]string{table, found.period.from(), found.period.until()}, "-")
	return page.CSV(w, r, name, head, rows)
}

func salesRows(l *locale.Locale, a figures, parts []period, name func(period) string) (head []string, rows [][]string) {
	head = []string{
		l.T("Time"), l.T("Orders"), l.T("Paid orders"), l.T("Sales"), l.T("Not paid yet"), l.T("Cancelled"), l.T("Currency"), l.T("Views"), l.T("Put into carts"),
	}
	for _, p := range parts {
		s := a.sales(p)
		views, carts := a.looks(p)
		rows = append(rows, []string{
			name(p), fmt.Sprint(s.Ordered()), fmt.Sprint(s.Sold.Parcels), s.Sold.Total.Decimal(), s.Waiting.Total.Decimal(), s.Cancelled.Total.Decimal(), string(a.base),
			fmt.Sprint(views), fmt.Sprint(carts),
		})
	}
	return head, rows
}

func sellerRows(l *locale.Locale, top []orders.Seller) (head []string, rows [][]string) {
	head = []string{l.T("No."), l.T("Product"), l.T("Units"), l.T("Sales"), l.T("Currency"), l.T("Views"), l.T("Put into carts")}
	for _, s := range top {
		rows = append(rows, []string{
			fmt.Sprint(s.ProductID), soldAs(l, s), fmt.Sprint(s.Units), s.Total.Decimal(), string(s.Total.Currency), fmt.Sprint(s.Views), fmt.Sprint(s.InCarts),
		})
	}
	return head, rows
}

// withPeriod is an address with the period.
func withPeriod(path string, p period, more ...string) string {
	q := p.query()
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return (&url.URL{Path: path, RawQuery: q.Encode()}).String()
}
