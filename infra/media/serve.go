package media

import (
	"errors"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"bazaar/infra/telemetry"
)

var log = telemetry.Logger("media")

// immutable is sent with pictures: the address of one never shows another.
const immutable = "public, max-age=31536000, immutable"

// reRendition is the only form of address that is served. The stored copies are not.
var reRendition = regexp.MustCompile(`^/media/([0-9a-f]{64}/[0-9]{1,5}\.webp)$`)

// Handler serves GET and HEAD /media/<ref>/<width>.webp.
func Handler(s Store) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
			return
		}
		m := reRendition.FindStringSubmatch(r.URL.Path)
		if m == nil {
			http.NotFound(w, r)
			return
		}
		serve(w, r, s, m[1])
	})
}

func serve(w http.ResponseWriter, r *http.Request, s Store, key string) {
	body, info, err := s.Get(r.Context(), key)
	if errors.Is(err, ErrNotExist) {
		http.NotFound(w, r)
		return
	}
	if err != nil {
		log.ErrorContext(r.Context(), "A picture cannot be read", "key", key, "error", err)
		http.Error(w, "503 pictures cannot be reached", http.StatusServiceUnavailable)
		return
	}
	defer body.Close()
	tag := `"` + key + `"`
	h := w.Header()
	h.Set("Cache-Control", immutable)
	h.Set("ETag", tag)
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", ContentType(key))
	h.Set("Content-Length", strconv.FormatInt(info.Size, 10))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if r.Method == http.MethodGet {
		io.Copy(w, body) //nolint:errcheck // the visitor has gone, or the store cut the connection: nothing is left to say
	}
}
