package sqldb

import (
	"context"
	"sync/atomic"
	"time"
)

// Counter counts the statements of one request or test and the time they took.
type Counter struct {
	n     atomic.Int64
	nanos atomic.Int64
	names func(string)
	texts func(string, []any)
}

// Statements is how many statements ran, BEGIN and COMMIT not counted.
func (c *Counter) Statements() int64 { return c.n.Load() }

// Elapsed is the time spent waiting for the database.
func (c *Counter) Elapsed() time.Duration { return time.Duration(c.nanos.Load()) }

// Texts lets f hear the text of each statement, and its arguments, as the engine gets them from here on.
func (c *Counter) Texts(f func(text string, args []any)) { c.texts = f }

type counterKey struct{}

// Count returns a context whose statements are counted, and the counter. A names function, when
// not nil, is told the name of each statement.
func Count(ctx context.Context, names func(string)) (context.Context, *Counter) {
	c := &Counter{names: names}
	return context.WithValue(ctx, counterKey{}, c), c
}

func observe(ctx context.Context, q *text, args []any) func() {
	c, ok := ctx.Value(counterKey{}).(*Counter)
	if !ok {
		return func() {}
	}
	c.n.Add(1)
	if c.names != nil {
		c.names(q.name)
	}
	if c.texts != nil {
		c.texts(q.text, args)
	}
	start := time.Now()
	return func() { c.nanos.Add(int64(time.Since(start))) }
}
