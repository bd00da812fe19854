package page

import (
	"net/http"
	"strings"

	"bazaar/market/actor"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// Frame is what every page stands in: title, language, menu, badge, messages. The form token is
// in it for visitors with a session; pages whose form needs one from guests too call Token. The
// title is in the visitor's language.
func Frame(r *http.Request, title string) ui.Frame {
	f := plainFrame(r, title)
	f.Categories = categories(r)
	return f
}

// Panel is the frame of a page of the desk or the administration, which search engines never see.
// The front adds the name of its area and its sections.
func Panel(r *http.Request, title string) ui.Panel {
	f := plainFrame(r, title)
	f.NoIndex = true
	return ui.Panel{Frame: f}
}

// plainFrame is Frame without what comes from the database.
func plainFrame(r *http.Request, title string) ui.Frame {
	v := visitor.Of(r)
	here := NextOr(v.Path, "/") // a fault may come before the address is in order
	path, _, _ := strings.Cut(here, "?")
	f := ui.Frame{
		L: v.Locale, Title: title, Path: here, Canonical: path, Base: v.Site.BaseURL, Operator: v.Site.Operator,
		Theme: v.Theme, Currency: string(v.Currency), RequestID: v.RequestID, CartUnits: v.CartUnits, Wished: v.Wishes, Unread: v.Unread,
	}
	if v.Session != "" {
		f.CSRF = v.FormToken()
	}
	if v.Actor.SignedIn() {
		f.User = &ui.User{Name: v.Name, Vendor: v.Actor.Vendor, Staff: v.Actor.Can(actor.ModerateShop)}
	}
	for _, m := range v.TakeMessages() {
		f.Messages = append(f.Messages, ui.Message{Level: m.Level, Text: m.Text})
	}
	return f
}

// categories are the links of the catalogue menu.
func categories(r *http.Request) []ui.Link {
	v := visitor.Of(r)
	if v.Site.Menu == nil {
		return nil
	}
	var links []ui.Link
	for _, link := range v.Site.Menu(r.Context(), v.Locale.Code()) {
		links = append(links, ui.Link{Text: link.Text, URL: link.URL})
	}
	return links
}

// Token is the form token of the visitor, for pages that guests see; its cookie comes with the
// page.
func Token(r *http.Request) string {
	v := visitor.Of(r)
	v.KeepSecret()
	return v.FormToken()
}
