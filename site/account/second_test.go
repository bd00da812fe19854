package account_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/site"
	"bazaar/site/sitetest"
)

var (
	keyOnPage      = regexp.MustCompile(`<code>((?:[A-Z2-7]{4} ?){8})</code>`)
	recoveryOnPage = regexp.MustCompile(`<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>`)
)

// code is what the app shows now.
func code(t *testing.T, w *sitetest.World, secret string) string {
	t.Helper()
	c, err := totp.GenerateCode(secret, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// enrol turns Ann's two-step sign-in on and returns the app's secret and the recovery codes.
func enrol(t *testing.T, w *sitetest.World, b *sitetest.Browser) (secret string, recovery []string) {
	t.Helper()
	expect(t, b, sitetest.Case{URL: "/user/two-factor/on/", Form: form("password", password), Status: 303, Location: "/user/two-factor/setup/"})
	shown := b.Send(t, sitetest.Case{URL: "/user/two-factor/setup/"}).Body.String()
	found := keyOnPage.FindStringSubmatch(shown)
	if found == nil || !strings.Contains(shown, "<svg") {
		t.Fatalf("no key on the page: %s", shown)
	}
	secret = strings.ReplaceAll(found[1], " ", "")
	rec := b.Send(t, sitetest.Case{URL: "/user/two-factor/setup/", Form: form("code", code(t, w, secret))})
	sitetest.Check(t, sitetest.Case{Status: 200}, rec)
	for _, m := range recoveryOnPage.FindAllStringSubmatch(rec.Body.String(), -1) {
		recovery = append(recovery, m[1])
	}
	if len(recovery) != 10 || rec.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("recovery codes %q, %s", recovery, rec.Header().Get("Cache-Control"))
	}
	return secret, recovery
}

// half is a browser that has given Ann's password and owes the code.
func half(t *testing.T, w *sitetest.World) *sitetest.Browser {
	t.Helper()
	b := w.Browser(sitetest.Guest)
	c := sitetest.Case{URL: "/user/sign-in/", Form: form("username", "ann", "password", password, "next", "/orders/"), Status: 303, Location: "/user/sign-in/code/"}
	expect(t, b, c)
	if b.Cookie("sessionid") != "" {
		t.Error("the password alone signs in")
	}
	return b
}

func enter(code string, status int) sitetest.Case {
	return sitetest.Case{URL: "/user/sign-in/code/", Form: form("code", code), Status: status}
}

func TestTwoStepSignInTakesPasswordAndCode(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		w.Post(t)
		home, phone := annAt(t, w, "home"), annAt(t, w, "phone")
		secret, recovery := enrol(t, w, home)
		expect(t, phone, out)
		expect(t, home, in)
		if w.Market.Scalar("SELECT COUNT(*) FROM second_factors WHERE secret LIKE '%"+secret+"%'")+
			w.Market.Scalar("SELECT COUNT(*) FROM recovery_codes WHERE hash LIKE '%"+recovery[0]+"%'") != 0 {
			t.Error("a secret stands in the database as it is")
		}
		b := half(t, w)
		expect(t, b, out)
		expect(t, b, enter(code(t, w, secret), 422)) // the one that turned it on
		w.Wait(30 * time.Second)
		good := enter(code(t, w, secret), 303)
		good.Location = "/orders/"
		expect(t, b, good)
		expect(t, b, in)
		expect(t, half(t, w), enter(code(t, w, secret), 422)) // seen over a shoulder
		expect(t, half(t, w), enter(strings.ToUpper(recovery[3]), 303))
		expect(t, half(t, w), enter(recovery[3], 422))
		expect(t, home, sitetest.Case{URL: "/user/two-factor/", Status: 200, Has: []string{"9 recovery codes are left."}})
		if sent := w.Post(t); len(sent) != 1 || sent[0].Subject != "Двухэтапный вход включён" {
			t.Errorf("letters %+v", sent)
		}
	})
}

