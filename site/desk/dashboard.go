package desk

import (
	"net/http"

	"bazaar/market/catalog"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// dashboardPage is the first page of the desk: what there is to do, then what came of it.
type dashboardPage struct {
	ui.Panel
	// Tasks wait; Checklist is what a shop without sales has to do first.
	Tasks, Checklist []ui.Task
	Stats            []ui.Stat
	Chart            ui.Bars
	// ToSend is how many parcels buyers wait for.
	ToSend int64
	// Sold tells that there is something to draw.
	Sold bool
}

// mostScarce is how many scarce goods are counted one by one.
const mostScarce = 100

func (f *Front) dashboard(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	frame, goods, err := f.panel(r, l.T("Overview"), "/vendor/dashboard/")
	if err != nil {
		return err
	}
	p := dashboardPage{Panel: frame}
	counts, err := orders.CountStages(r.Context(), f.DB, v.Shop.VendorID, f.Now())
	if err != nil {
		return err
	}
	p.ToSend = counts.By[orders.StageToSend]
	markSection(p.Sections, p.ToSend)
	scarce, err := catalog.ListScarce(r.Context(), f.DB, v.Shop.VendorID, mostScarce)
	if err != nil {
		return err
	}
	p.Tasks = waitingTasks(l, int64(len(scarce)), goods)
	if v.Shop.Role.Includes(vendors.Parcels) {
		p.Tasks = append(parcelTasks(l, counts), p.Tasks...)
	}
	if err := f.earned(r, &p); err != nil {
		return err
	}
	if p.ToSend > 0 {
		send := ui.Stat{Name: l.T("Parcels to send"), Value: l.Number(p.ToSend), Note: l.T("Buyers wait for them.")}
		if v.Shop.Role.Includes(vendors.Parcels) {
			send.URL = ordersPath
		}
		p.Stats = append(p.Stats, send)
	}
	p.Stats = append(p.Stats, ui.Stat{Name: l.T("For sale"), Value: l.Number(goods[catalog.Published]), Note: l.T("of %s products", l.Number(goods.All())), URL: productsPath})
	if !p.Sold && v.Shop.Role.Includes(vendors.Everything) {
		if err := f.begin(r, &p, goods); err != nil {
			return err
		}
	}
	return page.Render(w, r, http.StatusOK, dashboardView(p))
}

// parcelTasks are what buyers wait for, the late ones first.
func parcelTasks(l *locale.Locale, counts orders.StageCounts) []ui.Task {
	var tasks []ui.Task
	for _, t := range []ui.Task{
		{Text: l.T("Send what is late"), Note: l.T("These parcels should have left by now."), URL: ordersPath, Icon: "clock", Count: counts.Late},
		{Text: l.T("Confirm new orders"), Note: l.T("Buyers wait for your word."), URL: parcelsURL(orders.DeskSearch{Stage: orders.StageNew}, 1), Icon: "package", Count: counts.By[orders.StageNew]},
		{Text: l.T("Pack and hand over"), Note: l.T("Confirmed orders that have not left."), URL: ordersPath, Icon: "truck", Count: counts.By[orders.StageConfirmed] + counts.By[orders.StagePacked]},
	} {
		if t.Count > 0 {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

// waitingTasks are what waits, the most urgent first; what does not wait is left out.
func waitingTasks(l *locale.Locale, scarce int64, goods catalog.Counts) []ui.Task {
	all := []ui.Task{
		{Text: l.T("Mend what was sent back"), Note: l.T("The market says what is wrong."), URL: productsPath + "?state=rejected", Icon: "triangle-alert", Count: goods[catalog.Rejected]},
		{Text: l.T("Fill the stock"), Note: l.T("These goods run out or are gone."), URL: productsPath + "?low=1", Icon: "package", Count: scarce},
		{Text: l.T("Finish the drafts"), Note: l.T("Nobody sees them until they are reviewed."), URL: productsPath + "?state=draft", Icon: "pencil", Count: goods[catalog.Draft]},
	}
	var tasks []ui.Task
	for _, t := range all {
		if t.Count > 0 {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

// earned adds the money: this month, the one before, and the chart of a year.
func (f *Front) earned(r *http.Request, p *dashboardPage) error {
	v := visitor.Of(r)
	l := v.Locale
	today := f.Now()
	if f.Zone != nil {
		today = today.In(f.Zone)
	}
	months, err := orders.SalesByMonth(r.Context(), f.DB, v.Shop.VendorID, f.Base, today)
	if err != nil {
		return err
	}
	year := money.Zero(f.Base)
	p.Chart = ui.Bars{Title: l.T("What paid orders brought in each of the last twelve months"), Label: l.T("Month"), Unit: l.T("Sales")}
	for _, m := range months {
		year = year.Add(m.Total)
		p.Chart.Values = append(p.Chart.Values, ui.Bar{Label: l.Month(m.First), Short: l.ShortMonth(m.First), Value: m.Total.Minor, Text: l.Money(m.Total)})
	}
	p.Sold = !year.IsZero()
	now, before := months[len(months)-1], months[len(months)-2]
	p.Stats = []ui.Stat{
		{Name: l.T("This month"), Value: l.Money(now.Total), Note: l.N("%s parcel", "%s parcels", now.Parcels, l.Number(now.Parcels))},
		{Name: l.T("Last month"), Value: l.Money(before.Total), Note: l.N("%s parcel", "%s parcels", before.Parcels, l.Number(before.Parcels))},
		{Name: l.T("Twelve months"), Value: l.Money(year)},
	}
	return nil
}

// begin adds the checklist of a shop that has sold nothing yet.
func (f *Front) begin(r *http.Request, p *dashboardPage, goods catalog.Counts) error {
	s, err := vendors.ReadSetup(r.Context(), f.DB, visitor.Of(r).Actor)
	if err != nil {
		return err
	}
	l := p.L
	p.Checklist = append(checklist(l, s), ui.Task{
		Text: l.T("Add the first product"), Note: l.T("A title, a price and a picture are enough."), URL: createPath, Icon: "plus", Done: goods.All() > 0,
	}, ui.Task{
		Text: l.T("Send the shop for verification"), Note: l.T("Then your goods can go on sale."), URL: statusPath, Icon: "shield-check", Done: s.State != vendors.Applied || s.Submitted != nil,
	})
	return nil
}
