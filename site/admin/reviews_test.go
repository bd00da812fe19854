package admin_test

import (
	"fmt"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/reviews"
	"bazaar/market/support"
	"bazaar/site/sitetest"
)

func TestAReportedReviewIsHiddenAndShownAgain(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := newShelf(t, w)
		id := w.Review(w.Actor(sitetest.Customer), s.kettle)
		public := fmt.Sprintf("/product/%d/reviews/", s.kettle.ID)
		address := fmt.Sprintf("/admin/reviews/%d/", id)
		w.Run(t, sitetest.Case{Name: "nothing waits", As: staff, URL: "/admin/reviews/", Status: 200, Has: []string{"When a reader reports a review"}})
		in := reviews.Complaint{ReviewID: id, Reason: "other", Note: "It is about <another> kettle."}
		if err := reviews.Report(t.Context(), w.DB, w.Actor(sitetest.OtherCustomer), in, w.Now()); err != nil {
			t.Fatal(err)
		}
		w.Run(t,
			sitetest.Case{Name: "home", As: staff, URL: "/admin/", Status: 200, Has: []string{"Reported reviews", "The oldest waits since"}},
			sitetest.Case{Name: "reported", As: staff, URL: "/admin/reviews/", Status: 200, Has: []string{"Sings beautifully.", "It is about &lt;another&gt; kettle.", "Hide the review"}},
			sitetest.Case{Name: "hidden", As: staff, URL: address + "hide/", Form: form(), Status: 303, Location: "/admin/reviews/"},
			sitetest.Case{Name: "readers do not see it", As: sitetest.Guest, URL: public, Status: 200, HasNot: []string{"Sings beautifully."}},
			sitetest.Case{Name: "it can be shown again", As: staff, URL: "/admin/reviews/?hidden=1", Status: 200, Has: []string{"Sings beautifully.", "Show it again"}},
			sitetest.Case{Name: "another keeps it too late", As: other, URL: address + "hide/", Form: form(), Status: 303},
			sitetest.Case{Name: "shown", As: staff, URL: address + "show/", Form: form(), Status: 303, Location: "/admin/reviews/?hidden=1"},
			sitetest.Case{Name: "readers see it", As: sitetest.Guest, URL: public, Status: 200, Has: []string{"Sings beautifully."}},
		)
	})
}

func TestAMessageIsAnsweredAndClosed(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		withStaff(t, w)
		question := support.Form{FullName: "Айгүл <Smith>", Email: "aigul@example.com", Subject: "Where is my parcel?", Body: "It has not come.\nPlease look.", Order: "abc"}
		if err := support.Send(t.Context(), w.DB, actor.Actor{}, support.Post{Form: question, Language: "kk"}, w.Now()); err != nil {
			t.Fatal(err)
		}
		address := fmt.Sprintf("/admin/messages/%d/", w.Market.Scalar("SELECT id FROM support_messages"))
		w.Run(t,
			sitetest.Case{Name: "the list", As: staff, URL: "/admin/messages/", Status: 200, Has: []string{"Where is my parcel?", "Айгүл &lt;Smith&gt;", "Қазақша"}},
			sitetest.Case{Name: "the message", As: staff, URL: address, Status: 200, Has: []string{"It has not come.\nPlease look.", "aigul@example.com", "abc"}},
			sitetest.Case{Name: "an empty answer", As: staff, URL: address + "answer/", Form: form("body", " "), Status: 422, Has: []string{"This field is required."}},
			sitetest.Case{Name: "answered", As: staff, URL: address + "answer/", Form: form("body", "It comes tomorrow."), Status: 303, Location: "/admin/messages/"},
			sitetest.Case{Name: "among the answered", As: staff, URL: "/admin/messages/?state=answered", Status: 200, Has: []string{"Where is my parcel?"}},
			sitetest.Case{Name: "with its answer", As: staff, URL: address, Status: 200, Has: []string{"It comes tomorrow."}},
			sitetest.Case{Name: "closed", As: staff, URL: address + "close/", Form: form(), Status: 303},
			sitetest.Case{Name: "too late", As: staff, URL: address + "answer/", Form: form("body", "Typed at length."), Status: 409, Has: []string{"This message is closed."}},
		)
	})
}
