package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"bazaar/market/audit"
	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

func vendorPath(id int64, do string) string {
	if do == "" {
		return fmt.Sprintf("/admin/vendors/%d/", id)
	}
	return fmt.Sprintf("/admin/vendors/%d/%s/", id, do)
}

// vendorsPage is the list of the vendors in a stage.
type vendorsPage struct {
	ui.Panel
	Stage   vendors.Stage
	Tabs    []ui.Tab
	Filter  ui.Filtering
	Columns []ui.Column
	Found   vendors.Found
	Pages   ui.Pages
	Sought  string
}

// stageName is a stage as the head of its list.
func stageName(l *locale.Locale, s vendors.Stage) string {
	switch s {
	case vendors.Waiting:
		return l.T("Waiting")
	case vendors.Selling:
		return l.T("Verified shops")
	case vendors.Stopped:
		return l.T("Suspended shops")
	case vendors.Returned:
		return l.T("Applications sent back")
	}
	return l.T("Not sent yet")
}

// standing is a stage as the state of one vendor.
func standing(l *locale.Locale, s vendors.Stage) ui.State {
	switch s {
	case vendors.Waiting:
		return ui.State{Kind: "wait", Text: l.T("Waits for verification")}
	case vendors.Selling:
		return ui.State{Kind: "good", Text: l.T("Verified")}
	case vendors.Stopped:
		return ui.State{Kind: "bad", Text: l.T("Suspended")}
	case vendors.Returned:
		return ui.State{Text: l.T("Sent back")}
	}
	return ui.State{Kind: "off", Text: l.T("Application not sent")}
}

// stageURL is the address of a view of the list.
func stageURL(in vendors.Sought, number int) string {
	q := url.Values{}
	if in.Stage != vendors.Waiting {
		q.Set("stage", string(in.Stage))
	}
	if in.Query != "" {
		q.Set("q", in.Query)
	}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	if len(q) == 0 {
		return vendorsPath
	}
	return vendorsPath + "?" + q.Encode()
}

