package account

import (
	"net/netip"
	"strings"

	"bazaar/site/locale"
)

// mark is a word by which a browser or a system is known.
type mark struct{ word, name string }

// Browsers and systems, those first that also carry the words of others.
var (
	browsers = []mark{
		{"YaBrowser/", "Yandex Browser"},
		{"Edg/", "Edge"},
		{"EdgA/", "Edge"},
		{"EdgiOS/", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Vivaldi/", "Vivaldi"},
		{"FxiOS/", "Firefox"},
		{"Firefox/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = []mark{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
)

// deviceName says in words what a browser tells of itself: "Firefox, Windows".
func deviceName(l *locale.Locale, userAgent string) string {
	known := filled(nameIn(browsers, userAgent), nameIn(systems, userAgent))
	if len(known) == 0 {
		return l.T("Unknown device")
	}
	return strings.Join(known, ", ")
}

func nameIn(marks []mark, userAgent string) string {
	for _, m := range marks {
		if strings.Contains(userAgent, m.word) {
			return m.name
		}
	}
	return ""
}

// Bits of an address that its owner recognises, and nobody else can use.
const (
	shownIPv4 = 16
	shownIPv6 = 32
)

// maskedNetwork is an address without its last part, enough to tell home from abroad; empty for
// what is none.
func maskedNetwork(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	bits, sign, rest := shownIPv6, ":", "::"
	if ip.Is4() {
		bits, sign, rest = shownIPv4, ".", ".…"
	}
	net, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	parts := strings.SplitN(net.Addr().StringExpanded(), sign, 3)
	return parts[0] + sign + parts[1] + rest
}
