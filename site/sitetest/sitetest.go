// Package sitetest drives the whole site in tests: the real handler over a real database of each
// engine, asked by a guest, two customers, two vendors and an administrator. There are two of each
// kind, so that a page that shows one the other's things makes a scenario fail.
package sitetest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"bazaar/infra/gateways/cod"
	"bazaar/infra/gateways/sandbox"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/content"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/payments"
	"bazaar/market/reviews"
	"bazaar/site"
)

// The actors of scenarios.
const (
	Guest         = "guest"
	Customer      = "customer"
	OtherCustomer = "otherCustomer"
	Vendor        = "vendor"
	OtherVendor   = "otherVendor"
	Admin         = "admin"
)

// Actors in the order in which a walk visits.
var Actors = []string{Guest, Customer, OtherCustomer, Vendor, OtherVendor, Admin}

// Host is the name of the site in tests.
const Host = "shop.example"

// World is one site with its people.
type World struct {
	// Market has builders for what the site is to show.
	Market  *markettest.Market
	DB      *sqldb.DB
	Handler http.Handler
	Options site.Options

	clock  *clock
	people map[string]person
}

// clock is the site's time, which work behind a request reads too.
type clock struct{ at atomic.Pointer[time.Time] }

// Now is the time on the site's clock.
func (w *World) Now() time.Time { return *w.clock.at.Load() }

// Wait moves the clock on.
func (w *World) Wait(d time.Duration) {
	later := w.Now().Add(d)
	w.clock.at.Store(&later)
}

type person struct {
	actor   actor.Actor
	session string
}

// Each runs f in a fresh world on every engine.
func Each(t *testing.T, f func(t *testing.T, w *World)) {
	t.Helper()
	markettest.Each(t, func(t *testing.T, m *markettest.Market) { f(t, New(t, m)) })
}

// New opens a site over a market and signs its people in.
func New(t testing.TB, m *markettest.Market) *World {
	t.Helper()
	w := Open(t, m)
	for _, name := range Actors[1:] {
		w.enter(t, name)
	}
	return w
}

// Open opens a site over a market that has its own people; Admit signs them in.
func Open(t testing.TB, m *markettest.Market) *World {
	t.Helper()
	w := &World{Market: m, DB: m.DB, clock: &clock{}, people: map[string]person{}}
	w.clock.at.Store(&m.Now)
	zone, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	const secret = "a secret for tests only, long enough"
	keys, err := accounts.NewKeys(secret)
	if err != nil {
		t.Fatal(err)
	}
	w.Options = site.Options{
		DB: m.DB, Now: w.Now, SecretKey: secret, Keys: keys,
		Pictures: album(t), Hosts: []string{Host}, BaseURL: "https://" + Host, Zone: zone, Probes: map[string]http.Handler{"/healthz/": alive()},
	}
	w.Options.Operator = "Bazaar"
	w.Options.Sandbox = sandbox.New(sandbox.Options{
		Secret: "a secret of the provider", HookURL: "https://" + Host + "/api/hooks/" + sandbox.Name + "/",
		Client: &http.Client{Transport: inside{w}}, Now: w.Now,
	})
	w.Options.Gateways = payments.Gateways{string(payments.CashOnDelivery): cod.Gateway{}, sandbox.Name: w.Options.Sandbox}
	rates, err := money.ParseRates(money.USD, "KZT=500,RUB=100")
	if err != nil {
		t.Fatal(err)
	}
	w.Options.Base, w.Options.Rates = money.USD, rates
	if w.Options.Files, err = media.OpenPrivate(media.Options{Dir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	if w.Handler, err = site.Handler(w.Options); err != nil {
		t.Fatal(err)
	}
	if _, err := content.Install(t.Context(), m.DB); err != nil {
		t.Fatal(err)
	}
	return w
}

// Change opens the same world with other options.
func Change(t testing.TB, w *World, change func(*site.Options)) *World {
	t.Helper()
	other := *w
	change(&other.Options)
	var err error
	if other.Handler, err = site.Handler(other.Options); err != nil {
		t.Fatal(err)
	}
	return &other
}

// inside leads the requests of the payment provider to the site under test.
type inside struct{ world *World }

// RoundTrip answers a request with the site.
func (i inside) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	r = r.Clone(r.Context())
	r.RemoteAddr = "192.0.2.99:40000"
	i.world.Handler.ServeHTTP(rec, r)
	return rec.Result(), nil
}

// album keeps the pictures that are sent in a test.
func album(t testing.TB) media.Store {
	t.Helper()
	store, err := media.NewDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func alive() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(`{"status":"alive"}`)) //nolint:errcheck // a test reads it
	})
}

// enter makes the account of an actor and signs it in. Nobody has a password: hashing is slow.
func (w *World) enter(t testing.TB, name string) {
	t.Helper()
	ctx := t.Context()
	id, err := accounts.Create(ctx, w.DB, actor.System, accounts.NewAccount{
		Username: name, Email: name + "@bazaar.test", PasswordHash: accounts.Unusable, Language: "en",
		Staff: name == Admin, Super: name == Admin,
	}, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if name == Vendor || name == OtherVendor {
		if err := accounts.MakeVendor(ctx, w.DB, id); err != nil {
			t.Fatal(err)
		}
	}
	w.Admit(t, name, id)
}

// Admit signs an account in under the name of an actor.
func (w *World) Admit(t testing.TB, name string, account int64) {
	t.Helper()
	s, err := accounts.StartSession(t.Context(), w.DB, account, accounts.Device{UserAgent: "tests"}, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	w.people[name] = person{actor: s.Actor, session: s.Token}
}

// Shop is the verified shop of an actor, opened when it is first asked for.
func (w *World) Shop(name string) markettest.Vendor { return w.Market.Shop(w.Actor(name)) }

// Statements are the names of the database statements behind one request, that of the session
// left out.
func (w *World) Statements(t testing.TB, c Case) []string {
	t.Helper()
	var names []string
	ctx, _ := sqldb.Count(t.Context(), func(name string) { names = append(names, name) })
	b := w.Browser(c.As)
	rec := httptest.NewRecorder()
	w.Handler.ServeHTTP(rec, b.request(t, c).WithContext(ctx))
	Check(t, c, rec)
	return slices.DeleteFunc(names, func(name string) bool { return name == "Visit" })
}

// Actor is the actor behind a name; a guest for Guest.
func (w *World) Actor(name string) actor.Actor { return w.people[name].actor }

// Review writes a review of a product and returns its id.
func (w *World) Review(by actor.Actor, p markettest.Product) int64 {
	_, err := reviews.Write(context.Background(), w.DB, by, reviews.Form{ProductID: p.ID, Rating: 5, Body: "Sings beautifully."}, w.Now())
	if err != nil {
		panic(err)
	}
	return w.Market.Scalar("SELECT id FROM reviews WHERE account_id = $1 AND product_id = $2", by.AccountID, p.ID)
}
