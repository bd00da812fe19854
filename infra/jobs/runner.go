package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"bazaar/infra/sqldb"
)

// Options say how jobs are run by this process.
type Options struct {
	DB *sqldb.DB
	// Workers is how many jobs of one queue run at once; 0 is 4.
	Workers int
	// Poll is how often the database is asked for work; 0 is a second.
	Poll time.Duration
	// Location is the time zone of Daily; nil is UTC.
	Location *time.Location
}

// Rows of finished jobs are kept for those who look at them; a moment of a schedule must be kept
// longer than makeUp, or it could run twice.
const (
	keepCompleted = 24 * time.Hour
	keepParked    = 30 * 24 * time.Hour
)

// Runner takes jobs from the queue and does them.
type Runner struct {
	location  *time.Location
	perQueue  int
	poll      time.Duration
	tick      time.Duration // of the clock that enqueues scheduled jobs
	workers   *river.Workers
	queues    map[string]bool
	schedules []schedule

	engine sqldb.Engine
	pool   *sql.DB
	own    bool // pool was opened here
	client *river.Client[*sql.Tx]
	halt   context.CancelFunc
	clock  sync.WaitGroup
}

// New makes a runner. On SQLite it opens a connection of its own, so that taking and finishing
// jobs never waits for a transaction of the shop inside this process, nor the other way round.
func New(o Options) (*Runner, error) {
	r := &Runner{
		location: o.Location, perQueue: o.Workers, poll: o.Poll, tick: 5 * time.Second,
		workers: river.NewWorkers(), queues: map[string]bool{river.QueueDefault: true},
		engine: o.DB.Engine(), pool: o.DB.Pool(),
	}
	if r.location == nil {
		r.location = time.UTC
	}
	if r.perQueue == 0 {
		r.perQueue = 4
	}
	if r.poll == 0 {
		r.poll = time.Second
	}
	if r.engine == sqldb.SQLite {
		var err error
		if r.pool, err = ownConnection(o.DB); err != nil {
			return nil, err
		}
		r.own = true
	}
	return r, nil
}

func ownConnection(db *sqldb.DB) (*sql.DB, error) {
	var path string
	if err := db.Pool().QueryRowContext(context.Background(), "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path); err != nil {
		return nil, fmt.Errorf("find the database file for jobs: %w", err)
	}
	// River hands over some times in local time and compares them as text: write all in UTC.
	pool, err := sql.Open("sqlite", sqldb.SQLiteDSN(path)+"&_timezone=UTC")
	if err != nil {
		return nil, fmt.Errorf("open a connection for jobs: %w", err)
	}
	pool.SetMaxOpenConns(1)
	return pool, nil
}

// Start begins to take jobs. They go on until Stop, also after ctx has ended.
func (r *Runner) Start(ctx context.Context) error {
	queues := map[string]river.QueueConfig{}
	for name := range r.queues {
		queues[name] = river.QueueConfig{MaxWorkers: r.perQueue}
	}
	client, err := river.NewClient(driverFor(r.engine, r.pool), &river.Config{
		Workers: r.workers, Queues: queues, PollOnly: true,
		FetchPollInterval: r.poll, FetchCooldown: min(r.poll, 20*time.Millisecond),
		JobTimeout: defaultTimeout, RescueStuckJobsAfter: defaultTimeout + 2*time.Second,
		MaxAttempts: defaultAttempts, ErrorHandler: failures{}, Logger: quietLogger(),
		CompletedJobRetentionPeriod: keepCompleted, DiscardedJobRetentionPeriod: keepParked,
	})
	if err != nil {
		return fmt.Errorf("set up jobs: %w", err)
	}
	ctx = context.WithoutCancel(ctx)
	if err := client.Start(ctx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	r.client = client
	ctx, r.halt = context.WithCancel(ctx)
	r.clock.Go(func() { r.keepTime(ctx) })
	return nil
}

// Stop takes no more jobs and waits for the running ones. When ctx ends first, they are told to
// end; what still does not is left behind, to be taken again by another process, and the error
// says so.
func (r *Runner) Stop(ctx context.Context) error {
	var err error
	if r.client != nil {
		r.halt()
		r.clock.Wait()
		err = r.drain(ctx)
	}
	if r.own {
		err = errors.Join(err, r.pool.Close())
	}
	return err
}

func (r *Runner) drain(ctx context.Context) error {
	if r.client.Stop(ctx) == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := r.client.StopAndCancel(ctx); err != nil {
		return fmt.Errorf("jobs were left running: %w", err)
	}
	return nil
}
