package shop

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"bazaar/infra/limit"
	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/reviews"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// reportsPerAccount bounds how many reviews one account may report.
var reportsPerAccount = limit.Per(20, time.Hour)

// reviewsPerAddress bounds how often an address may send a review.
var reviewsPerAddress = limit.Per(30, 10*time.Minute)

func (f *Front) reviewRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /product/{id}/reviews/{$}", Handle: f.listReviews, Shared: true},
		{Pattern: "GET /product/{id}/review/{$}", Handle: f.showReviewForm, Access: page.SignedIn},
		{Pattern: "POST /product/{id}/review/{$}", Handle: f.writeReview, Limit: reviewsPerAddress, MostBytes: page.FormBytes(reviews.MaxPhotos)},
		{Pattern: "POST /product/{id}/review/edit/{$}", Handle: f.editReview, Access: page.SignedIn, Limit: reviewsPerAddress, MostBytes: page.FormBytes(reviews.MaxPhotos)},
		{Pattern: "GET /product/{id}/review/delete/{$}", Handle: f.askToDeleteReview, Access: page.SignedIn},
		{Pattern: "POST /product/{id}/review/delete/{$}", Handle: f.deleteReview, Access: page.SignedIn},
		{Pattern: "POST /review/{id}/helpful/{$}", Handle: f.judgeReview},
		{Pattern: "GET /review/{id}/report/{$}", Handle: f.showReport, Access: page.SignedIn},
		{Pattern: "POST /review/{id}/report/{$}", Handle: f.reportReview, Access: page.SignedIn, Limit: reviewsPerAddress},
		{Pattern: "GET /reviews/{$}", Handle: f.listMyReviews, Access: page.SignedIn},
	}
}

