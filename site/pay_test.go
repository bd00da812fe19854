package site_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"bazaar/infra/gateways/cod"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// cardForm is a complete checkout form that pays by card.
func cardForm(key string) url.Values {
	return url.Values{
		"full_name": {"Aigerim Sadykova"}, "email": {"aigerim@example.com"}, "phone": {"+7 701 234 56 78"}, "address": {"Abay Ave 10"},
		"city": {"Almaty"}, "state": {"Almaty"}, "country": {"Kazakhstan"}, "checkout_key": {key}, "payment_method": {"card"},
	}
}

// atProvider fills a cart, orders by card and returns the number of the order and the address of
// the provider's page.
func atProvider(t *testing.T, w *sitetest.World, b *sitetest.Browser, key string) (oid, provider string) {
	t.Helper()
	kettle := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 100})
	w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: kettle, Quantity: 1})
	rec := b.Send(t, sitetest.Case{URL: "/checkout/", Form: cardForm(key)})
	provider = rec.Header().Get("Location")
	if rec.Code != http.StatusFound || !strings.HasPrefix(provider, "/sandbox/pay/") {
		t.Fatalf("checkout answers %d, to %q\n%.2000s", rec.Code, provider, rec.Body.String())
	}
	return w.Market.Text("SELECT oid FROM orders ORDER BY id DESC LIMIT 1"), provider
}

func TestABuyerPaysByCard(t *testing.T) {
	for _, c := range []struct {
		choice, to string
		paid       bool
		has        []string
	}{
		{"approve", "paid/", true, []string{"Payment completed"}},
		{"duplicate", "paid/", true, []string{"Payment completed"}},
		{"reorder", "paid/", true, []string{"Payment completed"}},
		{"decline", "unpaid/", false, []string{"Payment failed", "Pay again"}},
		{"expire", "unpaid/", false, []string{"Payment failed", "Pay again"}},
	} {
		t.Run(c.choice, func(t *testing.T) {
			sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
				b := w.Browser(sitetest.Customer)
				oid, provider := atProvider(t, w, b, "k")
				order := "/order/" + oid + "/"
				sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Pay now", "Waiting for payment", "Card"}}, b.Send(t, sitetest.Case{URL: order}))
				sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Test payment", "No card is asked for", "$25.00", oid}}, b.Send(t, sitetest.Case{URL: provider}))
				sitetest.Check(t, sitetest.Case{Status: 303, Location: order + c.to}, b.Send(t, sitetest.Case{URL: provider, Form: form("choice", c.choice)}))
				sitetest.Check(t, sitetest.Case{Status: 200, Has: append(c.has, oid)}, b.Send(t, sitetest.Case{URL: order + c.to}))
				after := b.Send(t, sitetest.Case{URL: order}).Body.String()
				if strings.Contains(after, "Pay now") == c.paid {
					t.Errorf("after %s the order can be paid: %t", c.choice, !c.paid)
				}
				if got := w.Market.Scalar("SELECT COUNT(*) FROM orders WHERE paid_status"); got == 1 != c.paid {
					t.Errorf("%d orders are paid", got)
				}
				if c.paid {
					sitetest.Check(t, sitetest.Case{Status: 302, Location: order}, b.Send(t, sitetest.Case{URL: order + "pay/", Form: form()}))
					return
				}
				again := b.Send(t, sitetest.Case{URL: order + "pay/", Form: form()}).Header().Get("Location")
				sitetest.Check(t, sitetest.Case{Status: 303, Location: order + "paid/"}, b.Send(t, sitetest.Case{URL: again, Form: form("choice", "approve")}))
				if w.Market.Scalar("SELECT COUNT(*) FROM orders WHERE paid_status") != 1 {
					t.Error("a second try does not pay")
				}
			})
		})
	}
}

