package site_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"bazaar/site"
	"bazaar/site/sitetest"
)

// A provider sends the buyer back and tells the market at the same moment. Which of the two comes
// first decides what the page says, never what is paid, booked or written to the buyer.
func TestTheBuyersReturnAndTheMessageMayComeAtOnce(t *testing.T) {
	const rounds = 8
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		nodes := []*sitetest.World{w, sitetest.Change(t, w, func(*site.Options) {})}
		for round := range rounds {
			oid, provider := atProvider(t, w, w.Browser(sitetest.Customer), fmt.Sprint("k", round))
			var wg sync.WaitGroup
			for i := range 6 {
				wg.Go(func() {
					b := nodes[i%2].Browser(sitetest.Customer)
					if i < 2 {
						b.Send(t, sitetest.Case{URL: provider, Form: form("choice", "duplicate")})
						return
					}
					page := b.Send(t, sitetest.Case{URL: "/order/" + oid + "/paid/"})
					if text := page.Body.String(); page.Code != http.StatusOK || !strings.Contains(text, "Payment completed") && !strings.Contains(text, "Waiting for the bank") {
						t.Errorf("the page of the return answers %d\n%.500s", page.Code, text)
					}
				})
			}
			wg.Wait()
			sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Payment completed"}}, w.Send(t, sitetest.Case{As: sitetest.Customer, URL: "/order/" + oid + "/paid/"}))
		}
		for query, want := range map[string]int64{
			"SELECT COUNT(*) FROM orders WHERE paid_status":                     rounds,
			"SELECT COUNT(*) FROM payments WHERE settles":                       rounds,
			"SELECT COUNT(*) FROM postings WHERE kind = 'capture'":              rounds,
			"SELECT COUNT(*) FROM letters WHERE kind = 'payment_received'":      rounds,
			"SELECT COUNT(DISTINCT object) FROM letters WHERE kind LIKE 'pay%'": rounds,
		} {
			if got := w.Market.Scalar(query); got != want {
				t.Errorf("%s is %d, want %d", query, got, want)
			}
		}
		w.Market.CheckInvariants()
	})
}

func TestASessionThatEndedIsDeadOnEveryNode(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		other := sitetest.Change(t, w, func(*site.Options) {})
		here, there := w.Browser(sitetest.Customer), other.Browser(sitetest.Customer)
		sitetest.Check(t, sitetest.Case{Status: 200}, there.Send(t, sitetest.Case{URL: "/dashboard/"}))
		sitetest.Check(t, sitetest.Case{Status: 303}, here.Send(t, sitetest.Case{URL: "/user/sign-out/", Form: form()}))
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/user/sign-in/?next=%2Fdashboard%2F"}, there.Send(t, sitetest.Case{URL: "/dashboard/"}))

		banned, elsewhere := w.Browser(sitetest.Vendor), other.Browser(sitetest.Vendor)
		sitetest.Check(t, sitetest.Case{Status: 200}, banned.Send(t, sitetest.Case{URL: "/dashboard/"}))
		if _, err := w.DB.ExecContext(t.Context(), "UPDATE accounts SET is_active = FALSE WHERE id = $1", w.Actor(sitetest.Vendor).AccountID); err != nil {
			t.Fatal(err)
		}
		for _, b := range []*sitetest.Browser{banned, elsewhere} {
			sitetest.Check(t, sitetest.Case{Status: 302}, b.Send(t, sitetest.Case{URL: "/dashboard/"}))
		}
	})
}
