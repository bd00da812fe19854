package page

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/visitor"
)

// request is one that has passed the layers of the site.
func request(t *testing.T, method, path string) *http.Request {
	t.Helper()
	jar, err := visitor.NewCookies("a secret of the tests", true, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	v := visitor.New(&visitor.Site{Cookies: jar})
	v.Path, v.RequestID = path, "request-1"
	r := httptest.NewRequest(method, path, http.NoBody)
	return visitor.With(r, v)
}

func TestEveryFailureHasItsStatus(t *testing.T) {
	tooShort := fault.Fields{}
	tooShort.Add("password1", "Please correct the errors below.")
	tests := []struct {
		name       string
		err        error
		page, ajax int
		code       string
	}{
		{"missing", fault.Missing(), 404, 404, "not_found"},
		{"wrong fields", tooShort.Err(), 422, 400, "invalid"},
		{"clash", fault.New(fault.Conflict, "out_of_stock", "Sorry."), 409, 409, "out_of_stock"},
		{"without the right", fault.New(fault.Forbidden, "", "Sorry."), 403, 403, "forbidden"},
		{"guest", NeedSignIn(), 302, 401, "login_required"},
		{"too often", TooMany(90 * time.Second), 429, 429, "rate_limit"},
		{"gone", fault.New(fault.Gone, "", "Sorry."), 410, 410, "gone"},
		{"malformed", malformed(), 400, 400, "bad_request"},
		{"too large", Refuse(413, "too_large", "Sorry."), 413, 413, "too_large"},
		{"wrapped", fmt.Errorf("look: %w", fault.Missing()), 404, 404, "not_found"},
		{"too slow", fmt.Errorf("query: %w", context.DeadlineExceeded), 503, 503, "busy"},
		{"no database", fmt.Errorf("query: %w", sql.ErrConnDone), 503, 503, "unavailable"},
		{"closed", Closed(), 503, 503, "maintenance"},
		{"unexpected", errors.New("password=hunter2 at 10.0.0.1"), 500, 500, "internal"},
		{"panic", &Panic{Value: "index out of range", Stack: "main.go:1"}, 500, 500, "internal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, r := httptest.NewRecorder(), request(t, http.MethodGet, "/orders/")
			Fail(w, r, tt.err)
			if w.Code != tt.page {
				t.Errorf("page: status %d, want %d", w.Code, tt.page)
			}
			if w.Code != http.StatusFound && !strings.Contains(w.Body.String(), "request-1") {
				t.Error("the page does not name the request")
			}
			if strings.Contains(w.Body.String(), "hunter2") || strings.Contains(w.Body.String(), "out of range") {
				t.Error("the page tells the cause")
			}
			w = httptest.NewRecorder()
			r.Header.Set("X-Requested-With", "XMLHttpRequest")
			Fail(w, r, tt.err)
			var body failure
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
				t.Fatal(err)
			}
			if w.Code != tt.ajax || body.Error != tt.code || body.Success || body.Message == "" {
				t.Errorf("AJAX: status %d, %+v; want %d %s", w.Code, body, tt.ajax, tt.code)
			}
		})
	}
}

func TestFailureSpeaksTheVisitorsLanguage(t *testing.T) {
	w, r := httptest.NewRecorder(), request(t, http.MethodGet, "/x/")
	visitor.Of(r).Locale = locale.For("ru")
	Fail(w, r, fault.Missing())
	if !strings.Contains(w.Body.String(), "Мы не нашли то, что вы искали.") || w.Header().Get("Content-Language") != "ru" {
		t.Errorf("the page is not Russian: %s", w.Header())
	}
}

func TestTooManyTellsWhenToComeBack(t *testing.T) {
	w, r := httptest.NewRecorder(), request(t, http.MethodPost, "/user/sign-in/")
	Fail(w, r, TooMany(1500*time.Millisecond))
	if got := w.Header().Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After %q, want 2", got)
	}
	if !strings.Contains(w.Body.String(), "in 2 seconds") {
		t.Error("the page does not say how long to wait")
	}
}

func TestFieldMessagesReachTheScript(t *testing.T) {
	fields := fault.Fields{}
	fields.Add("email", "Please correct the errors below.")
	w, r := httptest.NewRecorder(), request(t, http.MethodPost, "/user/sign-up/")
	r.Header.Set("X-Requested-With", "XMLHttpRequest")
	Fail(w, r, fields.Err())
	if want := `"fields":{"email":"Please correct the errors below."}`; !strings.Contains(w.Body.String(), want) {
		t.Errorf("answer %s lacks %s", w.Body, want)
	}
}

func TestAVisitorWhoLeftGetsNoPage(t *testing.T) {
	w, r := httptest.NewRecorder(), request(t, http.MethodGet, "/")
	ctx, cancel := context.WithCancel(r.Context())
	cancel()
	Fail(w, r.WithContext(ctx), fmt.Errorf("query: %w", context.Canceled))
	if w.Code != statusGone || w.Body.Len() != 0 {
		t.Errorf("status %d, %d bytes", w.Code, w.Body.Len())
	}
}

