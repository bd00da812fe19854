package account_test

import (
	"strings"
	"testing"
	"time"

	"bazaar/market/accounts"
	"bazaar/site/sitetest"
)

const (
	annsMail    = "Ann@Example.com"
	newPassword = "quiet-harbour-19"
)

// ask posts the form for forgotten passwords.
func ask(prefix, email string) sitetest.Case {
	return sitetest.Case{URL: prefix + "/user/password-reset/", Form: form("email", email), Status: 303, Location: prefix + "/user/password-reset/sent/"}
}

// choose posts a new password to the path of a letter.
func choose(path, password1, password2 string) sitetest.Case {
	return sitetest.Case{URL: path, Form: form("password1", password1, "password2", password2)}
}

func knock(password string) sitetest.Case {
	return sitetest.Case{URL: "/user/sign-in/", Form: form("username", "ann", "password", password)}
}

func TestAForgottenPasswordIsReplacedByLetter(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		w.Post(t)
		home, phone := w.Browser(sitetest.Guest), w.Browser(sitetest.Guest)
		sitetest.Check(t, sitetest.Case{Status: 303}, phone.Send(t, knock(password)))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`href="/user/password-reset/"`}}, home.Send(t, sitetest.Case{URL: "/user/sign-in/"}))
		sitetest.Check(t, ask("/kk", "ann@EXAMPLE.com"), home.Send(t, ask("/kk", " ann@EXAMPLE.com ")))
		sent := w.Post(t)
		if len(sent) != 1 || sent[0].Subject != "Жаңа құпиясөз таңдаңыз" {
			t.Fatalf("letters %+v", sent)
		}
		path := sitetest.LinkTo(t, sent, annsMail)
		rec := home.Send(t, sitetest.Case{URL: path})
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`name="password1"`, `name="password2"`, "Ann"}}, rec)
		if got := rec.Header().Get("Referrer-Policy"); got != "no-referrer" || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("Referrer-Policy %q, Cache-Control %q", got, rec.Header().Get("Cache-Control"))
		}
		sitetest.Check(t, sitetest.Case{Status: 200}, phone.Send(t, sitetest.Case{URL: "/dashboard/"}))

		sitetest.Check(t, sitetest.Case{Status: 303, Location: "/kk/user/sign-in/"}, home.Send(t, choose(path, newPassword, newPassword)))
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/user/sign-in/?next=%2Fdashboard%2F"}, phone.Send(t, sitetest.Case{URL: "/dashboard/"}))
		sitetest.Check(t, sitetest.Case{Status: 422}, home.Send(t, knock(password)))
		sitetest.Check(t, sitetest.Case{Status: 303}, home.Send(t, knock(newPassword)))
		if notice := w.Post(t); len(notice) != 1 || notice[0].To != annsMail || notice[0].Subject != "Ваш пароль изменён" {
			t.Errorf("the owner was told %+v", notice)
		}
		for name, c := range map[string]sitetest.Case{"look": {URL: path}, "post": choose(path, "another-lake-77", "another-lake-77")} {
			c.Status, c.Has = 410, []string{"/kk/user/password-reset/"}
			t.Run("used link, "+name, func(t *testing.T) { sitetest.Check(t, c, w.Send(t, c)) })
		}
		if n := w.Market.Scalar("SELECT COUNT(*) FROM accounts WHERE username_key = 'ann' AND email_verified_at IS NOT NULL"); n != 1 {
			t.Error("the address is not proven by the letter")
		}
	})
}

func TestLinksOfLettersFitOnlyWhatTheyAreFor(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		verify := sitetest.LinkTo(t, w.Post(t), annsMail)
		w.Send(t, ask("", annsMail))
		first := sitetest.LinkTo(t, w.Post(t), annsMail)
		token := strings.Split(strings.TrimSuffix(first, "/"), "/")[4]
		if len(token) < 43 || w.Market.Scalar("SELECT COUNT(*) FROM account_links WHERE id LIKE '%"+token[:20]+"%'") != 0 {
			t.Errorf("token %q of %d letters, or it is stored", token, len(token))
		}
		flipped := token[:30] + string(token[30]^1) + token[31:]
		for name, path := range map[string]string{
			"nothing":         "/user/password-reset/confirm/x/",
			"tampered":        strings.Replace(first, token, flipped, 1),
			"cut short":       strings.Replace(first, token, token[:42], 1),
			"long":            "/user/password-reset/confirm/" + strings.Repeat("A", 3000) + "/",
			"another purpose": strings.Replace(verify, "/ru/user/verify-email/", "/user/password-reset/confirm/", 1),
		} {
			for _, c := range []sitetest.Case{{URL: path}, choose(path, newPassword, newPassword)} {
				c.Status = 410
				t.Run(name+" "+c.Method, func(t *testing.T) { sitetest.Check(t, c, w.Send(t, c)) })
			}
		}
		w.Send(t, ask("", annsMail))
		second := sitetest.LinkTo(t, w.Post(t), annsMail)
		sitetest.Check(t, sitetest.Case{Status: 303}, w.Send(t, choose(second, newPassword, newPassword)))
		sitetest.Check(t, sitetest.Case{Status: 410}, w.Send(t, choose(first, "another-lake-77", "another-lake-77")))

		w.Wait(time.Hour)
		w.Send(t, ask("", annsMail))
		late := sitetest.LinkTo(t, w.Post(t), annsMail)
		w.Wait(time.Hour)
		sitetest.Check(t, sitetest.Case{Status: 410}, w.Send(t, choose(late, "another-lake-77", "another-lake-77")))
		sitetest.Check(t, sitetest.Case{Status: 303}, w.Send(t, knock(newPassword)))
	})
}

