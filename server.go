package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/telemetry"
	"bazaar/site"
)

// What one connection may take. Idle connections live longer than the patience of common proxies,
// so that it is never this side that closes one which is just being used.
const (
	headerTimeout  = 10 * time.Second
	readTimeout    = 60 * time.Second
	idleTimeout    = 90 * time.Second
	maxHeaderBytes = 32 << 10
)

// lingering is how long a node in production goes on serving after it has said that it is not
// ready, so that balancers stop sending visitors before it stops taking them.
const lingering = 3 * time.Second

func newServer(c *Config, handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout,
		WriteTimeout: c.RequestTimeout + headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(telemetry.Logger("http").Handler(), slog.LevelDebug),
	}
}

func listen(ctx context.Context, c *Config) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", c.listenAddr())
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("another program listens on %s; stop it or set PORT", c.listenAddr())
	}
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// shownAddr is an address for people: every interface is written 0.0.0.0.
func shownAddr(a net.Addr) string {
	return strings.Replace(a.String(), "[::]:", "0.0.0.0:", 1)
}

// drain ends in good order within SHUTDOWN_TIMEOUT: the node says that it is not ready, jobs and
// requests that run may finish. It returns cause together with what could not be finished.
func (n *node) drain(health *site.Health, server *http.Server, runner *jobs.Runner, cause error) error {
	ctx, cancel := context.WithTimeout(context.Background(), n.cfg.Shutdown)
	defer cancel()
	health.Drain()
	stopped := make(chan error, 1)
	go func() { stopped <- stopJobs(ctx, runner) }()
	if cause == nil && n.cfg.production() {
		time.Sleep(min(lingering, n.cfg.Shutdown/4))
	}
	err := server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests were cut off after SHUTDOWN_TIMEOUT: %w", err), server.Close())
	}
	err = errors.Join(cause, err, <-stopped)
	log.Info("Stopped")
	return err
}

func stopJobs(ctx context.Context, runner *jobs.Runner) error {
	if runner == nil {
		return nil
	}
	return runner.Stop(ctx)
}
