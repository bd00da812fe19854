package account_test

import (
	"fmt"
	"strings"
	"testing"

	"bazaar/market/accounts"
	"bazaar/site/sitetest"
)

func TestAddressesAreKeptChangedAndDeleted(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		mine := func(url string, status int, has ...string) sitetest.Case {
			return sitetest.Case{As: sitetest.Customer, URL: url, Status: status, Has: has}
		}
		post := func(url, location string, pairs ...string) sitetest.Case {
			return sitetest.Case{As: sitetest.Customer, URL: url, Form: form(pairs...), Status: 302, Location: location}
		}
		w.Run(
			t,
			mine("/addresses/", 200, "You have no address yet"),
			post("/dashboard/", "/dashboard/", "address", "Abay Ave 10", "mobile", "+7 701 000 00 00"),
			mine("/dashboard/", 200, "Abay Ave 10", "+7 701 000 00 00", "1 saved address"),
			post("/address/add/", "/addresses/", "address", "Dostyk 5", "city", "Almaty"),
		)
		saved, err := accounts.Addresses(t.Context(), w.DB, w.Actor(sitetest.Customer))
		if err != nil || len(saved) != 2 || !saved[0].Default || saved[1].Default {
			t.Fatalf("saved %+v, %v", saved, err)
		}
		first, second := fmt.Sprintf("/address/%d/", saved[0].ID), fmt.Sprintf("/address/%d/", saved[1].ID)
		w.Run(
			t,
			mine("/addresses/", 200, "Abay Ave 10", "Dostyk 5", "Make it the default"),
			post(second+"default/", "/addresses/"),
			mine("/dashboard/", 200, "Dostyk 5", "2 saved addresses"),
			mine(second+"edit/", 200, `value="Dostyk 5"`, `name="version" value="2"`),
			post(second+"edit/", "/addresses/", "address", "Dostyk 7", "city", "Almaty", "version", "2"),
			mine(second+"delete/", 200, "Dostyk 7", "Your newest other address becomes the default."),
			sitetest.Case{As: sitetest.Customer, URL: second + "delete/", Form: form(), AJAX: true, Status: 200, Has: []string{`"success":true`}},
			mine(second+"edit/", 404),
			mine("/dashboard/", 200, "Abay Ave 10"),
			post(first+"delete/", "/addresses/"),
			mine("/addresses/", 200, "You have no address yet"),
		)
	})
}

func TestAWrongAddressKeepsWhatWasTyped(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		id := w.Address(sitetest.Customer)
		edit, long := fmt.Sprintf("/address/%d/edit/", id), strings.Repeat("x", 201)
		refused := func(url string, status int, has []string, pairs ...string) sitetest.Case {
			return sitetest.Case{As: sitetest.Customer, URL: url, Form: form(pairs...), Status: status, Has: has}
		}
		w.Run(
			t,
			refused("/dashboard/", 422, []string{"This field is required.", `value="123"`}, "mobile", "123"),
			refused("/address/add/", 422, []string{"This field is required.", `value="Astana"`}, "city", "Astana"),
			refused(edit, 422, []string{"This is too long: at most 200 characters.", long}, "address", "A", "city", long, "version", "1"),
			refused(edit, 409, []string{"This was changed in another window meanwhile.", `value="Mine"`, `name="version" value="1"`}, "address", "Mine", "version", "99"),
			sitetest.Case{As: sitetest.Customer, URL: edit, AJAX: true, Form: form("address", "Mine", "version", "99"), Status: 409, Has: []string{`"error":"stale"`}},
			sitetest.Case{As: sitetest.Customer, URL: "/address/add/", AJAX: true, Form: form("address", ""), Status: 400, Has: []string{`"address"`}},
			refused("/address/x/edit/", 404, nil, "address", "A"),
			sitetest.Case{As: sitetest.OtherCustomer, URL: edit, Form: form("address", "Theirs", "version", "1"), Status: 404},
		)
	})
}

func TestTheBookOfAddressesEndsSomewhere(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		for range accounts.MaxAddresses {
			w.Address(sitetest.Customer)
		}
		w.Run(
			t,
			sitetest.Case{As: sitetest.Customer, URL: "/address/add/", Form: form("address", "One more"), Status: 409, Has: []string{"You have as many addresses as we keep.", `value="One more"`}},
			sitetest.Case{As: sitetest.Customer, URL: "/addresses/", Status: 200, HasNot: []string{"One more", "/address/add/"}},
		)
		// An order is not lost for it.
		bought(w)
	})
}
