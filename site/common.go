package site

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// common brings addresses into their one form: a known host, text that can be read, no language
// in the path (it is the visitor's from here on), a slash at the end. It also finds the route.
func (s *site) common(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.knows(r.Host) {
			page.Fail(w, r, page.Refuse(http.StatusBadRequest, "bad_host", "The shop does not answer under this name."))
			return
		}
		if !readable(r.URL) {
			page.Fail(w, r, page.Refuse(http.StatusBadRequest, "bad_request", "The server could not read this address."))
			return
		}
		if to := canonical(r.URL); to != "" {
			moved(w, r, to)
			return
		}
		r = withLanguage(r)
		v := visitor.Of(r)
		v.Route = s.pattern(r)
		if s.routes[v.Route].Secret {
			w.Header().Set("Referrer-Policy", "no-referrer")
		}
		if v.Route != "" && !strings.HasSuffix(r.URL.Path, "/") { // the mux found it with a slash
			moved(w, r, v.Locale.URL(r.URL.EscapedPath()+"/"))
			return
		}
		if to := remembered(r); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// readable tells whether path and query are text.
func readable(u *url.URL) bool {
	if !page.IsText(u.Path) {
		return false
	}
	if u.RawQuery == "" {
		return true
	}
	query, err := url.QueryUnescape(u.RawQuery)
	return err != nil || page.IsText(query) // broken escapes are left out when the query is read
}

// canonical is where a path with empty or dotted segments, or a bare language, leads; empty when
// it is in order.
func canonical(u *url.URL) string {
	clean := path.Clean("/" + u.Path)
	language, _ := locale.Split(clean)
	if clean != "/" && (strings.HasSuffix(u.Path, "/") || language != "en" && clean == "/"+language) {
		clean += "/"
	}
	if clean == u.Path {
		return ""
	}
	return (&url.URL{Path: clean}).EscapedPath()
}

// moved redirects for good to a path, with the query.
func moved(w http.ResponseWriter, r *http.Request, to string) {
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", to)
	w.WriteHeader(permanent(r))
}

// withLanguage takes the language out of the path. Scripts that ask without one get the language
// that the visitor chose last.
func withLanguage(r *http.Request) *http.Request {
	v := visitor.Of(r)
	language, rest := locale.Split(r.URL.Path)
	if language != "en" {
		u := *r.URL
		u.Path = rest
		if u.RawPath != "" {
			_, u.RawPath = locale.Split(u.RawPath)
		}
		moved := *r
		moved.URL = &u
		r = &moved
	} else if page.IsAJAX(r) {
		language = chosen(r)
	}
	v.Locale = locale.For(language)
	v.Path = r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		v.Path += "?" + r.URL.RawQuery
	}
	return r
}

// chosen is the language that the visitor chose last.
func chosen(r *http.Request) string {
	c, err := r.Cookie(visitor.LanguageCookie)
	if err != nil {
		return "en"
	}
	return c.Value
}

// remembered is the home page in the language that the visitor chose, for who comes to the bare
// address from outside: a link of the site to the English home page means English.
func remembered(r *http.Request) string {
	if r.Method != http.MethodGet || visitor.Of(r).Path != "/" || visitor.Of(r).Locale.Code() != "en" || r.Header.Get("Sec-Fetch-Site") != "none" {
		return ""
	}
	if l := locale.For(chosen(r)); l.Code() != "en" {
		return l.URL("/")
	}
	return ""
}
