package site_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// Those who ask at the desk besides the actors of the walk: who works for the shop of the vendor,
// who works for the other shop, and staff of the operator without a shop.
const (
	goodsHand, parcelHand           = "the hand for goods", "the hand for parcels"
	otherGoodsHand, otherParcelHand = "the other shop's hand for goods", "the other shop's hand for parcels"
	moderator                       = "staff"
)

// crew are who works for a shop, in the order of the words in workers.
type crew struct{ owner, catalogue, fulfilment string }

var (
	ownCrew   = crew{sitetest.Vendor, goodsHand, parcelHand}
	otherCrew = crew{sitetest.OtherVendor, otherGoodsHand, otherParcelHand}
)

// byRole names the people of a crew by their roles.
func (c crew) byRole() map[string]string {
	return map[string]string{"owner": c.owner, "catalogue": c.catalogue, "fulfilment": c.fulfilment}
}

// workers are the roles that open the pages of the desk, by the first words of their paths. They
// are written out here, not read from the routes, so that a route with the wrong role fails.
var workers = map[string]string{
	"dashboard": "owner catalogue fulfilment", "messages": "owner catalogue fulfilment",
	"products": "owner catalogue", "product": "owner catalogue", "import": "owner catalogue", "export": "owner catalogue", "reviews": "owner catalogue",
	"order": "owner fulfilment", "orders": "owner fulfilment",
	"analytics": "owner", "finance": "owner", "settings": "owner", "staff": "owner", "status": "owner",
}

// notDesk are the routes under /vendor/ that are not the desk's: the public page of a shop, and
// the link by which somebody begins to work for one.
var notDesk = []string{"GET /vendor/{id}/{$}", "GET /vendor/invitation/{token}/{$}", "POST /vendor/invitation/{token}/{$}"}

// workersOf are the roles that open a route, empty when no line of workers knows it.
func workersOf(pattern string) []string {
	_, path, _ := strings.Cut(pattern, " /vendor/")
	words := strings.Split(path, "/")
	if roles, ok := workers[strings.Join(words[:min(2, len(words))], "/")]; ok {
		return strings.Fields(roles)
	}
	return strings.Fields(workers[words[0]])
}

// hire gives both shops a hand for goods and one for parcels, and the operator one of the staff.
func hire(t *testing.T, w *sitetest.World) {
	t.Helper()
	w.Shop(sitetest.Vendor)
	w.Shop(sitetest.OtherVendor)
	w.Admit(t, goodsHand, crewMember(w, sitetest.Vendor, "goods@example.com", vendors.CatalogueRole))
	w.Admit(t, parcelHand, crewMember(w, sitetest.Vendor, "parcels@example.com", vendors.FulfilmentRole))
	w.Admit(t, otherGoodsHand, crewMember(w, sitetest.OtherVendor, "other-goods@example.com", vendors.CatalogueRole))
	w.Admit(t, otherParcelHand, crewMember(w, sitetest.OtherVendor, "other-parcels@example.com", vendors.FulfilmentRole))
	w.Admit(t, moderator, w.Market.Staff().AccountID)
}

// deskStops are the stops of the walk at the desk; the test fails when a route of the desk has none,
// or when nobody has said whose it is.
func deskStops(t *testing.T, w *sitetest.World) []sitetest.Stop {
	t.Helper()
	all := slices.DeleteFunc(stops(w), func(s sitetest.Stop) bool {
		return !strings.Contains(s.Pattern, " /vendor/") || slices.Contains(notDesk, s.Pattern) || s.Status == same(http.StatusMovedPermanently)
	})
	rows := map[string]bool{}
	for _, s := range all {
		rows[s.Pattern] = true
		if strings.Contains(s.Pattern, "{id}") != (s.Missing != "") {
			t.Errorf("%s needs the address of a thing that is missing, if it is about one thing", s.Pattern)
		}
	}
	for _, rt := range site.Routes(w.Options) {
		if !rt.Access.OfDesk() && (!strings.Contains(rt.Pattern, " /vendor/") || slices.Contains(notDesk, rt.Pattern) || strings.HasPrefix(rt.Pattern, "GET /vendor/dashboard/products/")) {
			continue
		}
		if !rt.Access.OfDesk() {
			t.Errorf("%s is under /vendor/ and not the desk's", rt.Pattern)
		}
		if !rows[rt.Pattern] {
			t.Errorf("the desk's route %q has no row", rt.Pattern)
		}
		if len(workersOf(rt.Pattern)) == 0 {
			t.Errorf("nobody says whose work %q is", rt.Pattern)
		}
	}
	return all
}

// refusal is somebody who may not have what a stop is about, and the answer that is due.
type refusal struct {
	as, to         string // to is where a page leads, empty when it does not
	status, script int
}