func TestTheReturnPageAloneProvesNothing(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := w.Browser(sitetest.Customer)
		oid, provider := atProvider(t, w, b, "k")
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Waiting for the bank"}}, b.Send(t, sitetest.Case{URL: "/order/" + oid + "/paid/"}))
		if w.Market.Scalar("SELECT COUNT(*) FROM orders WHERE paid_status") != 0 {
			t.Error("looking at the page paid the order")
		}
		for _, bad := range []string{"/sandbox/pay/x/", strings.Replace(provider, ".", ".0", 1), strings.Replace(provider, "/sandbox/pay/", "/sandbox/pay/A", 1)} {
			sitetest.Check(t, sitetest.Case{Status: 404}, b.Send(t, sitetest.Case{URL: bad}))
		}
		sitetest.Check(t, sitetest.Case{Status: 400}, b.Send(t, sitetest.Case{URL: provider, Form: form("choice", "steal")}))
		w.Wait(2 * time.Hour)
		if _, err := orders.ExpireUnpaid(t.Context(), w.DB, w.Now()); err != nil {
			t.Fatal(err)
		}
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"This order can no longer be paid."}}, b.Send(t, sitetest.Case{URL: "/order/" + oid + "/paid/"}))
		sitetest.Check(t, sitetest.Case{Status: 303}, b.Send(t, sitetest.Case{URL: provider, Form: form("choice", "approve")}))
		if w.Market.Scalar("SELECT COUNT(*) FROM payments WHERE captured_at IS NOT NULL") != 0 {
			t.Error("the provider took money after the time to pay")
		}
	})
}

func TestForgedMessagesWriteNothing(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		atProvider(t, w, w.Browser(sitetest.Customer), "k")
		key := w.Market.Text("SELECT key FROM payments WHERE key IS NOT NULL")
		body := `{"id":"e1","type":"payment.captured","payment":"` + key + `","amount":2500,"currency":"USD"}`
		sign := func(text string, at time.Time) string { return w.Options.Sandbox.Sign([]byte(text), at) }
		before := w.Fingerprint(t)
		for name, c := range map[string]struct {
			path, signature, body string
			want                  int
		}{
			"no signature":       {"sandbox", "", body, 400},
			"another body":       {"sandbox", sign(body+" ", w.Now()), body, 400},
			"six minutes old":    {"sandbox", sign(body, w.Now().Add(-6*time.Minute)), body, 400},
			"six minutes early":  {"sandbox", sign(body, w.Now().Add(6*time.Minute)), body, 400},
			"cash does not talk": {"cod", sign(body, w.Now()), body, 400},
			"nobody":             {"nobody", sign(body, w.Now()), body, 404},
			"no sense":           {"sandbox", sign("{}", w.Now()), "{}", 400},
			"too large":          {"sandbox", "", strings.Repeat("x", 100_000), 413},
		} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+sitetest.Host+"/api/hooks/"+c.path+"/", strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Sandbox-Signature", c.signature)
			answer, err := w.Options.Sandbox.Client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != c.want {
				t.Errorf("%s: answered with %d, want %d", name, answer.StatusCode, c.want)
			}
		}
		if w.Fingerprint(t) != before {
			t.Error("a forged message wrote something")
		}
	})
}

func TestOneMessageManyTimesOverManyNodesIsOnePayment(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		_, provider := atProvider(t, w, w.Browser(sitetest.Customer), "k")
		nodes := []*sitetest.World{w, sitetest.Change(t, w, func(*site.Options) {}), sitetest.Change(t, w, func(*site.Options) {})}
		var wg sync.WaitGroup
		for i, choice := range []string{"approve", "duplicate", "reorder", "approve", "duplicate"} {
			wg.Go(func() {
				b := nodes[i%len(nodes)].Browser(sitetest.Customer)
				if rec := b.Send(t, sitetest.Case{URL: provider, Form: form("choice", choice)}); rec.Code != 303 {
					t.Errorf("%s answers %d", choice, rec.Code)
				}
			})
		}
		wg.Wait()
		for query, want := range map[string]int64{
			"SELECT COUNT(*) FROM payments WHERE state = 'captured'":                             1,
			"SELECT COUNT(*) FROM postings WHERE kind = 'capture'":                               1,
			"SELECT COUNT(*) FROM letters WHERE kind = 'payment_received'":                       1,
			"SELECT COUNT(*) FROM payment_events WHERE outcome = 'applied' AND kind = 'capture'": 1,
		} {
			if got := w.Market.Scalar(query); got != want {
				t.Errorf("%s is %d, want %d", query, got, want)
			}
		}
	})
}

