package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/moderation"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const productsPath = "/admin/products/"

func productPath(id int64, do string) string {
	if do == "" {
		return fmt.Sprintf("/admin/products/%d/", id)
	}
	return fmt.Sprintf("/admin/products/%d/%s/", id, do)
}

// queuePage is the list of what waits of the goods.
type queuePage struct {
	ui.Panel
	Tabs    []ui.Tab
	Columns []ui.Column
	Queue   catalog.Queue
	Pages   ui.Pages
	Mine    int64
	Last    undoing
}

// undoing is a decision while it can be taken back. Path is that of the form which does; empty
// without a decision.
type undoing struct{ Said, Path string }

// sortURL is the address of a view of the queue.
func sortURL(sort catalog.Sort, number int) string {
	q := url.Values{}
	if sort != catalog.AllWaiting {
		q.Set("sort", string(sort))
	}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	if len(q) == 0 {
		return productsPath
	}
	return productsPath + "?" + q.Encode()
}

func (f *Front) queue(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	frame, waiting, err := f.panel(r, l.T("Products in review"), productsPath)
	if err != nil {
		return err
	}
	sort := catalog.AllWaiting
	for _, s := range []catalog.Sort{catalog.NewGoods, catalog.Changes} {
		if string(s) == r.URL.Query().Get("sort") {
			sort = s
		}
	}
	p := queuePage{Panel: frame, Mine: v.Actor.AccountID, Columns: []ui.Column{
		{Text: l.T("Product"), Silent: true}, {Text: l.T("What")}, {Text: l.T("Vendor")}, {Text: l.T("Waits since")}, {Text: l.T("Who looks at it")},
	}}
	if p.Queue, err = catalog.ListQueue(r.Context(), f.DB, v.Actor, sort, page.Number(r.URL.Query().Get("page")), f.Now()); err != nil {
		return err
	}
	for _, tab := range []struct {
		text string
		sort catalog.Sort
		n    int64
	}{
		{l.T("All"), catalog.AllWaiting, waiting.Total(moderation.Products, moderation.Changes)},
		{l.T("New products"), catalog.NewGoods, waiting.Total(moderation.Products)},
		{l.T("Changes"), catalog.Changes, waiting.Total(moderation.Changes)},
	} {
		p.Tabs = append(p.Tabs, ui.Tab{Text: tab.text, URL: sortURL(tab.sort, 1), Count: tab.n, Current: tab.sort == sort})
	}
	p.Pages = ui.Pages{Current: int(p.Queue.Page), Last: int(p.Queue.Pages), URL: func(n int) string { return sortURL(sort, n) }}
	if p.Last, err = f.lastDecision(r); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, queueView(p))
}

// lastDecision is what the visitor may still take back.
func (f *Front) lastDecision(r *http.Request) (undoing, error) {
	v := visitor.Of(r)
	last, ok, err := catalog.LastDecision(r.Context(), f.DB, v.Actor, f.Now())
	if err != nil || !ok {
		return undoing{}, err
	}
	title := last.Title.In(v.Locale.Code())
	return undoing{Path: fmt.Sprintf("/admin/decisions/%d/undo/", last.ID), Said: v.Locale.T("Your last decision: %s, “%s”. The vendor is told of it at %s.", verdictName(v.Locale, last.Verdict), title, v.Locale.DateTime(last.At.Add(catalog.UndoLife)))}, nil
}

// verdictName is a verdict in a word or two.
func verdictName(l *locale.Locale, v catalog.Verdict) string {
	switch v {
	case catalog.WasPublished:
		return l.T("put on sale")
	case catalog.WasRejected:
		return l.T("sent back")
	case catalog.WasStopped:
		return l.T("taken off sale")
	case catalog.WasApproved:
		return l.T("change taken over")
	}
	return l.T("change declined")
}

// next claims what has waited longest and nobody looks at.
func (f *Front) next(w http.ResponseWriter, r *http.Request) error {
	id, err := catalog.ClaimNext(r.Context(), f.DB, visitor.Of(r).Actor, f.Now())
	if fault.Is(err, fault.NotFound) && !page.IsAJAX(r) {
		page.Flash(w, r, visitor.Info, visitor.Of(r).Locale.T("Nothing is left that nobody looks at."))
		return page.Redirect(w, r, productsPath, http.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, productPath(id, ""), http.StatusSeeOther)
}

// claim keeps the product in the address for the visitor.
func (f *Front) claim(w http.ResponseWriter, r *http.Request) error {
	id := numberIn(r)
	err := catalog.Claim(r.Context(), f.DB, visitor.Of(r).Actor, id, f.Now())
	if refused := refusal(r, err); refused != nil {
		page.Flash(w, r, visitor.Warning, visitor.Of(r).Locale.T(refused.Message, refused.Args...))
		err = nil
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, productPath(id, ""), http.StatusSeeOther)
}

// release gives the product in the address back.
func (f *Front) release(w http.ResponseWriter, r *http.Request) error {
	if err := catalog.Release(r.Context(), f.DB, visitor.Of(r).Actor, numberIn(r)); err != nil {
		return err
	}
	return page.Redirect(w, r, productsPath, http.StatusSeeOther)
}

// undo takes a decision back.
func (f *Front) undo(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	d, err := catalog.Undo(r.Context(), f.DB, v.Actor, numberIn(r), f.Now())
	switch refused := refusal(r, err); {
	case refused != nil:
		page.Flash(w, r, visitor.Warning, v.Locale.T(refused.Message, refused.Args...))
	case err != nil:
		return err
	default:
		page.Flash(w, r, visitor.Success, v.Locale.T("Taken back. Nobody is told of it."))
	}
	return page.Redirect(w, r, productPath(d.ProductID, ""), http.StatusSeeOther)
}
