package schema

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bazaar/infra/sqldb"
)

// Offence is one row that an invariant forbids.
type Offence struct {
	// Invariant is the name that stands above its query.
	Invariant string
	// Row is the row as "column=value" pairs.
	Row string
}

// ledgerNames begin the names of the invariants about money that was taken, dealt out and given back.
var ledgerNames = []string{"ledger_", "payment_", "paid_", "order_lines_", "parcels_sum_", "parcel_lines_"}

// CheckLedger runs the invariants about money only.
func CheckLedger(ctx context.Context, db *sqldb.DB) ([]Offence, error) {
	return check(ctx, db, func(name string) bool {
		return slices.ContainsFunc(ledgerNames, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	})
}

// Check runs every invariant and returns what offends. Each query sees its own moment, so it is
// meant for a market that rests.
func Check(ctx context.Context, db *sqldb.DB) ([]Offence, error) {
	return check(ctx, db, func(string) bool { return true })
}

func check(ctx context.Context, db *sqldb.DB, wanted func(name string) bool) ([]Offence, error) {
	var offences []Offence
	for _, part := range strings.Split(Invariants, "-- name: ")[1:] {
		name, query, _ := strings.Cut(part, "\n")
		if !wanted(name) {
			continue
		}
		found, err := offenders(ctx, db, query)
		if err != nil {
			return nil, fmt.Errorf("invariant %s: %w", name, err)
		}
		for _, row := range found {
			offences = append(offences, Offence{Invariant: name, Row: row})
		}
	}
	return offences, nil
}

func offenders(ctx context.Context, db *sqldb.DB, query string) ([]string, error) {
	query = strings.TrimSuffix(strings.TrimSpace(query), ";")
	found, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return nil, err
	}
	var list []string
	for found.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := found.Scan(values...); err != nil {
			return nil, err
		}
		pairs := make([]string, len(columns))
		for i, c := range columns {
			pairs[i] = fmt.Sprintf("%s=%v", c, *values[i].(*any))
		}
		list = append(list, strings.Join(pairs, " "))
	}
	return list, found.Err()
}
