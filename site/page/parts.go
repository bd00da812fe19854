package page

import (
	"context"
	"net/http"
	"time"
)

// Parts are the times that a request spent in its handler and, of that, in the template and the
// compression of the page. They are taken only for a request that asks for it.
type Parts struct {
	Handler, Template time.Duration
}

type partsKey struct{}

// Measure returns a context whose request fills the parts.
func Measure(ctx context.Context) (context.Context, *Parts) {
	p := &Parts{}
	return context.WithValue(ctx, partsKey{}, p), p
}

// partsOf is nil for requests that nobody measures.
func partsOf(r *http.Request) *Parts {
	p, _ := r.Context().Value(partsKey{}).(*Parts)
	return p
}

func (p *Parts) handled(since time.Time) {
	if p != nil {
		p.Handler += time.Since(since)
	}
}

func (p *Parts) rendered(since time.Time) {
	if p != nil {
		p.Template += time.Since(since)
	}
}
