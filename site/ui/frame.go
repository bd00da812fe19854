// Package ui holds the components that every page of the site is made of: the layout, fields,
// cards, prices, messages. Components take small structs of their own, never rows or rooms, and
// speak through the Locale that they are handed.
//
// A page is a templ component that calls Layout with a Frame and puts its content inside. There
// are no style attributes and no inline scripts; every form works without JavaScript. The page
// Showcase shows all components at once.
package ui

import (
	"fmt"
	"strings"

	"bazaar/market/money"
	"bazaar/site/locale"
)

// Brand is the name of the shop.
const Brand = "Bazaar"

// Frame is what the layout knows about the request and the page.
type Frame struct {
	L *locale.Locale
	// Title of the page without the brand; empty on the home page.
	Title string
	// Description for search engines and link previews.
	Description string
	// Canonical is the path (without language) under which search engines keep the page, with
	// only those parameters that matter; empty for pages that they should not keep.
	Canonical string
	// Path is the address of this page without the language, with its query.
	Path string
	// Base is the site's own address without a slash at the end: "https://shop.example".
	Base string
	// Operator is the legal name of who runs the market; empty when it is not told.
	Operator string
	// Kind is what link previews call the page; empty for a website.
	Kind string
	// Image is the path of the picture of link previews.
	Image string
	// Data describes the page to search engines, in blocks of JSON-LD.
	Data []any
	// CSRF is the form token; empty on pages that are the same for everybody.
	CSRF string
	// Theme is "light", "dark" or empty for the system's choice.
	Theme string
	// Currency in which prices are shown.
	Currency string
	// Search is the text in the search box.
	Search string
	// RequestID is shown on error pages.
	RequestID string
	// NoIndex keeps the page out of search engines.
	NoIndex bool
	// Refused says that the form of the page was not accepted; the title then begins with it.
	Refused bool
	// Counter says that the visitor stands at the counter: the header then leads back to the cart and
	// to nothing that would lead away from the purchase.
	Counter bool
	// User is nil for a guest.
	User *User
	// CartUnits is the number beside the cart.
	CartUnits int64
	// Unread is the number beside the messages in the customer's own place.
	Unread int64
	// Wished are the products on the visitor's wishlist.
	Wished []int64
	// Messages are shown once at the top of the page.
	Messages []Message
	// Categories are the links of the catalogue menu, in order.
	Categories []Link
}

// User is who is signed in.
type User struct {
	Name   string
	Vendor bool
	Staff  bool
}

// Link is a text that leads to a path of the site (without language).
type Link struct {
	Text, URL string
}

// Message is a text of a level: success, info, warning or danger.
type Message struct {
	Level, Text string
}

// stripLinks is how many categories fit in the line below the header.
const stripLinks = 7

// SellPath is where somebody opens a shop.
const SellPath = "/vendors/register/"

// strip returns the categories in the line below the header.
func (f Frame) strip() []Link { return f.Categories[:min(stripLinks, len(f.Categories))] }

// services are the links beside the categories.
func (f Frame) services() []Link {
	return []Link{{f.L.T("Vendors"), "/vendors/"}, {f.L.T("Track an order"), "/orders/track/"}, {f.L.T("Help"), "/help/"}, {f.L.T("Sell with us"), SellPath}}
}

// fullTitle is the text of the browser's tab.
func (f Frame) fullTitle() string {
	title := f.Title
	if title == "" {
		title = f.L.T("Goods from local vendors")
	}
	if f.Refused {
		title = f.L.T("Error: %s", title)
	}
	return title + " | " + Brand
}

// absolute is the full address of a path in a language.
func (f Frame) absolute(l *locale.Locale, path string) string { return f.Base + l.URL(path) }

func (f Frame) kind() string {
	if f.Kind == "" {
		return "website"
	}
	return f.Kind
}

// here is the path of this page in the visitor's language, for forms that come back to it.
func (f Frame) here() string {
	if f.Path == "" {
		return f.L.URL("/")
	}
	return f.L.URL(f.Path)
}

// within tells whether this page is the one of a link, whatever its page number or order.
func (f Frame) within(link Link) bool {
	return f.Path == link.URL || strings.HasPrefix(f.Path, link.URL+"&")
}

// languages that the site speaks, in the order of the menu.
func languages() []*locale.Locale {
	all := make([]*locale.Locale, 0, len(locale.Languages))
	for _, code := range locale.Languages {
		all = append(all, locale.For(code))
	}
	return all
}

// nativeNames are the languages as their speakers call them.
var nativeNames = map[string]string{"en": "English", "kk": "Қазақша", "ru": "Русский"}

// regions are the languages as link previews name them.
var regions = map[string]string{"en": "en_US", "kk": "kk_KZ", "ru": "ru_RU"}

// shortNames are the languages in the header, where there is little room.
var shortNames = map[string]string{"en": "EN", "kk": "ҚАЗ", "ru": "РУС"}

// symbol is the sign of the shown currency.
func (f Frame) symbol() string { return money.Currency(f.Currency).Symbol() }

// theme is one choice of the theme menu.
type theme struct{ value, text, icon string }

func themes(l *locale.Locale) []theme {
	return []theme{
		{"light", l.T("Light"), "sun"},
		{"dark", l.T("Dark"), "moon"},
		{"system", l.T("System"), "monitor"},
	}
}

// chosen tells whether a theme is the one in use.
func (t theme) chosen(f Frame) bool {
	return f.Theme == t.value || f.Theme == "" && t.value == "system"
}

func pressed(on bool) string { return fmt.Sprint(on) }
