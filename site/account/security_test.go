package account_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"bazaar/market/accounts"
	"bazaar/site/sitetest"
)

// annAt is a browser in which Ann is signed in.
func annAt(t *testing.T, w *sitetest.World, userAgent string) *sitetest.Browser {
	t.Helper()
	s, err := accounts.StartSession(t.Context(), w.DB, w.Market.Scalar("SELECT id FROM accounts WHERE username_key = 'ann'"),
		accounts.Device{UserAgent: userAgent, Address: "203.0.113.77"}, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	b := w.Browser(sitetest.Guest)
	b.Keep(&http.Cookie{Name: "sessionid", Value: s.Token})
	return b
}

var (
	in  = sitetest.Case{URL: "/dashboard/", Status: 200}
	out = sitetest.Case{URL: "/dashboard/", Status: 302, Location: "/user/sign-in/?next=%2Fdashboard%2F"}
)

func expect(t *testing.T, b *sitetest.Browser, c sitetest.Case) {
	t.Helper()
	sitetest.Check(t, c, b.Send(t, c))
}

func changePassword(old, password1, password2 string) sitetest.Case {
	return sitetest.Case{URL: "/user/change-password/", Form: form("old_password", old, "password1", password1, "password2", password2)}
}

func TestAChangedPasswordSignsOutEverybodyElse(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		w.Send(t, ask("", annsMail))
		reset := sitetest.LinkTo(t, w.Post(t), annsMail)
		home, phone := annAt(t, w, "home"), annAt(t, w, "phone")
		before := home.Cookie("sessionid")
		c := changePassword(password, newPassword, newPassword)
		c.Status, c.Location = 303, "/user/security/"
		expect(t, home, c)
		expect(t, phone, out)
		expect(t, home, in)
		if home.Cookie("sessionid") == before {
			t.Error("the session keeps its id")
		}
		expect(t, w.Browser(sitetest.Guest), sitetest.Case{URL: reset, Status: 410})
		old := knock(password)
		old.Status = 422
		expect(t, w.Browser(sitetest.Guest), old)
		if sent := w.Post(t); len(sent) != 1 || sent[0].Subject != "Ваш пароль изменён" || strings.Contains(sent[0].Text, newPassword) {
			t.Errorf("letters %+v", sent)
		}
	})
}

func TestChangingThePasswordIsRefused(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		for _, tt := range []struct{ name, old, first, second, says string }{
			{"without the old one", "", newPassword, newPassword, "This field is required."},
			{"with a wrong old one", "market-day-2025", newPassword, newPassword, "This is not your password."},
			{"without a new one", password, "", "", "This field is required."},
			{"with two new ones", password, newPassword, newPassword + "x", "do not match"},
			{"with a common one", password, "qwerty123", "qwerty123", "too common"},
			{"with the own name", password, "annexample", "annexample", "too similar"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				w := sitetest.Change(t, w, fresh)
				c := changePassword(tt.old, tt.first, tt.second)
				c.Status, c.Has, c.HasNot = 422, []string{tt.says}, []string{newPassword, `value="market`}
				b := annAt(t, w, "home")
				expect(t, b, c)
				expect(t, b, in)
			})
		}
		b := annAt(t, w, "home")
		for range 5 {
			b.Send(t, changePassword("guess-guess-1", newPassword, newPassword))
		}
		slow := changePassword(password, newPassword, newPassword)
		slow.Status, slow.Has = 429, []string{"Too many attempts. Please try again in 12 seconds."}
		expect(t, b, slow)
		w.Wait(12 * time.Second)
		slow.Status, slow.Has = 303, nil
		expect(t, b, slow)
	})
}

var endOf = regexp.MustCompile(`action="(/user/sessions/[0-9a-f]{64}/end/)"`)

func TestTheOwnerSeesAndEndsSessions(t *testing.T) {
	const (
		firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
		safari  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
	)
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		home, phone := annAt(t, w, firefox), annAt(t, w, safari)
		w.Wait(time.Minute)
		lost := annAt(t, w, "") // like that of signing up, but younger
		list := sitetest.Case{URL: "/user/sessions/", Status: 200, Has: []string{"Firefox, Linux", "Safari, iPhone", "Unknown device", "This device", "203.0.…"}, HasNot: []string{"203.0.113", "Mozilla"}}
		expect(t, home, list)
		page := home.Send(t, sitetest.Case{URL: "/user/sessions/"}).Body.String()
		before, _, _ := strings.Cut(page, "Unknown device") // the youngest other one is first
		_, after, _ := strings.Cut(page, "Unknown device")
		if strings.Count(before, "This device") != 1 {
			t.Error("this device is not the first")
		}
		end := sitetest.Case{URL: endOf.FindStringSubmatch(after)[1], Form: form()}
		expect(t, w.Browser(sitetest.Customer), sitetest.Case{URL: end.URL, Form: form(), Status: 404})
		expect(t, lost, in)
		end.Status, end.Location = 303, "/user/sessions/"
		expect(t, home, end)
		expect(t, lost, out)
		expect(t, phone, in)
		end.Status, end.Location = 404, ""
		expect(t, home, end)
		expect(t, home, sitetest.Case{URL: "/user/sessions/end/", Form: form(), Status: 303})
		expect(t, phone, out)
		expect(t, home, sitetest.Case{URL: "/user/sessions/", Status: 200, Has: []string{"2 devices are signed out."}, HasNot: []string{"Safari", "Sign out all other devices"}})
	})
}

func TestTheLastUseOfASessionIsWrittenNowAndThen(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		dashboard := sitetest.Case{As: sitetest.Customer, URL: "/dashboard/", Status: 200}
		noted := func() bool { return strings.Contains(strings.Join(w.Statements(t, dashboard), " "), "SessionSeen") }
		for i, step := range []struct {
			wait time.Duration
			want bool
		}{{0, false}, {4 * time.Minute, false}, {time.Minute, true}, {0, false}, {5 * time.Minute, true}} {
			w.Wait(step.wait)
			if got := noted(); got != step.want {
				t.Errorf("step %d: noted %v", i, got)
			}
		}
	})
}
