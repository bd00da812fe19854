package site

import (
	"fmt"
	"net/http"

	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// session takes over what the browser remembers of the visitor.
func (s *site) session(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visitor.Of(r).ReadCookies(r)
		next.ServeHTTP(w, r)
	})
}

// authentication finds the account behind a session, in one statement. A session that is over
// leaves a guest, without the cookie.
func (s *site) authentication(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.identify(w, r); err != nil {
			page.Fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *site) identify(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if v.Session == "" {
		return nil
	}
	who, err := accounts.Visit(r.Context(), s.DB, v.Session, s.Now())
	if fault.Is(err, fault.SignIn) {
		s.shared.Cookies.Clear(w, visitor.SessionCookie)
		v.Session = ""
		return nil
	}
	if err != nil {
		return fmt.Errorf("identify the visitor: %w", err)
	}
	v.Actor, v.Email, v.CartUnits, v.Wishes, v.Unread, v.SecondFactor = who.Actor, who.Email, who.CartUnits, who.Wishes, who.Unread, who.SecondFactor
	v.Name = who.FullName
	if v.Name == "" {
		v.Name = who.Actor.Label
	}
	if who.Stale(s.Now()) { // no reason to fail a page
		if err := accounts.Seen(r.Context(), s.DB, v.Session, v.Address, s.Now()); err != nil {
			log.WarnContext(r.Context(), "The last use of a session was not noted", "error", err)
		}
	}
	return nil
}

// membership finds the shop of who asks for a page of the desk, in one statement.
func (s *site) membership(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitor.Of(r)
		if v.Actor.SignedIn() && s.routes[v.Route].Access.OfDesk() {
			shop, err := vendors.MemberOf(r.Context(), s.DB, v.Actor)
			if err != nil && !fault.Is(err, fault.NotFound) {
				page.Fail(w, r, err)
				return
			}
			v.Shop = shop
		}
		next.ServeHTTP(w, r)
	})
}
