package desk_test

import (
	"fmt"
	"testing"
	"time"

	"bazaar/market/markettest"
	"bazaar/market/messages"
	"bazaar/site/sitetest"
)

func TestACustomerAsksAndTheShopAnswers(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		pan := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Pan", Price: 1500, Stock: 3})
		buyer, shop := w.Browser(sitetest.Customer), w.Browser(sitetest.Vendor)
		about := fmt.Sprintf("/messages/new/?product=%d", pan.ID)
		id := fmt.Sprint(pan.ID)
		steps := func(cases ...sitetest.Case) {
			t.Helper()
			for _, c := range cases {
				b := buyer
				if c.As == sitetest.Vendor {
					b = shop
				}
				t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
			}
		}
		steps(
			sitetest.Case{Name: "the product leads there", URL: fmt.Sprintf("/product/%d/", pan.ID), Status: 200, Has: []string{"Ask the seller", about}},
			sitetest.Case{Name: "the form", URL: about, Status: 200, Has: []string{"Message to "}},
			sitetest.Case{Name: "no words", URL: "/messages/new/", Form: form("product", id, "body", " "), Status: 422, Has: []string{"Write your message first."}},
			sitetest.Case{Name: "asked", URL: "/messages/new/", Form: form("product", id, "body", "Is it <b>heavy</b>?"), Status: 303},
			sitetest.Case{Name: "the desk counts", As: sitetest.Vendor, URL: "/vendor/dashboard/", Status: 200, Has: []string{"/vendor/messages/", "waiting:"}},
			sitetest.Case{Name: "the list", As: sitetest.Vendor, URL: "/vendor/messages/", Status: 200, Has: []string{"1 new", "Pan", "Is it &lt;b&gt;heavy"}},
		)
		talk := fmt.Sprint(w.Market.Scalar("SELECT MAX(id) FROM conversations"))
		steps(
			sitetest.Case{Name: "the thread", As: sitetest.Vendor, URL: "/vendor/messages/" + talk + "/", Status: 200, Has: []string{"Is it &lt;b&gt;heavy", "Mark as read", "Close the conversation"}},
			sitetest.Case{Name: "answered", As: sitetest.Vendor, URL: "/vendor/messages/" + talk + "/", Form: form("body", "Two kilos.\nNot more."), Status: 303},
			sitetest.Case{Name: "nothing waits", As: sitetest.Vendor, URL: "/vendor/messages/", Status: 200, HasNot: []string{"1 new"}},
			sitetest.Case{Name: "the buyer sees it", URL: "/messages/", Status: 200, Has: []string{"Two kilos.", "New messages:"}},
			sitetest.Case{Name: "and marks it as read", URL: "/messages/" + talk + "/read/", Form: form(), Status: 303},
			sitetest.Case{Name: "closed", As: sitetest.Vendor, URL: "/vendor/messages/" + talk + "/close/", Form: form(), Status: 303},
			sitetest.Case{Name: "an answer comes too late", URL: "/messages/" + talk + "/", Form: form("body", "Thanks"), Status: 409, Has: []string{"This conversation is closed."}},
			sitetest.Case{Name: "asked again", URL: "/messages/new/", Form: form("product", id, "body", "Is it red?"), Status: 303, Location: "/messages/" + talk + "/"},
			sitetest.Case{Name: "a report needs words", As: sitetest.Vendor, URL: "/vendor/messages/" + talk + "/report/", Form: form("note", ""), Status: 422, Has: []string{"what is wrong."}},
		)
		w.Wait(messages.Patience + time.Minute)
		if n, err := messages.Remind(t.Context(), w.DB, w.Now()); err != nil || n != 1 {
			t.Errorf("%d letters, %v", n, err)
		}
		if sent := w.Post(t); len(sent) == 0 {
			t.Error("no letter left")
		}
		for as, addresses := range map[string][]string{
			sitetest.Customer: {"/messages/", "/messages/" + talk + "/", about}, sitetest.Vendor: {"/vendor/messages/", "/vendor/messages/" + talk + "/"},
		} {
			for _, address := range addresses {
				if names := w.Statements(t, sitetest.Case{As: as, URL: address, Status: 200}); len(names) > 6 {
					t.Errorf("%s takes %d statements: %v", address, len(names), names)
				}
			}
		}
	})
}