// refusals are who is refused at a stop. Who works for the shop and has the duty is refused only
// what is missing, which everybody is asked for beside what is there.
func refusals(s sitetest.Stop) []refusal {
	all := []refusal{{as: sitetest.Guest, status: 302, to: "/user/sign-in/", script: 401}}
	for _, as := range []string{sitetest.Customer, sitetest.OtherCustomer, moderator, sitetest.Admin} {
		all = append(all, refusal{as: as, status: 302, to: "/vendors/register/", script: 403})
	}
	may := workersOf(s.Pattern)
	for _, c := range []crew{ownCrew, otherCrew} {
		for role, as := range c.byRole() {
			switch {
			case !slices.Contains(may, role):
				all = append(all, refusal{as: as, status: 403, script: 403})
			case c == otherCrew && s.Missing != "":
				all = append(all, refusal{as: as, status: 404, script: 404})
			}
		}
	}
	return all
}

// asks sends a stop's form to an address.
func asks(t *testing.T, w *sitetest.World, s sitetest.Stop, as, address string, script bool) (code int, to, text string) {
	t.Helper()
	c := sitetest.Case{As: as, URL: address, Form: s.Form, AJAX: script}
	if c.Method, _, _ = strings.Cut(s.Pattern, " "); c.Method == http.MethodPost && c.Form == nil {
		c.Form = url.Values{}
	}
	rec := w.Send(t, c)
	return rec.Code, rec.Header().Get("Location"), sitetest.Plain(rec, address)
}

func TestTheDeskOpensToThoseWhoseWorkItIsAndHidesOtherShops(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		hire(t, w)
		all := deskStops(t, w)
		before := w.Fingerprint(t)
		for _, s := range all {
			for _, r := range refusals(s) {
				for _, script := range []bool{false, true} {
					r.check(t, w, s, script)
				}
			}
			if after := w.Fingerprint(t); after != before {
				t.Errorf("%s: a refused request wrote something", s.Pattern)
				before = after
			}
		}
		for _, s := range all {
			worksForOwn(t, w, s)
		}
	})
}

func TestTheFirstPageOfTheDeskShowsEachHandItsOwnWork(t *testing.T) {
	goods, parcels, money := []string{`href="/vendor/products/"`, "Add a product"}, []string{`href="/vendor/orders/"`}, []string{`href="/vendor/finance/"`, `href="/vendor/analytics/"`, "Twelve months", "What paid orders brought in"}
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		hire(t, w)
		shop := w.Shop(sitetest.Vendor)
		w.Market.Order(w.Market.Customer(), markettest.Pick{Product: w.Market.Product(shop, markettest.Goods{Title: "Samovar", Price: 9900, Stock: 3}), Quantity: 1})
		for _, tt := range []struct {
			as        string
			has, hasn []string
		}{
			{sitetest.Vendor, slices.Concat(goods, parcels, money[:3]), nil},
			{goodsHand, goods, slices.Concat(parcels, money)},
			{parcelHand, parcels, slices.Concat(goods, money)},
		} {
			w.Run(t, sitetest.Case{Name: tt.as, As: tt.as, URL: "/vendor/dashboard/", Status: 200, Has: tt.has, HasNot: tt.hasn})
		}
		w.Run(t, sitetest.Case{Name: "no list of goods", As: parcelHand, URL: "/vendor/products/", Status: 403})
	})
}

// check fails the test unless the stop and what is missing are refused alike.
func (r refusal) check(t *testing.T, w *sitetest.World, s sitetest.Stop, script bool) {
	t.Helper()
	want := r.status
	if script {
		want = r.script
	}
	code, to, text := asks(t, w, s, r.as, s.URL, script)
	if code != want || !script && !strings.HasPrefix(to, r.to) {
		t.Errorf("%s as %s (script %t) answers %d and leads to %q, want %d and %q", s.Pattern, r.as, script, code, to, want, r.to)
	}
	if s.Missing == "" {
		return
	}
	if _, _, missing := asks(t, w, s, r.as, s.Missing, script); text != missing {
		t.Errorf("%s as %s (script %t): what is there is told from what is missing:\n%.300s\n%.300s", s.Pattern, r.as, script, text, missing)
	}
}

// worksForOwn fails the test unless all who have the duty look at their own shop's thing as its
// owner does, none finds what is missing, and the least of them can do what the route does.
func worksForOwn(t *testing.T, w *sitetest.World, s sitetest.Stop) {
	t.Helper()
	may, people := workersOf(s.Pattern), ownCrew.byRole()
	want := strings.Fields(s.Status)[slices.Index(sitetest.Actors, sitetest.Vendor)]
	for i, role := range may {
		if s.Missing != "" {
			if code, _, _ := asks(t, w, s, people[role], s.Missing, false); code != http.StatusNotFound {
				t.Errorf("%s of what is missing, as %s, answers %d", s.Pattern, people[role], code)
			}
		}
		if strings.HasPrefix(s.Pattern, http.MethodPost) && i < len(may)-1 {
			continue // it can be done once only
		}
		if code, _, _ := asks(t, w, s, people[role], s.URL, false); fmt.Sprint(code) != want {
			t.Errorf("%s of the own shop, as %s, answers %d, want %s", s.Pattern, people[role], code, want)
		}
	}
}

