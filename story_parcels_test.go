package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"bazaar/market/i18n"
	"bazaar/market/orders"
)

// sendParcels is what both keepers do with their part of the order, and how little each sees of the
// other's.
func (s *life) sendParcels() {
	s.t.Helper()
	oid := s.m.Text("SELECT oid FROM orders")
	s.await("SELECT COUNT(*) = 2 FROM letters WHERE kind = 'parcel_ordered'") // who has not looked yet is told
	for _, k := range []*keeper{s.tea, s.felt} {
		k.parcel = fmt.Sprintf("/vendor/order/%d/", s.m.Scalar("SELECT id FROM parcels WHERE vendor_id = $1", k.shop))
	}
	all := s.price("en", bowlsSold+slippersSold)
	s.see(s.tea.browser, "/vendor/orders/", []string{oid, "Tea bowl", s.price("en", bowlsSold), s.tea.parcel}, []string{"Felt slippers", s.price("en", slippersSold), all, s.felt.parcel})
	s.see(s.felt.browser, "/vendor/orders/", []string{oid, "Felt slippers", s.price("en", slippersSold), s.felt.parcel}, []string{"Tea bowl", s.price("en", bowlsSold), all, s.tea.parcel})
	for i, k := range []*keeper{s.tea, s.felt} {
		other := []*keeper{s.felt, s.tea}[i]
		tracking := fmt.Sprintf("RR12345678%dKZ", i)
		s.gone(k.browser, other.parcel)
		s.see(k.browser, k.parcel, []string{"Abay Ave 10", "Aigerim Sadykova"}, []string{"aigerim@example.com", other.title})
		page := k.prefix + k.parcel
		for _, act := range []orders.Action{orders.ToConfirm, orders.ToPack} {
			w, body := k.fill(page, page, "do="+string(act), nil)
			k.at(w, body, page)
		}
		w, body := k.fill(page, page, "do="+string(orders.ToShip), url.Values{"carrier": {"kazpost"}, "tracking_number": {tracking}})
		k.at(w, body, page)
		s.see(s.buyer, "/kk/order/"+oid+"/", []string{tracking}, nil)
		// Nothing moves the other's parcel.
		if w, _ := k.post(other.parcel, url.Values{"do": {"confirm"}}); w.StatusCode != http.StatusNotFound {
			s.t.Errorf("%s moves the other's parcel: %s", k.name, w.Status)
		}
	}
	for _, k := range []*keeper{s.tea, s.felt} {
		page := k.prefix + k.parcel
		w, body := k.fill(page+"deliver/", page, "", nil)
		k.at(w, body, page)
	}
	if n := s.m.Scalar("SELECT COUNT(*) FROM parcels WHERE state = 'delivered'"); n != 2 {
		s.t.Fatalf("%d parcels have arrived, want 2", n)
	}
}

// review is what the buyer says of the bowls, and what the shop answers.
func (s *life) review() {
	s.t.Helper()
	public := fmt.Sprintf("/product/%d/", s.tea.product)
	form := "/kk" + public + "review/"
	w, body := s.buyer.fill(form, form, "", url.Values{"rating": {"5"}, "review": {"Өте әдемі кесе!"}})
	s.buyer.at(w, body, "/kk/product/")
	s.see(s.guest, public, []string{"Өте әдемі кесе!"}, []string{"Рахмет, Айгерім!"})

	id := s.m.Scalar("SELECT id FROM reviews")
	reply := fmt.Sprintf("/vendor/reviews/%d/reply/", id)
	s.see(s.felt.browser, "/vendor/reviews/", nil, []string{"Өте әдемі кесе!"})
	s.gone(s.felt.browser, reply)
	s.see(s.tea.browser, "/vendor/reviews/?unanswered=1", []string{"Өте әдемі кесе!", reply}, nil)
	s.tea.save(reply, "/vendor/reviews/", url.Values{"reply": {"Рахмет, Айгерім!"}})
	s.see(s.guest, public, []string{"Өте әдемі кесе!", "Answer of the shop", "Рахмет, Айгерім!"}, nil)
}

