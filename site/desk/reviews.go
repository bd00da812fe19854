package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/fault"
	"bazaar/market/reviews"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const reviewsPath = "/vendor/reviews/"

// repliesPerAccount bounds how many reviews one account may answer.
var repliesPerAccount = limit.Per(120, time.Hour)

func replyPath(id int64) string { return fmt.Sprintf("/vendor/reviews/%d/reply/", id) }

// reviewsPage is what buyers write about a shop's goods.
type reviewsPage struct {
	ui.Panel
	Tabs  []ui.Tab
	Look  reviews.ShopLook
	Found reviews.ShopPage
	Stats []ui.Stat
	Pages ui.Pages
}

// replyPage is one review with the form for its answer.
type replyPage struct {
	ui.Panel
	Review reviews.Received
	Reply  ui.Input
}

// reviewsURL is the address of a view of the list.
func reviewsURL(in reviews.ShopLook, number int) string {
	q := url.Values{}
	if in.Unanswered {
		q.Set("unanswered", "1")
	}
	if in.Stars > 0 {
		q.Set("stars", strconv.FormatInt(in.Stars, 10))
	}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	if len(q) == 0 {
		return reviewsPath
	}
	return reviewsPath + "?" + q.Encode()
}

// mostStars is the best that a review can give.
const mostStars = 5

func (f *Front) reviews(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	q := r.URL.Query()
	in := reviews.ShopLook{VendorID: v.Shop.VendorID, Unanswered: q.Get("unanswered") == "1", Page: page.Number(q.Get("page"))}
	if n := page.Number(q.Get("stars")); q.Get("stars") != "" && n <= mostStars {
		in.Stars = n
	}
	frame, _, err := f.panel(r, l.T("Reviews"), reviewsPath)
	if err != nil {
		return err
	}
	p := reviewsPage{Panel: frame, Look: in}
	if p.Found, err = reviews.ListOfShop(r.Context(), f.DB, in); err != nil {
		return err
	}
	p.Tabs = []ui.Tab{
		{Text: l.T("All"), URL: reviewsURL(reviews.ShopLook{Stars: in.Stars}, 1), Count: p.Found.All(), Current: !in.Unanswered},
		{Text: l.T("Without an answer"), URL: reviewsURL(reviews.ShopLook{Unanswered: true, Stars: in.Stars}, 1), Count: p.Found.Unanswered, Current: in.Unanswered},
	}
	average := ui.Rating{Hundredths: p.Found.Average(), Count: p.Found.All()}
	p.Stats = []ui.Stat{
		{Name: l.T("Average of your goods"), Value: average.Text(l), Note: l.N("%s review", "%s reviews", p.Found.All(), l.Number(p.Found.All()))},
		{Name: l.T("Without an answer"), Value: l.Number(p.Found.Unanswered)},
	}
	p.Pages = ui.Pages{Current: int(p.Found.Page), Last: int(p.Found.Pages), URL: func(n int) string { return reviewsURL(in, n) }}
	return page.Render(w, r, http.StatusOK, reviewsView(p))
}

// authorOf is the name of who wrote a review.
func authorOf(l *locale.Locale, r reviews.Received) string {
	if r.Author == "" { // who asked to be forgotten
		return l.T("A former customer")
	}
	return r.Author
}

func replyInput(l *locale.Locale, text, problem string) ui.Input {
	return ui.Input{
		Name: "reply", Label: l.T("Your answer"), Value: text, Error: problem, MaxLength: reviews.MaxReply, Rows: 5,
		Hint: l.T("Everybody reads it below the review. Thank, explain, and say what you do about it; no phone numbers or links."),
	}
}

func (f *Front) showReply(w http.ResponseWriter, r *http.Request) error {
	found, err := reviews.ReadReceived(r.Context(), f.DB, visitor.Of(r).Shop.VendorID, productID(r))
	if err != nil {
		return err
	}
	return f.renderReply(w, r, http.StatusOK, found, replyInput(visitor.Of(r).Locale, found.Reply, ""))
}

func (f *Front) renderReply(w http.ResponseWriter, r *http.Request, status int, found reviews.Received, in ui.Input) error {
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Answer a review"), reviewsPath)
	if err != nil {
		return err
	}
	frame.Refused = status != http.StatusOK
	return page.Render(w, r, status, replyView(replyPage{Panel: frame, Review: found, Reply: in}))
}

// saveReply writes the answer; an empty one takes it away.
func (f *Front) saveReply(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	l := v.Locale
	found, err := reviews.ReadReceived(r.Context(), f.DB, v.Shop.VendorID, productID(r))
	if err != nil {
		return err
	}
	in := reviews.ReplyForm{ReviewID: found.ID, Text: form.Text("reply")}
	if in.Text == "" && found.Reply == "" {
		return f.renderReply(w, r, http.StatusUnprocessableEntity, found, replyInput(l, "", l.T("Write an answer first.")))
	}
	if err = page.Often(f.Limits, v, "reply", repliesPerAccount); err == nil {
		err = reviews.Reply(r.Context(), f.DB, v.Actor, in, f.Now())
	}
	if often := fault.As(err); often != nil && often.Kind == fault.TooMany && !page.IsAJAX(r) {
		return f.renderReply(w, r, http.StatusTooManyRequests, found, replyInput(l, form.Get("reply"), page.Slowly(w, l, often)))
	}
	if refused := fault.As(err); refused != nil && refused.Kind == fault.Invalid && !page.IsAJAX(r) {
		return f.renderReply(w, r, http.StatusUnprocessableEntity, found, replyInput(l, form.Get("reply"), page.Messages(l, refused)["reply"]))
	}
	if err != nil {
		return err
	}
	said := l.T("Your answer is published.")
	if in.Text == "" {
		said = l.T("Your answer is taken away.")
	}
	page.Flash(w, r, visitor.Success, said)
	return page.Redirect(w, r, page.NextOr(form.Get("next"), reviewsPath), http.StatusSeeOther)
}
