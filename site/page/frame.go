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
	v := visitor.Of(r)
	path, _, _ := strings.Cut(v.Path, "?")
	f := ui.Frame{
		L: v.Locale, Title: title, Path: v.Path, Canonical: path, Base: v.Site.BaseURL,
		Theme: v.Theme, Currency: string(v.Currency), RequestID: v.RequestID, CartUnits: v.CartUnits,
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
	if v.Site.Menu != nil {
		for _, link := range v.Site.Menu(r.Context(), v.Locale.Code()) {
			f.Categories = append(f.Categories, ui.Link{Text: link.Text, URL: link.URL})
		}
	}
	return f
}

// Token is the form token of the visitor, for pages that guests see; its cookie comes with the
// page.
func Token(r *http.Request) string {
	v := visitor.Of(r)
	v.KeepSecret()
	return v.FormToken()
}