// seeMoney is what the numbers of a shop say: what it sold, and that it owes the market its part of
// the cash.
func (s *life) seeMoney() {
	s.t.Helper()
	oid := s.m.Text("SELECT oid FROM orders")
	for _, k := range []*keeper{s.tea, s.felt} {
		sold, other := int64(bowlsSold), int64(slippersSold)
		if k == s.felt {
			sold, other = other, sold
		}
		foreign := []string{s.price("en", other), s.price("en", sold+other)}
		s.see(k.browser, "/vendor/analytics/", []string{s.price("en", sold)}, foreign)
		s.see(k.browser, "/vendor/finance/", []string{"You owe the market " + s.price("en", commission), s.price("en", sold), oid}, foreign)
	}
	if got := s.m.Scalar("SELECT SUM(amount) FROM moves WHERE to_account = 'commission'"); got != 2*commission {
		s.t.Errorf("the market earns %d cents, want %d", got, 2*commission)
	}
}

// changeProduct is a change of what is on sale: buyers see it when it is approved.
func (s *life) changeProduct() {
	s.t.Helper()
	public := fmt.Sprintf("/ru/product/%d/", s.tea.product)
	edit := fmt.Sprintf("/ru/vendor/product/%d/edit/", s.tea.product)
	page := fmt.Sprintf("/admin/products/%d/", s.tea.product)
	w, body := s.tea.fill(edit, edit, "do=save", url.Values{"title_ru": {"Пиала расписная"}, "price_1": {"16.00"}})
	s.tea.at(w, body, edit)
	if !strings.Contains(body, "Пиала расписная") {
		s.t.Errorf("the form lost the change:\n%s", body)
	}
	s.see(s.guest, public, []string{"Пиала"}, []string{"Пиала расписная"})
	s.see(s.guest, public+"?o.size="+i18n.Slug("Большая"), []string{s.price("ru", 1600)}, nil) // a price holds at once
	s.see(s.guest, "/ru/products/", []string{"Пиала"}, []string{"Пиала расписная"})

	w, body = s.moderator.fill("/admin/products/", "/admin/products/", "", nil)
	s.moderator.at(w, body, page)
	w, body = s.moderator.fillIn(body, page+"approve/", "", nil)
	s.moderator.at(w, body, "/admin/products/")
	s.see(s.guest, public, []string{"Пиала расписная"}, nil)
	s.see(s.guest, "/ru/products/", []string{"Пиала расписная"}, nil)
}

// checkLetters looks who was written to, in which language. Letters about what a moderator decided
// wait until it cannot be taken back any more; all others have left.
func (s *life) checkLetters() {
	s.t.Helper()
	const buyer, tea, felt = "aigerim@example.com kk", "tea@example.com ru", "felt@example.com en"
	want := []string{
		"change_approved " + tea,
		"order_confirmation " + buyer,
		"parcel_delivered " + buyer, "parcel_delivered " + buyer,
		"parcel_ordered " + felt, "parcel_ordered " + tea,
		"parcel_shipped " + buyer, "parcel_shipped " + buyer,
		"product_published " + felt, "product_published " + tea,
		"review_reply " + buyer,
		"second_factor_on root@example.com en",
		"vendor_verified " + felt, "vendor_verified " + tea,
		"verify_email " + felt, "verify_email " + buyer, "verify_email " + tea,
	}
	slices.Sort(want)
	if got := s.letters(); !slices.Equal(got, want) {
		s.t.Errorf("letters:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	s.await("SELECT COUNT(*) = 0 FROM letters WHERE state <> 'sent' AND kind NOT IN ('product_published', 'change_approved', 'vendor_verified')")
}

// await waits for what the jobs of the program do beside its pages.
func (s *life) await(what string) {
	s.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); s.m.Scalar("SELECT CASE WHEN ("+what+") THEN 1 ELSE 0 END") == 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("not even in half a minute: %s", what)
		}
	}
}

// letters are all that are owed or were sent: kind, receiver and language.
func (s *life) letters() []string {
	s.t.Helper()
	found, err := s.m.DB.QueryContext(s.t.Context(), "SELECT kind, recipient, language FROM letters")
	if err != nil {
		s.t.Fatal(err)
	}
	defer found.Close()
	var all []string
	for found.Next() {
		var kind, recipient, language string
		if err := found.Scan(&kind, &recipient, &language); err != nil {
			s.t.Fatal(err)
		}
		all = append(all, kind+" "+recipient+" "+language)
	}
	if err := found.Err(); err != nil {
		s.t.Fatal(err)
	}
	slices.Sort(all)
	return all
}
