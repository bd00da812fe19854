package telemetry

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry/internal/rows"
)

// The table keeps about the newest entries; waiting bounds what is held in memory while the
// database is slow or gone.
const (
	keptEntries  = 10_000
	waiting      = 1_000
	batch        = 100
	pruneEvery   = 500 // entries between two prunings
	writeTimeout = 5 * time.Second
	lingering    = 500 * time.Millisecond // time in which entries gather into one statement
)

// table copies entries into log_entries from its own goroutine, so that whoever logs never waits
// for the database, not even inside of a transaction that holds the only writing connection.
type table struct {
	db      *sqldb.DB
	queue   chan *entry
	dropped atomic.Int64
	stop    chan struct{}
	done    sync.WaitGroup
	kept    int // prune when more than this stand in the table
	unseen  int // entries written since the last pruning
}

func startTable(db *sqldb.DB) *table {
	t := newTable(db)
	t.done.Go(t.run)
	return t
}

func newTable(db *sqldb.DB) *table {
	return &table{db: db, queue: make(chan *entry, waiting), stop: make(chan struct{}), kept: keptEntries, unseen: pruneEvery}
}

// offer queues an entry and drops it when the queue is full.
func (t *table) offer(e *entry) {
	select {
	case t.queue <- e:
	default:
		t.dropped.Add(1)
	}
}

// close writes what is queued and ends the goroutine.
func (t *table) close() {
	close(t.stop)
	t.done.Wait()
}

func (t *table) run() {
	for {
		select {
		case e := <-t.queue:
			select {
			case <-time.After(lingering):
			case <-t.stop:
			}
			t.write(t.gather([]*entry{e}))
		case <-t.stop:
			for rest := t.gather(nil); len(rest) > 0; rest = t.gather(nil) {
				if !t.write(rest) {
					return
				}
			}
			return
		}
	}
}

// gather adds what is queued, up to a batch.
func (t *table) gather(to []*entry) []*entry {
	for len(to) < batch {
		select {
		case e := <-t.queue:
			to = append(to, e)
		default:
			return to
		}
	}
	return to
}

// write stores the entries. Its own failures go to standard error only: logging them would queue
// more entries for a database that does not take any.
func (t *table) write(entries []*entry) bool {
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	if n := t.dropped.Swap(0); n > 0 {
		fmt.Fprintf(os.Stderr, "telemetry: %d log entries were not kept in the database\n", n)
	}
	q := rows.New(t.db)
	err := q.InsertLogEntries(ctx, encode(entries))
	if err == nil {
		t.unseen += len(entries)
		err = t.prune(ctx, q)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "telemetry: keep log entries in the database: %s\n", Scrub(err.Error()))
	}
	return err == nil
}

func (t *table) prune(ctx context.Context, q *rows.Queries) error {
	if t.unseen < pruneEvery {
		return nil
	}
	t.unseen = 0
	last, err := q.LastLogEntry(ctx)
	if err != nil {
		return err
	}
	_, err = q.DeleteLogEntriesUpTo(ctx, last-int64(t.kept))
	return err
}

// tableTime is a time text that both engines read and that sorts.
const tableTime = "2006-01-02 15:04:05.000000+00:00"

// encode makes the JSON list that InsertLogEntries takes. The database refuses the NUL character.
func encode(entries []*entry) string {
	list := make([]map[string]string, len(entries))
	for i, e := range entries {
		attributes := map[string]string{}
		for _, a := range e.attrs {
			attributes[noNUL(a.Key)] = noNUL(valueText(a.Value))
		}
		if e.stack != "" {
			attributes[stackKey] = noNUL(e.stack)
		}
		list[i] = map[string]string{
			"at": e.at.Format(tableTime), "level": levelWord(e.level), "logger": noNUL(e.logger),
			"message": noNUL(e.message), "request_id": noNUL(e.requestID), "attributes": jsonText(attributes),
		}
	}
	return jsonText(list)
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "[]" // maps of texts always marshal
	}
	return string(b)
}

func noNUL(s string) string { return strings.ReplaceAll(s, "\x00", "") }