// listReviews shows what customers write about a product, all or those with so many stars.
func (f *Front) listReviews(w http.ResponseWriter, r *http.Request) error {
	number, err := id(r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	held, err := f.Shelves.good(r.Context(), number)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	look := reviews.Look{ProductID: number, Page: page.Number(query.Get("page"))}
	if stars := query.Get("stars"); len(stars) == 1 && stars >= "1" && stars <= "5" {
		look.Stars = int64(stars[0] - '0')
	}
	found, err := reviews.List(r.Context(), f.DB, v.Actor, look)
	if err != nil {
		return err
	}
	title := held.Title.In(v.Locale.Code())
	p := reviewsPage{
		Frame: page.Frame(r, v.Locale.T("Reviews of %s", title)), Reviews: reviewsOf(v, found), Stars: look.Stars, ID: number,
		Rating: ui.Rating{Hundredths: held.Rating, Count: held.Reviews},
		Trail:  []ui.Link{{Text: title, URL: productPath(number)}, {Text: v.Locale.T("Reviews")}},
	}
	p.Pages = ui.Pages{Current: int(found.Page), Last: int(found.Pages), URL: func(n int) string { return reviewsURL(number, look.Stars, n) }}
	p.Canonical, p.NoIndex = reviewsURL(number, 0, int(found.Page)), look.Stars > 0
	p.Description = v.Locale.T("What customers say about %s.", title)
	return page.Render(w, r, http.StatusOK, reviewsView(p))
}

// opinionsOf are the latest reviews of a product with what the visitor may do about them.
func (f *Front) opinionsOf(r *http.Request, number int64) (opinions, error) {
	v := visitor.Of(r)
	found, err := f.Shelves.reviews(r.Context(), v.Actor, number)
	if err != nil {
		return opinions{}, err
	}
	shown := reviewsOf(v, found)
	switch {
	case found.Own != nil:
		own := reviewOf(v, found.Own.Review)
		shown.Own = &own
	case f.BuyersOnly && !found.Bought:
		shown.Barred = v.Locale.T("Only those who bought this product here may review it, once it has arrived.")
	}
	return shown, nil
}

// showReviewForm shows the form for a review, filled when the customer has written one.
func (f *Front) showReviewForm(w http.ResponseWriter, r *http.Request) error {
	number, err := id(r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	own, err := reviews.Mine(r.Context(), f.DB, v.Actor, number)
	if fault.Is(err, fault.NotFound) {
		held, err := f.Shelves.good(r.Context(), number)
		if err != nil {
			return err
		}
		return page.Render(w, r, http.StatusOK, reviewFormView(f.newReviewForm(r, number, held.Title.In(v.Locale.Code()))))
	}
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, reviewFormView(f.editForm(r, own)))
}

// newReviewForm is the page of an empty form.
func (f *Front) newReviewForm(r *http.Request, number int64, title string) reviewFormPage {
	l := visitor.Of(r).Locale
	p := reviewFormPage{Frame: page.Frame(r, l.T("Review: %s", title)), Heading: title, Form: reviewForm{ID: number}}
	p.NoIndex = true
	return p
}

// editForm is the page of a form that changes a review.
func (f *Front) editForm(r *http.Request, own reviews.Own) reviewFormPage {
	p := f.newReviewForm(r, own.ProductID, own.Title.In(visitor.Of(r).Locale.Code()))
	p.Form.Editing, p.Form.Stars, p.Form.Text, p.Form.Hidden, p.Form.Photos = true, own.Rating, own.Body, !own.Approved, own.Photos
	return p
}

// writeReview keeps a review. A guest is asked to sign in.
func (f *Front) writeReview(w http.ResponseWriter, r *http.Request) error {
	in, form, err := f.readReview(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	rating, err := f.keepReview(r, in, reviews.Write)
	if fault.Is(err, fault.Invalid) && !page.IsAJAX(r) {
		held, missing := f.Shelves.good(r.Context(), in.ProductID)
		if missing != nil {
			return missing
		}
		return refuseReview(w, r, f.newReviewForm(r, in.ProductID, held.Title.In(v.Locale.Code())), form, err)
	}
	if err != nil {
		return turnBack(w, r, err, productPath(in.ProductID)+"#reviews")
	}
	return answerReview(w, r, in, rating, v.Locale.T("Thank you! Your review is published."))
}

// editReview changes the customer's own review.
func (f *Front) editReview(w http.ResponseWriter, r *http.Request) error {
	in, form, err := f.readReview(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	own, err := reviews.Mine(r.Context(), f.DB, v.Actor, in.ProductID)
	if err != nil {
		return err
	}
	if !form.Has("remove_photos") {
		in.Photos = own.Photos
	}
	rating, err := f.keepReview(r, in, reviews.Edit)
	if fault.Is(err, fault.Invalid) && !page.IsAJAX(r) {
		return refuseReview(w, r, f.editForm(r, own), form, err)
	}
	if err != nil {
		return turnBack(w, r, err, myReviewsPath)
	}
	return answerReview(w, r, in, rating, v.Locale.T("Your review is changed."))
}

// readReview reads what was typed.
func (f *Front) readReview(w http.ResponseWriter, r *http.Request) (reviews.Form, page.Values, error) {
	number, err := id(r)
	if err != nil {
		return reviews.Form{}, nil, err
	}
	form, err := page.Form(w, r)
	if err != nil {
		return reviews.Form{}, nil, err
	}
	stars, err := strconv.ParseInt(form.Text("rating"), 10, 64)
	if err != nil {
		stars = 0 // refused as one that was not chosen
	}
	return reviews.Form{ProductID: number, Rating: stars, Body: form.Text("review"), BuyersOnly: f.BuyersOnly}, form, nil
}

// reviewVerb is Write or Edit.
type reviewVerb func(context.Context, *sqldb.DB, actor.Actor, reviews.Form, time.Time) (catalog.Rating, error)

// keepReview stores the photos of a form that is in order, and hands it to a verb. New photos take
// the place of earlier ones.
func (f *Front) keepReview(r *http.Request, in reviews.Form, verb reviewVerb) (catalog.Rating, error) {
	v := visitor.Of(r)
	if sent := photosSent(r); sent > 0 && v.Actor.SignedIn() {
		in.Photos = make([]string, sent)
		if in.Validate() == nil {
			var err error
			if in.Photos, err = page.SavePictures(r, f.Pictures, "photos"); err != nil {
				return catalog.Rating{}, err
			}
		}
	}
	return verb(r.Context(), f.DB, v.Actor, in, f.Now())
}

// photosSent is how many photos came with a form; browsers send an empty field as one without a name.
func photosSent(r *http.Request) int {
	if r.MultipartForm == nil {
		return 0
	}
	n := 0
	for _, head := range r.MultipartForm.File["photos"] {
		if head.Size > 0 || head.Filename != "" {
			n++
		}
	}
	return n
}

// refuseReview shows the form again with what was typed.
func refuseReview(w http.ResponseWriter, r *http.Request, p reviewFormPage, form page.Values, err error) error {
	messages := page.Messages(p.L, fault.As(err))
	p.Refused = true
	p.Form.Stars, p.Form.Text = number(form.Text("rating")), form.Text("review")
	p.Form.StarsError, p.Form.TextError, p.Form.PhotosError = messages["rating"], messages["review"], messages["photos"]
	return page.Render(w, r, http.StatusUnprocessableEntity, reviewFormView(p))
}

// answerReview tells a script what was kept and the new average; others are led to the review.
func answerReview(w http.ResponseWriter, r *http.Request, in reviews.Form, rating catalog.Rating, message string) error {
	v := visitor.Of(r)
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, map[string]any{
			"bool":            true,
			"context":         map[string]any{"user": v.Actor.Label, "review": in.Body, "rating": in.Rating},
			"average_reviews": map[string]any{"rating": json.Number(decimal(rating.Hundredths))},
			"message":         message,
		})
	}
	page.Flash(w, r, visitor.Success, message)
	return page.Redirect(w, r, productPath(in.ProductID)+"#reviews", http.StatusFound)
}

// askToDeleteReview asks before a review goes.
func (f *Front) askToDeleteReview(w http.ResponseWriter, r *http.Request) error {
	number, err := id(r)
	if err != nil {
		return err
	}
	own, err := reviews.Mine(r.Context(), f.DB, visitor.Of(r).Actor, number)
	if err != nil {
		return err
	}
	p := f.editForm(r, own)
	p.Title = p.L.T("Delete your review?")
	return page.Render(w, r, http.StatusOK, deleteReviewView(p))
}

func (f *Front) deleteReview(w http.ResponseWriter, r *http.Request) error {
	number, err := id(r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	rating, err := reviews.Delete(r.Context(), f.DB, v.Actor, number)
	if err != nil {
		return turnBack(w, r, err, myReviewsPath)
	}
	message := v.Locale.T("Your review is deleted.")
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, map[string]any{
			"bool": true, "average_reviews": map[string]any{"rating": json.Number(decimal(rating.Hundredths))}, "message": message,
		})
	}
	page.Flash(w, r, visitor.Success, message)
	return page.Redirect(w, r, myReviewsPath, http.StatusSeeOther)
}

