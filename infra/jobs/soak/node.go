package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
)

// work is done by one row in done. It takes a moment, some take seconds, so that a kill meets
// them half-way.
type work struct {
	Owed int64 `json:"owed"`
}

func (work) Kind() string { return "work" }

// poison fails or panics at every try and must end parked.
type poison struct {
	Owed int64 `json:"owed"`
}

func (poison) Kind() string               { return "poison" }
func (poison) InsertOpts() jobs.Placement { return jobs.Placement{MaxAttempts: 3} }

// node is one process of the shop: writers and workers on one database.
type node struct {
	db      *sqldb.DB
	writers int
}

func runNode(databaseURL string, writers int) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	db, err := sqldb.Open(ctx, sqldb.Options{URL: databaseURL})
	if err != nil {
		return err
	}
	defer db.Close()
	n := &node{db, writers}
	r, err := n.runner()
	if err != nil {
		return err
	}
	if err := r.Start(ctx); err != nil {
		return err
	}
	var all sync.WaitGroup
	for range writers {
		all.Go(func() { n.write(ctx) })
	}
	all.Go(func() { reportMemory(ctx) })
	<-ctx.Done()
	all.Wait()
	drain, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	return r.Stop(drain)
}

func (n *node) runner() (*jobs.Runner, error) {
	r, err := jobs.New(jobs.Options{DB: n.db, Workers: 8, Poll: 200 * time.Millisecond})
	if err != nil {
		return nil, err
	}
	jobs.Register(r, n.work)
	jobs.Register(r, func(_ context.Context, p poison) error {
		if p.Owed%2 == 0 {
			panic("poison")
		}
		return errors.New("poison")
	}, jobs.Pauses(time.Second))
	return r, nil
}

func (n *node) work(ctx context.Context, w work) error {
	pause := time.Duration(rand.IntN(20)) * time.Millisecond
	switch {
	case rand.IntN(200) == 0:
		pause = 3 * time.Second
	case rand.IntN(50) == 0:
		return errors.New("a passing trouble")
	case rand.IntN(50) == 0:
		return jobs.Later(time.Second)
	}
	select {
	case <-time.After(pause):
	case <-ctx.Done():
		return ctx.Err()
	}
	return n.db.Tx(ctx, func(tx *sqldb.DB) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO done (owed, at) VALUES ($1, $2)", w.Owed, sqldb.At(time.Now()))
		return err
	})
}

// write commits rows with jobs, as a shop does, and reports every error: a shop may see none.
func (n *node) write(ctx context.Context) {
	for ctx.Err() == nil {
		if err := n.db.Tx(ctx, func(tx *sqldb.DB) error { return owe(ctx, tx) }); err != nil && ctx.Err() == nil && !errors.Is(err, errChanged) {
			fmt.Fprintln(os.Stdout, "error", err)
		}
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
	}
}

// errChanged rolls back one transaction in ten: its job must never run.
var errChanged = errors.New("changed my mind")

func owe(ctx context.Context, tx *sqldb.DB) error {
	kind := "work"
	if rand.IntN(100) == 0 {
		kind = "poison"
	}
	var id int64
	err := tx.QueryRowContext(ctx, "INSERT INTO owed (kind, at) VALUES ($1, $2) RETURNING id", kind, sqldb.At(time.Now())).Scan(&id)
	if err != nil {
		return err
	}
	var args jobs.Args = work{id}
	if kind == "poison" {
		args = poison{id}
	}
	if err := jobs.Enqueue(ctx, tx, args); err != nil {
		return err
	}
	if rand.IntN(10) == 0 {
		return errChanged
	}
	return nil
}

func reportMemory(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Second):
		}
		if kb, err := residentKB(); err != nil {
			slog.Warn("Resident memory cannot be read", "error", err)
		} else {
			fmt.Fprintln(os.Stdout, "memory", kb)
		}
	}
}

func residentKB() (kb int64, err error) {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(b), &size, &resident); err != nil {
		return 0, err
	}
	return resident * int64(os.Getpagesize()) / 1024, nil
}
