package site

import (
	"fmt"
	"net/http"

	"bazaar/market/accounts"
	"bazaar/market/fault"
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
	v.Actor, v.Email, v.CartUnits = who.Actor, who.Email, who.CartUnits
	v.Name = who.FullName
	if v.Name == "" {
		v.Name = who.Actor.Label
	}
	return nil
}
