package account_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/markettest"
	"bazaar/site/page"
	"bazaar/site/sitetest"
	"bazaar/site/visitor"
)

const password = "market-day-2026"

// form makes the fields of a form from names and values in turn.
func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func signUp(username, email, password1, password2 string) url.Values {
	return form("username", username, "email", email, "password1", password1, "password2", password2)
}

func scenarios(t *testing.T, cases ...sitetest.Case) {
	t.Helper()
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) { w.Run(t, cases...) })
}

// ann is an account with a password.
func ann(t *testing.T, w *sitetest.World) {
	t.Helper()
	_, err := accounts.SignUp(t.Context(), w.DB, accounts.SignUpForm{
		Username: "Ann", Email: "Ann@Example.com", Password1: password, Password2: password, Language: "ru",
	}, accounts.Device{}, w.Now())
	if err != nil {
		t.Fatal(err)
	}
}

func TestSignUpLeadsToTheDashboard(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := w.Browser(sitetest.Guest)
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`name="csrfmiddlewaretoken"`, `name="username"`, `name="email"`, `name="password1"`, `name="password2"`}},
			b.Send(t, sitetest.Case{URL: "/user/sign-up/"}))
		rec := b.Send(t, sitetest.Case{URL: "/user/sign-up/", Form: signUp(" bob ", "bob@example.com", password, password)})
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/dashboard/"}, rec)
		session := b.Cookie("sessionid")
		if session == "" || b.Cookie("csrftoken") == sitetest.Token {
			t.Errorf("session %q, form token %q", session, b.Cookie("csrftoken"))
		}
		if line := rec.Header().Get("Set-Cookie"); !strings.Contains(strings.Join(rec.Header()["Set-Cookie"], "\n"), "sessionid="+session+"; Path=/; Max-Age=86400; HttpOnly; Secure; SameSite=Lax") {
			t.Errorf("session cookie %s", line)
		}
		dashboard := b.Send(t, sitetest.Case{URL: "/dashboard/"})
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Welcome, bob!", "bob@example.com", "You have no orders yet"}}, dashboard)
		if again := b.Send(t, sitetest.Case{URL: "/dashboard/"}).Body.String(); strings.Contains(again, "Your account is ready") {
			t.Error("the greeting is shown twice")
		}
	})
}

func TestSigningInLeadsToWhereOneWorks(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		for _, tt := range []struct{ name, becomes, next, to string }{
			{"a customer", "is_vendor = FALSE", "", "/dashboard/"},
			{"who sells", "is_vendor = TRUE", "", "/vendor/dashboard/"},
			{"who sells and wants something else", "is_vendor = TRUE", "/orders/", "/orders/"},
			{"staff", "is_staff = TRUE", "", "/admin/"},
		} {
			if _, err := w.DB.ExecContext(t.Context(), "UPDATE accounts SET "+tt.becomes+" WHERE username = 'Ann'"); err != nil {
				t.Fatal(err)
			}
			rec := w.Browser(sitetest.Guest).Send(t, sitetest.Case{URL: "/user/sign-in/", Form: form("username", "Ann", "password", password, "next", tt.next)})
			sitetest.Check(t, sitetest.Case{Name: tt.name, Status: 303, Location: tt.to}, rec)
		}
	})
}

func TestWhoCameToSellIsShownTheWay(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		for _, url := range []string{"/", "/user/sign-in/", "/user/sign-up/", "/help/sell/"} {
			rec := w.Browser(sitetest.Guest).Send(t, sitetest.Case{URL: "/ru" + url})
			sitetest.Check(t, sitetest.Case{Name: url, Status: 200, Has: []string{`href="/ru/vendors/register/"`, "Открыть магазин"}}, rec)
		}
	})
}

