package shop

import (
	"strconv"
	"time"

	"bazaar/market/reviews"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// reviewsPage is what customers write about one product.
type reviewsPage struct {
	ui.Frame
	Trail   []ui.Link
	ID      int64
	Rating  ui.Rating
	Reviews opinions
	// Stars keeps those with so many, 0 all.
	Stars int64
	Pages ui.Pages
}

// opinions are some reviews of a product and the spread of all of them.
type opinions struct {
	// Stars counts the reviews with 5, 4, 3, 2 and 1 stars.
	Stars [5]int64
	List  []review
	// Own is the visitor's review, nil without one. Barred tells why he may not write one, empty
	// when he may.
	Own    *review
	Barred string
}

// review is one buyer's opinion.
type review struct {
	ID           int64
	Author, Text string
	Stars        int64
	// Photos are references of pictures.
	Photos []string
	// Verified tells that the author received the product.
	Verified bool
	// Date is for people, Stamp for machines.
	Date, Stamp string
	// Reply is what the shop answers, empty without an answer; the day of it is for people and machines.
	Reply, ReplyDate, ReplyStamp string
	// Helpful counts votes; Voted tells that the visitor's is among them, Mine that it is his review.
	Helpful     int64
	Voted, Mine bool
}

func (r review) path(part string) string {
	return "/review/" + strconv.FormatInt(r.ID, 10) + "/" + part
}

// all is how many reviews there are.
func (r opinions) all() int64 {
	var all int64
	for _, n := range r.Stars {
		all += n
	}
	return all
}

// share is the width of a bar of the histogram.
func (r opinions) share(i int) string {
	return strconv.FormatInt(r.Stars[i]*100/max(r.all(), 1), 10) + "%"
}

// reviewFormPage is the form for a review on a page of its own.
type reviewFormPage struct {
	ui.Frame
	// Heading is the title of the product.
	Heading string
	Form    reviewForm
}

// reviewForm is a review that is being written.
type reviewForm struct {
	// ID is the product's.
	ID    int64
	Stars int64
	Text  string
	// Photos are those that the review has already.
	Photos []string
	// Errors of the fields, empty when nothing is wrong.
	StarsError, TextError, PhotosError string
	// Editing tells that the review exists; Hidden that moderation hides it.
	Editing, Hidden bool
}

func (f reviewForm) path() string {
	if f.Editing {
		return reviewPath(f.ID) + "edit/"
	}
	return reviewPath(f.ID)
}

// inputs are the fields, for the summary of errors.
func (f reviewForm) inputs(frame ui.Frame) (stars, text, photos ui.Input) {
	return ui.Input{Name: "rating", Label: frame.L.T("Your rating"), Error: f.StarsError, Required: true},
		ui.Input{Name: "review", Label: frame.L.T("Your review"), Value: f.Text, Error: f.TextError, Required: true, MaxLength: reviews.MaxBody},
		ui.Input{
			Name: "photos", Label: frame.L.T("Photos"), Error: f.PhotosError,
			Hint: frame.L.T("Up to %d pictures, 10 MB each. Choosing new ones replaces the old ones.", reviews.MaxPhotos),
		}
}

// myReviewsPage is what a customer wrote, and what waits for a review.
type myReviewsPage struct {
	ui.Frame
	Written, Waiting []authored
	Pages            ui.Pages
}

// authored is a review with its product.
type authored struct {
	review
	// ID is the product's.
	ID             int64
	Title, Picture string
	Hidden, OnSale bool
}

// reportPage is the form that reports a review.
type reportPage struct {
	ui.Frame
	Review  review
	ID      int64
	Product string
	Reasons []ui.Option
	Reason  string
	Note    ui.Input
	// Problem is what is wrong with the choice.
	Problem string
}

const myReviewsPath = "/reviews/"

func reviewPath(product int64) string  { return productPath(product) + "review/" }
func reviewsPath(product int64) string { return productPath(product) + "reviews/" }

// reviewsURL is a page of the reviews of a product, of all or of those with so many stars.
func reviewsURL(product, stars int64, page int) string {
	path, mark := reviewsPath(product), "?"
	if stars > 0 {
		path += mark + "stars=" + strconv.FormatInt(stars, 10)
		mark = "&"
	}
	if page > 1 {
		path += mark + "page=" + strconv.Itoa(page)
	}
	return path
}

func reviewsOf(v *visitor.Visitor, found reviews.Page) opinions {
	shown := opinions{Stars: found.Stars}
	for _, each := range found.List {
		shown.List = append(shown.List, reviewOf(v, each))
	}
	return shown
}

func reviewOf(v *visitor.Visitor, r reviews.Review) review {
	author := r.Author
	if author == "" { // who asked to be forgotten
		author = v.Locale.T("A former customer")
	}
	shown := review{
		ID: r.ID, Author: author, Text: r.Body, Stars: r.Rating, Photos: r.Photos, Verified: r.Verified, Helpful: r.Helpful, Voted: r.Voted, Mine: r.Mine,
		Date: v.Locale.Date(r.CreatedAt), Stamp: r.CreatedAt.UTC().Format(time.RFC3339), Reply: r.Reply,
	}
	if r.RepliedAt != nil {
		shown.ReplyDate, shown.ReplyStamp = v.Locale.Date(*r.RepliedAt), r.RepliedAt.UTC().Format(time.RFC3339)
	}
	return shown
}
