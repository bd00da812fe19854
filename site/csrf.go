package site

import (
	"net/http"

	"bazaar/site/page"
	"bazaar/site/visitor"
)

// csrf refuses forms that another site sent in the visitor's name. Browsers tell where a form
// comes from; with a session, and on routes that ask for it, the form must carry our token too.
func (s *site) csrf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitor.Of(r)
		rule := s.routes[v.Route].Token
		v.MostBytes = s.routes[v.Route].MostBytes
		defer func() { // the server knows only the request that came in, which has no files
			if r.MultipartForm != nil {
				_ = r.MultipartForm.RemoveAll() // what stays behind is cleaned up with the machine's temporary files
			}
		}()
		if safe(r.Method) || v.Route == "" || rule == page.TokenNever {
			next.ServeHTTP(w, r)
			return
		}
		vouched := r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
		if s.origins.Check(r) != nil {
			page.RefuseForm(w, r, false)
			return
		}
		fits := vouched
		if v.Session != "" || rule == page.TokenAlways {
			var err error
			if fits, err = tokenFits(w, r); err != nil {
				page.Fail(w, r, err)
				return
			}
		}
		if !fits {
			page.RefuseForm(w, r, vouched)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func safe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// tokenFits looks for the token in the header, where scripts put it, then in the form.
func tokenFits(w http.ResponseWriter, r *http.Request) (bool, error) {
	v := visitor.Of(r)
	if token := r.Header.Get(visitor.TokenHeader); token != "" {
		return v.TokenFits(token), nil
	}
	form, err := page.Form(w, r)
	if err != nil {
		return false, err
	}
	return v.TokenFits(form.Get(visitor.TokenField)), nil
}
