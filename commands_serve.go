package main

import (
	"context"
	"fmt"
	"strings"

	"bazaar/infra/cache"
)

type serveCmd struct {
	Demo bool `help:"Fill an empty database with a demo market first."`
}

// Run serves until a signal comes.
func (s *serveCmd) Run(c *call) error {
	cfg, err := c.ready()
	if err != nil {
		return err
	}
	listener, err := listen(c.ctx, cfg)
	if err != nil {
		return err
	}
	defer listener.Close()
	return c.with(cfg, c.out, func(n *node) error {
		announce(c.ctx, cfg, n.db, "serve")
		cfg.warn(c.ctx)
		n.demo = s.Demo
		if s.Demo {
			if err := n.seedDemo(c.ctx); err != nil {
				return err
			}
			fmt.Fprint(c.out, welcome(cfg.baseURL()))
		}
		return run(c.ctx, n, listener)
	})
}

// warn writes what is missing into the log; on a developer's machine only what was misunderstood.
func (c *Config) warn(ctx context.Context) {
	if c.Debug {
		for _, note := range c.notes {
			log.WarnContext(ctx, note)
		}
		return
	}
	for _, f := range c.findings() {
		log.WarnContext(ctx, f.what, "todo", f.todo)
	}
}

// ready is the configuration of a process that serves or works: it must be free of fatal findings.
func (c *call) ready() (*Config, error) {
	cfg, err := c.config()
	if err != nil {
		return nil, err
	}
	if err := cfg.keepSecretKey(); err != nil {
		return nil, err
	}
	var bad []string
	for _, f := range cfg.findings() {
		if f.grade == fatal {
			bad = append(bad, f.String())
		}
	}
	if len(bad) > 0 {
		return nil, usageError{fmt.Errorf("this configuration is not safe in production (for development set DEBUG=true):\n%s", strings.Join(bad, "\n"))}
	}
	return cfg, nil
}

type workerCmd struct{}

// Run does jobs until a signal comes.
func (*workerCmd) Run(c *call) error {
	cfg, err := c.ready()
	if err != nil {
		return err
	}
	return c.with(cfg, c.out, func(n *node) error {
		announce(c.ctx, cfg, n.db, "worker")
		if n.cache, err = cache.Open(c.ctx, cfg.RedisURL); err != nil {
			return err
		}
		defer n.cache.Close()
		runner, err := n.work(c.ctx)
		if err != nil {
			return err
		}
		log.InfoContext(c.ctx, "Waiting for jobs")
		<-c.ctx.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), cfg.Shutdown)
		defer cancel()
		return runner.Stop(ctx)
	})
}
