package site

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"bazaar/site/page"
	"bazaar/site/visitor"
)

// Pages that show every guest the same are kept ready: rendered once, compressed, and sent as bytes
// until something that pages show changes. What makes them safe is that they are rendered from the
// key alone: the request that a handler gets for such a page has no cookie, no address and no header
// of the visitor who happened to come first.

// readyKey is everything that a ready page may depend on.
type readyKey struct {
	path, query, fragment, language, currency, theme, encoding string
}

// Longer queries and names of fragments are none for which a page is kept.
const (
	mostReadyQuery    = 512
	mostReadyFragment = 16
)

// campaign are parameters that advertising adds to addresses and no page reads.
var campaign = []string{"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "fbclid", "yclid"}

// ready answers guests from pages that are kept ready. With a session, or messages to show, the page
// is made for the visitor.
func (s *site) ready(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.isShared(r) {
			next.ServeHTTP(w, r)
			return
		}
		generation, err := s.watch.Generation(r.Context())
		if err != nil { // the page will say what is wrong
			next.ServeHTTP(w, r)
			return
		}
		key := keyOf(r)
		a := s.pages.get(key, generation, func() *readyPage { return s.render(next, r, key) })
		a.send(w, r)
	})
}

// isShared tells whether a request may be answered with a page that others see as well.
func (s *site) isShared(r *http.Request) bool {
	v := visitor.Of(r)
	return s.routes[v.Route].Shared && (r.Method == http.MethodGet || r.Method == http.MethodHead) && v.Session == "" &&
		!visitor.HasMessages(r) && !page.IsAJAX(r) && len(r.URL.RawQuery) <= mostReadyQuery && len(r.Header.Get(page.FragmentHeader)) <= mostReadyFragment
}

func keyOf(r *http.Request) readyKey {
	v := visitor.Of(r)
	k := readyKey{path: r.URL.Path, fragment: r.Header.Get(page.FragmentHeader), language: v.Locale.Code(), currency: string(v.Currency), theme: v.Theme, encoding: page.Encoding(r)}
	if r.URL.RawQuery != "" {
		query := r.URL.Query() // broken pairs are left out, as handlers do
		for _, name := range campaign {
			query.Del(name)
		}
		k.query = query.Encode() // in the order of names
	}
	return k
}

// render makes the page of a key. Of the request only its number is taken over, for the log and for
// pages that say that something went wrong, which are not kept.
func (s *site) render(next http.Handler, r *http.Request, key readyKey) *readyPage {
	asked := visitor.Of(r)
	v := visitor.New(s.shared)
	v.Locale, v.Currency, v.Theme, v.Route, v.RequestID = asked.Locale, asked.Currency, asked.Theme, asked.Route, asked.RequestID
	u := &url.URL{Path: key.path, RawQuery: key.query}
	v.Path = u.RequestURI()
	inner := &http.Request{
		Method: http.MethodGet, URL: u, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody,
		Header: http.Header{"Accept-Encoding": {key.encoding}, page.FragmentHeader: {key.fragment}},
	}
	out := &readyPage{header: http.Header{}}
	next.ServeHTTP(out, visitor.With(inner.WithContext(context.WithoutCancel(r.Context())), v))
	out.seal()
	return out
}

// readyPage is an answer in memory.
type readyPage struct {
	status int
	header http.Header
	body   bytes.Buffer
	// shared tells that everybody with the same key may have it.
	shared bool
}

// Header serves http.ResponseWriter.
func (p *readyPage) Header() http.Header { return p.header }

// WriteHeader serves http.ResponseWriter.
func (p *readyPage) WriteHeader(status int) {
	if p.status == 0 && status >= http.StatusOK {
		p.status = status
	}
}

// Write serves http.ResponseWriter.
func (p *readyPage) Write(b []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	return p.body.Write(b)
}

// seal decides whether the answer may be shared: a whole page that sets no cookie and for which its
// handler asked for nothing else. Browsers keep such a page, but ask whether it still holds.
func (p *readyPage) seal() {
	p.WriteHeader(http.StatusOK)
	p.shared = p.status == http.StatusOK && p.header.Get("Set-Cookie") == "" && p.header.Get("Cache-Control") == page.DefaultCaching
	if !p.shared {
		return
	}
	sum := sha256.Sum256(p.body.Bytes())
	p.header.Set("Etag", `"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
	p.header.Set("Cache-Control", "no-cache")
	p.header.Set("Content-Length", strconv.Itoa(p.body.Len()))
}

// send answers with the page, or says that the visitor's copy still holds.
func (p *readyPage) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for name, values := range p.header {
		h[name] = values
	}
	if p.shared && holds(r.Header.Get("If-None-Match"), p.header.Get("Etag")) {
		h.Del("Content-Length")
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		w.Write(p.body.Bytes()) //nolint:errcheck // the visitor has gone
	}
}

// holds tells whether a list of tags, such as `W/"a", "b"`, has the one of now.
func holds(list, tag string) bool {
	if list == "" {
		return false
	}
	for each := range strings.SplitSeq(list, ",") {
		each = strings.TrimSpace(each)
		if each == "*" || strings.TrimPrefix(each, "W/") == tag {
			return true
		}
	}
	return false
}
