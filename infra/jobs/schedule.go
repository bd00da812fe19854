package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// makeUp is how late a moment may still be made up for, when no node ran at its time.
const makeUp = time.Hour

// moment is one run of a scheduled job. The pair of kind and time is unique in the database, so
// each moment runs once however many nodes see it come.
type moment struct {
	kind string
	At   time.Time `json:"at"`
}

// Kind names the schedule.
func (m moment) Kind() string { return m.kind }

// schedule gives the latest moment that is not after now.
type schedule struct {
	kind string
	last func(now time.Time) time.Time
}

// Every runs f once in the cluster at every multiple of d, counted in UTC. f is given that moment.
func (r *Runner) Every(kind string, d time.Duration, f func(ctx context.Context, at time.Time) error, opts ...Option) {
	r.schedule(schedule{kind, every(d)}, f, opts)
}

// Daily runs f once in the cluster each day at a time such as "03:00" in the runner's time zone.
// f is given that moment. It panics on a time that does not parse: times are part of the program.
func (r *Runner) Daily(kind, at string, f func(ctx context.Context, at time.Time) error, opts ...Option) {
	clock, err := time.Parse("15:04", at)
	if err != nil {
		panic(fmt.Sprintf("jobs: %s runs daily at %q, which is not a time", kind, at))
	}
	r.schedule(schedule{kind, daily(clock.Hour(), clock.Minute(), r.location)}, f, opts)
}

func (r *Runner) schedule(s schedule, f func(context.Context, time.Time) error, opts []Option) {
	add(r, moment{kind: s.kind}, func(ctx context.Context, m moment) error { return f(ctx, m.At) }, opts)
	r.schedules = append(r.schedules, s)
}

func every(d time.Duration) func(time.Time) time.Time {
	return func(now time.Time) time.Time { return now.UTC().Truncate(d) }
}

func daily(hour, minute int, zone *time.Location) func(time.Time) time.Time {
	return func(now time.Time) time.Time {
		y, m, d := now.In(zone).Date()
		at := time.Date(y, m, d, hour, minute, 0, 0, zone)
		if at.After(now) {
			at = time.Date(y, m, d-1, hour, minute, 0, 0, zone)
		}
		return at.UTC()
	}
}

// keepTime enqueues the moments as they come, until ctx ends.
func (r *Runner) keepTime(ctx context.Context) {
	tick := time.NewTicker(r.tick)
	defer tick.Stop()
	seen := map[string]time.Time{}
	for {
		for _, s := range r.schedules {
			at := s.last(time.Now())
			if !at.After(seen[s.kind]) || time.Since(at) > makeUp {
				continue
			}
			if err := r.enqueueMoment(ctx, moment{s.kind, at}); err != nil {
				if ctx.Err() == nil {
					log.WarnContext(ctx, "A scheduled job could not be enqueued; trying again", "kind", s.kind, "error", err)
				}
				continue
			}
			seen[s.kind] = at
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (r *Runner) enqueueMoment(ctx context.Context, m moment) error {
	_, err := r.client.Insert(ctx, m, &river.InsertOpts{
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: rivertype.JobStates()},
	})
	return err
}
