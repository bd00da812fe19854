package desk

import (
	"net/http"
	"slices"

	"bazaar/market/catalog"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/reviews"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// dashboardPage is the first page of the desk: what there is to do, then what came of it. It shows
// each member what belongs to the role: money to owners, goods to who looks after them.
type dashboardPage struct {
	ui.Panel
	// Tasks wait; Checklist is what a shop has to do before it sells.
	Tasks, Checklist []ui.Task
	Stats            []ui.Stat
	Chart            ui.Bars
	// Goods tells that the member may add goods; Sold that there is something to draw.
	Goods, Sold bool
	// lacking are missing details of a shop that sells already.
	lacking []ui.Task
	// Idle says what happens next when nothing waits.
	Idle string
}

const (
	// mostScarce is how many scarce goods are counted one by one.
	mostScarce = 100
	// mostNamed is how many products that were sent back are tasks of their own.
	mostNamed = 3
)

func (f *Front) dashboard(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	frame, goods, err := f.panel(r, l.T("Overview"), "/vendor/dashboard/")
	if err != nil {
		return err
	}
	p := dashboardPage{Panel: frame, Goods: v.Shop.Role.Includes(vendors.Goods), Idle: l.T("New orders appear here, and a letter tells you of each.")}
	if v.Shop.Role.Includes(vendors.Everything) {
		if err := f.earned(r, &p); err != nil {
			return err
		}
		if err := f.begin(r, &p, goods); err != nil {
			return err
		}
	}
	if v.Shop.Role.Includes(vendors.Parcels) {
		if err := f.parcelsWaiting(r, &p); err != nil {
			return err
		}
	}
	if n := v.Shop.Unread; n > 0 {
		p.Tasks = append(p.Tasks, ui.Task{Text: l.T("Answer messages"), Note: l.T("Customers wait for your answer."), URL: messagesPath, Icon: "mail", Count: n})
	}
	if p.Goods {
		if err := f.goodsWaiting(r, &p, goods); err != nil {
			return err
		}
	}
	p.Tasks = append(p.Tasks, p.lacking...)
	return page.Render(w, r, http.StatusOK, dashboardView(p))
}

// parcelsWaiting adds what buyers wait for.
func (f *Front) parcelsWaiting(r *http.Request, p *dashboardPage) error {
	counts, err := orders.CountStages(r.Context(), f.DB, visitor.Of(r).Shop.VendorID, f.Now())
	if err != nil {
		return err
	}
	n := counts.By[orders.StageToSend]
	markSection(p.Sections, n)
	confirm := p.L.T("Buyers wait for your word.")
	if counts.By[orders.StageNew] > 0 {
		by, err := orders.FirstToLeave(r.Context(), f.DB, visitor.Of(r).Shop.VendorID)
		if err != nil {
			return err
		}
		if by != nil {
			confirm = p.L.T("The first is to leave by %s.", p.L.DateTime(*by))
		}
	}
	p.Tasks = append(p.Tasks, parcelTasks(p.L, counts, confirm)...)
	if n > 0 {
		p.Stats = append(p.Stats, ui.Stat{Name: p.L.T("Parcels to send"), Value: p.L.Number(n), Note: p.L.T("Buyers wait for them."), URL: ordersPath})
	}
	return nil
}

// goodsWaiting adds what waits about the goods: what was sent back and why, what runs out, what is
// not finished, and reviews without an answer.
func (f *Front) goodsWaiting(r *http.Request, p *dashboardPage, goods catalog.Counts) error {
	l, vendorID := p.L, visitor.Of(r).Shop.VendorID
	if n := goods[catalog.Rejected]; n > 0 {
		found, err := catalog.ListDesk(r.Context(), f.DB, catalog.DeskWanted{VendorID: vendorID, State: catalog.Rejected})
		if err != nil {
			return err
		}
		for _, c := range found.Cards[:min(mostNamed, len(found.Cards))] {
			p.Tasks = append(p.Tasks, ui.Task{Text: l.T("Mend “%s”", c.Title.In(l.Code())), Note: c.Reason, URL: editPath(c.ID), Icon: "triangle-alert"})
		}
		if n > mostNamed {
			p.Tasks = append(p.Tasks, ui.Task{Text: l.T("Mend what was sent back"), Note: l.T("The market says what is wrong."), URL: productsPath + "?state=rejected", Icon: "triangle-alert", Count: n})
		}
	}
	scarce, err := catalog.ListScarce(r.Context(), f.DB, vendorID, mostScarce)
	if err != nil {
		return err
	}
	unanswered, err := reviews.CountUnanswered(r.Context(), f.DB, vendorID)
	if err != nil {
		return err
	}
	p.Tasks = append(p.Tasks, waitingTasks(l, int64(len(scarce)), unanswered, goods)...)
	p.Stats = append(p.Stats, ui.Stat{Name: l.T("For sale"), Value: l.Number(goods[catalog.Published]), Note: l.T("of %s products", l.Number(goods.All())), URL: productsPath})
	if goods.All() == 0 {
		p.Idle = l.T("Begin with your first product: a title, a price and a picture are enough.")
	}
	return nil
}

// parcelTasks are what buyers wait for, the late ones first; confirm says until when new ones wait.
func parcelTasks(l *locale.Locale, counts orders.StageCounts, confirm string) []ui.Task {
	var tasks []ui.Task
	for _, t := range []ui.Task{
		{Text: l.T("Send what is late"), Note: l.T("These parcels should have left by now."), URL: ordersPath, Icon: "clock", Count: counts.Late},
		{Text: l.T("Confirm new orders"), Note: confirm, URL: parcelsURL(orders.DeskSearch{Stage: orders.StageNew}, 1), Icon: "package", Count: counts.By[orders.StageNew]},
		{Text: l.T("Pack and hand over"), Note: l.T("Confirmed orders that have not left."), URL: ordersPath, Icon: "truck", Count: counts.By[orders.StageConfirmed] + counts.By[orders.StagePacked]},
	} {
		if t.Count > 0 {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

// waitingTasks are what waits, the most urgent first; what does not wait is left out.
func waitingTasks(l *locale.Locale, scarce, unanswered int64, goods catalog.Counts) []ui.Task {
	all := []ui.Task{
		{Text: l.T("Fill the stock"), Note: l.T("These goods run out or are gone."), URL: productsPath + "?low=1", Icon: "package", Count: scarce},
		{Text: l.T("Answer reviews"), Note: l.T("Buyers read your answer below the review."), URL: reviewsPath + "?unanswered=1", Icon: "star", Count: unanswered},
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

// begin adds the checklist of a shop that has sold nothing yet, or that lacks something by now.
func (f *Front) begin(r *http.Request, p *dashboardPage, goods catalog.Counts) error {
	s, err := vendors.ReadSetup(r.Context(), f.DB, visitor.Of(r).Actor)
	if err != nil {
		return err
	}
	if p.Sold && len(s.Missing()) == 0 {
		return nil
	}
	l := p.L
	if p.Sold { // it began long ago: only what is missing waits, after all else
		p.lacking = slices.DeleteFunc(checklist(l, s, goods), func(t ui.Task) bool { return t.Done })
		for i := range p.lacking {
			p.lacking[i].Next = false
		}
		return nil
	}
	send := ui.Task{Text: l.T("Send the shop for verification"), Note: l.T("Then your goods can go on sale."), URL: statusPath, Icon: "shield-check", Done: s.State != vendors.Applied || s.Submitted != nil}
	list := checklist(l, s, goods)
	send.Next = !send.Done && !slices.ContainsFunc(list, func(t ui.Task) bool { return t.Next })
	list = append(list, send)
	if slices.ContainsFunc(list, func(t ui.Task) bool { return !t.Done }) {
		p.Checklist = list
	}
	return nil
}