func TestSignUpKeepsWhatWasTypedButNoPassword(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct {
		name string
		form url.Values
		has  []string
	}{
		{"nothing", form(), []string{"This field is required."}},
		{"taken username", signUp("Customer", "new@example.com", password, password), []string{"That username is already taken.", `value="new@example.com"`}},
		{"taken email in other letters", signUp("new", "CUSTOMER@bazaar.test", password, password), []string{"That email address is already registered.", `value="new"`}},
		{"no email", signUp("new", "not-an-email", password, password), []string{"Enter a valid email address.", `value="not-an-email"`}},
		{"different passwords", signUp("new", "new@example.com", password, password+"x"), []string{"The two passwords do not match."}},
		{"short", signUp("new", "new@example.com", "s3cr3t!", "s3cr3t!"), []string{"too short: at least 8"}},
		{"digits", signUp("new", "new@example.com", "8347598347", "8347598347"), []string{"only digits"}},
		{"common", signUp("new", "new@example.com", "password1", "password1"), []string{"too common"}},
		{"like the name", signUp("margarethe", "new@example.com", "margarethe1", "margarethe1"), []string{"too similar"}},
		{"too long", signUp(long, long+"@example.com", password, password), []string{"too long"}},
		{"markup", signUp("<script>alert(1)</script>", "x", password, password), []string{"&lt;script&gt;"}},
		{"in Kazakh", signUp("customer", "new@example.com", password, password), nil},
	}
	var cases []sitetest.Case
	for _, tt := range tests {
		cases = append(cases, sitetest.Case{
			Name: tt.name, URL: "/user/sign-up/", Form: tt.form, Status: 422, Has: tt.has,
			HasNot: []string{password, "s3cr3t!", "8347598347", "<script>alert"},
		})
	}
	last := &cases[len(cases)-1]
	last.URL, last.Has = "/kk/user/sign-up/", []string{"Бұл пайдаланушы аты бос емес.", `<html lang="kk"`}
	cases = append(
		cases,
		sitetest.Case{Name: "script", URL: "/user/sign-up/", AJAX: true, Form: signUp("customer", "x", password, password), Status: 400, Has: []string{`"error":"invalid"`, `"username":"That username is already taken."`}},
		sitetest.Case{Name: "bad UTF-8", URL: "/user/sign-up/", Form: signUp("\xff", "x@example.com", password, password), Status: 400},
		sitetest.Case{Name: "NUL", URL: "/user/sign-up/", Form: signUp("a\x00b", "x@example.com", password, password), Status: 400},
		sitetest.Case{Name: "10 MB", URL: "/user/sign-up/", Form: signUp("a", "x@example.com", strings.Repeat("p", 10<<20), password), Status: 413},
		sitetest.Case{Name: "without token", URL: "/user/sign-up/", Form: signUp("new", "new@example.com", password, password), NoToken: true, Status: 403, Has: []string{`value="new@example.com"`}, HasNot: []string{password}},
	)
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		before := w.Market.Scalar("SELECT COUNT(*) FROM accounts")
		w.Run(t, cases...)
		if after := w.Market.Scalar("SELECT COUNT(*) FROM accounts"); after != before {
			t.Errorf("%d accounts came about", after-before)
		}
	})
}

func TestSignInTakesEmailOrUsername(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		for _, login := range []string{"Ann", "ann", "ann@example.com", " ANN@EXAMPLE.COM "} {
			b := w.Browser(sitetest.Guest)
			rec := b.Send(t, sitetest.Case{URL: "/user/sign-in/", Form: form("username", login, "password", password)})
			sitetest.Check(t, sitetest.Case{Status: 303, Location: "/dashboard/"}, rec)
			sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Welcome back, Ann!"}}, b.Send(t, sitetest.Case{URL: "/dashboard/"}))
		}
	})
}

func TestSignInPageAlwaysSendsTheFormToken(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		for _, cookie := range []string{"", "csrftoken=" + sitetest.Token} {
			rec := w.Send(t, sitetest.Case{URL: "/user/sign-in/", Header: http.Header{"Cookie": {cookie}}})
			sent := rec.Result().Cookies()
			if len(sent) != 1 || sent[0].Name != "csrftoken" || sent[0].HttpOnly || rec.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("with %q: cookies %v, %s", cookie, sent, rec.Header().Get("Cache-Control"))
			}
		}
	})
}