func TestRoutesAdmitWhoMayEnter(t *testing.T) {
	guest, customer := actor.Actor{}, actor.Actor{AccountID: 1}
	vendor, staff := actor.Actor{AccountID: 2, Vendor: true}, actor.Actor{AccountID: 3, Staff: true}
	super := actor.Actor{AccountID: 4, Super: true}
	tests := []struct {
		access Access
		status map[string]int
	}{
		{Everyone, map[string]int{"guest": 200, "customer": 200, "vendor": 200, "staff": 200, "super": 200}},
		{SignedIn, map[string]int{"guest": 302, "customer": 200, "vendor": 200, "staff": 200, "super": 200}},
		{Member, map[string]int{"guest": 302, "customer": 302, "vendor": 200, "parcels": 200, "staff": 302, "super": 302}},
		{Catalogue, map[string]int{"guest": 302, "customer": 302, "vendor": 200, "parcels": 403, "staff": 302, "super": 302}},
		{Fulfilment, map[string]int{"guest": 302, "customer": 302, "vendor": 200, "parcels": 200, "staff": 302, "super": 302}},
		{Owner, map[string]int{"guest": 302, "customer": 302, "vendor": 200, "parcels": 403, "staff": 302, "super": 302}},
		{Staff, map[string]int{"guest": 302, "customer": 403, "vendor": 403, "staff": 200, "super": 200}},
	}
	shops := map[string]vendors.Membership{
		"vendor": {VendorID: 1, Role: vendors.OwnerRole}, "parcels": {VendorID: 1, Role: vendors.FulfilmentRole},
	}
	who := map[string]actor.Actor{"parcels": vendor, "guest": guest, "customer": customer, "vendor": vendor, "staff": staff, "super": super}
	for _, tt := range tests {
		h := Handle(Route{Access: tt.access, Handle: func(w http.ResponseWriter, _ *http.Request) error {
			w.WriteHeader(http.StatusOK)
			return nil
		}})
		for name, want := range tt.status {
			w, r := httptest.NewRecorder(), request(t, http.MethodGet, "/desk/?a=1")
			visitor.Of(r).Actor, visitor.Of(r).Shop = who[name], shops[name]
			h.ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("access %d: %s gets %d, want %d", tt.access, name, w.Code, want)
			}
			leads := "/user/sign-in/?next=%2Fdesk%2F%3Fa%3D1"
			if name != "guest" {
				leads = "/vendors/register/"
			}
			if want == http.StatusFound && w.Header().Get("Location") != leads {
				t.Errorf("%s is sent to %s", name, w.Header().Get("Location"))
			}
			if tt.access != Everyone && w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("access %d: the answer may be stored", tt.access)
			}
		}
	}
}

func TestAPostFromAGuestLeadsBackToItsPage(t *testing.T) {
	w, r := httptest.NewRecorder(), request(t, http.MethodPost, "/address/1/default/")
	r.Header.Set("Referer", "http://example.com/ru/dashboard/")
	Fail(w, r, NeedSignIn())
	if got, want := w.Header().Get("Location"), "/user/sign-in/?next=%2Fdashboard%2F"; got != want {
		t.Errorf("Location %s, want %s", got, want)
	}
}

func TestFaultsOfOursAreToldWithoutTheDatabase(t *testing.T) {
	for _, tt := range []struct {
		err  error
		asks bool
	}{
		{errors.New("the database is gone"), false},
		{context.DeadlineExceeded, false},
		{&Panic{Value: "index out of range"}, false},
		{fault.Missing(), true},
	} {
		asked := false
		w, r := httptest.NewRecorder(), request(t, http.MethodGet, "/orders/")
		visitor.Of(r).Site.Menu = func(context.Context, string) []visitor.Link {
			asked = true
			return nil
		}
		Fail(w, r, tt.err)
		if asked != tt.asks || !strings.Contains(w.Body.String(), "request-1") {
			t.Errorf("%v: the menu was asked for: %v, want %v", tt.err, asked, tt.asks)
		}
	}
}

func TestEveryErrorPageNamesItsStatusAndTheNextStep(t *testing.T) {
	for _, status := range []int{400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503} {
		for _, language := range locale.Languages {
			w, r := httptest.NewRecorder(), request(t, http.MethodGet, "/orders/?page=2")
			l := locale.For(language)
			visitor.Of(r).Locale = l
			Fail(w, r, Specimen(status))
			if w.Code != status {
				t.Errorf("%d in %s is answered as %d", status, language, w.Code)
			}
			next := `href="` + l.URL("/products/") + `"`
			if status == http.StatusTooManyRequests || status >= http.StatusInternalServerError {
				next = `class="btn primary large" href="` + l.URL("/orders/?page=2") + `"`
			}
			for _, want := range []string{fmt.Sprint(">", status, "<"), next, `href="` + l.URL("/") + `"`, "request-1", `role="search"`} {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("%d in %s lacks %s", status, language, want)
				}
			}
		}
	}
}

func TestLongWaitsAreToldInMinutes(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		90 * time.Second:  "in 90 seconds",
		91 * time.Second:  "in 2 minutes",
		5 * time.Minute:   "in 5 minutes",
		500 * time.Second: "in 9 minutes",
	} {
		if got := Waiting(locale.For("en"), wait); !strings.Contains(got, want) {
			t.Errorf("%v is told as %q", wait, got)
		}
	}
}

func TestTryingAgainStaysOnTheSite(t *testing.T) {
	w, r := httptest.NewRecorder(), request(t, http.MethodGet, "//evil.example/")
	Fail(w, r, errors.New("too early for an address to be in order"))
	if strings.Contains(w.Body.String(), "evil.example") {
		t.Error("the page leads elsewhere")
	}
	w, r = httptest.NewRecorder(), request(t, http.MethodPost, "/checkout/")
	Fail(w, r, errors.New("x"))
	if strings.Contains(w.Body.String(), "Try again") {
		t.Error("a link cannot send a form again")
	}
}
