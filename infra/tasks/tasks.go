// Package tasks is work that takes longer than a page may: an export, an import, a change of
// thousands of rows. It owns the table tasks. Whoever wants such work starts a task in the
// transaction that makes it necessary; a job does it, notes how far it has come and leaves a file,
// which only the owner may fetch and which is deleted after some days. The owner looks at
// Path(id), and may cancel.
//
// A task is waiting, then running, then done, failed or cancelled. Its work may be cut short at any
// moment and is then begun again with what it noted last, so it must bear running twice.
package tasks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
	"bazaar/infra/tasks/internal/rows"
)

// State is how far a task has come.
type State string

// The states of a task.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Progress counts pieces of work. A Total of 0 is not known yet; Refused are those of Done that
// came to nothing.
type Progress struct{ Done, Total, Refused int64 }

// Percent is how much is done, 0 to 100; 0 while the total is unknown.
func (p Progress) Percent() int64 {
	if p.Total == 0 {
		return 0
	}
	return min(100, 100*p.Done/p.Total)
}

// Task is one piece of long work.
type Task struct {
	ID int64
	// Owner is the account that asked for it.
	Owner int64
	Kind  string
	State State
	Progress
	// Stopping says that the owner has cancelled work that runs.
	Stopping bool
	// Problem is the English key of why it failed.
	Problem string
	// FileName is the result's name for people; empty when there is none. It can be fetched until
	// Expires.
	FileName           string
	Created            time.Time
	Finished, Expires  time.Time
	input, fileInStore string
}

// Ended tells whether nothing will change any more.
func (t Task) Ended() bool { return t.State != Waiting && t.State != Running }

// Input reads what the task was started with into v, a pointer.
func (t Task) Input(v any) error {
	if err := json.Unmarshal([]byte(t.input), v); err != nil {
		return fmt.Errorf("read the input of task %d: %w", t.ID, err)
	}
	return nil
}

// Path is the page that shows a task to its owner.
func Path(id int64) string { return "/tasks/" + strconv.FormatInt(id, 10) + "/" }

// ErrUnknown is returned for a task that is not there or is somebody else's.
var ErrUnknown = errors.New("tasks: no such task")

// Do is the job that does a task. Tasks have a queue of their own, so that they hold up nothing.
type Do struct {
	TaskID int64 `json:"task"`
}

// Kind names the job.
func (Do) Kind() string { return "do_task" }

// InsertOpts places it in its queue.
func (Do) InsertOpts() jobs.Placement { return jobs.Placement{Queue: "tasks"} }

// Start records a task of the kind for its owner, in the running transaction of db, and returns its
// id. The input is kept as JSON: parameters and ids, no more personal data than need be.
func Start(ctx context.Context, db *sqldb.DB, kind string, owner int64, input any, now time.Time) (int64, error) {
	text, err := json.Marshal(input)
	if err != nil {
		return 0, fmt.Errorf("start a task %s: %w", kind, err)
	}
	id, err := rows.New(db).InsertTask(ctx, rows.InsertTaskParams{AccountID: owner, Kind: kind, Input: string(text), Now: sqldb.At(now)})
	if err != nil {
		return 0, fmt.Errorf("start a task %s: %w", kind, err)
	}
	return id, jobs.Enqueue(ctx, db, Do{id})
}

// Get reads a task of its owner; ErrUnknown without one.
func Get(ctx context.Context, db *sqldb.DB, owner, id int64) (Task, error) {
	r, err := rows.New(db).GetTask(ctx, id, owner)
	if sqldb.NoRows(err) {
		return Task{}, ErrUnknown
	}
	if err != nil {
		return Task{}, fmt.Errorf("read task %d: %w", id, err)
	}
	return taskOf(r), nil
}

// Latest lists the owner's newest tasks of a kind, at most limit.
func Latest(ctx context.Context, db *sqldb.DB, owner int64, kind string, limit int) ([]Task, error) {
	found, err := rows.New(db).LatestTasks(ctx, owner, kind, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	list := make([]Task, len(found))
	for i, r := range found {
		list[i] = taskOf(r)
	}
	return list, nil
}

// Cancel ends a task that waits, and asks one that runs to stop at its next step. One that has ended
// stays as it is. ErrUnknown when the owner has no such task.
func Cancel(ctx context.Context, db *sqldb.DB, owner, id int64, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		until := now.Add(keep)
		n, err := q.CancelWaiting(ctx, rows.CancelWaitingParams{Now: sqldb.MaybeAt(&now), ExpiresAt: sqldb.MaybeAt(&until), ID: id, AccountID: owner})
		if err == nil && n == 0 {
			n, err = q.AskToStop(ctx, id, owner)
		}
		if err != nil {
			return fmt.Errorf("cancel task %d: %w", id, err)
		}
		if n == 0 {
			_, err = Get(ctx, tx, owner, id)
		}
		return err
	})
}

func taskOf(r rows.Task) Task {
	return Task{
		ID: r.ID, Owner: r.AccountID, Kind: r.Kind, State: State(r.State), Stopping: r.Stopping, Problem: r.Problem,
		Progress: Progress{Done: r.Done, Total: r.Total, Refused: r.Refused},
		FileName: r.FileName, Created: r.CreatedAt.Time, Finished: r.FinishedAt.Time, Expires: r.ExpiresAt.Time,
		input: r.Input, fileInStore: r.File,
	}
}
