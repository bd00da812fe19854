package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
)

// perKill bounds the jobs that one kill may make run twice: those in hand, and those that were
// done but whose completion was not yet written.
const perKill = 60

// figures is what the soak found.
type figures struct {
	engine        sqldb.Engine
	kills, drains int
	slowestDrain  time.Duration
	rest          time.Duration // to do what was left at the end

	mu         sync.Mutex // of what nodes tell
	quiet      bool
	memory     []int64 // kB, of nodes that nobody kills
	errors     []string
	complaints []string
	queueBusy  int

	committed, poisoned, parked, lost, twice int64
	waits                                    []time.Duration // sorted
}

func (f *figures) read(ctx context.Context, db *sqldb.DB) error {
	for _, q := range []struct {
		text string
		to   *int64
	}{
		{"SELECT COUNT(*) FROM owed WHERE kind = 'work'", &f.committed},
		{"SELECT COUNT(*) FROM owed WHERE kind = 'poison'", &f.poisoned},
		{"SELECT COUNT(*) FROM owed AS o WHERE kind = 'work' AND NOT EXISTS (SELECT 1 FROM done AS d WHERE d.owed = o.id)", &f.lost},
		{"SELECT COUNT(*) - COUNT(DISTINCT owed) FROM done", &f.twice},
	} {
		if err := db.QueryRowContext(ctx, q.text).Scan(q.to); err != nil {
			return fmt.Errorf("%s: %w", q.text, err)
		}
	}
	s, err := jobs.ReadStats(ctx, db)
	if err != nil {
		return err
	}
	f.parked = s.Parked
	return f.readWaits(ctx, db)
}

// readWaits measures the time from the commit of a job to its first success.
func (f *figures) readWaits(ctx context.Context, db *sqldb.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT o.at, MIN(d.at) AS first FROM owed AS o JOIN done AS d ON d.owed = o.id GROUP BY o.id, o.at")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var from, to sqldb.Time
		if err := rows.Scan(&from, &to); err != nil {
			return err
		}
		f.waits = append(f.waits, to.Sub(from.Time))
	}
	slices.Sort(f.waits)
	return rows.Err()
}

func (f *figures) wait(share float64) time.Duration {
	if len(f.waits) == 0 {
		return 0
	}
	return f.waits[int(share*float64(len(f.waits)-1))]
}

// growth compares the mean memory of the last third of the calm time with that of the first.
func (f *figures) growth() float64 {
	third := len(f.memory) / 3
	if third == 0 {
		return 0
	}
	return mean(f.memory[len(f.memory)-third:])/mean(f.memory[:third]) - 1
}

func mean(of []int64) float64 {
	var sum int64
	for _, v := range of {
		sum += v
	}
	return float64(sum) / float64(max(len(of), 1))
}

func (f *figures) print(w io.Writer) {
	fmt.Fprintf(w, "engine %s; %d kills, %d drains (slowest %s)\n", f.engine, f.kills, f.drains, f.slowestDrain.Round(time.Millisecond))
	fmt.Fprintf(w, "jobs committed %d, lost %d, run again %d; poison %d, parked %d\n", f.committed, f.lost, f.twice, f.poisoned, f.parked)
	fmt.Fprintf(w, "commit to success: half within %s, 99%% within %s, all within %s; the rest after the end took %s\n",
		f.wait(.5).Round(time.Millisecond), f.wait(.99).Round(time.Millisecond), f.wait(1).Round(time.Millisecond), f.rest.Round(time.Second))
	fmt.Fprintf(w, "errors of writers %d; complaints of the queue about locks %d, about anything %d\n", len(f.errors), f.queueBusy, len(f.complaints))
	fmt.Fprintf(w, "memory in the calm third: %.0f MB, growth %+.1f%%\n", mean(f.memory)/1024, 100*f.growth())
	for _, lines := range [][]string{f.errors, f.complaints} {
		for _, l := range lines[:min(len(lines), 20)] {
			fmt.Fprintln(w, "  ", l)
		}
	}
}

func (f *figures) verdict() error {
	var err error
	check := func(ok bool, text string) {
		if !ok {
			err = errors.Join(err, errors.New(text))
		}
	}
	check(f.committed > 0, "nothing was written")
	check(f.lost == 0, "committed jobs did not run")
	check(f.twice <= int64(f.kills*perKill), "too many jobs ran twice")
	check(f.parked == f.poisoned, "poison jobs are not parked")
	check(len(f.errors) == 0, "a writer saw an error")
	check(f.growth() <= 0.10, "memory grows")
	return err
}
