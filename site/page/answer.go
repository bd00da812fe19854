package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/a-h/templ"

	"bazaar/site/visitor"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// mostPooled is the capacity above which a buffer is left to the garbage collector.
const mostPooled = 1 << 20

func release(b *bytes.Buffer) {
	if b.Cap() <= mostPooled {
		b.Reset()
		buffers.Put(b)
	}
}

// DefaultCaching lets only the visitor's own browser keep a page, and makes it ask each time.
const DefaultCaching = "private, no-cache"

// Render answers with a page. It is written only when the whole of it is rendered, so that an
// error leaves no half page behind.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	defer partsOf(r).rendered(time.Now())
	b := buffers.Get().(*bytes.Buffer)
	defer release(b)
	if err := c.Render(r.Context(), b); err != nil {
		return fmt.Errorf("render %s: %w", visitor.Of(r).Path, err)
	}
	v := visitor.Of(r)
	v.SendCookies(w)
	h := w.Header()
	h.Set("Content-Language", v.Locale.Code())
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Cookie")
	h.Add("Vary", "Accept-Encoding")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", DefaultCaching)
	}
	send(w, r, status, b.Bytes())
	return nil
}

// JSON answers a script. Answers are for one visitor at one time and never cached.
func JSON(w http.ResponseWriter, status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("answer with JSON: %w", err)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the visitor has gone
	return nil
}

// Redirect sends the visitor to a path of this site, in the language of now.
func Redirect(w http.ResponseWriter, r *http.Request, path string, status int) error {
	if Next(path) == "" {
		return fmt.Errorf("redirect from %s to %q, which may be another site", visitor.Of(r).Path, path)
	}
	v := visitor.Of(r)
	v.SendCookies(w)
	w.Header().Set("Location", v.Locale.URL(path))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return nil
}

// Flash keeps a message in the visitor's language for the next page. Levels are those of package
// visitor.
func Flash(w http.ResponseWriter, r *http.Request, level, text string) {
	visitor.Of(r).Flash(w, visitor.Message{Level: level, Text: text})
}

// FragmentHeader names the part of a page that a script asks for, instead of the whole.
const FragmentHeader = "X-Fragment"

// IsAJAX tells whether a script of the site asks, so that the answer is JSON.
func IsAJAX(r *http.Request) bool { return r.Header.Get("X-Requested-With") == "XMLHttpRequest" }

// send writes a whole body, compressed when that is worth it and the browser can read it.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	if len(body) >= leastCompressed {
		if enc := accepted(r.Header.Get("Accept-Encoding")); enc != nil {
			b := buffers.Get().(*bytes.Buffer)
			defer release(b)
			enc.compress(b, body)
			w.Header().Set("Content-Encoding", enc.name)
			body = b.Bytes()
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body) //nolint:errcheck // the visitor has gone
	}
}
