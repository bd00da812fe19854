package account_test

import (
	"strings"
	"testing"
	"time"

	"bazaar/infra/cache"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// fresh opens a site on which nobody has tried anything yet.
func fresh(o *site.Options) { o.Cache = cache.NewMemory(o.Now) }

func TestAnAddressIsConfirmedByAClickNotByALook(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		sent := w.Post(t)
		if len(sent) != 1 || sent[0].Subject != "Подтвердите адрес эл. почты" {
			t.Fatalf("letters %+v", sent)
		}
		path := sitetest.LinkTo(t, sent, annsMail)
		b := annAt(t, w, "home")
		for range 2 { // a scanner of mail, then a person
			expect(t, w.Browser(sitetest.Guest), sitetest.Case{URL: path, Status: 200, Has: []string{annsMail}})
		}
		expect(t, b, sitetest.Case{URL: "/user/security/", Status: 200, Has: []string{"Not confirmed", "Send the letter again"}})
		expect(t, b, sitetest.Case{URL: path, Form: form(), Status: 303, Location: "/ru/user/security/"})
		expect(t, b, sitetest.Case{URL: "/user/security/", Status: 200, Has: []string{"Confirmed"}, HasNot: []string{"Not confirmed", "Send the letter again"}})
		expect(t, b, sitetest.Case{URL: path, Form: form(), Status: 410})
		expect(t, b, sitetest.Case{URL: "/user/verify-email/", Form: form(), Status: 303})
		if sent := w.Post(t); len(sent) != 0 {
			t.Errorf("a confirmed address gets %+v", sent)
		}
	})
}

func TestTheLetterIsSentAgainButNotTooOften(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		b := annAt(t, w, "home")
		again := sitetest.Case{URL: "/kk/user/verify-email/", Form: form(), Status: 303, Location: "/kk/user/security/"}
		for range 3 {
			expect(t, b, again)
		}
		again.Status, again.Location = 429, ""
		expect(t, b, again)
		sent := w.Post(t)
		if len(sent) != 4 || sent[3].Subject != "Эл. пошта мекенжайыңызды растаңыз" {
			t.Errorf("%d letters, the last %+v", len(sent), sent[len(sent)-1])
		}
		w.Wait(3 * 24 * time.Hour)
		expect(t, w.Browser(sitetest.Guest), sitetest.Case{URL: sitetest.LinkTo(t, sent, annsMail), Form: form(), Status: 410})
	})
}

func TestANewAddressCountsOnceItIsConfirmed(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		old := sitetest.LinkTo(t, w.Post(t), annsMail)
		b := annAt(t, w, "home")
		change := func(email, password string) sitetest.Case {
			return sitetest.Case{URL: "/user/change-email/", Form: form("email", email, "password", password)}
		}
		for _, tt := range []struct{ name, email, password, says string }{
			{"without the password", "new@example.com", "", "This field is required."},
			{"with a wrong password", "new@example.com", "guess-guess-1", "This is not your password."},
			{"to the same address", "ANN@example.com", password, "This is your address already."},
			{"to somebody else's", "Customer@bazaar.test", password, "already registered"},
			{"to no address", "new@", password, "Enter a valid email address."},
		} {
			c := change(tt.email, tt.password)
			c.Status, c.Has, c.HasNot = 422, []string{tt.says}, []string{password}
			t.Run(tt.name, func(t *testing.T) { expect(t, b, c) })
		}
		w = sitetest.Change(t, w, fresh)
		b = annAt(t, w, "home")
		for _, email := range []string{"wrong@example.com", "new@example.com"} {
			c := change(email, password)
			c.Status, c.Location = 303, "/user/security/"
			expect(t, b, c)
		}
		expect(t, b, sitetest.Case{URL: "/user/security/", Status: 200, Has: []string{"Ann@Example.com", "new@example.com waits for you"}})
		sent := w.Post(t)
		if len(sent) != 1 || sent[0].To != "new@example.com" { // the first wish was overtaken before its letter left
			t.Fatalf("letters %+v", sent)
		}
		path := sitetest.LinkTo(t, sent, "new@example.com")
		expect(t, w.Browser(sitetest.Guest), sitetest.Case{URL: path, Form: form(), Status: 303, Location: "/"})
		expect(t, b, sitetest.Case{URL: "/user/security/", Status: 200, Has: []string{"new@example.com", "Confirmed"}, HasNot: []string{annsMail, "Not confirmed"}})
		expect(t, b, sitetest.Case{URL: path, Form: form(), Status: 410})
		expect(t, b, sitetest.Case{URL: old, Form: form(), Status: 410})
		sent = w.Post(t)
		if len(sent) != 1 || sent[0].To != annsMail || !strings.Contains(sent[0].Text, "n***@example.com") || strings.Contains(sent[0].Text, "new@") {
			t.Errorf("the old address got %+v", sent)
		}
		signIn := sitetest.Case{URL: "/user/sign-in/", Form: form("username", "new@example.com", "password", password), Status: 303}
		expect(t, w.Browser(sitetest.Guest), signIn)
		signIn.Form.Set("username", annsMail)
		signIn.Status = 422
		expect(t, w.Browser(sitetest.Guest), signIn)
	})
}

func TestAnAddressThatWasTakenMeanwhileIsNotGivenTwice(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		b := annAt(t, w, "home")
		b.Send(t, sitetest.Case{URL: "/user/change-email/", Form: form("email", "wanted@example.com", "password", password)})
		path := sitetest.LinkTo(t, w.Post(t), "wanted@example.com")
		b.Send(t, sitetest.Case{URL: "/user/sign-out/", Form: form()})
		if _, err := w.DB.ExecContext(t.Context(), "UPDATE accounts SET email = 'Wanted@example.com', email_key = 'wanted@example.com' WHERE username_key = 'vendor'"); err != nil {
			t.Fatal(err)
		}
		expect(t, w.Browser(sitetest.Guest), sitetest.Case{URL: path, Form: form(), Status: 409})
	})
}