func TestWhatAFormNamesOfAnotherShopIsAsIfItWereNotThere(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		hire(t, w)
		sold := func(as, title string) (product, parcel, line string) {
			p := w.Market.Product(w.Shop(as), markettest.Goods{Title: title, Price: 900, Stock: 9})
			o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: p, Quantity: 1})
			id := o.Parcels[0].ID
			return fmt.Sprint(p.ID), fmt.Sprint(id), fmt.Sprint(w.Market.Scalar("SELECT MIN(id) FROM order_lines WHERE parcel_id = $1", id))
		}
		product, parcel, line := sold(sitetest.Vendor, "Samovar")
		_, otherParcel, _ := sold(sitetest.OtherVendor, "Teapot")
		forms := []struct {
			as, url, field, theirs string
			form                   url.Values
		}{
			{otherGoodsHand, "/vendor/products/bulk/", "id", product, form("do", "submit")},
			{otherGoodsHand, "/vendor/products/bulk/", "id", product, form("do", "archive")},
			{otherGoodsHand, "/vendor/products/bulk/", "id", product, form("do", "restore")},
			{otherGoodsHand, "/vendor/products/bulk/", "id", product, form("do", "price", "value", "10")},
			{otherGoodsHand, "/vendor/products/bulk/", "id", product, form("do", "stock", "value", "5", "key", "a click")},
			{otherParcelHand, "/vendor/orders/bulk/", "id", parcel, form("do", "confirm")},
			{otherParcelHand, "/vendor/orders/bulk/", "id", parcel, form("do", "pack")},
			{otherParcelHand, "/vendor/order/" + otherParcel + "/cancel/", "line", line, form("reason", "out_of_stock", "note", "")},
		}
		before := w.Fingerprint(t)
		for _, f := range forms {
			told := map[string]string{}
			for _, id := range []string{f.theirs, "999999"} {
				b := w.Browser(f.as)
				f.form.Set(f.field, id)
				rec := b.Send(t, sitetest.Case{As: f.as, URL: f.url, Form: f.form})
				told[id] = sitetest.Plain(rec, f.url)
				if to := rec.Header().Get("Location"); to != "" {
					told[id] += sitetest.Plain(b.Send(t, sitetest.Case{As: f.as, URL: to}), to)
				}
			}
			if told[f.theirs] != told["999999"] {
				t.Errorf("%s %v as %s: what is another's is told from what is missing", f.url, f.form, f.as)
			}
			if after := w.Fingerprint(t); after != before {
				t.Errorf("%s %v as %s wrote something", f.url, f.form, f.as)
				before = after
			}
		}
	})
}

func TestAShopSeesTheSameWhateverOtherShopsDo(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		hire(t, w)
		teapot := w.Market.Product(w.Shop(sitetest.OtherVendor), markettest.Goods{Title: "Teapot", Price: 900, Stock: 9})
		w.Market.Order(w.Actor(sitetest.OtherCustomer), markettest.Pick{Product: teapot, Quantity: 1})
		look := func() map[string]string {
			seen := map[string]string{}
			for _, rt := range site.Routes(w.Options) {
				method, address, _ := strings.Cut(strings.TrimSuffix(rt.Pattern, "{$}"), " ")
				if !rt.Access.OfDesk() || method != http.MethodGet || strings.Contains(address, "{") {
					continue
				}
				for _, query := range []string{"", "?stage=all&period=year&table=products"} {
					for role, as := range otherCrew.byRole() {
						if slices.Contains(workersOf(rt.Pattern), role) {
							seen[as+" "+address+query] = sitetest.Plain(w.Send(t, sitetest.Case{As: as, URL: address + query}), address)
						}
					}
				}
			}
			return seen
		}
		before := look()
		stops(w)
		trade(t, w)
		after := look()
		for page, was := range before {
			if after[page] != was {
				t.Errorf("%s shows what another shop does", page)
			}
			if strings.Contains(was, w.Shop(sitetest.Vendor).Name) {
				t.Errorf("%s names another shop", page)
			}
		}
	})
}

// trade gives the shop of the vendor a parcel in every state that a figure of the desk counts.
func trade(t *testing.T, w *sitetest.World) {
	t.Helper()
	rug := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Rug", Price: 7700, Stock: 9})
	pick, by := markettest.Pick{Product: rug, Quantity: 1}, w.Actor(sitetest.Customer)
	w.Market.Deliver(w.Market.Order(by, pick))
	confirmed := w.Market.Order(by, pick).Parcels[0].ID
	w.Run(t, sitetest.Case{Name: "confirmed", As: sitetest.Vendor, URL: fmt.Sprintf("/vendor/order/%d/", confirmed), Form: form("do", "confirm"), Status: 303})
	late := w.Market.Order(by, pick).Parcels[0].ID
	if _, err := w.DB.ExecContext(t.Context(), "UPDATE parcels SET ship_by = $1 WHERE id = $2", sqldb.At(w.Now().Add(-time.Hour)), late); err != nil {
		t.Fatal(err)
	}
	w.Market.Fill(by, pick)
	w.Market.Place(by, "payment_method", "card")
}
