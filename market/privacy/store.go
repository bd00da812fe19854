package privacy

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
)

// person is what rows about somebody are found by.
type person struct {
	accountID    int64
	email, label string
}

var token = regexp.MustCompile(`:(account|key|owner|email|label|pseudonym)\b`)

// bind puts numbered arguments in the place of the names in a condition.
func (p person) bind(text string) (string, []any) {
	values := map[string]any{
		":account": p.accountID, ":key": strconv.FormatInt(p.accountID, 10), ":owner": actor.Actor{AccountID: p.accountID}.Owner(),
		":email": p.email, ":label": p.label, ":pseudonym": pseudonym(p.accountID),
	}
	var args []any
	text = token.ReplaceAllStringFunc(text, func(name string) string {
		args = append(args, values[name])
		return "$" + strconv.Itoa(len(args))
	})
	return text, args
}

// forget does the steps of a table.
func forget(ctx context.Context, tx *sqldb.DB, t Table, p person) error {
	for _, step := range t.Forget {
		where := step.Where
		if where == "" {
			where = t.Mine
		}
		text := "DELETE FROM " + t.Name + " WHERE " + where
		if step.Set != "" {
			text = "UPDATE " + t.Name + " SET " + step.Set + " WHERE " + where
		}
		text, args := p.bind(text)
		if _, err := tx.ExecContext(ctx, text, args...); err != nil {
			return fmt.Errorf("forget somebody in %s: %w", t.Name, err)
		}
	}
	return nil
}

// sheet is what a table has about somebody.
type sheet struct {
	Name    string
	Columns []string
	Rows    [][]any
}

// read gathers the rows of a table about somebody, without what is hidden.
func read(ctx context.Context, db *sqldb.DB, t Table, p person) (sheet, error) {
	text, args := p.bind("SELECT * FROM " + t.Name + " WHERE " + t.Mine)
	found, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return sheet{}, fmt.Errorf("read %s: %w", t.Name, err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return sheet{}, fmt.Errorf("read %s: %w", t.Name, err)
	}
	s := sheet{Name: t.Name}
	for _, c := range columns {
		if !slices.Contains(t.Hidden, c) {
			s.Columns = append(s.Columns, c)
		}
	}
	for found.Next() {
		row, err := rowOf(found, columns, t.Hidden)
		if err != nil {
			return sheet{}, fmt.Errorf("read a row of %s: %w", t.Name, err)
		}
		s.Rows = append(s.Rows, row)
	}
	return s, found.Err()
}

// rowOf scans a row into values that JSON knows.
func rowOf(found *sql.Rows, columns, hidden []string) ([]any, error) {
	cells := make([]any, len(columns))
	for i := range cells {
		cells[i] = new(any)
	}
	if err := found.Scan(cells...); err != nil {
		return nil, err
	}
	var row []any
	for i, c := range columns {
		if slices.Contains(hidden, c) {
			continue
		}
		switch v := (*cells[i].(*any)).(type) {
		case []byte:
			row = append(row, string(v))
		case time.Time:
			row = append(row, v.UTC().Format(time.RFC3339))
		default:
			row = append(row, v)
		}
	}
	return row, nil
}

const (
	whoIs      = `SELECT a.email, a.username, a.password_hash, a.is_staff OR a.is_superuser, COALESCE((SELECT p.picture FROM profiles AS p WHERE p.account_id = a.id), '') FROM accounts AS a WHERE a.id = $1 AND a.is_active`
	openOrders = `SELECT COUNT(*) FROM orders AS o WHERE o.account_id = $1 AND o.progress = 'open'`
	ownShops   = `SELECT COUNT(*) FROM vendor_members AS m WHERE m.account_id = $1 AND m.role = 'owner'`
	usesOf     = `SELECT (SELECT COUNT(*) FROM profiles AS p WHERE p.picture = $1) + (SELECT COUNT(*) FROM pictures AS q WHERE q.media = $1) + (SELECT COUNT(*) FROM vendors AS v WHERE v.logo = $1 OR v.cover = $1)`
)

// known is somebody who asks to be forgotten.
type known struct {
	person
	hash    string
	staff   bool
	picture string
}

// find reads who somebody is; sqldb.NoRows without such an active account.
func find(ctx context.Context, db *sqldb.DB, accountID int64) (known, error) {
	k := known{person: person{accountID: accountID}}
	err := db.QueryRowContext(ctx, whoIs, accountID).Scan(&k.email, &k.label, &k.hash, &k.staff, &k.picture)
	return k, err
}

func count(ctx context.Context, db *sqldb.DB, query string, arg any) (int64, error) {
	var n int64
	if err := db.QueryRowContext(ctx, query, arg).Scan(&n); err != nil {
		return 0, fmt.Errorf("count what somebody has: %w", err)
	}
	return n, nil
}
