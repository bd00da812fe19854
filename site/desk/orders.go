package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"bazaar/market/fault"
	"bazaar/market/orders"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const (
	ordersPath = "/vendor/orders/"
	bulkOrders = "/vendor/orders/bulk/"
)

func parcelPath(id int64) string { return fmt.Sprintf("/vendor/order/%d/", id) }

// ordersPage is the list of the parcels that a vendor has to send, or has sent.
type ordersPage struct {
	ui.Panel
	Tabs    []ui.Tab
	Filter  ui.Filtering
	Bulk    ui.Bulk
	Columns []ui.Column
	Rows    []parcelRow
	Pages   ui.Pages
	// Here is the address of the page itself, where forms lead back to.
	Here string
	// Late says how many should have left; empty when none.
	Late string
	// None tells that the vendor never had a parcel; Narrowed that something is searched for.
	None, Narrowed bool
	Nothing        ui.Nothing
}

// parcelRow is one parcel in the list.
type parcelRow struct {
	orders.DeskCard
	Stage, Deadline ui.State
	// Date is when it was ordered, Stamp the same for machines.
	Date, Stamp string
	// Next is what is done with one click; empty when it needs more.
	Next orders.Action
	// NextText says it.
	NextText string
}

// stageText names a view.
func stageText(l *locale.Locale, s orders.Stage) string {
	switch s {
	case orders.StageToSend:
		return l.T("To send")
	case orders.StageUnpaid:
		return l.T("Not paid yet")
	case orders.StageAll:
		return l.T("All")
	}
	return parcelState(l, orders.ParcelState(s)).Text
}

// parcelState is where a parcel stands, in the vendor's words.
func parcelState(l *locale.Locale, s orders.ParcelState) ui.State {
	switch s {
	case orders.ParcelNew:
		return ui.State{Kind: "wait", Text: l.T("New")}
	case orders.ParcelConfirmed:
		return ui.State{Kind: "wait", Text: l.T("To pack")}
	case orders.ParcelPacked:
		return ui.State{Kind: "wait", Text: l.T("To hand over")}
	case orders.ParcelShipped:
		return ui.State{Kind: "good", Text: l.T("On its way")}
	case orders.ParcelDelivered:
		return ui.State{Kind: "good", Text: l.T("Delivered")}
	case orders.ParcelCancelled:
		return ui.State{Kind: "off", Text: l.T("Cancelled")}
	}
	return ui.State{Text: string(s)}
}

// deadline says until when a parcel that waits is to leave; nothing for others.
func (f *Front) deadline(l *locale.Locale, s orders.ParcelState, shipBy *time.Time) ui.State {
	if shipBy == nil || !s.Waiting() {
		return ui.State{}
	}
	now := f.Now()
	switch left := f.days(now, *shipBy); {
	case now.After(*shipBy) && left == 0:
		return ui.State{Kind: "bad", Text: l.T("Late since today")}
	case now.After(*shipBy):
		return ui.State{Kind: "bad", Text: l.N("Late by %s day", "Late by %s days", int64(-left), l.Number(int64(-left)))}
	case left == 0:
		return ui.State{Kind: "wait", Text: l.T("Send today")}
	case left == 1:
		return ui.State{Kind: "wait", Text: l.T("Send by tomorrow")}
	}
	return ui.State{Text: l.T("Send by %s", l.Date(*shipBy))}
}

