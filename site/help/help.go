// Package help is the front for whoever wants to know something: the standing pages such as the
// terms of service, the help, and the form that writes to the operator.
package help

import (
	"net/http"
	"time"

	"bazaar/infra/limit"
	"bazaar/infra/sqldb"
	"bazaar/market/content"
	"bazaar/market/support"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// Front answers the pages of the help.
type Front struct {
	DB  *sqldb.DB
	Now func() time.Time
	// Operator is who runs the market, as its terms say; Desk is where messages are read.
	Operator string
	Desk     support.Desk
	// Limits counts messages by account.
	Limits limit.Limiter
}

// opinionsPerAddress bounds how often one address may say whether articles were useful.
var opinionsPerAddress = limit.Per(30, 5*time.Minute)

// standing are the articles that have an address of their own.
var standing = []string{"about", "delivery", "privacy_policy", "purchase_guide", "returns", "terms_of_service"}

// Routes is the table of the front.
func (f *Front) Routes() []page.Route {
	all := []page.Route{
		{Pattern: "GET /help/{$}", Handle: f.showHelp, Shared: true},
		{Pattern: "GET /help/{slug}/{$}", Handle: f.showHelpArticle, Shared: true},
		{Pattern: "POST /help/{slug}/useful/{$}", Handle: f.vote, Limit: opinionsPerAddress},
		{Pattern: "GET /unsubscribe/{token}/{$}", Handle: f.showReminders},
		{Pattern: "POST /unsubscribe/{token}/{$}", Handle: f.setReminders, Token: page.TokenNever},
		{Pattern: "GET /contact/{$}", Handle: f.showContact, Token: page.TokenAlways},
		{Pattern: "POST /contact/{$}", Handle: f.contact, Token: page.TokenAlways, Limit: messagesPerAddress},
	}
	for _, slug := range standing {
		show := func(w http.ResponseWriter, r *http.Request) error { return f.showArticle(w, r, slug) }
		all = append(all, page.Route{Pattern: "GET /" + slug + "/{$}", Handle: show, Shared: true})
	}
	return all
}

// indexPage is the entrance of the help.
type indexPage struct {
	ui.Frame
	// Search is what somebody looks for; Found is then what was found.
	Query string
	Found []topic
	// Topics belong to the help, Others are the standing pages.
	Topics, Others []topic
}

// topic leads to an article.
type topic struct{ Title, Summary, URL string }

// longestSearch is how much of a search is looked for, in bytes.
const longestSearch = 200

func (f *Front) showHelp(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	all, err := content.List(r.Context(), f.DB, l.Code())
	if err != nil {
		return err
	}
	p := indexPage{Frame: page.Frame(r, l.T("Help")), Query: r.URL.Query().Get("q")}
	p.Description = l.T("How to order, pay, receive, return and sell, and how to reach us.")
	if p.Query != "" {
		if len(p.Query) > longestSearch || !page.IsText(p.Query) {
			p.Query = ""
		}
		p.NoIndex = true
		p.Found = f.topics(content.Find(all, p.Query))
	}
	for _, a := range all {
		if a.IsHelp() {
			p.Topics = append(p.Topics, f.topicOf(a))
		} else {
			p.Others = append(p.Others, f.topicOf(a))
		}
	}
	return page.Render(w, r, http.StatusOK, indexView(p))
}

func (f *Front) topicOf(a content.Article) topic {
	names := f.names()
	return topic{names.Replace(a.Title), names.Replace(a.Summary), a.Path()}
}

func (f *Front) topics(all []content.Article) []topic {
	list := make([]topic, len(all))
	for i, a := range all {
		list[i] = f.topicOf(a)
	}
	return list
}
