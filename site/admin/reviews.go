package admin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/moderation"
	"bazaar/market/reviews"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const reviewsPath = "/admin/reviews/"

func reviewPath(id int64, do string) string { return fmt.Sprintf("/admin/reviews/%d/%s/", id, do) }

// reviewsPage are the reviews that readers reported, or those that are hidden.
type reviewsPage struct {
	ui.Panel
	Hidden bool
	Tabs   []ui.Tab
	Found  reviews.Suspects
	Pages  ui.Pages
}

func reviewsURL(hidden bool, number int) string {
	q := url.Values{}
	if hidden {
		q.Set("hidden", "1")
	}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	if len(q) == 0 {
		return reviewsPath
	}
	return reviewsPath + "?" + q.Encode()
}

func (f *Front) reviews(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	frame, waiting, err := f.panel(r, l.T("Reported reviews"), reviewsPath)
	if err != nil {
		return err
	}
	p := reviewsPage{Panel: frame, Hidden: r.URL.Query().Get("hidden") == "1"}
	if p.Found, err = reviews.ListReported(r.Context(), f.DB, v.Actor, p.Hidden, page.Number(r.URL.Query().Get("page"))); err != nil {
		return err
	}
	p.Tabs = []ui.Tab{
		{Text: l.T("Reported"), URL: reviewsPath, Count: waiting.Total(moderation.Reviews), Current: !p.Hidden},
		{Text: l.T("Hidden"), URL: reviewsURL(true, 1), Current: p.Hidden, Plain: true},
	}
	p.Pages = ui.Pages{Current: int(p.Found.Page), Last: int(p.Found.Pages), URL: func(n int) string { return reviewsURL(p.Hidden, n) }}
	return page.Render(w, r, http.StatusOK, reviewsView(p))
}

// complaint is why a reader reported a review, in words.
func complaint(l *locale.Locale, reason string) string {
	switch reason {
	case "spam":
		return l.T("Advertising or spam")
	case "abuse":
		return l.T("Insults or threats")
	case "off_topic":
		return l.T("Not about this product")
	case "false":
		return l.T("Untrue or bought")
	}
	return l.T("Something else")
}

type aboutReview func(ctx context.Context, db *sqldb.DB, by actor.Actor, reviewID int64, now time.Time) error

// judge does what a form decides about the review in the address; said is told when it is done, and
// one goes on to the list of the reported or the hidden.
func (f *Front) judge(do aboutReview, said func(l *locale.Locale) string, next string) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v := visitor.Of(r)
		err := do(r.Context(), f.DB, v.Actor, numberIn(r), f.Now())
		switch refused := refusal(r, err); {
		case refused != nil:
			page.Flash(w, r, visitor.Warning, v.Locale.T(refused.Message, refused.Args...))
		case err != nil:
			return err
		default:
			page.Flash(w, r, visitor.Success, said(v.Locale))
		}
		return page.Redirect(w, r, next, http.StatusSeeOther)
	}
}
