package sitetest

import (
	"context"

	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
)

// TaskKind is a kind of long work that only tests know.
const TaskKind = "test"

// Task is a finished task of an actor, whose file report.csv holds "a,b".
func (w *World) Task(as string) int64 {
	id := w.StartTask(as)
	w.DoTask(id, func(ctx context.Context, run *tasks.Run) error {
		return run.Keep(ctx, "report.csv", "text/csv", []byte("a,b"))
	})
	return id
}

// StartTask is a task of an actor that waits.
func (w *World) StartTask(as string) (id int64) {
	ctx := context.Background()
	err := w.DB.Tx(ctx, func(tx *sqldb.DB) (err error) {
		id, err = tasks.Start(ctx, tx, TaskKind, w.Actor(as).AccountID, struct{}{}, w.Now())
		return err
	})
	if err != nil {
		panic(err) // the schema is there
	}
	return id
}

// DoTask does a task with the given work, once.
func (w *World) DoTask(id int64, work tasks.Work) {
	board := &tasks.Board{DB: w.DB, Files: w.Options.Files, Now: w.Now}
	board.Add(TaskKind, work)
	if err := board.Do(context.Background(), tasks.Do{TaskID: id}); err != nil {
		panic(err)
	}
}
