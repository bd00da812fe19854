package help_test

import (
	"fmt"
	"testing"
	"time"

	"bazaar/site/letters"
	"bazaar/site/sitetest"
	"bazaar/site/visitor"
)

func TestTheLinkOfALetterEndsRemindersByOneClick(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		cookies, err := visitor.NewCookies(w.Options.SecretKey, true, w.Now)
		if err != nil {
			t.Fatal(err)
		}
		id := w.Actor(sitetest.Customer).AccountID
		address := "/ru/unsubscribe/" + cookies.Seal(letters.Reminders, fmt.Append(nil, id), time.Hour) + "/"
		wants := func(want int64) {
			t.Helper()
			if n := w.Market.Scalar("SELECT COUNT(*) FROM accounts WHERE id = $1 AND cart_reminders", id); n != want {
				t.Errorf("the account wants reminders: %d, want %d", n, want)
			}
		}
		w.Run(t, sitetest.Case{URL: address, Status: 200, Has: []string{"noindex"}})
		wants(1)
		w.Run(t, sitetest.Case{Name: "a mail program", URL: address, Form: form("List-Unsubscribe", "One-Click"), NoToken: true, Status: 200, Has: []string{`name="again"`}})
		wants(0)
		w.Run(t, sitetest.Case{Name: "again", URL: address, Form: form("again", "1"), Status: 200})
		wants(1)
		other := cookies.Seal("another purpose", fmt.Append(nil, id), time.Hour)
		w.Run(t,
			sitetest.Case{Name: "a token of something else", URL: "/unsubscribe/" + other + "/", Form: form("a", "b"), Status: 404},
			sitetest.Case{URL: "/unsubscribe/nothing/", Status: 404},
		)
		wants(1)
	})
}