func (f *Front) vendors(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	in := vendors.Sought{Stage: vendors.Waiting, Query: searched(r), Page: page.Number(r.URL.Query().Get("page"))}
	for _, s := range vendors.Stages {
		if string(s) == r.URL.Query().Get("stage") {
			in.Stage = s
		}
	}
	frame, _, err := f.panel(r, l.T("Vendors"), vendorsPath)
	if err != nil {
		return err
	}
	p := vendorsPage{Panel: frame, Stage: in.Stage, Sought: in.Query}
	stages, err := vendors.CountStages(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	if p.Found, err = vendors.ListStage(r.Context(), f.DB, v.Actor, in); err != nil {
		return err
	}
	for _, s := range vendors.Stages {
		view := vendors.Sought{Stage: s, Query: in.Query}
		p.Tabs = append(p.Tabs, ui.Tab{Text: stageName(l, s), URL: stageURL(view, 1), Count: stages[s], Current: s == in.Stage})
	}
	p.Filter = ui.Filtering{Action: vendorsPath, Search: ui.Input{Name: "q", Label: l.T("Name, number or BIN"), Value: in.Query}}
	if in.Stage != vendors.Waiting {
		p.Filter.Keep = []ui.Hidden{{Name: "stage", Value: string(in.Stage)}}
	}
	if in.Query != "" {
		p.Filter.Clear = stageURL(vendors.Sought{Stage: in.Stage}, 1)
	}
	since := l.T("Applied")
	if in.Stage == vendors.Waiting {
		since = l.T("Waits since")
	}
	p.Columns = []ui.Column{{Text: l.T("Vendor"), Silent: true}, {Text: l.T("City")}, {Text: l.T("Contact")}, {Text: since}}
	if in.Stage == vendors.Returned || in.Stage == vendors.Stopped {
		p.Columns = append(p.Columns, ui.Column{Text: l.T("Reason")})
	}
	p.Pages = ui.Pages{Current: int(p.Found.Page), Last: int(p.Found.Pages), URL: func(n int) string { return stageURL(in, n) }}
	return page.Render(w, r, http.StatusOK, vendorsView(p))
}

// vendorPage is everything about a vendor, with what can be decided.
type vendorPage struct {
	ui.Panel
	Vendor vendors.Dossier
	Texts  []shopText
	Goods  []ui.Stat
	Past   []pastLine
	Reason reasonForm
	// Problem says why a decision was refused.
	Problem string
	// Missing are the parts of the application that are not complete.
	Missing []string
	// Last is the decision that can still be taken back.
	Last undoing
}

// shopText is a text of a shop in each language.
type shopText struct {
	Title string
	In    []writing
}

// writing is a text in one language; Rich is nil for plain text, and both are empty where it is
// missing.
type writing struct {
	Code, Name, Text string
	Rich             templ.Component
}

// writings are the languages of a text, none where it is missing in all; rich ones were cleaned when
// they were stored.
func writings(t i18n.Text, rich bool) []writing {
	if t.All() == "" {
		return nil
	}
	var all []writing
	for _, code := range i18n.Languages {
		one := writing{Code: code, Name: ui.NativeName(code), Text: t[code]}
		if rich && one.Text != "" {
			one.Rich = templ.Raw(one.Text)
		}
		all = append(all, one)
	}
	return all
}

// pastLine is one thing that was done.
type pastLine struct {
	What, Who, When, Stamp, Reason string
}

// done says what was done with a shop.
func done(l *locale.Locale, p audit.Past) string {
	switch p.Action {
	case "applied":
		return l.T("Shop opened")
	case "submitted":
		return l.T("Application sent")
	case "returned":
		return l.T("Application sent back")
	case "verified":
		return l.T("Verified")
	case "suspended":
		return l.T("Suspended")
	case "undone":
		return l.T("Decision taken back")
	case "edited storefront":
		return l.T("Storefront changed")
	case "edited legal details":
		return l.T("Legal details changed")
	case "edited terms":
		return l.T("Terms changed")
	}
	return p.Action
}

// newVendor reads what the page of a vendor shows.
func (f *Front) newVendor(r *http.Request) (vendorPage, error) {
	v := visitor.Of(r)
	l := v.Locale
	d, err := vendors.ReadDossier(r.Context(), f.DB, v.Actor, numberIn(r))
	if err != nil {
		return vendorPage{}, err
	}
	frame, _, err := f.panel(r, d.Name, vendorsPath)
	if err != nil {
		return vendorPage{}, err
	}
	goods, err := catalog.CountStates(r.Context(), f.DB, d.ID)
	if err != nil {
		return vendorPage{}, err
	}
	p := vendorPage{Panel: frame, Vendor: d, Reason: newReason(l, d.Language(), reasonsToReturn)}
	p.Texts = []shopText{
		{l.T("About the shop"), writings(d.Description, true)},
		{l.T("Delivery"), writings(d.Terms.Delivery, false)},
		{l.T("Returns"), writings(d.Terms.Returns, false)},
	}
	p.Goods = []ui.Stat{
		{Name: l.T("For sale"), Value: l.Number(goods[catalog.Published])},
		{Name: l.T("In review"), Value: l.Number(goods[catalog.InReview])},
		{Name: l.T("All products"), Value: l.Number(goods.All())},
	}
	if last, ok := d.Undoable(f.Now()); ok {
		p.Last = undoing{Path: fmt.Sprintf("/admin/vendors/decisions/%d/undo/", last.ID), Said: l.T("Last decision: %s. The vendor is told of it at %s.", done(l, last), l.DateTime(last.At.Add(vendors.UndoLife)))}
	}
	for _, past := range d.Past {
		p.Past = append(p.Past, pastLine{What: done(l, past), Who: past.Actor, When: l.DateTime(past.At), Stamp: locale.Stamp(past.At), Reason: reasonOf(past)})
	}
	names := map[string]string{"store": l.T("About the shop"), "legal": l.T("Legal details"), "terms": l.T("Delivery and returns")}
	for _, part := range d.Missing() {
		p.Missing = append(p.Missing, names[part])
	}
	return p, nil
}

// reasonOf is what was told with a decision.
func reasonOf(p audit.Past) string {
	if p.Action == "returned" || p.Action == "suspended" {
		return p.Told("reason")
	}
	return ""
}

func (f *Front) vendor(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newVendor(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, vendorView(p))
}
