package main

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/telemetry"
	"bazaar/market/accounts"
	"bazaar/market/schema"
	"bazaar/site/letters"
)

// work starts the runner with every kind of job and every schedule of the market.
func (n *node) work(ctx context.Context) (*jobs.Runner, error) {
	r, err := jobs.New(jobs.Options{DB: n.db, Location: n.cfg.location()})
	if err != nil {
		return nil, err
	}
	writer := &letters.Writer{DB: n.db, BaseURL: n.cfg.baseURL()}
	jobs.Register(r, func(ctx context.Context, j mail.Send) error {
		return mail.Deliver(ctx, n.db, n.sender, writer.Render, j.LetterID, time.Now())
	}, jobs.Timeout(mail.SendTimeout))
	n.workPayments(r)
	r.Daily("check_invariants", "03:30", n.checkInvariants)
	r.Daily("clean_sessions", "03:00", func(ctx context.Context, at time.Time) error {
		_, err := accounts.CleanSessions(ctx, n.db, at)
		return err
	})
	if err := r.Start(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// checkInvariants raises an error in the log for every row that should not be as it is.
func (n *node) checkInvariants(ctx context.Context, _ time.Time) error {
	offences, err := schema.Check(ctx, n.db)
	if err != nil {
		return fmt.Errorf("check invariants: %w", err)
	}
	for _, o := range offences {
		telemetry.Logger("jobs").ErrorContext(ctx, "The books are wrong", "invariant", o.Invariant, "row", o.Row)
	}
	return nil
}
