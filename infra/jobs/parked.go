package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"bazaar/infra/sqldb"
)

// ErrUnknown is returned for a job that is not there (any more).
var ErrUnknown = errors.New("jobs: no such job")

// Parked is a job that failed at every try. It is kept for 30 days.
type Parked struct {
	ID    int64
	Kind  string
	Args  string // JSON
	Tries int
	Error string // of the last try
	At    time.Time
}

// ListParked gives the newest parked jobs, at most limit.
func ListParked(ctx context.Context, db *sqldb.DB, limit int) ([]Parked, error) {
	c, err := bareClient(db.Engine())
	if err != nil {
		return nil, err
	}
	var list []Parked
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		found, err := c.JobListTx(ctx, tx.SQLTx(), river.NewJobListParams().
			States(rivertype.JobStateDiscarded).OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(limit))
		if err != nil {
			return fmt.Errorf("list parked jobs: %w", err)
		}
		list = make([]Parked, len(found.Jobs))
		for i, j := range found.Jobs {
			list[i] = parked(j)
		}
		return nil
	})
	return list, err
}

func parked(j *rivertype.JobRow) Parked {
	p := Parked{ID: j.ID, Kind: j.Kind, Args: string(j.EncodedArgs), Tries: j.Attempt}
	if n := len(j.Errors); n > 0 {
		p.Error = j.Errors[n-1].Error
	}
	if j.FinalizedAt != nil {
		p.At = j.FinalizedAt.UTC()
	}
	return p
}

// Retry gives a parked job one more try, now. It returns ErrUnknown when the job is gone.
func Retry(ctx context.Context, db *sqldb.DB, id int64) error {
	c, err := bareClient(db.Engine())
	if err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		_, err := c.JobRetryTx(ctx, tx.SQLTx(), id)
		if errors.Is(err, river.ErrNotFound) {
			return ErrUnknown
		}
		if err != nil {
			return fmt.Errorf("retry job %d: %w", id, err)
		}
		return nil
	})
}

// Stats is the state of the queue, for metrics.
type Stats struct {
	// Waiting jobs could run now; Running ones do; Delayed ones wait for their time, most of them
	// after a failed try.
	Waiting, Running, Delayed, Parked int64
	// Oldest is the time since which the oldest waiting job could have run; zero when none waits.
	Oldest time.Time
}

// ReadStats counts the jobs that are not completed.
func ReadStats(ctx context.Context, db *sqldb.DB) (Stats, error) {
	rows, err := db.QueryContext(ctx, `SELECT CAST(state AS text), COUNT(*), MIN(scheduled_at)
		FROM river_job WHERE state IN ('available', 'running', 'scheduled', 'retryable', 'discarded') GROUP BY state`)
	if err != nil {
		return Stats{}, fmt.Errorf("count jobs: %w", err)
	}
	defer rows.Close()
	var s Stats
	for rows.Next() {
		var (
			state  string
			n      int64
			oldest sqldb.Time
		)
		if err := rows.Scan(&state, &n, &oldest); err != nil {
			return Stats{}, fmt.Errorf("count jobs: %w", err)
		}
		s.add(state, n, oldest.Time)
	}
	return s, rows.Err()
}

func (s *Stats) add(state string, n int64, oldest time.Time) {
	switch state {
	case "available":
		s.Waiting, s.Oldest = n, oldest
	case "running":
		s.Running = n
	case "discarded":
		s.Parked = n
	default:
		s.Delayed += n
	}
}
