package page

import (
	"net/http"
	"net/url"
	"strings"

	"bazaar/site/locale"
)

// longestNext is more than any address of the site.
const longestNext = 2000

// Next returns the path that raw leads to on this site, with its query and without language or
// fragment. It is empty when raw could lead anywhere else: browsers read "//x", "/\x", "/<tab>/x"
// and their encoded forms as other sites.
func Next(raw string) string {
	if raw == "" || raw[0] != '/' || len(raw) > longestNext || !IsText(raw) || strings.ContainsFunc(raw, unsafeRune) {
		return ""
	}
	u, err := url.Parse(raw)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || u.Opaque != "" {
		return ""
	}
	if !strings.HasPrefix(u.Path, "/") || !IsText(u.Path) || strings.Contains(u.Path, "//") || strings.ContainsFunc(u.Path, unsafeRune) {
		return ""
	}
	_, path := locale.Split(u.EscapedPath())
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return path
}

// unsafeRune is what a browser drops or turns into a slash.
func unsafeRune(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }

// NextOr is Next with a place to go when raw leads away.
func NextOr(raw, otherwise string) string {
	if next := Next(raw); next != "" {
		return next
	}
	return otherwise
}

// Referer returns the path of this site that the visitor comes from, empty when it is another
// site or unknown.
func Referer(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return ""
	}
	return Next(u.RequestURI())
}