func TestWithoutAGatewayCardsAreNotOffered(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		none := sitetest.Change(t, w, func(o *site.Options) { o.Sandbox, o.Gateways = nil, nil })
		kettle := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 100})
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: kettle, Quantity: 1})
		b := none.Browser(sitetest.Customer)
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`value="cod"`}, HasNot: []string{`value="card"`}}, b.Send(t, sitetest.Case{URL: "/checkout/"}))
		sitetest.Check(t, sitetest.Case{Status: 422}, b.Send(t, sitetest.Case{URL: "/checkout/", Form: cardForm("k")}))
		sitetest.Check(t, sitetest.Case{Status: 404}, b.Send(t, sitetest.Case{URL: "/sandbox/pay/x/"}))
	})
}

// An elsewhere is a provider whose page is on another site.
type elsewhere struct {
	payments.Gateway
	origins []string
}

func (e elsewhere) Origins() []string { return e.origins }

func (elsewhere) Start(context.Context, payments.Intent) (payments.Started, error) {
	return payments.Started{Reference: "1", URL: "https://pay.example/session/1"}, nil
}

func TestBuyersAreSentOnlyToSitesThatTheGatewayDeclares(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		with := func(origins ...string) *sitetest.Browser {
			other := sitetest.Change(t, w, func(o *site.Options) {
				o.Sandbox, o.Gateways = nil, payments.Gateways{"cod": cod.Gateway{}, "elsewhere": elsewhere{w.Options.Sandbox, origins}}
			})
			w.Market.Fill(w.Actor(sitetest.Customer), plenty(w))
			return other.Browser(sitetest.Customer)
		}
		b := with("https://pay.example")
		page := b.Send(t, sitetest.Case{URL: "/checkout/"})
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`value="card"`}}, page)
		if got := page.Header().Get("Content-Security-Policy"); !strings.HasSuffix(got, "form-action 'self' https://pay.example") {
			t.Errorf("policy %q", got)
		}
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "https://pay.example/session/1"}, b.Send(t, sitetest.Case{URL: "/checkout/", Form: cardForm("declared")}))
		order := "/order/" + w.Market.Text("SELECT oid FROM orders ORDER BY id DESC LIMIT 1") + "/"
		sitetest.Check(t, sitetest.Case{Status: 303, Location: "https://pay.example/session/1"}, b.Send(t, sitetest.Case{URL: order + "pay/", Form: form()}))

		b = with("https://pay.example.org")
		rec := b.Send(t, sitetest.Case{URL: "/checkout/", Form: cardForm("undeclared")})
		order = "/order/" + w.Market.Text("SELECT oid FROM orders ORDER BY id DESC LIMIT 1") + "/"
		sitetest.Check(t, sitetest.Case{Status: 302, Location: order}, rec)
		for _, wrong := range []string{"http://pay.example", "https://pay.example/", "https://*.example", "https://a.example; script-src *", "'unsafe-inline'"} {
			o := w.Options
			o.Gateways = payments.Gateways{"elsewhere": elsewhere{w.Options.Sandbox, []string{wrong}}}
			if _, err := site.Handler(o); err == nil {
				t.Errorf("%q passes for an origin", wrong)
			}
		}
	})
}

func TestAPaymentWhoseMessageIsLostIsFoundByAsking(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := w.Browser(sitetest.Customer)
		oid, provider := atProvider(t, w, b, "lost")
		sitetest.Check(t, sitetest.Case{Status: 303, Location: "/order/" + oid + "/paid/"}, b.Send(t, sitetest.Case{URL: provider, Form: form("choice", "lose")}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Waiting for the bank"}}, b.Send(t, sitetest.Case{URL: "/order/" + oid + "/paid/"}))
		w.Wait(5 * time.Minute)
		if n, err := orders.Reconcile(t.Context(), w.DB, w.Options.Gateways, w.Now()); err != nil || n != 1 {
			t.Errorf("%d payments found, %v", n, err)
		}
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Payment completed"}}, b.Send(t, sitetest.Case{URL: "/order/" + oid + "/paid/"}))
	})
}
