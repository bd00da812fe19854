package letters

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bazaar/infra/mail"
	"bazaar/market/checkout"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

func usd(minor int64) money.Amount { return money.New(minor, money.USD) }

func sample() orders.Order {
	return orders.Order{
		OID: "kKqz3BfQjJb8n5N6mS7aTw", Method: payments.CashOnDelivery, CouponCode: "WELCOME10",
		PlacedAt: time.Date(2026, 3, 7, 19, 30, 0, 0, time.UTC), // already the 8th in Almaty
		Notes:    "Ring twice,\nplease", DisplayCurrency: money.KZT, DisplayRate: "487.5",
		Contact: orders.Contact{
			FullName: "Айгүл <Smith> & Sons", Email: "aigul@example.com", Phone: "+7 701 234 56 78",
			Address: "Абай даңғылы 10", City: "Алматы", ZipCode: "050000", Country: "Kazakhstan",
		},
		Totals: orders.Totals{Items: usd(202997), Discount: usd(20300), Shipping: usd(500), Tax: usd(1200), Total: usd(183197)},
		Parcels: []orders.Parcel{
			{Number: 1, VendorName: "TechStore", Lines: []orders.Line{
				{Title: "Gaming Laptop", Options: "16 GB, black", Quantity: 2, UnitPrice: usd(99999), Total: usd(199998)},
			}},
			{Number: 2, VendorName: "Мышиный дом", Lines: []orders.Line{
				{Title: "Mouse\n\"quiet\"", Quantity: 1, UnitPrice: usd(2999), Total: usd(2999)},
			}},
		},
	}
}

func TestOrderConfirmationReadsAsItDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	for _, language := range locale.Languages {
		t.Run(language, func(t *testing.T) {
			page := w.confirm(locale.For(language), sample())
			m, err := message(checkout.Letter, page.Subject, page)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "order_confirmation."+language+".html", m.HTML)
			golden(t, "order_confirmation."+language+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; if that is right, run this test with -update\n%s", name, got)
	}
}

func TestOrderConfirmationOfAHugeOrderStaysSmall(t *testing.T) {
	o := sample()
	long := orders.Line{Title: strings.Repeat("ұ&", 100), Options: strings.Repeat("<ғ>", 60), Quantity: 3, UnitPrice: usd(999999999), Total: usd(2999999997)}
	for range 300 {
		o.Parcels[0].Lines = append(o.Parcels[0].Lines, long)
	}
	page := (&Writer{BaseURL: "https://bazaar.test"}).confirm(locale.For("ru"), o)
	m, err := message(checkout.Letter, page.Subject, page)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.HTML) > 100<<10 {
		t.Errorf("the letter has %d bytes", len(m.HTML))
	}
	if want := "и ещё 784 товара"; !strings.Contains(m.Text, want) || !strings.Contains(m.HTML, want) { // 261 lines of 3 and the mouse
		t.Errorf("the letter does not say %q", want)
	}
}

func TestLetterIsWrittenFromTheOrderInItsOwnLanguage(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		p := m.Product(m.Vendor(), markettest.Goods{Title: "Gaming Laptop", Price: 99999, Stock: 5})
		o := m.Order(m.Customer(), markettest.Pick{Product: p, Quantity: 2})
		w := &Writer{DB: m.DB, BaseURL: "https://bazaar.test"}
		got, err := w.Render(t.Context(), mail.Letter{Kind: checkout.Letter, Object: o.OID, Language: "ru"})
		if err != nil {
			t.Fatal(err)
		}
		if want := "Подтверждение заказа №" + o.OID; got.Subject != want {
			t.Errorf("subject %q, want %q", got.Subject, want)
		}
		for _, want := range []string{p.Title, "https://bazaar.test/ru/order/" + o.OID + "/", o.Contact.FullName} {
			if !strings.Contains(got.Text, want) || !strings.Contains(got.HTML, want) {
				t.Errorf("the letter lacks %q", want)
			}
		}
		for _, unknown := range []mail.Letter{{Kind: checkout.Letter, Object: "nothing", Language: "en"}, {Kind: "love", Object: o.OID, Language: "en"}} {
			if _, err := w.Render(t.Context(), unknown); err == nil {
				t.Errorf("a letter was written for %+v", unknown)
			}
		}
	})
}

func TestEveryLetterIsKeptInEveryLanguage(t *testing.T) {
	english, err := filepath.Glob(filepath.Join("testdata", "*.en.*"))
	if err != nil || len(english) == 0 {
		t.Fatalf("%d letters: %v", len(english), err)
	}
	for _, name := range english {
		for _, code := range locale.Languages {
			if _, err := os.Stat(strings.Replace(name, ".en.", "."+code+".", 1)); err != nil {
				t.Errorf("%s has no counterpart in %s", name, code)
			}
		}
	}
}
