package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
	"bazaar/infra/telemetry"
	"bazaar/market/accounts"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/imports"
	"bazaar/market/messages"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/privacy"
	"bazaar/market/schema"
	"bazaar/market/vendors"
	"bazaar/market/wishlist"
	"bazaar/site"
	"bazaar/site/letters"
	"bazaar/site/visitor"
)

// remindEvery is how often carts that were left are looked for.
const remindEvery = 6 * time.Hour

// work starts the runner with every kind of job and every schedule of the market.
func (n *node) work(ctx context.Context) (*jobs.Runner, error) {
	r, err := jobs.New(jobs.Options{DB: n.db, Location: n.cfg.location()})
	if err != nil {
		return nil, err
	}
	keys, err := accounts.NewKeys(n.cfg.SecretKey)
	if err != nil {
		return nil, err
	}
	cookies, err := visitor.NewCookies(n.cfg.SecretKey, n.cfg.production(), time.Now)
	if err != nil {
		return nil, err
	}
	writer := &letters.Writer{DB: n.db, BaseURL: n.cfg.baseURL(), Keys: keys, Now: time.Now, Cookies: cookies}
	jobs.Register(r, func(ctx context.Context, j mail.Send) error {
		return mail.Deliver(ctx, n.db, n.sender, writer.Render, j.LetterID, time.Now())
	}, jobs.Timeout(mail.SendTimeout))
	jobs.Register(r, func(ctx context.Context, j accounts.SessionsEnded) error {
		return site.Forget(ctx, site.Options{DB: n.db, Cache: n.cache, Now: time.Now}, j.AccountID)
	})
	jobs.Register(r, func(ctx context.Context, j accounts.ResetRequest) error {
		return accounts.SendReset(ctx, n.db, j, time.Now())
	})
	jobs.Register(r, func(ctx context.Context, j orders.NewOrder) error {
		return orders.TellNewOrder(ctx, n.db, j, time.Now())
	})
	n.workPayments(r)
	n.workTasks(r)
	n.schedule(r)
	if err := r.Start(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// schedule says what is done by the clock of the market.
func (n *node) schedule(r *jobs.Runner) {
	r.Every("remind_carts", remindEvery, func(ctx context.Context, at time.Time) error {
		_, err := cart.RemindIdle(ctx, n.db, at)
		return err
	})
	r.Daily("daily_report", "09:00", func(ctx context.Context, at time.Time) error {
		return n.db.Tx(ctx, func(tx *sqldb.DB) error { return letters.QueueReport(ctx, tx, at, time.Now()) })
	})
	r.Daily("check_invariants", "03:30", n.checkInvariants)
	r.Every("back_in_stock", 5*time.Minute, func(ctx context.Context, at time.Time) error {
		_, err := wishlist.SendAlerts(ctx, n.db, at)
		return err
	})
	r.Every("follow_absences", time.Minute, func(ctx context.Context, at time.Time) error {
		_, err := catalog.FollowAbsences(ctx, n.db, at)
		return err
	})
	r.Every("tell_of_messages", 5*time.Minute, func(ctx context.Context, at time.Time) error {
		_, err := messages.Remind(ctx, n.db, at)
		return err
	})
	r.Daily("clean_alerts", "03:10", func(ctx context.Context, at time.Time) error {
		_, err := wishlist.CleanAlerts(ctx, n.db, at)
		return err
	})
	r.Daily("clean_sessions", "03:00", func(ctx context.Context, at time.Time) error {
		_, err := accounts.CleanSessions(ctx, n.db, at)
		return errors.Join(err, accounts.CleanLinks(ctx, n.db, at))
	})
	r.Daily("forget_invitations", "03:25", func(ctx context.Context, at time.Time) error { return vendors.ForgetInvitations(ctx, n.db, at) })
	r.Daily("forget_views", "03:20", func(ctx context.Context, at time.Time) error { return catalog.ForgetViews(ctx, n.db, at) })
	r.Daily("analyze_tables", "03:45", func(ctx context.Context, _ time.Time) error { return n.db.Analyze(ctx) })
}

// workTasks says who does which kind of long work. site/account/tasks.go names each kind for people.
func (n *node) workTasks(r *jobs.Runner) {
	board := &tasks.Board{DB: n.db, Files: n.files, Now: time.Now, Explain: reason}
	board.Add(privacy.TaskExport, privacy.Export(n.db, time.Now))
	goods := imports.Desk{DB: n.db, Files: n.files, Currency: money.Currency(n.cfg.BaseCurrency), Now: time.Now}
	board.Add(imports.TaskCheck, imports.Check(goods))
	board.Add(imports.TaskAccept, imports.Take(goods))
	board.Add(imports.TaskUndo, imports.Revert(goods))
	board.Add(imports.TaskExport, imports.Export(goods))
	r.Daily("clean_imports", "03:20", func(ctx context.Context, at time.Time) error {
		_, err := imports.Clean(ctx, goods, at)
		return err
	})
	jobs.Register(r, func(ctx context.Context, j privacy.DropFiles) error {
		return privacy.Drop(ctx, n.db, n.files, n.media, j)
	})
	r.Daily("forget_farewells", "03:45", func(ctx context.Context, at time.Time) error {
		return mail.Forget(ctx, n.db, privacy.LetterErased, at.AddDate(0, 0, -7))
	})
	jobs.Register(r, board.Do, jobs.Timeout(tasks.Timeout))
	r.Daily("clean_tasks", "03:15", func(ctx context.Context, at time.Time) error {
		_, err := board.Clean(ctx, at)
		return err
	})
}

// reason is what an error of a task says to its owner: what a verb of the market refused.
func reason(err error) (string, bool) {
	if f := fault.As(err); f != nil {
		return f.Message, true
	}
	return "", false
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
