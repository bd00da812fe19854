package tasks

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/tasks/internal/rows"
	"bazaar/infra/telemetry"
)

var log = telemetry.Logger("tasks")

const (
	// Timeout bounds one try. Work that takes longer is cut short and goes on from what it noted.
	Timeout = 5 * time.Minute

	// mostTries is how often a task may fail without a word about its cause.
	mostTries = 4

	// keep is how long a result can be fetched; the task itself is forgotten at the same time.
	keep = 7 * 24 * time.Hour

	// noteTimeout bounds the note of what came of a task, which is written even when its time is
	// over.
	noteTimeout = 5 * time.Second
)

// Unexplained is the problem of a task that failed without a reason that its owner could mend.
const Unexplained = "Something went wrong on our side. Please start it again later."

// errStopped is what Advance returns when the owner has cancelled.
var errStopped = errors.New("tasks: cancelled by the owner")

// Work does the tasks of one kind. It calls Advance after every step, returns its errors, and may
// leave one file with Keep.
type Work func(ctx context.Context, run *Run) error

// Board knows which work belongs to which kind.
type Board struct {
	DB *sqldb.DB
	// Files is the private store of results.
	Files media.Store
	Now   func() time.Time
	// Explain gives the English key of what an error says to the owner; false when it says nothing
	// to them, and the work is then tried again.
	Explain func(error) (string, bool)

	work map[string]Work
}

// Add says who does the tasks of a kind; a second one for it panics.
func (b *Board) Add(kind string, w Work) {
	if b.work == nil {
		b.work = map[string]Work{}
	}
	if b.work[kind] != nil {
		panic("tasks: two works for " + kind)
	}
	b.work[kind] = w
}

// Run is a task that is being done.
type Run struct {
	Task
	board    *Board
	advanced bool
	file     string
}

// Advance notes how far the work has come. An error ends it: the owner has cancelled, or the
// database cannot be reached.
func (r *Run) Advance(ctx context.Context, p Progress) error {
	stop, err := rows.New(r.board.DB).AdvanceTask(ctx, rows.AdvanceTaskParams{Done: p.Done, Total: p.Total, Refused: p.Refused, ID: r.ID})
	if sqldb.NoRows(err) || err == nil && stop {
		return errStopped
	}
	if err != nil {
		return fmt.Errorf("note the progress of task %d: %w", r.ID, err)
	}
	r.advanced = r.advanced || p.Done > r.Done
	r.Progress = p
	return nil
}

// Keep stores the result under a name for people. It must not be called inside a transaction.
func (r *Run) Keep(ctx context.Context, name, contentType string, body []byte) error {
	key := "tasks/" + strconv.FormatInt(r.ID, 10) + "/" + rand.Text()
	if err := r.board.Files.Put(ctx, key, contentType, body); err != nil {
		return fmt.Errorf("keep the result of task %d: %w", r.ID, err)
	}
	r.file, r.FileName = key, name
	return nil
}

// Do is the job: it does one task unless that has ended already.
func (b *Board) Do(ctx context.Context, j Do) error {
	row, err := rows.New(b.DB).BeginTask(ctx, j.TaskID)
	if sqldb.NoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("begin task %d: %w", j.TaskID, err)
	}
	run := &Run{Task: taskOf(row), board: b}
	switch work := b.work[run.Kind]; {
	case work == nil:
		err = fmt.Errorf("task %d is of the unknown kind %q", run.ID, run.Kind)
	case row.Stopping:
		err = errStopped
	case row.Tries > mostTries: // it never came back to say why
		err = fmt.Errorf("task %d was cut short %d times", run.ID, mostTries)
	default:
		err = work(ctx, run)
	}
	return b.end(ctx, run, row.Tries, err)
}

// end notes what came of a try, or asks for another one.
func (b *Board) end(ctx context.Context, run *Run, tries int64, err error) error {
	cut := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTimeout)
	defer cancel()
	switch text, said := b.explain(err); {
	case err == nil:
		return b.finish(ctx, run, Done, "")
	case errors.Is(err, errStopped):
		return b.finish(ctx, run, Cancelled, "")
	case said:
		return b.finish(ctx, run, Failed, text)
	case cut && run.advanced:
		if err := rows.New(b.DB).ForgiveTry(ctx, run.ID); err != nil {
			return fmt.Errorf("go on with task %d: %w", run.ID, err)
		}
		return jobs.Later(time.Second)
	case tries < mostTries:
		return err
	}
	log.ErrorContext(ctx, "A task failed at every try", "task", run.ID, "kind", run.Kind, "error", err)
	return b.finish(ctx, run, Failed, Unexplained)
}

func (b *Board) explain(err error) (string, bool) {
	if err == nil || b.Explain == nil {
		return "", false
	}
	return b.Explain(err)
}

// finish ends a task; what it left is fetched only when it is done.
func (b *Board) finish(ctx context.Context, run *Run, s State, problem string) error {
	now := b.Now()
	until := now.Add(keep)
	p := rows.FinishTaskParams{ID: run.ID, State: string(s), Problem: problem, Now: sqldb.MaybeAt(&now), ExpiresAt: sqldb.MaybeAt(&until)}
	if s == Done {
		p.File, p.FileName = run.file, run.FileName
	}
	if err := rows.New(b.DB).FinishTask(ctx, p); err != nil {
		return fmt.Errorf("finish task %d: %w", run.ID, err)
	}
	return nil
}

// Open opens the result of a task for reading; media.ErrNotExist when there is none. The caller
// closes the reader.
func Open(ctx context.Context, files media.Store, t Task) (io.ReadCloser, media.Info, error) {
	if t.fileInStore == "" {
		return nil, media.Info{}, media.ErrNotExist
	}
	return files.Get(ctx, t.fileInStore)
}

// Clean deletes results that nobody may fetch any more, with their tasks, and returns how many.
func (b *Board) Clean(ctx context.Context, now time.Time) (int, error) {
	for n := 0; ; {
		overdue, err := rows.New(b.DB).OverdueTasks(ctx, sqldb.MaybeAt(&now))
		if err != nil || len(overdue) == 0 {
			return n, err
		}
		for _, t := range overdue {
			if t.File != "" {
				if err := b.Files.Delete(ctx, t.File); err != nil {
					return n, err
				}
			}
			if err := rows.New(b.DB).DeleteTask(ctx, t.ID); err != nil {
				return n, fmt.Errorf("delete task %d: %w", t.ID, err)
			}
			n++
		}
	}
}

// FilesOf lists the keys of the results of an account, whose tasks are about to go.
func FilesOf(ctx context.Context, db *sqldb.DB, owner int64) ([]string, error) {
	keys, err := rows.New(db).FilesOf(ctx, owner)
	if err != nil {
		return nil, fmt.Errorf("list the results of an account: %w", err)
	}
	return keys, nil
}
