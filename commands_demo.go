package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"bazaar/demo"
	"bazaar/infra/telemetry"
)

type seedCmd struct {
	Products int `help:"Also add this many products, for tests of load."`
	Orders   int `help:"Also add this many orders."`
	Vendors  int `help:"Also add this many vendors."`
}

// Run makes the demo market where there is none, and adds volume to it.
func (s *seedCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	return c.with(cfg, c.errOut, func(n *node) error {
		if err := n.seedDemo(c.ctx); err != nil {
			return err
		}
		if s.Products == 0 && s.Orders == 0 && s.Vendors == 0 {
			return nil
		}
		return demo.Volume(c.ctx, n.db, demo.VolumeOptions{
			Vendors: s.Vendors, Products: s.Products, Orders: s.Orders, Now: time.Now(), Log: telemetry.Logger("demo"),
		})
	})
}

// seedDemo fills an empty database; one that holds a market is left as it is.
func (n *node) seedDemo(ctx context.Context) error {
	logger := telemetry.Logger("demo")
	err := demo.Seed(ctx, n.db, demo.Options{Media: n.media, Now: time.Now(), Log: logger})
	if errors.Is(err, demo.ErrNotEmpty) {
		logger.InfoContext(ctx, "The market that is there stays as it is")
		return nil
	}
	return err
}

// welcome tells a person where the demo market is and who may sign in.
func welcome(address string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n  The demo market opens at %s\n  Sign in with the password %s as\n", address, demo.Password)
	for _, a := range demo.Accounts {
		fmt.Fprintf(&b, "    %-14s %s\n", a.Role, a.Email)
	}
	b.WriteString("  Control-C ends it; the data stays for the next start.\n\n")
	return b.String()
}
