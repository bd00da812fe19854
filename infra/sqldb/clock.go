package sqldb

import (
	"context"
	"fmt"
	"time"
)

// Clock asks the database what time it is: to the microsecond on PostgreSQL, cut to whole seconds
// on SQLite, whose clock is this machine's.
func (d *DB) Clock(ctx context.Context) (time.Time, error) {
	var now Time
	if err := d.QueryRowContext(ctx, "SELECT CURRENT_TIMESTAMP").Scan(&now); err != nil {
		return time.Time{}, fmt.Errorf("ask the database for the time: %w", err)
	}
	return now.Time, nil
}
