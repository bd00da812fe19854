package ui

import "bazaar/site/locale"

// Room is one of the pages of a customer's own place.
type Room struct {
	Path, Icon string
	Text       func(l *locale.Locale) string
}

// messagesPath is the room beside whose name the number of unread conversations stands.
const messagesPath = "/messages/"

// accountRooms are the links of AccountNav, in their order.
var accountRooms = []Room{
	{"/dashboard/", "house", func(l *locale.Locale) string { return l.T("Overview") }},
	{"/orders/", "package", func(l *locale.Locale) string { return l.T("Orders") }},
	{messagesPath, "mail", func(l *locale.Locale) string { return l.T("Messages") }},
	{"/wishlist/", "heart", func(l *locale.Locale) string { return l.T("Wishlist") }},
	{"/addresses/", "map-pin", func(l *locale.Locale) string { return l.T("Addresses") }},
	{"/reviews/", "star", func(l *locale.Locale) string { return l.T("My reviews") }},
	{"/user/profile/", "user", func(l *locale.Locale) string { return l.T("Profile") }},
	{"/user/security/", "lock", func(l *locale.Locale) string { return l.T("Security") }},
	{"/user/data/", "shield-check", func(l *locale.Locale) string { return l.T("Your data") }},
}