// judged is the JSON answer to a vote.
type judged struct {
	Success bool   `json:"success"`
	Helpful int64  `json:"helpful"`
	Voted   bool   `json:"voted"`
	Message string `json:"message"`
}

// judgeReview says that a review is helpful, or takes that back with helpful=0.
func (f *Front) judgeReview(w http.ResponseWriter, r *http.Request) error {
	number, err := id(r)
	if err != nil {
		return err
	}
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	done := judged{Success: true, Voted: form.Get("helpful") != "0", Message: v.Locale.T("Thank you for your vote.")}
	if done.Helpful, err = reviews.Judge(r.Context(), f.DB, v.Actor, number, done.Voted, f.Now()); err != nil {
		return turnBack(w, r, err, page.NextOr(page.Referer(r), "/"))
	}
	if !done.Voted {
		done.Message = v.Locale.T("Your vote is taken back.")
	}
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, done)
	}
	page.Flash(w, r, visitor.Success, done.Message)
	return page.Redirect(w, r, page.NextOr(page.Referer(r), "/"), http.StatusSeeOther)
}

// listMyReviews shows what the customer wrote, and what waits for a review.
func (f *Front) listMyReviews(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	list, now, last, err := reviews.ListMine(r.Context(), f.DB, v.Actor, page.Number(r.URL.Query().Get("page")))
	if err != nil {
		return err
	}
	waiting, err := reviews.ListWaiting(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	p := myReviewsPage{Frame: page.Frame(r, v.Locale.T("My reviews"))}
	p.NoIndex = true
	p.Pages = ui.Pages{Current: int(now), Last: int(last), URL: func(n int) string { return myReviewsPath + "?page=" + strconv.Itoa(n) }}
	lang := v.Locale.Code()
	for _, each := range list {
		p.Written = append(p.Written, authored{
			review: reviewOf(v, each.Review), ID: each.ProductID, Title: each.Title.In(lang), Picture: each.Picture, Hidden: !each.Approved, OnSale: each.OnSale,
		})
	}
	for _, each := range waiting {
		p.Waiting = append(p.Waiting, authored{ID: each.ProductID, Title: each.Title.In(lang), Picture: each.Picture, review: review{Date: v.Locale.Date(each.Arrived)}})
	}
	return page.Render(w, r, http.StatusOK, myReviewsView(p))
}
