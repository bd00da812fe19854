package admin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/markettest"
	"bazaar/market/messages"
	"bazaar/market/money"
	"bazaar/market/support"
	"bazaar/site"
	"bazaar/site/sitetest"
)

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func usd(cents int64) money.Amount { return money.New(cents, money.USD) }

// staff is an account that moderates and does not administer.
const staff = "staff"

// withStaff signs moderators in beside the people of a world.
func withStaff(t *testing.T, w *sitetest.World, names ...string) {
	t.Helper()
	for _, name := range append(names, staff) {
		w.Admit(t, name, w.Market.Staff().AccountID)
	}
}

// reported is a conversation about goods that the customer has reported.
func reported(t *testing.T, w *sitetest.World, about markettest.Product) int64 {
	t.Helper()
	buyer := w.Actor(sitetest.Customer)
	id, err := messages.Ask(t.Context(), w.DB, buyer, messages.Question{Topic: messages.Topic{ProductID: about.ID}, Body: "Is it a silent kettle?"}, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := messages.Report(t.Context(), w.DB, buyer, messages.Answer{ID: id, As: messages.Customer, Body: "They want money outside."}, w.Now()); err != nil {
		t.Fatal(err)
	}
	return id
}

// Every route of the administration, as everybody, for something that is there and for something
// that is not: who may not come in learns nothing of the difference.
func TestWhoMayNotDecideIsToldNothing(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		withStaff(t, w)
		shop := w.Shop(sitetest.Vendor)
		kettle := w.Market.Product(shop, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 3})
		review := w.Review(w.Actor(sitetest.Customer), kettle)
		talk := reported(t, w, kettle)
		if err := catalog.TakeOff(t.Context(), w.DB, w.Actor(staff), catalog.Rejection{ProductID: kettle.ID, Reason: "x"}, w.Now()); err != nil {
			t.Fatal(err)
		}
		form := support.Form{FullName: "A guest", Email: "guest@example.com", Subject: "A question", Body: "When do you open?"}
		if err := support.Send(t.Context(), w.DB, actor.Actor{}, support.Post{Form: form, Language: "ru"}, w.Now()); err != nil {
			t.Fatal(err)
		}
		things := map[string]int64{"conversations": talk, "messages": w.Market.Scalar("SELECT id FROM support_messages"), "decisions": w.Market.Scalar("SELECT id FROM product_decisions"), "vendors": shop.ID, "products": kettle.ID, "reviews": review}
		routes := 0
		for _, rt := range site.Routes(w.Options) {
			method, pattern, _ := strings.Cut(strings.TrimSuffix(rt.Pattern, "{$}"), " ")
			if !strings.HasPrefix(pattern, "/admin/") {
				continue
			}
			routes++
			kind := strings.Split(pattern, "/")[2]
			for _, as := range append(sitetest.Actors, staff) {
				var answers []string
				for _, id := range []int64{things[kind], 987_654_321} {
					c := sitetest.Case{As: as, Method: method, URL: strings.Replace(pattern, "{id}", fmt.Sprint(id), 1)}
					if method == http.MethodPost {
						c.Form = url.Values{}
					}
					rec := w.Send(t, c)
					answers = append(answers, fmt.Sprint(rec.Code))
					if rec.Code >= http.StatusInternalServerError {
						t.Errorf("%s %s as %s answers %d", method, c.URL, as, rec.Code)
					}
				}
				got, want := strings.Join(answers, " "), "403 403"
				switch {
				case as == sitetest.Guest:
					want = "302 302"
				case as != staff && as != sitetest.Admin:
				case strings.Contains(pattern, "{id}"):
					want = answers[0] + " 404"
					if answers[0] == "403" || answers[0] == "404" {
						want = "an answer and 404"
					}
				default:
					want = answers[0] + " " + answers[0]
				}
				if got != want {
					t.Errorf("%s %s as %s answers %s, want %s", method, pattern, as, got, want)
				}
			}
		}
		if routes < 20 {
			t.Errorf("only %d routes were found", routes)
		}
	})
}

func TestStaffIsLedFromTheShopToWhatWaits(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		withStaff(t, w)
		w.Run(t,
			sitetest.Case{Name: "the link for staff", As: staff, URL: "/", Status: 200, Has: []string{`href="/admin/"`}},
			sitetest.Case{Name: "none for others", As: sitetest.Vendor, URL: "/", Status: 200, HasNot: []string{`href="/admin/"`}},
			sitetest.Case{Name: "nothing waits", As: staff, URL: "/admin/", Status: 200, Has: []string{"Nothing waits for a decision."}},
			sitetest.Case{Name: "the former address", As: staff, URL: "/admin-panel/", Status: 301, Location: "/admin/"},
			sitetest.Case{Name: "a former page", As: staff, URL: "/admin-panel/shop_page/", Status: 301, Location: "/admin/"},
		)
		apply(t, w)
		w.Run(t, sitetest.Case{Name: "an application waits", As: staff, URL: "/ru/admin/", Status: 200, Has: []string{"Заявки продавцов", "Самое давнее ждёт с"}})
	})
}

func TestPagesOfStaffTakeFewStatements(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		withStaff(t, w)
		id := apply(t, w)
		s := newShelf(t, w)
		_, product := s.submitted("Samovar")
		_, change := s.proposed("Copper kettle")
		const most = 6
		for _, address := range []string{"/admin/", "/admin/vendors/", fmt.Sprintf("/admin/vendors/%d/", id), fmt.Sprintf("/admin/vendors/%d/suspend/", id), "/admin/products/", product, change, change + "stop/", "/admin/reviews/", "/admin/reviews/?hidden=1", "/admin/messages/"} {
			if taken := w.Statements(t, sitetest.Case{As: staff, URL: address, Status: 200}); len(taken) > most {
				t.Errorf("%s takes %d statements: %v", address, len(taken), taken)
			}
		}
	})
}
