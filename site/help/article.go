package help

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"bazaar/market/actor"
	"bazaar/market/content"
	"bazaar/market/fault"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// articlePage shows one text.
type articlePage struct {
	ui.Frame
	Article content.Article
	// Body is harmless HTML; Contents leads to its parts, empty for a short text.
	Body     templ.Component
	Contents []ui.Link
	// Changed is a day, Stamp the same for programs.
	Changed, Stamp string
	// Selling tells that the text is about opening a shop.
	Selling bool
	// Votes say to staff what visitors think; nil for everybody else.
	Votes *content.Votes
}

// sellSlug is the article about selling, below which a shop can be opened.
const sellSlug = "sell"

// fewestParts is how many parts a text has that is worth a table of contents.
const fewestParts = 4

func (f *Front) showHelpArticle(w http.ResponseWriter, r *http.Request) error {
	return f.showArticle(w, r, r.PathValue("slug"))
}

func (f *Front) showArticle(w http.ResponseWriter, r *http.Request, slug string) error {
	v := visitor.Of(r)
	a, err := content.BySlug(r.Context(), f.DB, slug, v.Locale.Code())
	if err != nil {
		return err
	}
	names := f.names()
	a.Title, a.Summary = names.Replace(a.Title), names.Replace(a.Summary)
	frame := page.Frame(r, a.Title)
	if a.Path() != frame.Canonical {
		return page.Redirect(w, r, a.Path(), http.StatusMovedPermanently)
	}
	frame.Description = a.Summary
	p := articlePage{Frame: frame, Article: a, Changed: v.Locale.Date(a.ChangedAt), Stamp: locale.Stamp(a.ChangedAt), Selling: a.Slug == sellSlug}
	p.Body, p.Contents = written(v.Locale, names.Replace(a.Body))
	if len(p.Contents) < fewestParts {
		p.Contents = nil
	}
	if a.IsHelp() && v.Actor.Can(actor.ModerateShop) {
		votes, err := content.CountVotes(r.Context(), f.DB, a.ID)
		if err != nil {
			return err
		}
		p.Votes = &votes
	}
	return page.Render(w, r, http.StatusOK, articleView(p))
}

// names fill in what a text leaves open.
func (f *Front) names() *strings.Replacer {
	return strings.NewReplacer("{{shop}}", ui.Brand, "{{operator}}", f.Operator)
}

// voterCookie tells a guest who has said his opinion from the others.
const (
	voterCookie = "voter"
	voterLast   = 90 * 24 * time.Hour
	voterLength = 26
)

// vote keeps whether an article was useful.
func (f *Front) vote(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	useful := form.Get("useful")
	if useful != "yes" && useful != "no" {
		return fault.New(fault.Invalid, "invalid", "Please choose yes or no.")
	}
	a, err := content.BySlug(r.Context(), f.DB, r.PathValue("slug"), v.Locale.Code())
	if err != nil {
		return err
	}
	if !a.IsHelp() {
		return fault.Missing()
	}
	opinion := content.Opinion{ArticleID: a.ID, Useful: useful == "yes"}
	if !v.Actor.SignedIn() {
		opinion.Guest = voter(w, r)
	}
	if err := content.Vote(r.Context(), f.DB, v.Actor, opinion, f.Now()); err != nil {
		return err
	}
	thanks := v.Locale.T("Thank you. That helps us to write better.")
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, map[string]any{"success": true, "message": thanks})
	}
	page.Flash(w, r, visitor.Success, thanks)
	return page.Redirect(w, r, a.Path(), http.StatusSeeOther)
}

// voter is the name in a guest's cookie, which he gets with his first opinion.
func voter(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(voterCookie); err == nil && len(c.Value) == voterLength && page.IsText(c.Value) {
		return c.Value
	}
	name := rand.Text()
	visitor.Of(r).Site.Cookies.Set(w, voterCookie, name, voterLast)
	return name
}
