package cachetest

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Wire carries connections to a server until it is told to swallow what it is given.
type Wire struct {
	// Address is where to connect.
	Address string

	target    string
	listener  net.Listener
	swallowed atomic.Bool
	mu        sync.Mutex
	open      []net.Conn
}

// NewWire lays a wire to the address of a server.
func NewWire(t testing.TB, target string) *Wire {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{Address: l.Addr().String(), target: target, listener: l}
	go w.accept()
	t.Cleanup(func() {
		l.Close()
		w.Cut()
	})
	return w
}

// URL is the Redis behind the wire.
func (w *Wire) URL() string { return "redis://" + w.Address + "/0" }

// Swallow makes the wire a black hole, or a wire again: connections are accepted and kept open, and
// nothing gets through.
func (w *Wire) Swallow(on bool) { w.swallowed.Store(on) }

// Cut closes every connection.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.open {
		c.Close()
	}
	w.open = nil
}

func (w *Wire) accept() {
	for {
		from, err := w.listener.Accept()
		if err != nil {
			return
		}
		go w.carry(from)
	}
}

func (w *Wire) carry(from net.Conn) {
	dialer := net.Dialer{Timeout: time.Second}
	to, err := dialer.DialContext(context.Background(), "tcp", w.target)
	if err != nil {
		from.Close()
		return
	}
	w.mu.Lock()
	w.open = append(w.open, from, to)
	w.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { w.copy(to, from) })
	both.Go(func() { w.copy(from, to) })
	both.Wait()
}

// copy moves bytes; those that come while the wire swallows are held back, as a network does.
func (w *Wire) copy(to io.WriteCloser, from io.Reader) {
	defer to.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		for w.swallowed.Load() {
			time.Sleep(5 * time.Millisecond)
		}
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
