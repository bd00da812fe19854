package admin_test

import (
	"fmt"
	"testing"
	"time"

	"bazaar/market/markettest"
	"bazaar/market/messages"
	"bazaar/site/sitetest"
)

func TestAModeratorOpensAReportedConversationAndDecides(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		withStaff(t, w, "another")
		w.Run(t, sitetest.Case{Name: "nothing waits", As: staff, URL: "/admin/conversations/", Status: 200, Has: []string{"Nothing waits"}})
		kettle := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 3})
		id := reported(t, w, kettle)
		at := fmt.Sprintf("/admin/conversations/%d/", id)
		words := "Is it a silent kettle?"
		w.Run(t,
			sitetest.Case{Name: "counted", As: staff, URL: "/admin/", Status: 200, Has: []string{"Reported conversations", "The oldest waits since"}},
			sitetest.Case{Name: "listed without a word", As: staff, URL: "/ru/admin/conversations/", Status: 200, Has: []string{"Жалобы на переписку", at}, HasNot: []string{words}},
			sitetest.Case{Name: "closed at first", As: staff, URL: at, Status: 200, Has: []string{"They want money outside.", "Open the conversation"}, HasNot: []string{words}},
			sitetest.Case{Name: "decided unread", As: staff, URL: at + "decide/", Form: form("verdict", "nothing"), Status: 409, Has: []string{"Open the conversation first"}},
			sitetest.Case{Name: "opened", As: staff, URL: at + "claim/", Form: form(), Status: 303, Location: at},
			sitetest.Case{Name: "read", As: staff, URL: at, Status: 200, Has: []string{words, "nobody else decides meanwhile", "Suspend the shop"}},
			sitetest.Case{Name: "not by another", As: "another", URL: at, Status: 200, Has: []string{"reads this conversation until"}, HasNot: []string{words}},
			sitetest.Case{Name: "another's decision", As: "another", URL: at + "decide/", Form: form("verdict", "nothing"), Status: 409},
			sitetest.Case{Name: "no reason", As: staff, URL: at + "decide/", Form: form("verdict", "closed", "side", "customer", "reason", ""), Status: 422, Has: []string{"Say why; the one who broke the rules reads it.", `value="closed" selected`, `value="customer" selected`}},
			sitetest.Case{Name: "decided", As: staff, URL: at + "decide/", Form: form("verdict", "closed", "side", "customer", "reason", "Please be <kind>."), Status: 303, Location: at},
			sitetest.Case{Name: "kept", As: staff, URL: at, Status: 200, Has: []string{"Closed by the market", "Please be &lt;kind&gt;.", "Take it back"}, HasNot: []string{words}},
			sitetest.Case{Name: "the customer reads why not", As: sitetest.Customer, URL: fmt.Sprintf("/messages/%d/", id), Status: 200, Has: []string{"The market has closed this conversation."}},
			sitetest.Case{Name: "and asks in vain", As: sitetest.Customer, URL: "/messages/new/", Form: form("product", fmt.Sprint(kettle.ID), "body", "Typed at length."), Status: 409, Has: []string{"The market has closed this conversation.", "Typed at length."}},
			sitetest.Case{Name: "taken back", As: staff, URL: at + "undo/", Form: form(), Status: 303, Location: at},
			sitetest.Case{Name: "it waits again", As: staff, URL: "/admin/conversations/", Status: 200, Has: []string{at}},
			sitetest.Case{Name: "opened again", As: staff, URL: at + "claim/", Form: form(), Status: 303},
			sitetest.Case{Name: "nothing is wrong", As: staff, URL: at + "decide/", Form: form("verdict", "nothing"), Status: 303},
		)
		if n := w.Market.Scalar("SELECT COUNT(*) FROM audit_log WHERE action = 'read' AND object_kind = 'conversation'"); n != 2 {
			t.Errorf("%d readings are on record, want 2", n)
		}
		w.Wait(messages.UndoLife + time.Minute)
		about := map[string]int{}
		for _, letter := range w.Post(t) {
			about[letter.Subject]++
		}
		if about["We have looked at what you reported"] != 1 || about["Please keep to the rules when you write"] != 0 {
			t.Errorf("the letters are %v; what was taken back is told to nobody", about)
		}
		if taken := w.Statements(t, sitetest.Case{As: staff, URL: at, Status: 200}); len(taken) > 7 {
			t.Errorf("the page takes %d statements: %v", len(taken), taken)
		}
	})
}

// One account cannot flood shops, moderators or strangers' inboxes.
func TestWhoReportsTooOftenIsAskedToWait(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		kettle := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 3})
		address := fmt.Sprintf("/messages/%d/report/", reported(t, w, kettle))
		for range 20 {
			w.Send(t, sitetest.Case{As: sitetest.Customer, URL: address, Form: form("note", "Again.")})
		}
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: address, Form: form("note", "Typed at length."), Status: 429, Has: []string{"Too many attempts. Please try again in", "Typed at length."}})
	})
}
