package shipping_test

import (
	"testing"

	"bazaar/market/shipping"
)

func TestTrackingLeadsToTheCarrierThatIsKnown(t *testing.T) {
	for _, c := range []struct{ way, number, want string }{
		{"Kazpost", "rr 123456789 kz", "https://post.kz/mail/search/track/RR123456789KZ"},
		{"Казпочта, ускоренно", "X1", "https://post.kz/mail/search/track/X1"},
		{"СДЭК (склад-дверь)", "1234567890", "https://www.cdek.kz/ru/tracking?order_id=1234567890"},
		{"Почта России", "80110000000000", "https://www.pochta.ru/tracking?barcode=80110000000000"},
		{"", "80110000000000", "https://www.pochta.ru/tracking?barcode=80110000000000"},
		{"", "RR123456789KZ", "https://post.kz/mail/search/track/RR123456789KZ"},
		{"UPS", "1Z999AA10123456784", "https://www.ups.com/track?tracknum=1Z999AA10123456784"},
		{"dhl express", "a&b=c", "https://www.dhl.com/global-en/home/tracking.html?tracking-id=A%26B%3DC"},
		{"for groups", "12", ""},
		{"a friend", "12345", ""},
		{"courier", "", ""},
	} {
		if got := shipping.TrackingURL(c.way, c.number); got != c.want {
			t.Errorf("%q by %q leads to %q, want %q", c.number, c.way, got, c.want)
		}
	}
}
