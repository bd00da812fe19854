package telemetry

import (
	"context"
	"crypto/rand"
	"strings"
)

type requestKey struct{}

// WithRequestID returns a context whose log entries carry the id.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID is the id that WithRequestID put into ctx, empty without one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

const (
	shortestRequestID = 8
	longestRequestID  = 64
)

// NewRequestID keeps the id that a proxy sent when it is harmless (8 to 64 letters, digits and
// hyphens) and makes a new one otherwise.
func NewRequestID(sent string) string {
	if len(sent) < shortestRequestID || len(sent) > longestRequestID || strings.ContainsFunc(sent, notIDRune) {
		return strings.ToLower(rand.Text())
	}
	return Scrub(sent)
}

func notIDRune(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
}
