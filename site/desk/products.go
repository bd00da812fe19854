package desk

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const productsPath = "/vendor/products/"

func editPath(id int64) string { return fmt.Sprintf("/vendor/product/%d/edit/", id) }

func productPath(id int64, do string) string { return fmt.Sprintf("/vendor/product/%d/%s/", id, do) }

// productsPage is the list of a vendor's products.
type productsPage struct {
	ui.Panel
	Tabs    []ui.Tab
	Filter  ui.Filtering
	Bulk    ui.Bulk
	Value   ui.Input
	Columns []ui.Column
	Listing catalog.DeskListing
	Pages   ui.Pages
	// None tells that the vendor has no product at all.
	None bool
	Key  string
}

// shelfStates are the views of the list, in their order; the empty state is all of them.
var shelfStates = []catalog.State{"", catalog.Draft, catalog.InReview, catalog.Published, catalog.Rejected, catalog.Archived}

// stateOf is a state in words.
func stateOf(l *locale.Locale, s catalog.State) ui.State {
	switch s {
	case catalog.Draft:
		return ui.State{Text: l.T("Draft")}
	case catalog.InReview:
		return ui.State{Kind: "wait", Text: l.T("In review")}
	case catalog.Published:
		return ui.State{Kind: "good", Text: l.T("For sale")}
	case catalog.Rejected:
		return ui.State{Kind: "bad", Text: l.T("Sent back")}
	case catalog.Archived:
		return ui.State{Kind: "off", Text: l.T("Archived")}
	case catalog.Disabled:
		return ui.State{Kind: "off", Text: l.T("Switched off")}
	}
	return ui.State{Text: l.T("All")}
}

// wanted reads what the vendor looks for; what is unknown is left out.
func wanted(r *http.Request) catalog.DeskWanted {
	q := r.URL.Query()
	in := catalog.DeskWanted{VendorID: visitor.Of(r).Shop.VendorID, Page: page.Number(q.Get("page")), Scarce: q.Get("low") == "1"}
	if s := q.Get("q"); page.IsText(s) && len(s) <= maxQuery {
		in.Query = s
	}
	for _, s := range shelfStates {
		if string(s) == q.Get("state") {
			in.State = s
		}
	}
	return in
}

// maxQuery bounds what is searched for, in bytes.
const maxQuery = 400

// listURL is the address of a view of the list.
func listURL(in catalog.DeskWanted, number int) string {
	q := url.Values{}
	if in.State != "" {
		q.Set("state", string(in.State))
	}
	if in.Scarce {
		q.Set("low", "1")
	}
	if in.Query != "" {
		q.Set("q", in.Query)
	}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	if len(q) == 0 {
		return productsPath
	}
	return productsPath + "?" + q.Encode()
}

func (f *Front) products(w http.ResponseWriter, r *http.Request) error {
	in := wanted(r)
	l := visitor.Of(r).Locale
	frame, goods, err := f.panel(r, l.T("Products"), productsPath)
	if err != nil {
		return err
	}
	p := productsPage{Panel: frame, None: goods.All() == 0, Key: rand.Text(), Columns: []ui.Column{
		{Text: l.T("Choose"), Silent: true},
		{Text: l.T("Product"), Silent: true},
		{Text: l.T("Price"), Num: true},
		{Text: l.T("In stock"), Num: true},
		{Text: l.T("State")},
		{Text: l.T("Changed")},
		{Text: l.T("Actions"), Silent: true},
	}}
	if p.Listing, err = catalog.ListDesk(r.Context(), f.DB, in); err != nil {
		return err
	}
	for _, s := range shelfStates {
		n := goods[s]
		if s == "" {
			n = goods.All()
		}
		view := catalog.DeskWanted{State: s, Query: in.Query}
		p.Tabs = append(p.Tabs, ui.Tab{Text: stateOf(l, s).Text, URL: listURL(view, 1), Count: n, Current: s == in.State && !in.Scarce})
	}
	p.Tabs = append(p.Tabs, ui.Tab{Text: l.T("Running out"), URL: listURL(catalog.DeskWanted{Scarce: true, Query: in.Query}, 1), Current: in.Scarce, Plain: true})
	p.Filter = ui.Filtering{Action: productsPath, Search: ui.Input{Name: "q", Label: l.T("Title, SKU or number"), Value: in.Query}}
	if in.State != "" {
		p.Filter.Keep = append(p.Filter.Keep, ui.Hidden{Name: "state", Value: string(in.State)})
	}
	if in.Scarce {
		p.Filter.Keep = append(p.Filter.Keep, ui.Hidden{Name: "low", Value: "1"})
	}
	if in.Query != "" {
		p.Filter.Clear = listURL(catalog.DeskWanted{State: in.State, Scarce: in.Scarce}, 1)
	}
	p.Bulk = ui.Bulk{ID: "bulk", Action: "/vendor/products/bulk/", Choices: bulkChoices(l, in.State), Keep: []ui.Hidden{
		{Name: "next", Value: listURL(in, int(p.Listing.Page))}, {Name: "key", Value: p.Key},
	}}
	p.Value = ui.Input{Name: "value", Label: l.T("Per cent or units"), InputMode: "numeric"}
	p.Pages = ui.Pages{Current: int(p.Listing.Page), Last: int(p.Listing.Pages), URL: func(n int) string { return listURL(in, n) }}
	return page.Render(w, r, http.StatusOK, productsView(p))
}

// bulkChoices are what can be done with several products of a view.
func bulkChoices(l *locale.Locale, s catalog.State) []ui.Option {
	if s == catalog.Archived {
		return []ui.Option{{Value: "restore", Text: l.T("Bring back as drafts")}}
	}
	return []ui.Option{
		{Value: "submit", Text: l.T("Send for review")},
		{Value: "price", Text: l.T("Change prices by per cent")},
		{Value: "stock", Text: l.T("Add units to the stock")},
		{Value: "archive", Text: l.T("Archive")},
	}
}

// bulk does something to the chosen products and tells what came of it.
func (f *Front) bulk(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	l := v.Locale
	in := catalog.Many{VendorID: v.Shop.VendorID, Do: form.Get("do"), Key: form.Get("key")}
	for _, raw := range form["id"] {
		if id, err := strconv.ParseInt(raw, 10, 64); err == nil {
			in.IDs = append(in.IDs, id)
		}
	}
	in.Value, _ = strconv.ParseInt(form.Text("value"), 10, 64) // 0 is refused
	done, err := catalog.DoMany(r.Context(), f.DB, v.Actor, in, f.Now())
	next := page.NextOr(form.Get("next"), productsPath)
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
		page.Flash(w, r, visitor.Success, l.N("Done with %s product.", "Done with %s products.", done.Done, l.Number(done.Done)))
	}
	if done.Odd > 0 {
		page.Flash(w, r, visitor.Warning, l.T("The prices changed a lot. If that was a slip, change them back by hand: every product shows its price here."))
	}
	if n := int64(len(done.Refused)); n > 0 {
		why := done.Refused[0]
		text := l.T(why.Message, why.Args...)
		for _, message := range page.Messages(l, why) {
			text = message
		}
		page.Flash(w, r, visitor.Warning, l.N("%s product was left as it is: %s", "%s products were left as they are: %s", n, l.Number(n), text))
	}
	return page.Redirect(w, r, next, http.StatusSeeOther)
}
