package page

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// leastCompressed is the size below which compression saves no packet.
const leastCompressed = 1400

// Levels that cost about as much time as rendering the page does.
const (
	gzipLevel   = 2
	brotliLevel = 3
)

// writer is what both libraries make. It is pooled: its tables are larger than the pages.
type writer interface {
	io.WriteCloser
	Reset(io.Writer)
}

type encoding struct {
	name string
	pool sync.Pool
}

// encodings in the order in which they are preferred.
var encodings = []*encoding{
	{name: "br", pool: sync.Pool{New: func() any { return brotli.NewWriterLevel(nil, brotliLevel) }}},
	{name: "gzip", pool: sync.Pool{New: func() any {
		w, err := gzip.NewWriterLevel(nil, gzipLevel)
		if err != nil { // only for a level that does not exist
			panic(err)
		}
		return w
	}}},
}

func (e *encoding) compress(to *bytes.Buffer, body []byte) {
	w := e.pool.Get().(writer)
	w.Reset(to)
	w.Write(body) //nolint:errcheck // a buffer takes everything
	w.Close()     // likewise
	e.pool.Put(w)
}

// accepted picks the encoding for a header such as "gzip, br;q=0.9"; nil sends the body as it is.
func accepted(header string) *encoding {
	for _, e := range encodings {
		for part := range strings.SplitSeq(header, ",") {
			name, params, _ := strings.Cut(part, ";")
			if strings.EqualFold(strings.TrimSpace(name), e.name) && wanted(params) {
				return e
			}
		}
	}
	return nil
}

// wanted tells whether the parameters of an encoding leave it a weight above zero.
func wanted(params string) bool {
	weight, ok := strings.CutPrefix(strings.TrimSpace(params), "q=")
	if !ok {
		return true
	}
	q, err := strconv.ParseFloat(weight, 64)
	return err == nil && q > 0
}

// Encoding names the encoding in which Render answers a request, empty when it is sent as it is.
func Encoding(r *http.Request) string {
	if e := accepted(r.Header.Get("Accept-Encoding")); e != nil {
		return e.name
	}
	return ""
}
