package telemetry

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// courier carries what the program says to a server outside, in batches and in the background.
// Whoever hands something over never waits: what does not fit into the queue is dropped.
type courier[T any] struct {
	what    string // for the log
	batch   int
	pause   time.Duration // how long a batch may wait for more
	deliver func(ctx context.Context, all []T) error

	mu      sync.RWMutex // guards closing the queue
	closed  bool
	queue   chan T
	done    chan struct{}
	dropped atomic.Int64
	failing bool
}

const (
	courierQueue   = 1000
	courierTimeout = 5 * time.Second
	courierGoodbye = 3 * time.Second
)

func newCourier[T any](what string, batch int, pause time.Duration, deliver func(context.Context, []T) error) *courier[T] {
	c := &courier[T]{what: what, batch: batch, pause: pause, deliver: deliver, queue: make(chan T, courierQueue), done: make(chan struct{})}
	go c.run()
	return c
}

func (c *courier[T]) offer(v T) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.closed {
		return
	}
	select {
	case c.queue <- v:
	default:
		c.dropped.Add(1)
	}
}

// close sends what is left, for a moment.
func (c *courier[T]) close() {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.queue)
	}
	c.mu.Unlock()
	select {
	case <-c.done:
	case <-time.After(courierGoodbye):
	}
}

func (c *courier[T]) run() {
	defer close(c.done)
	for first := range c.queue {
		all := c.gather([]T{first})
		ctx, cancel := context.WithTimeout(context.Background(), courierTimeout)
		err := c.deliver(ctx, all)
		cancel()
		c.note(len(all), err)
	}
}

// gather waits a moment for more.
func (c *courier[T]) gather(all []T) []T {
	late := time.NewTimer(c.pause)
	defer late.Stop()
	for len(all) < c.batch {
		select {
		case v, ok := <-c.queue:
			if !ok {
				return all
			}
			all = append(all, v)
		case <-late.C:
			return all
		}
	}
	return all
}

// note logs the first failure and the first success after it: a server that is away for a night is
// two lines.
func (c *courier[T]) note(n int, err error) {
	if err != nil {
		c.dropped.Add(int64(n))
	}
	if (err != nil) == c.failing {
		return
	}
	c.failing = err != nil
	if c.failing {
		Logger("telemetry").Warn("Cannot send "+c.what, "error", err)
		return
	}
	Logger("telemetry").Info("Sending "+c.what+" again", "dropped", c.dropped.Load())
}

// post sends a body and reads the answer away, so that the connection is used again.
func post(ctx context.Context, client *http.Client, url string, header http.Header, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header = header
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16)) // its status says enough
	if answer.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	return nil
}
