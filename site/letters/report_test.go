package letters

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/cart"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/site/locale"
	"bazaar/site/visitor"
)

func TestReminderReadsAsItDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	left := cart.Reminder{AccountID: 7, Name: "Айгүл <Smith>", Cart: cart.Cart{Lines: []cart.Line{
		{Title: i18n.Text{"en": "Gaming <Laptop>", "ru": "Ноутбук", "kk": "Ноутбук"}, Quantity: 2, Price: usd(99999)},
		{Title: i18n.Text{"en": "Mouse", "ru": "Мышь", "kk": "Тінтуір"}, Quantity: 1, Price: usd(2999)},
	}}}
	for _, language := range locale.Languages {
		t.Run(language, func(t *testing.T) {
			m, err := w.remind(locale.For(language), left, "sealed")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(m.Unsubscribe, "/unsubscribe/sealed/") {
				t.Errorf("one click leads to %q", m.Unsubscribe)
			}
			golden(t, "cart_reminder."+language+".html", m.HTML)
			golden(t, "cart_reminder."+language+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
		})
	}
}

func TestDailyReportReadsAsItDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	r := report{
		until: time.Date(2026, 3, 7, 4, 0, 0, 0, time.UTC), joined: 5, vendors: 2, messages: 1, jobs: 3,
		day:   []orders.Takings{{Orders: 12, Paid: 7, Total: usd(202997), PaidTotal: usd(120000)}},
		month: []orders.Takings{{Orders: 340, Paid: 321, Total: usd(9_202_997), PaidTotal: usd(8_120_000)}},
	}
	for _, language := range locale.Languages {
		t.Run(language, func(t *testing.T) { compare(t, DailyReport+"."+language, w.report(locale.For(language), r)) })
	}
}

func TestTheReportCountsADayAndIsOwedOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		m.Admin()
		kettle := m.Product(m.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 9})
		m.Order(m.Customer(), markettest.Pick{Product: kettle, Quantity: 2})
		at := m.Now.Add(time.Hour)
		var both sync.WaitGroup
		for range 2 { // as two nodes would
			both.Go(func() {
				err := m.DB.Tx(t.Context(), func(tx *sqldb.DB) error { return QueueReport(t.Context(), tx, at, at) })
				if err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'daily_report'"); n != 1 {
			t.Errorf("%d reports to one administrator", n)
		}
		w := &Writer{DB: m.DB, BaseURL: "https://bazaar.test"}
		letter, err := w.Render(t.Context(), mail.Letter{Kind: DailyReport, Object: at.Format(time.RFC3339), Language: "en"})
		if err != nil || !strings.Contains(letter.Text, "New orders: 1") || !strings.Contains(letter.Text, "Ordered, in USD: $50.00") {
			t.Errorf("%v\n%s", err, letter.Text)
		}
		later, err := w.readReport(t.Context(), at.Add(48*time.Hour))
		if err != nil || len(later.day) != 0 || later.month[0].Orders != 1 {
			t.Errorf("two days later: %+v, %v", later, err)
		}
	})
}

func TestAReminderThatNobodyNeedsIsForgotten(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		cookies, err := visitor.NewCookies("a secret for tests only, long enough", true, func() time.Time { return m.Now })
		if err != nil {
			t.Fatal(err)
		}
		w := &Writer{DB: m.DB, BaseURL: "https://bazaar.test", Cookies: cookies, Now: func() time.Time { return m.Now }}
		if _, err := w.Render(t.Context(), mail.Letter{Kind: cart.LetterIdle, Object: "99-1", Language: "en"}); !errors.Is(err, mail.ErrMoot) {
			t.Errorf("a cart that is gone: %v", err)
		}
	})
}
