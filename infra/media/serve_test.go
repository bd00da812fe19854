package media

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestHandler(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		ref, err := Save(t.Context(), s, encoded(t, quarters(40, 40), "png"))
		if err != nil {
			t.Fatal(err)
		}
		good := URL(ref, 320)
		for _, c := range []struct {
			name, method, path, ifNoneMatch string
			status                          int
		}{
			{"picture", "GET", good, "", 200},
			{"head", "HEAD", good, "", 200},
			{"known to the browser", "GET", good, `"x", "` + ref + `/320.webp"`, 304},
			{"another version is known", "GET", good, `"` + ref + `/800.webp"`, 200},
			{"post", "POST", good, "", 405},
			{"unknown width", "GET", URL(ref, 1), "", 404},
			{"unknown picture", "GET", URL(strings.Repeat("0", 64), 320), "", 404},
			{"kept copy", "GET", "/media/" + ref + "/original.jpg", "", 404},
			{"directory", "GET", "/media/" + ref + "/", "", 404},
			{"root", "GET", "/media/", "", 404},
			{"climbing", "GET", "/media/" + ref + "/../../secret", "", 404},
			{"old path", "GET", "/media/user_1/photo.php", "", 404},
			{"capitals", "GET", strings.ToUpper(good), "", 404},
		} {
			t.Run(c.name, func(t *testing.T) {
				r := httptest.NewRequestWithContext(t.Context(), c.method, "/", nil)
				r.URL = &url.URL{Path: c.path}
				r.Header.Set("If-None-Match", c.ifNoneMatch)
				w := httptest.NewRecorder()
				Handler(s).ServeHTTP(w, r)
				if w.Code != c.status || w.Header().Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("status %d, headers %v", w.Code, w.Header())
				}
				if got := w.Header().Get("Cache-Control") == immutable; got != (c.status < 400) {
					t.Errorf("Cache-Control %q", w.Header().Get("Cache-Control"))
				}
				if c.status == 200 && w.Header().Get("Content-Type") != "image/webp" {
					t.Errorf("Content-Type %q", w.Header().Get("Content-Type"))
				}
				if full := c.status == 200 && c.method == "GET"; full != bytes.HasPrefix(w.Body.Bytes(), []byte("RIFF")) {
					t.Errorf("body begins %.20q", w.Body)
				}
			})
		}
	})
}

func TestHandlerSaysWhenTheStoreIsDead(t *testing.T) {
	s, err := Open(Options{URL: s3URL("http://127.0.0.1:1", testKeyID+":x@")})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	Handler(s).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, URL(strings.Repeat("0", 64), 320), nil))
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "127.0.0.1") {
		t.Errorf("status %d, body %s", w.Code, w.Body)
	}
}

func TestURLOfNoPictureIsAPlaceholder(t *testing.T) {
	if got := URL("", 320); got != placeholder {
		t.Error(got)
	}
	if got := URL("ab", 800); got != "/media/ab/800.webp" {
		t.Error(got)
	}
}
