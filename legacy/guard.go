package legacy

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
)

// action is under which an import is found in the audit log.
const action = "imported"

// greatest are the greatest ids that imports have brought into each table so far. Rows above them
// are the market's own.
type greatest map[string]int64

func lastImport(ctx context.Context, tx *sqldb.DB) (greatest, error) {
	var text string
	err := tx.QueryRowContext(ctx, "SELECT after FROM audit_log WHERE action = $1 AND object_kind = 'legacy' ORDER BY id DESC LIMIT 1", action).Scan(&text)
	if sqldb.NoRows(err) {
		return greatest{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for an import before this one: %w", err)
	}
	g := greatest{}
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		return nil, fmt.Errorf("read what the import before brought: %w", err)
	}
	return g, nil
}

// claimed are the ids that the import wants for itself in each table.
func (p *plan) claimed() map[string][]int64 {
	var lines []int64
	for _, o := range p.orders {
		for _, part := range o.parcels {
			for _, l := range part.lines {
				lines = append(lines, l.ID)
			}
		}
	}
	return map[string][]int64{
		"accounts":    ids(p.accounts, func(r accountRow) int64 { return r.ID }),
		"addresses":   ids(p.addresses, func(r addressRow) int64 { return r.ID }),
		"vendors":     ids(p.vendors, func(r vendorRow) int64 { return r.ID }),
		"categories":  ids(p.categories, func(r categoryRow) int64 { return r.ID }),
		"products":    ids(p.products, func(r productRow) int64 { return r.ID }),
		"variants":    ids(p.variants, func(r variantRow) int64 { return r.ID }),
		"pictures":    ids(p.gallery, func(r pictureRow) int64 { return r.ID }),
		"tags":        ids(p.tags, func(r tagRow) int64 { return r.ID }),
		"reviews":     ids(p.reviews, func(r reviewRow) int64 { return r.ID }),
		"wishes":      ids(p.wishes, func(r wishRow) int64 { return r.ID }),
		"coupons":     ids(p.coupons, func(r couponRow) int64 { return r.ID }),
		"orders":      ids(p.orders, func(o oldOrder) int64 { return o.row.ID }),
		"order_lines": lines,
	}
}

// checkFree refuses to write over rows that came from elsewhere.
func (p *plan) checkFree(ctx context.Context, tx *sqldb.DB, before greatest) error {
	w := &pen{ctx: ctx, tx: tx}
	for table, claimed := range p.claimed() {
		var fresh []int64
		for _, id := range claimed {
			if id > before[table] && id < apart {
				fresh = append(fresh, id)
			}
		}
		for id := range w.ids("SELECT MIN(id) FROM "+table+" WHERE id = ANY(CAST($1 AS bigint[])) HAVING COUNT(*) > 0", fresh) {
			return fmt.Errorf("row %d of %s is here already and did not come from the old shop; import into an empty database, before anything else is added to it", id, table)
		}
	}
	return w.err
}

// sequences are the tables that give numbers to rows and got rows with numbers of their own.
var sequences = []string{
	"accounts", "addresses", "vendors", "categories", "products", "variants", "pictures", "tags", "reviews", "wishes",
	"coupons", "orders", "parcels", "order_lines", "order_history", "payments",
}

// advance lets new rows follow on the imported ones.
func advance(ctx context.Context, tx *sqldb.DB) error {
	w := &pen{ctx: ctx, tx: tx}
	for _, table := range sequences {
		if last := w.last(table); last > 0 && w.err == nil {
			w.err = sqldb.SetNextID(ctx, tx, table, last+1)
		}
	}
	return w.err
}

// remember notes what the import brought, for the next one and for people who wonder.
func (p *plan) remember(ctx context.Context, tx *sqldb.DB, before greatest, now time.Time) error {
	after := greatest{}
	for table, claimed := range p.claimed() {
		after[table] = before[table]
		for _, id := range claimed {
			if id < apart {
				after[table] = max(after[table], id)
			}
		}
	}
	return audit.Write(ctx, tx, actor.System, audit.Entry{Action: action, Kind: "legacy", Before: before, After: after}, now)
}
