package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/site/sitetest"
)

func TestAShopAnswersAReviewAndEverybodyReadsIt(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		cup := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Cup", Price: 900, Stock: 9})
		w.Shop(sitetest.OtherVendor)
		w.Run(t, sitetest.Case{Name: "before there is one", As: sitetest.Vendor, URL: "/vendor/reviews/", Status: 200, Has: []string{"No reviews yet"}})
		reply := fmt.Sprintf("/vendor/reviews/%d/reply/", w.Review(w.Actor(sitetest.Customer), cup))
		product := fmt.Sprintf("/product/%d/", cup.ID)
		long := strings.Repeat("x", 2001)
		w.Run(t,
			sitetest.Case{Name: "it waits", As: sitetest.Vendor, URL: "/vendor/reviews/?unanswered=1", Status: 200, Has: []string{"Sings beautifully.", "Cup", reply}},
			sitetest.Case{Name: "not at the other shop", As: sitetest.OtherVendor, URL: "/vendor/reviews/", Status: 200, HasNot: []string{"Sings beautifully."}},
			sitetest.Case{Name: "nor for its answer", As: sitetest.OtherVendor, URL: reply, Form: form("reply", "No"), Status: 404},
			sitetest.Case{Name: "nothing said", As: sitetest.Vendor, URL: reply, Form: form("reply", "  "), Status: 422, Has: []string{"Write an answer first."}},
			sitetest.Case{Name: "too much said", As: sitetest.Vendor, URL: reply, Form: form("reply", long), Status: 422, Has: []string{long, "at most 2000"}},
			sitetest.Case{Name: "a guest saw it before", URL: product, Status: 200, HasNot: []string{"Answer of the shop"}},
			sitetest.Case{Name: "said", As: sitetest.Vendor, URL: reply, Form: form("reply", "Thank <i>you</i>!"), Status: 303, Location: "/vendor/reviews/"},
			sitetest.Case{Name: "a guest reads it", URL: product, Status: 200, Has: []string{"Answer of the shop", "Thank &lt;i&gt;you&lt;/i&gt;!"}},
			sitetest.Case{Name: "it waits no more", As: sitetest.Vendor, URL: "/vendor/reviews/?unanswered=1", Status: 200, Has: []string{"No review fits this view."}},
			sitetest.Case{Name: "it can be changed", As: sitetest.Vendor, URL: reply, Status: 200, Has: []string{"Thank &lt;i&gt;you&lt;/i&gt;!"}},
		)
		sent := w.Post(t)
		if len(sent) != 1 || sent[0].To != "customer@bazaar.test" || !strings.Contains(sent[0].Text, "Thank <i>you</i>!") {
			t.Errorf("the letters are %+v", sent)
		}
	})
}