func TestSignInRefusesWithOneMessage(t *testing.T) {
	const wrong = "Wrong email, username or password."
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		w.Run(
			t,
			sitetest.Case{Name: "wrong password", URL: "/user/sign-in/", Form: form("username", "Ann", "password", "hunter2hunter2"), Status: 422, Has: []string{wrong, `value="Ann"`}, HasNot: []string{"hunter2"}},
			sitetest.Case{Name: "unknown name", URL: "/user/sign-in/", Form: form("username", "Nobody", "password", "hunter2hunter2"), Status: 422, Has: []string{wrong, `value="Nobody"`}, HasNot: []string{"hunter2"}},
			sitetest.Case{Name: "in Russian", URL: "/ru/user/sign-in/", Form: form("username", "Nobody", "password", "x", "next", "/orders/"), Status: 422, Has: []string{"Неверные эл. почта", `name="next" value="/orders/"`}},
			sitetest.Case{Name: "nothing typed", URL: "/user/sign-in/", Form: form("username", ""), Status: 422, Has: []string{"This field is required."}},
			sitetest.Case{Name: "without password", URL: "/user/sign-in/", Form: form("username", "Ann"), Status: 422, Has: []string{"Password: This field is required."}},
			sitetest.Case{Name: "script", URL: "/user/sign-in/", AJAX: true, Form: form("username", "Nobody", "password", "x"), Status: 400, Has: []string{`"error":"bad_credentials"`}},
			sitetest.Case{Name: "without token", URL: "/user/sign-in/", Form: form("username", "Ann", "password", password), NoToken: true, Status: 403, HasNot: []string{password}},
			sitetest.Case{Name: "signed in already", As: sitetest.Customer, URL: "/user/sign-in/", Status: 302, Location: "/"},
			sitetest.Case{Name: "signed in already, posting", As: sitetest.Customer, URL: "/user/sign-in/", Form: form("username", "Ann", "password", password), Status: 302, Location: "/"},
			sitetest.Case{Name: "signed in already, signing up", As: sitetest.Vendor, URL: "/user/sign-up/", Status: 302, Location: "/"},
		)
		if _, err := w.DB.ExecContext(t.Context(), "UPDATE accounts SET is_active = false WHERE username_key = 'ann'"); err != nil {
			t.Fatal(err)
		}
		w.Run(t, sitetest.Case{Name: "inactive", URL: "/user/sign-in/", Form: form("username", "Ann", "password", password), Status: 422, Has: []string{"This account is not active."}})
	})
}

func TestSignInLeadsOnlyToPagesOfTheSite(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		for next, want := range map[string]string{
			"/orders/?page=2":     "/ru/orders/?page=2",
			"/kk/cart/":           "/ru/cart/",
			"//evil.example/":     "/ru/dashboard/",
			`/\evil.example`:      "/ru/dashboard/",
			"https:evil.example":  "/ru/dashboard/",
			"/%2f%2fevil.example": "/ru/dashboard/",
			"/\tevil.example":     "/ru/dashboard/",
			"//a@evil.example":    "/ru/dashboard/",
			"/x\r\nSet-Cookie:a":  "/ru/dashboard/",
		} {
			b := w.Browser(sitetest.Guest)
			posted := sitetest.Case{URL: "/ru/user/sign-in/", Form: form("username", "ann", "password", password, "next", next)}
			sitetest.Check(t, sitetest.Case{Status: 303, Location: want}, b.Send(t, posted))
		}
	})
}

func TestGuessingIsSlowedDown(t *testing.T) {
	guess := func(login string) sitetest.Case {
		return sitetest.Case{URL: "/user/sign-in/", Form: form("username", login, "password", "wrong-guess-1")}
	}
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		for range 3 {
			sitetest.Check(t, sitetest.Case{Status: 422}, w.Send(t, guess("ann")))
		}
		rec := w.Send(t, guess("ANN "))
		sitetest.Check(t, sitetest.Case{Status: 429, Has: []string{"Please try again in 60 seconds.", `value="ANN"`}}, rec)
		if rec.Header().Get("Retry-After") != "60" {
			t.Errorf("Retry-After %q", rec.Header().Get("Retry-After"))
		}
		right := sitetest.Case{URL: "/user/sign-in/", Form: form("username", "ann", "password", password)}
		sitetest.Check(t, sitetest.Case{Status: 429}, w.Send(t, right))
		sitetest.Check(t, sitetest.Case{Status: 422}, w.Send(t, guess("somebody else")))
		w.Wait(time.Minute)
		sitetest.Check(t, sitetest.Case{Status: 303}, w.Send(t, right))
		sitetest.Check(t, sitetest.Case{Status: 422}, w.Send(t, guess("ann")))
	})
}

