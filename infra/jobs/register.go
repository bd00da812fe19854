package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// defaultTimeout is short because a crashed job is known to be dead only when its time-out has
// passed.
const defaultTimeout = 20 * time.Second

// defaultPauses are waited before the second, third … try; the last one repeats.
var defaultPauses = []time.Duration{
	2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour,
}

// Option changes how the jobs of one kind run.
type Option func(*rules)

type rules struct {
	timeout time.Duration
	pauses  []time.Duration
}

// Timeout ends the context of a job after d (20 seconds when not given). A job that was killed
// together with its process is taken again that long after its start, and up to 40 seconds.
func Timeout(d time.Duration) Option { return func(r *rules) { r.timeout = d } }

// Pauses are waited before the second, third … try; the last one repeats.
func Pauses(first time.Duration, more ...time.Duration) Option {
	return func(r *rules) { r.pauses = append([]time.Duration{first}, more...) }
}

func rulesOf(opts []Option) rules {
	r := rules{timeout: defaultTimeout, pauses: defaultPauses}
	for _, o := range opts {
		o(&r)
	}
	return r
}

// pause is the wait after the given failed try, counted from 1.
func (r rules) pause(try int) time.Duration {
	return r.pauses[min(max(try, 1), len(r.pauses))-1]
}

// Register says which function does the jobs of T's kind. It must be called before Start; a second
// function for one kind panics.
func Register[T Args](r *Runner, f func(context.Context, T) error, opts ...Option) {
	var args T
	add(r, args, f, opts)
}

func add[T Args](r *Runner, args T, f func(context.Context, T) error, opts []Option) {
	river.AddWorkerArgs(r.workers, args, &worker[T]{rules: rulesOf(opts), f: f})
	if placed, ok := any(args).(river.JobArgsWithInsertOpts); ok && placed.InsertOpts().Queue != "" {
		r.queues[placed.InsertOpts().Queue] = true
	}
}

// worker is what River wants of a kind.
type worker[T Args] struct {
	river.WorkerDefaults[T]
	rules rules
	f     func(context.Context, T) error
}

// Work does one job.
func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error { return w.f(ctx, job.Args) }

// Timeout bounds one try.
func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.rules.timeout }

// NextRetry is asked after a failed try, and after a try whose process died.
func (w *worker[T]) NextRetry(job *river.Job[T]) time.Time {
	return time.Now().UTC().Add(w.rules.pause(job.Attempt))
}
