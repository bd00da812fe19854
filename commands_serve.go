package main

import (
	"context"
	"fmt"
	"strings"
)

type serveCmd struct{}

// Run serves until a signal comes.
func (*serveCmd) Run(c *call) error {
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
		for _, f := range cfg.findings() {
			log.WarnContext(c.ctx, f.what, "todo", f.todo)
		}
		return run(c.ctx, n, listener)
	})
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
