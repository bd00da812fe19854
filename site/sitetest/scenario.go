package sitetest

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Case is one request and what must come of it.
type Case struct {
	Name string
	// As is the actor, Guest when empty.
	As string
	// Method is GET when empty, POST with a Form.
	Method, URL string
	Form        url.Values
	// Body is sent as it is instead of a form; its Content-Type goes into Header.
	Body string
	AJAX bool
	// Header is set last and may replace what a browser would send.
	Header http.Header
	// NoToken leaves the form token out.
	NoToken bool
	// Plain asks over HTTP instead of HTTPS.
	Plain bool

	Status      int
	Has, HasNot []string
	// Location is where a redirect must lead.
	Location string
}

// Token is the form token of everybody in tests.
const Token = "abcdefghijklmnopqrstuvwxyzABCDEF"

// Run sends each case and compares the answer.
func (w *World) Run(t *testing.T, cases ...Case) {
	t.Helper()
	for _, c := range cases {
		name := c.Name
		if name == "" {
			name = c.As + " " + c.method() + " " + c.URL
		}
		t.Run(name, func(t *testing.T) { Check(t, c, w.Send(t, c)) })
	}
}

// Send sends one request as a fresh browser of the actor would.
func (w *World) Send(t testing.TB, c Case) *httptest.ResponseRecorder {
	t.Helper()
	return w.Browser(c.As).Send(t, c)
}

// Check compares an answer with what the case wants.
func Check(t testing.TB, c Case, rec *httptest.ResponseRecorder) {
	t.Helper()
	body := rec.Body.String()
	if c.Status != 0 && rec.Code != c.Status {
		t.Errorf("status %d, want %d; Location %q\n%.2000s", rec.Code, c.Status, rec.Header().Get("Location"), body)
		return
	}
	if got := rec.Header().Get("Location"); c.Location != "" && got != c.Location {
		t.Errorf("leads to %q, want %q", got, c.Location)
	}
	for _, text := range c.Has {
		if !strings.Contains(body, text) {
			t.Errorf("the answer lacks %q:\n%.4000s", text, body)
		}
	}
	for _, text := range c.HasNot {
		if holds(body, text) {
			t.Errorf("the answer has %q", text)
		}
	}
}

// short are words that may well stand inside of a random token or number.
var short = regexp.MustCompile(`^[A-Za-z0-9]{1,5}$`)

// holds is whether a text stands in an answer; a short word only where it stands by itself.
func holds(body, text string) bool {
	if !short.MatchString(text) {
		return strings.Contains(body, text)
	}
	return regexp.MustCompile(`\b` + text + `\b`).MatchString(body)
}

// Browser keeps cookies between requests.
type Browser struct {
	world *World
	jar   map[string]string
}

// Browser opens a browser in which the actor is signed in.
func (w *World) Browser(as string) *Browser {
	b := &Browser{world: w, jar: map[string]string{"csrftoken": Token}}
	if p, ok := w.people[as]; ok {
		b.jar["sessionid"] = p.session
	}
	return b
}

// Cookie is the value of a cookie, empty when there is none.
func (b *Browser) Cookie(name string) string { return b.jar[name] }

// Keep puts cookies into the browser.
func (b *Browser) Keep(cookies ...*http.Cookie) {
	for _, c := range cookies {
		b.jar[c.Name] = c.Value
	}
}

// Send sends one request and keeps the cookies of the answer.
func (b *Browser) Send(t testing.TB, c Case) *httptest.ResponseRecorder {
	t.Helper()
	return b.SendIn(t.Context(), t, c)
}

// SendIn is Send in a context of the test's own, such as one that counts statements.
func (b *Browser) SendIn(ctx context.Context, t testing.TB, c Case) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	b.world.Handler.ServeHTTP(rec, b.request(t, c).WithContext(ctx))
	for _, cookie := range rec.Result().Cookies() {
		b.jar[cookie.Name] = cookie.Value
		if cookie.MaxAge < 0 {
			delete(b.jar, cookie.Name)
		}
	}
	return rec
}

func (b *Browser) request(t testing.TB, c Case) *http.Request {
	t.Helper()
	form := maps.Clone(c.Form)
	if form != nil && !c.NoToken {
		form.Set("csrfmiddlewaretoken", b.jar["csrftoken"])
	}
	body := c.Body
	if body == "" {
		body = form.Encode()
	}
	scheme := "https://"
	if c.Plain {
		scheme = "http://"
	}
	r := httptest.NewRequestWithContext(t.Context(), c.method(), scheme+Host+c.URL, strings.NewReader(body))
	r.RemoteAddr = "192.0.2.1:40000"
	for _, name := range slices.Sorted(maps.Keys(b.jar)) {
		r.AddCookie(&http.Cookie{Name: name, Value: b.jar[name]})
	}
	if c.method() != http.MethodGet && c.method() != http.MethodHead {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if c.AJAX {
		r.Header.Set("X-Requested-With", "XMLHttpRequest")
		if !c.NoToken {
			r.Header.Set("X-CSRFToken", b.jar["csrftoken"])
		}
	}
	for name, values := range c.Header {
		r.Header[name] = values
	}
	if host := c.Header.Get("Host"); host != "" {
		r.Host = host
	}
	return r
}

func (c Case) method() string {
	switch {
	case c.Method != "":
		return c.Method
	case c.Form != nil, c.Body != "":
		return http.MethodPost
	}
	return http.MethodGet
}
