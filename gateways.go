package main

import (
	"context"
	"net/http"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/gateways/cod"
	"bazaar/infra/gateways/sandbox"
	"bazaar/infra/jobs"
	"bazaar/market/orders"
	"bazaar/market/payments"
)

// Times of payments.
const (
	hookTimeout    = 10 * time.Second
	sandboxDelay   = 10 * time.Second
	refundPatience = 5 * time.Minute
)

// openGateways opens the ways to pay; the sandbox is nil where cards are not tried out.
func openGateways(c *Config, book cache.Cache) (payments.Gateways, *sandbox.Gateway) {
	all := payments.Gateways{string(payments.CashOnDelivery): cod.Gateway{}}
	if c.cardGateway() != sandbox.Name {
		return all, nil
	}
	provider := sandbox.New(sandbox.Options{
		Secret: c.SecretKey, HookURL: c.baseURL() + "/api/hooks/" + sandbox.Name + "/",
		Client: &http.Client{Timeout: hookTimeout}, Now: time.Now, Delay: sandboxDelay, Book: book,
	})
	all[sandbox.Name] = provider
	return all, provider
}

// workPayments registers the jobs that move money in time.
func (n *node) workPayments(r *jobs.Runner) {
	gateways, _ := openGateways(n.cfg, n.cache)
	jobs.Register(r, func(ctx context.Context, j payments.SendRefund) error {
		return orders.SendRefund(ctx, n.db, gateways, j.RefundID, time.Now())
	})
	r.Every("reconcile_payments", time.Minute, func(ctx context.Context, _ time.Time) error {
		_, err := orders.Reconcile(ctx, n.db, gateways, time.Now())
		return err
	})
	r.Every("expire_unpaid", time.Minute, func(ctx context.Context, at time.Time) error {
		_, err := orders.ExpireUnpaid(ctx, n.db, at)
		return err
	})
	r.Every("resume_refunds", refundPatience, func(ctx context.Context, at time.Time) error {
		open, err := payments.OpenRefunds(ctx, n.db, at.Add(-refundPatience))
		for _, id := range open {
			if err := orders.SendRefund(ctx, n.db, gateways, id, time.Now()); err != nil {
				return err
			}
		}
		return err
	})
}
