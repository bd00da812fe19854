// Package site puts the fronts behind one handler: the layers that every request passes, the
// table of routes, and the answers when there is none.
package site

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/gateways/sandbox"
	"bazaar/infra/limit"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/accounts"
	"bazaar/market/money"
	"bazaar/market/payments"
	"bazaar/market/support"
	"bazaar/site/page"
	"bazaar/site/shop"
	"bazaar/site/visitor"
)

var log = telemetry.Logger("http")

// Options are what the site needs from the program around it.
type Options struct {
	DB  *sqldb.DB
	Now func() time.Time
	// Cache is what may be lost; in Redis it is shared by nodes and mirrors sessions. nil is a
	// memory of its own.
	Cache cache.Cache
	// Media answers the pictures below /media/; Pictures keeps those that are sent.
	Media    http.Handler
	Pictures media.Store
	// Files is the private store, from which owners fetch the results of their tasks.
	Files media.Store
	// Metrics counts requests; nil counts nothing.
	Metrics *telemetry.Metrics
	// Tracer records spans; nil records nothing.
	Tracer *telemetry.Tracer
	// Probes answer paths such as "/healthz/" for whatever host is asked.
	Probes map[string]http.Handler

	// Debug allows plain HTTP cookies and, without Hosts, the names of this machine.
	Debug bool
	// SecretKey seals cookies.
	SecretKey string
	// Keys, made of the same secret, read the links of letters.
	Keys accounts.Keys
	// StaffSecondFactor asks staff for two-step sign-in before they may work.
	StaffSecondFactor bool
	// Hosts are the names under which the site answers; ".shop.example" includes all below,
	// "*" is any.
	Hosts []string
	// TrustedOrigins may send forms beside the site itself: "https://pay.example".
	TrustedOrigins []string
	// TrustedProxies are the peers whose X-Forwarded headers count.
	TrustedProxies []netip.Prefix
	// HTTPSRedirect sends plain HTTP requests to HTTPS.
	HTTPSRedirect bool
	// BaseURL is the site's own address without a slash at the end.
	BaseURL string
	// Maintenance tells whether the shop is closed to everybody for now; nil is never.
	Maintenance func() bool
	// Timeout bounds the work on one request; zero does not.
	Timeout time.Duration
	// Base is the currency that is charged; Rates convert it for display.
	Base  money.Currency
	Rates money.Rates
	// JobsElsewhere tells that another process does the jobs; Queue is where they wait, for people.
	JobsElsewhere bool
	Queue         string
	// Zone decides on which day an order counts.
	Zone *time.Location
	// Operator is who runs the market, for its terms; Desk is where messages of visitors are read.
	Operator string
	Desk     support.Desk
	// Gateways are the ways through which money comes; Sandbox plays a provider of cards, nil
	// where none are accepted.
	Gateways payments.Gateways
	Sandbox  *sandbox.Gateway
	// BuyersOnly lets only those review a product to whom it was delivered.
	BuyersOnly bool
	// Views counts who looks at products; nil counts nothing.
	Views *shop.Views
	// ShipWithin is how long vendors have to send a parcel; orders.ShipWithin when it is zero.
	ShipWithin time.Duration
}

// site is the running site.
type site struct {
	Options
	shared  *visitor.Site
	mux     *http.ServeMux
	routes  map[string]page.Route
	files   *http.ServeMux
	origins *http.CrossOriginProtection
	limits  limit.Limiter
	mirror  *mirror // nil without Redis
	tally   *tally
	watch   *sqldb.Watch
	pages   *readyPages
	policy  string
}

// layer wraps what every request passes on its way in; answers pass it in reverse.
type layer func(http.Handler) http.Handler

// Handler builds the site.
func Handler(o Options) (http.Handler, error) {
	s, err := build(o)
	if err != nil {
		return nil, fmt.Errorf("build the site: %w", err)
	}
	layers := []layer{
		s.requestID, s.trace, s.accessLog, s.recover,
		s.security, s.static, s.session, s.common, s.maintenance, s.ready, s.csrf, s.authentication, s.messages,
		s.mirrors, s.membership, s.limit,
	}
	var h http.Handler = http.HandlerFunc(s.route)
	for i := len(layers) - 1; i >= 0; i-- {
		h = layers[i](h)
	}
	return h, nil
}

func build(o Options) (*site, error) {
	if o.Cache == nil {
		o.Cache = cache.NewMemory(o.Now)
	}
	cookies, err := visitor.NewCookies(o.SecretKey, !o.Debug, o.Now)
	if err != nil {
		return nil, err
	}
	forms, err := policyFor(o.Gateways.Origins())
	if err != nil {
		return nil, err
	}
	watch := sqldb.NewWatch(o.DB, o.Now)
	shelves := &shop.Shelves{DB: o.DB, Now: o.Now, Watch: watch}
	s := &site{
		Options: o,
		shared:  &visitor.Site{Cookies: cookies, BaseURL: o.BaseURL, Operator: o.Operator, StaffSecondFactor: o.StaffSecondFactor, Rates: o.Rates, Now: o.Now, Menu: shelves.Menu},
		mux:     http.NewServeMux(),
		routes:  map[string]page.Route{},
		files:   files(o),
		origins: http.NewCrossOriginProtection(),
		limits:  limit.Over(o.Cache, o.Now),
		mirror:  newMirror(o),
		tally:   &tally{cache: o.Cache, now: o.Now},
		watch:   watch,
		pages:   newReadyPages(o.Now, readyBytes),
		policy:  forms,
	}
	for _, origin := range o.TrustedOrigins {
		if err := s.origins.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("trusted origin %q: %w", origin, err)
		}
	}
	for _, rt := range table(o, shelves, s.tally) {
		s.mux.Handle(rt.Pattern, page.Handle(rt))
		s.routes[rt.Pattern] = rt
	}
	return s, nil
}

// route answers with the front that the common layer found.
func (s *site) route(w http.ResponseWriter, r *http.Request) {
	if visitor.Of(r).Route != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	allowed := s.methods(r)
	if len(allowed) == 0 {
		page.Fail(w, r, page.Refuse(http.StatusNotFound, "not_found", "There is no page at this address."))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	page.Fail(w, r, page.Refuse(http.StatusMethodNotAllowed, "method_not_allowed", "This address does not answer that kind of request."))
}

// pattern finds the route of a request; empty when there is none.
func (s *site) pattern(r *http.Request) string {
	_, pattern := s.mux.Handler(r)
	return pattern
}

// methods lists those that the path of a request would answer.
func (s *site) methods(r *http.Request) []string {
	var allowed []string
	probe := *r
	for _, m := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe.Method = m
		if s.pattern(&probe) != "" {
			allowed = append(allowed, m)
		}
	}
	return allowed
}
