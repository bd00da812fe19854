package assets

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func get(t *testing.T, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestHandlerPicksTheBestEncodingThatTheBrowserTakes(t *testing.T) {
	tests := []struct{ accept, want string }{
		{"", ""},
		{"gzip, deflate, br, zstd", "br"},
		{"gzip, deflate", "gzip"},
		{"br;q=0, gzip;q=0.5", "gzip"},
		{"BR", "br"},
		{"identity", ""},
		{"br;q=nonsense", ""},
	}
	for _, tt := range tests {
		res := get(t, http.MethodGet, URL("app.css"), "Accept-Encoding", tt.accept)
		if got := res.Header.Get("Content-Encoding"); got != tt.want || res.StatusCode != http.StatusOK {
			t.Errorf("%q: %d %q, want %q", tt.accept, res.StatusCode, got, tt.want)
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: a shared cache may mix up the encodings", tt.accept)
		}
	}
}

func TestCompressedVariantsHoldTheSameFile(t *testing.T) {
	for name, f := range files {
		if f.kind == "" {
			t.Errorf("%s has no content type", name)
		}
		if f.br != nil {
			same(t, name+".br", brotli.NewReader(bytes.NewReader(f.br)), f.body)
		}
		if f.gzip != nil {
			r, err := gzip.NewReader(bytes.NewReader(f.gzip))
			if err != nil {
				t.Fatal(err)
			}
			same(t, name+".gz", r, f.body)
		}
	}
}

func same(t *testing.T, name string, r io.Reader, want []byte) {
	t.Helper()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s differs from the plain file: %v", name, err)
	}
}

func TestHashedNamesAreKeptForGoodAndPlainOnesAreNot(t *testing.T) {
	tests := []struct{ path, kind, cache string }{
		{URL("app.css"), "text/css; charset=utf-8", forGood},
		{URL("app.js"), "text/javascript; charset=utf-8", forGood},
		{URL("onest-latin.woff2"), "font/woff2", forGood},
		{"/static/placeholder.svg", "image/svg+xml", forHour},
		{"/favicon.ico", "image/x-icon", forHour},
	}
	for _, tt := range tests {
		res := get(t, http.MethodGet, tt.path)
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != tt.kind || res.Header.Get("Cache-Control") != tt.cache {
			t.Errorf("%s: %d %v", tt.path, res.StatusCode, res.Header)
		}
		again := get(t, http.MethodGet, tt.path, "If-None-Match", res.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: asked again with its tag: %d", tt.path, again.StatusCode)
		}
	}
}

func TestHandlerRefusesWhatIsNotAnAsset(t *testing.T) {
	tests := []struct {
		method, path string
		status       int
	}{
		{http.MethodGet, "/static/", http.StatusNotFound},
		{http.MethodGet, "/static/app.css.br", http.StatusNotFound},
		{http.MethodGet, "/static/manifest.json", http.StatusNotFound},
		{http.MethodGet, "/static/../assets.go", http.StatusNotFound},
		{http.MethodGet, "/static/app-OLDHASH1.css", http.StatusNotFound},
		{http.MethodPost, "/static/app.css", http.StatusMethodNotAllowed},
	}
	for _, tt := range tests {
		if got := get(t, tt.method, tt.path).StatusCode; got != tt.status {
			t.Errorf("%s %s: %d, want %d", tt.method, tt.path, got, tt.status)
		}
	}
}

func TestHeadHasLengthAndNoBody(t *testing.T) {
	res := get(t, http.MethodHead, URL("app.js"))
	body, err := io.ReadAll(res.Body)
	if err != nil || len(body) != 0 || res.Header.Get("Content-Length") == "" {
		t.Errorf("%d bytes, length %q, %v", len(body), res.Header.Get("Content-Length"), err)
	}
}

func TestWeightStaysWithinTheBudget(t *testing.T) {
	fonts := 0
	for name, f := range files {
		if strings.HasSuffix(name, ".woff2") {
			fonts += len(f.body)
		}
	}
	tests := []struct {
		name       string
		size, most int
	}{
		{"stylesheet, brotli", len(files[hashed["app.css"]].br), 14 << 10},
		{"script, brotli", len(files[hashed["app.js"]].br), 10 << 10},
		{"stylesheet of the panels, brotli", len(files[hashed["panel.css"]].br), 18 << 10},
		{"script of the panels, brotli", len(files[hashed["panel.js"]].br), 20 << 10},
		{"fonts", fonts, 30 << 10},
	}
	for _, tt := range tests {
		if tt.size > tt.most {
			t.Errorf("%s: %d bytes, at most %d are allowed", tt.name, tt.size, tt.most)
		}
	}
}