func TestWhoLostTheAppAndTheCodesIsReleasedByTheOperator(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		home := annAt(t, w, "home")
		_, recovery := enrol(t, w, home)
		waits := half(t, w)
		w.Post(t)
		if err := accounts.ReleaseSecond(t.Context(), w.DB, actor.System, "nobody@example.com", w.Now()); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
		if err := accounts.ReleaseSecond(t.Context(), w.DB, actor.System, "ANN@example.com", w.Now()); err != nil {
			t.Fatal(err)
		}
		expect(t, home, out)
		late := enter(recovery[0], 302)
		late.Location = "/user/sign-in/"
		expect(t, waits, late)
		b := w.Browser(sitetest.Guest)
		expect(t, b, sitetest.Case{URL: "/user/sign-in/", Form: form("username", "ann", "password", password), Status: 303})
		expect(t, b, in)
		if sent := w.Post(t); len(sent) != 1 || sent[0].Subject != "Двухэтапный вход выключен" {
			t.Errorf("letters %+v", sent)
		}
	})
}

func TestTheCodeCannotBeGuessedOrGoneAround(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		secret, _ := enrol(t, w, annAt(t, w, "home"))
		w.Wait(time.Minute)
		b := half(t, w)
		for _, wrong := range []string{"", "000000", strings.Repeat("9", 4000)} {
			expect(t, b, enter(wrong, 422))
		}
		slow := enter(code(t, w, secret), 429)
		slow.Has = []string{"Too many attempts. Please try again in 12 seconds."}
		expect(t, half(t, w), slow)

		expect(t, w.Browser(sitetest.Guest), sitetest.Case{URL: "/user/sign-in/code/", Status: 302, Location: "/user/sign-in/"})
		w = sitetest.Change(t, w, fresh)
		late := half(t, w)
		w.Send(t, ask("", annsMail))
		w.Send(t, choose(sitetest.LinkTo(t, w.Post(t), annsMail), newPassword, newPassword))
		expect(t, late, enter(code(t, w, secret), 302)) // the password that it gave is no more
		expect(t, late, out)
		b = w.Browser(sitetest.Guest)
		again := knock(newPassword)
		again.Status, again.Location = 303, "/user/sign-in/code/" // a reset does not go around the code
		expect(t, b, again)
		w.Wait(11 * time.Minute)
		expect(t, b, enter(code(t, w, secret), 302)) // too long ago
		expect(t, b, out)
	})
}

func TestTheSecondStepIsTurnedOffWithThePassword(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		home := annAt(t, w, "home")
		expect(t, home, sitetest.Case{URL: "/user/two-factor/on/", Form: form("password", "guess-guess-1"), Status: 422, Has: []string{"This is not your password."}})
		_, recovery := enrol(t, w, home)
		rec := home.Send(t, sitetest.Case{URL: "/user/two-factor/codes/", Form: form("password", password)})
		renewed := recoveryOnPage.FindAllStringSubmatch(rec.Body.String(), -1)
		if len(renewed) != 10 {
			t.Fatalf("new codes %q", renewed)
		}
		expect(t, half(t, w), enter(recovery[0], 422))
		expect(t, half(t, w), enter(renewed[0][1], 303))
		expect(t, home, sitetest.Case{URL: "/user/two-factor/on/", Form: form("password", password), Status: 409})
		expect(t, home, sitetest.Case{URL: "/user/two-factor/off/", Form: form("password", "guess-guess-1"), Status: 422})
		expect(t, home, sitetest.Case{URL: "/user/two-factor/off/", Form: form("password", password), Status: 303, Location: "/user/security/"})
		plain := knock(password)
		plain.Status, plain.Location = 303, "/dashboard/"
		expect(t, w.Browser(sitetest.Guest), plain)
	})
}

func TestStaffEnrolBeforeTheyAdministerWhereThatIsRequired(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		look := sitetest.Case{As: sitetest.Admin, URL: "/redis-stats/", Status: 200}
		sitetest.Check(t, look, w.Send(t, look))
		strict := sitetest.Change(t, w, func(o *site.Options) { o.StaffSecondFactor = true })
		look.Status, look.Location = 302, "/user/two-factor/"
		sitetest.Check(t, look, strict.Send(t, look))
		look.Status, look.Location, look.AJAX, look.Has = 403, "", true, []string{`"error":"second_factor_required"`}
		sitetest.Check(t, look, strict.Send(t, look))
		if _, err := w.DB.ExecContext(t.Context(), "UPDATE accounts SET second_factor = TRUE WHERE username_key = 'admin'"); err != nil {
			t.Fatal(err)
		}
		sitetest.Check(t, sitetest.Case{Status: 200}, strict.Send(t, sitetest.Case{As: sitetest.Admin, URL: "/redis-stats/"}))
	})
}
