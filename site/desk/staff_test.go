package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"bazaar/site/sitetest"
)

func TestSomebodyIsInvitedAndWorksForTheShopUntilRemoved(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		own := w.Shop(sitetest.Vendor)
		w.Shop(sitetest.OtherVendor)
		const staff = "/vendor/staff/"
		hand := w.Actor(sitetest.Customer).AccountID
		w.Run(t,
			sitetest.Case{Name: "no address", As: sitetest.Vendor, URL: staff, Form: form("email", "hand at home", "role", "catalogue"), Status: 422, Has: []string{"hand at home", "Enter a valid email address."}},
			sitetest.Case{Name: "no role", As: sitetest.Vendor, URL: staff, Form: form("email", "customer@bazaar.test", "role", "boss"), Status: 422, Has: []string{"Choose a role."}},
			sitetest.Case{Name: "invited", As: sitetest.Vendor, URL: staff, Form: form("email", "customer@bazaar.test", "role", "fulfilment"), Status: 303, Location: staff},
			sitetest.Case{Name: "it is open", As: sitetest.Vendor, URL: staff, Status: 200, Has: []string{"customer@bazaar.test", "Take back"}},
		)
		link := sitetest.LinkTo(t, w.Post(t), "customer@bazaar.test")
		w.Run(t,
			sitetest.Case{Name: "a guest reads it", URL: link, Status: 200, Has: []string{own.Name, "/user/sign-in/?next="}},
			sitetest.Case{Name: "a guest cannot accept", URL: link, Form: form(), Status: 302},
			sitetest.Case{Name: "nor can another", As: sitetest.OtherCustomer, URL: link, Form: form(), Status: 409, Has: []string{"another email address"}},
			sitetest.Case{Name: "nor who has a shop", As: sitetest.OtherVendor, URL: link, Form: form(), Status: 409},
			sitetest.Case{Name: "a forged link", As: sitetest.Customer, URL: strings.Replace(link, "/invitation/", "/invitation/A", 1), Status: 410},
			sitetest.Case{Name: "accepted", As: sitetest.Customer, URL: link, Form: form(), Status: 303, Location: "/vendor/dashboard/"},
			sitetest.Case{Name: "not twice", As: sitetest.Customer, URL: link, Form: form(), Status: 410},
			sitetest.Case{Name: "the desk is open", As: sitetest.Customer, URL: "/vendor/dashboard/", Status: 200, Has: []string{own.Name}},
			sitetest.Case{Name: "but not its money", As: sitetest.Customer, URL: "/vendor/finance/", Status: 403},
			sitetest.Case{Name: "nor its people", As: sitetest.Customer, URL: staff, Status: 403},
			sitetest.Case{Name: "the last owner cannot go", As: sitetest.Vendor, URL: fmt.Sprintf("/vendor/staff/%d/remove/", w.Actor(sitetest.Vendor).AccountID), Form: form(), Status: 303},
			sitetest.Case{Name: "another role", As: sitetest.Vendor, URL: fmt.Sprintf("/vendor/staff/%d/role/", hand), Form: form("role", "catalogue"), Status: 303},
			sitetest.Case{Name: "no role that is none", As: sitetest.Vendor, URL: fmt.Sprintf("/vendor/staff/%d/role/", hand), Form: form("role", "boss"), Status: 409},
			sitetest.Case{Name: "at work", As: sitetest.Customer, URL: "/vendor/reviews/", Status: 200},
			sitetest.Case{Name: "it is asked before", As: sitetest.Vendor, URL: fmt.Sprintf("/vendor/staff/%d/remove/", hand), Status: 200, Has: []string{"The desk is closed to this person at once."}},
			sitetest.Case{Name: "removed", As: sitetest.Vendor, URL: fmt.Sprintf("/vendor/staff/%d/remove/", hand), Form: form(), Status: 303},
			sitetest.Case{Name: "the desk is closed", As: sitetest.Customer, URL: "/vendor/dashboard/", Status: 302},
		)
		told := map[string]bool{}
		for _, m := range w.Post(t) {
			told[m.To+" "+m.Subject] = true
		}
		for _, want := range []string{
			"vendor@bazaar.test Somebody joined your shop " + own.Name, "customer@bazaar.test Your role in the shop " + own.Name + " has changed",
			"customer@bazaar.test You no longer work for the shop " + own.Name,
		} {
			if !told[want] {
				t.Errorf("%q is not told: %v", want, told)
			}
		}
	})
}

func TestAnInvitationThatWasTakenBackIsDead(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Shop(sitetest.Vendor)
		w.Run(t, sitetest.Case{Name: "invited", As: sitetest.Vendor, URL: "/ru/vendor/staff/", Form: form("email", "stranger@example.com", "role", "owner"), Status: 303})
		sent := w.Post(t)
		if len(sent) != 1 || !strings.Contains(sent[0].Text, "приглашает вас") {
			t.Fatalf("the letters are %+v", sent)
		}
		link := sitetest.LinkTo(t, sent, "stranger@example.com")
		take := fmt.Sprintf("/vendor/staff/%d/take-back/", w.Market.Scalar("SELECT id FROM vendor_invitations"))
		w.Run(t,
			sitetest.Case{Name: "taken back", As: sitetest.Vendor, URL: take, Form: form(), Status: 303},
			sitetest.Case{Name: "not twice", As: sitetest.Vendor, URL: take, Form: form(), Status: 404},
			sitetest.Case{Name: "dead", URL: link, Status: 410, Has: []string{"Попросите новое"}},
		)
	})
}
