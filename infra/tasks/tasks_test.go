package tasks_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/infra/tasks"
	"bazaar/market/schema"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// desk is a board with two owners, 1 and 2.
type desk struct {
	tasks.Board
	t *testing.T
}

func each(t *testing.T, f func(t *testing.T, d *desk)) {
	t.Helper()
	sqldbtest.Each(t, sqldbtest.Schema{More: jobs.Migrate, Migrations: schema.Migrations()}, func(t *testing.T, db *sqldb.DB) {
		for _, name := range []string{"one", "two"} {
			_, err := db.ExecContext(t.Context(), `INSERT INTO accounts (email, email_key, username, username_key, password_hash, joined_at) VALUES ($1, $1, $1, $1, '', $2)`, name, sqldb.At(now))
			if err != nil {
				t.Fatal(err)
			}
		}
		files, err := media.OpenPrivate(media.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		f(t, &desk{tasks.Board{DB: db, Files: files, Now: func() time.Time { return now }}, t})
	})
}

// start begins a task of owner 1.
func (d *desk) start(kind string) int64 {
	d.t.Helper()
	var id int64
	err := d.DB.Tx(d.t.Context(), func(tx *sqldb.DB) error {
		var err error
		id, err = tasks.Start(d.t.Context(), tx, kind, 1, map[string]int{"from": 7}, now)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

func (d *desk) get(id int64) tasks.Task {
	d.t.Helper()
	task, err := tasks.Get(d.t.Context(), d.DB, 1, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return task
}

func (d *desk) do(id int64) error { return d.Do(d.t.Context(), tasks.Do{TaskID: id}) }

func TestDoneWorkLeavesItsFileForAWhile(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.Add("export", func(ctx context.Context, run *tasks.Run) error {
			var in struct{ From int64 }
			if err := run.Input(&in); err != nil || in.From != 7 {
				t.Errorf("input %+v, %v", in, err)
			}
			if err := run.Advance(ctx, tasks.Progress{Done: 1, Total: 4, Refused: 1}); err != nil {
				return err
			}
			if p := d.get(run.ID); p.State != tasks.Running || p.Percent() != 25 {
				t.Errorf("on the way: %+v", p)
			}
			return run.Keep(ctx, "data.csv", "text/csv", []byte("a,b"))
		})
		id := d.start("export")
		if got := d.get(id); got.State != tasks.Waiting || got.Ended() {
			t.Errorf("at first: %+v", got)
		}
		for range 2 { // a job may run twice
			if err := d.do(id); err != nil {
				t.Fatal(err)
			}
		}
		got := d.get(id)
		if got.State != tasks.Done || got.FileName != "data.csv" || !got.Ended() || got.Refused != 1 {
			t.Errorf("at last: %+v", got)
		}
		body, _, err := tasks.Open(t.Context(), d.Files, got)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(body)
		if body.Close(); string(text) != "a,b" || err != nil {
			t.Errorf("the file is %q, %v", text, err)
		}
		if n, err := d.Clean(t.Context(), got.Expires.Add(-time.Second)); n != 0 || err != nil {
			t.Errorf("cleaned %d too early, %v", n, err)
		}
		if n, err := d.Clean(t.Context(), got.Expires); n != 1 || err != nil {
			t.Errorf("cleaned %d, %v", n, err)
		}
		if _, _, err := tasks.Open(t.Context(), d.Files, got); !errors.Is(err, media.ErrNotExist) {
			t.Errorf("the file is still there: %v", err)
		}
	})
}

func TestTasksAreTheirOwnersAlone(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.start("export")
		if _, err := tasks.Get(t.Context(), d.DB, 2, id); !errors.Is(err, tasks.ErrUnknown) {
			t.Errorf("another's task: %v", err)
		}
		if err := tasks.Cancel(t.Context(), d.DB, 2, id, now); !errors.Is(err, tasks.ErrUnknown) {
			t.Errorf("another's task was cancelled: %v", err)
		}
		mine, err := tasks.Latest(t.Context(), d.DB, 1, "export", 5)
		if err != nil || len(mine) != 1 {
			t.Errorf("%d own, %v", len(mine), err)
		}
		if theirs, err := tasks.Latest(t.Context(), d.DB, 2, "export", 5); err != nil || len(theirs) != 0 {
			t.Errorf("%d of the other, %v", len(theirs), err)
		}
	})
}

func TestCancelledWorkStops(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.Add("export", func(ctx context.Context, run *tasks.Run) error {
			if err := tasks.Cancel(ctx, d.DB, 1, run.ID, now); err != nil {
				t.Fatal(err)
			}
			return run.Advance(ctx, tasks.Progress{Done: 1, Total: 2})
		})
		running, waiting := d.start("export"), d.start("export")
		if err := d.do(running); err != nil {
			t.Fatal(err)
		}
		if err := tasks.Cancel(t.Context(), d.DB, 1, waiting, now); err != nil {
			t.Fatal(err)
		}
		for _, id := range []int64{running, waiting} {
			if got := d.get(id); got.State != tasks.Cancelled {
				t.Errorf("%+v", got)
			}
			if err := tasks.Cancel(t.Context(), d.DB, 1, id, now); err != nil {
				t.Errorf("cancelled again: %v", err)
			}
		}
		if n, err := d.Clean(t.Context(), now.Add(8*24*time.Hour)); n != 2 || err != nil {
			t.Errorf("cleaned %d, %v", n, err)
		}
	})
}

func TestWorkThatFailsIsTriedAgainAndThenGivenUp(t *testing.T) {
	explained := errors.New("you have nothing to export")
	for name, c := range map[string]struct {
		err     error
		retries int
		problem string
	}{
		"a reason for the owner ends it": {explained, 0, "Nothing to export."},
		"no reason is tried again":       {errors.New("the disk is full"), 3, tasks.Unexplained},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, d *desk) {
				d.Explain = func(err error) (string, bool) { return "Nothing to export.", errors.Is(err, explained) }
				d.Add("export", func(context.Context, *tasks.Run) error { return c.err })
				id, retries := d.start("export"), 0
				for d.do(id) != nil {
					retries++
				}
				if got := d.get(id); got.State != tasks.Failed || got.Problem != c.problem || retries != c.retries {
					t.Errorf("after %d retries: %+v", retries, got)
				}
			})
		})
	}
}

func TestWorkThatIsCutShortGoesOnFromWhatItNoted(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		const steps = 7
		var cut context.CancelFunc
		d.Add("export", func(ctx context.Context, run *tasks.Run) error {
			if err := run.Advance(ctx, tasks.Progress{Done: run.Done + 1, Total: steps}); err != nil || run.Done == steps {
				return err
			}
			cut()
			return ctx.Err()
		})
		id := d.start("export")
		for step := int64(1); step <= steps; step++ {
			ctx, cancel := context.WithCancel(t.Context())
			cut = cancel
			err := d.Do(ctx, tasks.Do{TaskID: id})
			if cancel(); (err == nil) != (step == steps) {
				t.Errorf("step %d: %v", step, err)
			}
			if got := d.get(id); got.Done != step || got.Ended() != (step == steps) {
				t.Errorf("step %d: %+v", step, got)
			}
		}
	})
}