func TestAnAccountIsGuessedAtTenTimesInFiveMinutesAtMost(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		tried := 0
		for i := range 30 { // every ten seconds, under both names
			for _, login := range []string{"ann", "ann@example.com"} {
				c := sitetest.Case{URL: "/user/sign-in/", Form: form("username", login, "password", fmt.Sprintf("wrong-guess-%d", i))}
				if w.Send(t, c).Code == 422 {
					tried++
				}
			}
			w.Wait(10 * time.Second)
		}
		if tried > 10 || tried < 8 {
			t.Errorf("%d guesses in five minutes", tried)
		}
	})
}

func TestOneAddressCannotTryManyAccounts(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		empty := sitetest.Case{URL: "/user/sign-in/", Form: form("username", "")}
		for range 50 {
			sitetest.Check(t, sitetest.Case{Status: 422}, w.Send(t, empty))
		}
		empty.Header = http.Header{"X-Forwarded-For": {"198.51.100.7"}} // nobody trusts this peer
		rec := w.Send(t, empty)
		sitetest.Check(t, sitetest.Case{Status: 429, Has: []string{"Too many attempts"}}, rec)
		if rec.Header().Get("Retry-After") != "6" {
			t.Errorf("Retry-After %q", rec.Header().Get("Retry-After"))
		}
	})
}

func TestSessionIsNewAtSignInAndDeadAfterSignOut(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		b := w.Browser(sitetest.Guest)
		fixed := http.Header{"Cookie": {"sessionid=fixed-by-somebody; csrftoken=" + sitetest.Token}}
		b.Send(t, sitetest.Case{URL: "/user/sign-in/", Form: form("username", "ann", "password", password), Header: fixed})
		session, token := b.Cookie("sessionid"), b.Cookie("csrftoken")
		if session == "" || session == "fixed-by-somebody" || token == sitetest.Token {
			t.Fatalf("session %q, form token %q", session, token)
		}
		sitetest.Check(t, sitetest.Case{Status: 405}, b.Send(t, sitetest.Case{URL: "/user/sign-out/"}))
		sitetest.Check(t, sitetest.Case{Status: 200}, b.Send(t, sitetest.Case{URL: "/dashboard/"}))
		rec := b.Send(t, sitetest.Case{URL: "/user/sign-out/", Form: form()})
		sitetest.Check(t, sitetest.Case{Status: 303, Location: "/user/sign-in/"}, rec)
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"You are signed out."}}, b.Send(t, sitetest.Case{URL: "/user/sign-in/"}))
		old := http.Header{"Cookie": {"sessionid=" + session}}
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/user/sign-in/?next=%2Fdashboard%2F"}, w.Send(t, sitetest.Case{URL: "/dashboard/", Header: old}))
	})
}

func TestAWishIsInTheCartAfterSignIn(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		kettle := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 5})
		sold := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Teapot", Price: 2500})
		for _, tt := range []struct {
			name    string
			wish    page.Wish
			message string
			units   string
		}{
			{"in stock", page.Wish{ProductID: kettle.ID, Quantity: 2}, "Kettle added to cart", `id="cart-count" data-count="2">2<`},
			{"sold out", page.Wish{ProductID: sold.ID, Quantity: 1}, "not enough in stock", ""},
			{"unknown", page.Wish{ProductID: 999999, Quantity: 1}, "We could not find that.", ""},
		} {
			t.Run(tt.name, func(t *testing.T) {
				b := w.Browser(sitetest.Guest)
				b.Keep(remembered(t, w, tt.wish)...)
				rec := b.Send(t, sitetest.Case{URL: "/user/sign-in/", Form: form("username", "ann", "password", password)})
				sitetest.Check(t, sitetest.Case{Status: 303, Location: "/dashboard/"}, rec)
				sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{tt.message, tt.units}}, b.Send(t, sitetest.Case{URL: "/dashboard/"}))
				if b.Cookie("wish") != "" {
					t.Error("the wish is still remembered")
				}
			})
		}
	})
}

// remembered are the cookies of a guest whose wish the site keeps.
func remembered(t *testing.T, w *sitetest.World, wish page.Wish) []*http.Cookie {
	t.Helper()
	jar, err := visitor.NewCookies(w.Options.SecretKey, true, w.Options.Now)
	if err != nil {
		t.Fatal(err)
	}
	r := visitor.With(httptest.NewRequest(http.MethodPost, "/", http.NoBody), visitor.New(&visitor.Site{Cookies: jar}))
	rec := httptest.NewRecorder()
	if err := page.RememberWish(rec, r, wish); err != nil {
		t.Fatal(err)
	}
	return rec.Result().Cookies()
}