func TestAWeakNewPasswordKeepsTheLink(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		w.Send(t, ask("", annsMail))
		path := sitetest.LinkTo(t, w.Post(t), annsMail)
		for _, tt := range []struct{ name, first, second, says string }{
			{"nothing", "", "", "This field is required."},
			{"different", newPassword, newPassword + "x", "do not match"},
			{"short", "s3cr3t!", "s3cr3t!", "too short: at least 8"},
			{"common", "password1", "password1", "too common"},
			{"digits", "8347598347", "8347598347", "only digits"},
			{"like the address", "example1", "example1", "too similar"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				c := choose(path, tt.first, tt.second)
				c.Status, c.Has = 422, []string{tt.says}
				sitetest.Check(t, c, w.Send(t, c))
			})
		}
		long := strings.Repeat("a1-ж", 16)
		sitetest.Check(t, sitetest.Case{Status: 303}, w.Send(t, choose(path, long, long)))
		sitetest.Check(t, sitetest.Case{Status: 303}, w.Send(t, knock(long)))
	})
}

func TestNobodyLearnsFromTheResetFormWhoHasAnAccount(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		w.Post(t)
		if _, err := w.DB.ExecContext(t.Context(), "UPDATE accounts SET is_active = FALSE WHERE username_key = 'vendor'"); err != nil {
			t.Fatal(err)
		}
		known := w.Statements(t, ask("", annsMail))
		for _, email := range []string{"nobody@example.com", "vendor@bazaar.test"} {
			if unknown := w.Statements(t, ask("", email)); strings.Join(unknown, " ") != strings.Join(known, " ") {
				t.Errorf("%s takes %q, an account %q", email, unknown, known)
			}
		}
		if sent := w.Post(t); len(sent) != 1 || sent[0].To != annsMail {
			t.Errorf("letters %+v", sent)
		}
		for _, email := range []string{annsMail, "nobody@example.com"} { // the first try of each is above
			for range 2 {
				sitetest.Check(t, ask("", email), w.Send(t, ask("", email)))
			}
			slow := sitetest.Case{Status: 429, Has: []string{"Too many attempts. Please try again in 2 minutes."}}
			sitetest.Check(t, slow, w.Send(t, sitetest.Case{URL: "/user/password-reset/", Form: form("email", strings.ToUpper(email))}))
		}
		for _, email := range []string{"", "nonsense", "a@b.co\r\nBcc: x@y.co"} {
			sitetest.Check(t, sitetest.Case{Status: 422}, w.Send(t, sitetest.Case{URL: "/user/password-reset/", Form: form("email", email)}))
		}
	})
}

func TestAResetFreesAnAccountThatSomebodyGuessesAt(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		for range 3 {
			w.Send(t, knock("wrong-guess-1"))
		}
		sitetest.Check(t, sitetest.Case{Status: 429}, w.Send(t, knock(password)))
		w.Send(t, ask("", annsMail))
		w.Send(t, choose(sitetest.LinkTo(t, w.Post(t), annsMail), newPassword, newPassword))
		sitetest.Check(t, sitetest.Case{Status: 303}, w.Send(t, knock(newPassword)))
	})
}

func TestAResetWhileSomebodyElseIsSignedInSignsThemOut(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		w.Send(t, ask("", annsMail))
		path := sitetest.LinkTo(t, w.Post(t), annsMail)
		b := w.Browser(sitetest.Customer)
		sitetest.Check(t, sitetest.Case{Status: 303, Location: "/user/sign-in/"}, b.Send(t, choose(path, newPassword, newPassword)))
		if b.Cookie("sessionid") != "" {
			t.Error("the browser keeps a session")
		}
		live, err := accounts.LiveSessions(t.Context(), w.DB, w.Actor(sitetest.Customer).AccountID, w.Now())
		if err != nil || len(live) != 0 {
			t.Errorf("live sessions %v, %v", live, err)
		}
	})
}
