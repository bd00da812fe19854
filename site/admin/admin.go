// Package admin is the front of those who run the market: what waits for a decision, and the pages
// on which it is decided. Every page stands in the panel of the administration and asks for the right
// to moderate, which the verbs behind it ask for again.
package admin

import (
	"net/http"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/fault"
	"bazaar/market/moderation"
	"bazaar/market/reviews"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// Front answers the pages of staff.
type Front struct {
	DB  *sqldb.DB
	Now func() time.Time
}

// Addresses of the administration.
const (
	homePath    = "/admin/"
	vendorsPath = "/admin/vendors/"
)

// Routes is the table of the front.
func (f *Front) Routes() []page.Route {
	all := []page.Route{
		{Pattern: "GET /admin/{$}", Handle: f.home},

		{Pattern: "GET /admin/vendors/{$}", Handle: f.vendors},
		{Pattern: "GET /admin/vendors/{id}/{$}", Handle: f.vendor},
		{Pattern: "POST /admin/vendors/{id}/verify/{$}", Handle: f.verify},
		{Pattern: "POST /admin/vendors/{id}/return/{$}", Handle: f.sendBack},
		{Pattern: "GET /admin/vendors/{id}/suspend/{$}", Handle: f.askToSuspend},
		{Pattern: "POST /admin/vendors/{id}/suspend/{$}", Handle: f.suspend},

		{Pattern: "GET /admin/products/{$}", Handle: f.queue},
		{Pattern: "POST /admin/products/{$}", Handle: f.next},
		{Pattern: "GET /admin/products/{id}/{$}", Handle: f.product},
		{Pattern: "POST /admin/products/{id}/claim/{$}", Handle: f.claim},
		{Pattern: "POST /admin/products/{id}/release/{$}", Handle: f.release},
		{Pattern: "POST /admin/products/{id}/approve/{$}", Handle: f.approve},
		{Pattern: "POST /admin/products/{id}/reject/{$}", Handle: f.reject},
		{Pattern: "GET /admin/products/{id}/stop/{$}", Handle: f.askToStop},
		{Pattern: "POST /admin/products/{id}/stop/{$}", Handle: f.stop},
		{Pattern: "POST /admin/decisions/{id}/undo/{$}", Handle: f.undo},
		{Pattern: "POST /admin/vendors/decisions/{id}/undo/{$}", Handle: f.undoVendor},

		{Pattern: "GET /admin/reviews/{$}", Handle: f.reviews},
		{Pattern: "POST /admin/reviews/{id}/hide/{$}", Handle: f.judge(reviews.Hide, func(l *locale.Locale) string { return l.T("Hidden. It does not count in the rating any more.") }, reviewsPath)},
		{Pattern: "POST /admin/reviews/{id}/keep/{$}", Handle: f.judge(reviews.Keep, func(l *locale.Locale) string { return l.T("The review stays.") }, reviewsPath)},
		{Pattern: "POST /admin/reviews/{id}/show/{$}", Handle: f.judge(reviews.Show, func(l *locale.Locale) string { return l.T("Everybody sees the review again.") }, reviewsURL(true, 1))},

		{Pattern: "GET /admin/conversations/{$}", Handle: f.talks},
		{Pattern: "GET /admin/conversations/{id}/{$}", Handle: f.talk},
		{Pattern: "POST /admin/conversations/{id}/claim/{$}", Handle: f.openTalk},
		{Pattern: "POST /admin/conversations/{id}/release/{$}", Handle: f.leaveTalk},
		{Pattern: "POST /admin/conversations/{id}/decide/{$}", Handle: f.decideTalk},
		{Pattern: "POST /admin/conversations/{id}/undo/{$}", Handle: f.undoTalk},

		{Pattern: "GET /admin/messages/{$}", Handle: f.messages},
		{Pattern: "GET /admin/messages/{id}/{$}", Handle: f.message},
		{Pattern: "POST /admin/messages/{id}/answer/{$}", Handle: f.answer},
		{Pattern: "POST /admin/messages/{id}/close/{$}", Handle: f.close},
	}
	for i := range all {
		all[i].Access = page.Staff
	}
	return all
}

// panel is the frame of a page of the administration; here is the URL of its section. It costs one
// statement, for the numbers beside the sections.
func (f *Front) panel(r *http.Request, title, here string) (ui.Panel, moderation.Queues, error) {
	v := visitor.Of(r)
	l := v.Locale
	waiting, err := moderation.Waiting(r.Context(), f.DB, v.Actor)
	if err != nil {
		return ui.Panel{}, nil, err
	}
	p := page.Panel(r, title)
	p.Area, p.Home, p.Here, p.SignOut = l.T("Administration"), homePath, here, "/user/sign-out/"
	p.Sections = []ui.Section{
		{Text: l.T("Overview"), URL: homePath, Icon: "house"},
		{Text: l.T("Vendors"), URL: vendorsPath, Icon: "store", Count: waiting.Total(moderation.Vendors)},
		{Text: l.T("Products in review"), URL: productsPath, Icon: "package", Count: waiting.Total(moderation.Products, moderation.Changes)},
		{Text: l.T("Reported reviews"), URL: reviewsPath, Icon: "star", Count: waiting.Total(moderation.Reviews)},
		{Text: l.T("Reported conversations"), URL: talksPath, Icon: "triangle-alert", Count: waiting.Total(moderation.Talks)},
		{Text: l.T("Messages"), URL: messagesPath, Icon: "mail", Count: waiting.Total(moderation.Messages)},
	}
	return p, waiting, nil
}

// numberIn is the number in the address; 0, which nothing has, for what is none.
func numberIn(r *http.Request) int64 { return number(r.PathValue("id")) }

func number(raw string) int64 {
	n, err := strconv.ParseInt(raw, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// refusal is a fault that the page shows beside what was typed: wrong fields, or a state that forbids
// it. Scripts are answered by page.Fail instead.
func refusal(r *http.Request, err error) *fault.Fault {
	refused := fault.As(err)
	if refused == nil || page.IsAJAX(r) || refused.Kind != fault.Invalid && refused.Kind != fault.Conflict {
		return nil
	}
	return refused
}

// statusOf is the status under which a refused form is shown again.
func statusOf(refused *fault.Fault) int {
	if refused.Kind == fault.Conflict {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// searched is what is looked for in a list; what cannot be searched for is nothing.
func searched(r *http.Request) string {
	const longest = 400 // bytes
	if q := r.URL.Query().Get("q"); page.IsText(q) && len(q) <= longest {
		return q
	}
	return ""
}