// days counts the midnights of the market between two times.
func (f *Front) days(from, to time.Time) int {
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	day := func(t time.Time) time.Time {
		y, m, d := t.In(zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

// wantedParcels reads what the vendor looks for; what is unknown is left out.
func wantedParcels(r *http.Request) orders.DeskSearch {
	q := r.URL.Query()
	in := orders.DeskSearch{VendorID: visitor.Of(r).Shop.VendorID, Page: page.Number(q.Get("page"))}
	if s := q.Get("q"); page.IsText(s) && len(s) <= maxQuery {
		in.Text = s
	}
	if s := orders.Stage(q.Get("stage")); slices.Contains(orders.Stages, s) {
		in.Stage = s
	}
	return in
}

// parcelsURL is the address of a view of the list.
func parcelsURL(in orders.DeskSearch, number int) string {
	q := url.Values{}
	if in.Stage != orders.StageToSend {
		q.Set("stage", string(in.Stage))
	}
	if in.Text != "" {
		q.Set("q", in.Text)
	}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	if len(q) == 0 {
		return ordersPath
	}
	return ordersPath + "?" + q.Encode()
}

func (f *Front) orders(w http.ResponseWriter, r *http.Request) error {
	in, v := wantedParcels(r), visitor.Of(r)
	l := v.Locale
	frame, _, err := f.panel(r, l.T("Orders"), ordersPath)
	if err != nil {
		return err
	}
	counts, err := orders.CountStages(r.Context(), f.DB, in.VendorID, f.Now())
	if err != nil {
		return err
	}
	found, err := orders.ListDesk(r.Context(), f.DB, in)
	if err != nil {
		return err
	}
	p := ordersPage{
		Panel: frame, Here: parcelsURL(in, int(found.Number)), Columns: parcelColumns(l),
		None: counts.By[orders.StageAll] == 0, Narrowed: in.Text != "",
		Filter: ui.Filtering{Action: ordersPath, Search: ui.Input{Name: "q", Label: l.T("Order number, buyer or product"), Value: in.Text}},
		Pages:  ui.Pages{Current: int(found.Number), Last: int(found.Last), URL: func(n int) string { return parcelsURL(in, n) }},
	}
	markSection(p.Sections, counts.By[orders.StageToSend])
	if counts.Late > 0 && in.Stage == orders.StageToSend {
		p.Late = l.N("%s parcel should have left by now.", "%s parcels should have left by now.", counts.Late, l.Number(counts.Late))
	}
	for _, s := range orders.Stages {
		p.Tabs = append(p.Tabs, ui.Tab{Text: stageText(l, s), URL: parcelsURL(orders.DeskSearch{Stage: s, Text: in.Text}, 1), Count: counts.By[s], Current: s == in.Stage})
	}
	if in.Stage != orders.StageToSend {
		p.Filter.Keep = append(p.Filter.Keep, ui.Hidden{Name: "stage", Value: string(in.Stage)})
	}
	if in.Text != "" {
		p.Filter.Clear = parcelsURL(orders.DeskSearch{Stage: in.Stage}, 1)
	}
	p.Bulk = ui.Bulk{ID: "bulk", Action: bulkOrders, Choices: parcelBulk(l, in.Stage), Keep: []ui.Hidden{{Name: "next", Value: p.Here}}}
	p.Nothing = nothingThere(l, in)
	for _, c := range found.Cards {
		p.Rows = append(p.Rows, f.rowOf(l, c))
	}
	return page.Render(w, r, http.StatusOK, ordersView(p))
}

// markSection shows beside the section of the orders how many parcels wait.
func markSection(sections []ui.Section, waiting int64) {
	for i := range sections {
		if sections[i].URL == ordersPath {
			sections[i].Count = waiting
		}
	}
}

func parcelColumns(l *locale.Locale) []ui.Column {
	return []ui.Column{
		{Text: l.T("Choose"), Silent: true},
		{Text: l.T("Order"), Silent: true},
		{Text: l.T("Buyer")},
		{Text: l.T("Time to send")},
		{Text: l.T("State")},
		{Text: l.T("Total"), Num: true},
		{Text: l.T("Actions"), Silent: true},
	}
}

func (f *Front) rowOf(l *locale.Locale, c orders.DeskCard) parcelRow {
	row := parcelRow{DeskCard: c, Stage: parcelState(l, c.State), Deadline: f.deadline(l, c.State, c.ShipBy), Date: l.Date(c.PlacedAt), Stamp: locale.Stamp(c.PlacedAt)}
	if row.Deadline.Text != "" && row.Deadline.Kind == "" {
		row.Deadline.Text = l.Date(*c.ShipBy) // the column says the rest
	}
	if !c.Ready && c.State == orders.ParcelNew {
		row.Stage, row.Deadline = ui.State{Text: l.T("Not paid yet")}, ui.State{}
		return row
	}
	switch c.State {
	case orders.ParcelNew:
		row.Next, row.NextText = orders.ToConfirm, l.T("Confirm")
	case orders.ParcelConfirmed:
		row.Next, row.NextText = orders.ToPack, l.T("Packed")
	}
	return row
}

// parcelBulk are what can be done with several parcels of a view.
func parcelBulk(l *locale.Locale, s orders.Stage) []ui.Option {
	confirm, pack := ui.Option{Value: string(orders.ToConfirm), Text: l.T("Confirm")}, ui.Option{Value: string(orders.ToPack), Text: l.T("Mark as packed")}
	switch s {
	case orders.StageToSend, orders.StageAll:
		return []ui.Option{confirm, pack}
	case orders.StageNew:
		return []ui.Option{confirm}
	case orders.StageConfirmed:
		return []ui.Option{pack}
	}
	return nil
}

// nothingThere says why a view is empty.
func nothingThere(l *locale.Locale, in orders.DeskSearch) ui.Nothing {
	all := ui.Link{Text: l.T("Show all orders"), URL: parcelsURL(orders.DeskSearch{Stage: orders.StageAll}, 1)}
	switch {
	case in.Text != "":
		all.URL = parcelsURL(orders.DeskSearch{Stage: orders.StageAll, Text: in.Text}, 1)
		return ui.Nothing{Icon: "search", Title: l.T("Nothing here"), Text: l.T("No order fits this view."), Action: ui.Link{Text: l.T("Look in all orders"), URL: all.URL}}
	case in.Stage == orders.StageToSend:
		return ui.Nothing{Icon: "package-check", Title: l.T("Everything is sent"), Text: l.T("No buyer waits for a parcel from you."), Action: all}
	}
	return ui.Nothing{Icon: "package", Title: l.T("Nothing here"), Text: l.T("No order fits this view."), Action: all}
}

// bulkParcels moves the chosen parcels on and tells what came of it.
func (f *Front) bulkParcels(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	l := v.Locale
	in := orders.Many{VendorID: v.Shop.VendorID, Do: orders.Action(form.Get("do"))}
	for _, raw := range form["id"] {
		if id, err := strconv.ParseInt(raw, 10, 64); err == nil {
			in.IDs = append(in.IDs, id)
		}
	}
	done, err := orders.DoMany(r.Context(), f.DB, v.Actor, in, f.Now())
	next := page.NextOr(form.Get("next"), ordersPath)
	if refused := fault.As(err); refused != nil && refused.Kind == fault.Invalid && !page.IsAJAX(r) {
		for _, text := range page.Messages(l, refused) {
			page.Flash(w, r, visitor.Danger, text)
		}
		return page.Redirect(w, r, next, http.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	if done.Done > 0 {
		page.Flash(w, r, visitor.Success, l.N("Done with %s parcel.", "Done with %s parcels.", done.Done, l.Number(done.Done)))
	}
	if n := int64(len(done.Refused)); n > 0 {
		why := done.Refused[0]
		page.Flash(w, r, visitor.Warning, l.N("%s parcel was left as it is: %s", "%s parcels were left as they are: %s", n, l.Number(n), l.T(why.Message, why.Args...)))
	}
	return page.Redirect(w, r, next, http.StatusSeeOther)
}
