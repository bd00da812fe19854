package imports

import (
	"bytes"
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
	"bazaar/market/imports/internal/rows"
)

// args are the values of a message as they are kept.
type args string

// Value writes a JSON column.
func (a args) Value() (driver.Value, error) { return string(a), nil }

// Check is the work that looks at a file: it counts what is new, changed, the same and wrong, and
// keeps what is wrong. It changes no goods. Cut short, it begins anew.
func Check(d Desk) tasks.Work {
	return func(ctx context.Context, run *tasks.Run) error {
		g, err := d.ground(ctx, run)
		if err != nil || g.State != Checking {
			return err
		}
		body, err := g.body(ctx)
		if err != nil {
			return err
		}
		if err := rows.New(d.DB).ClearProblems(ctx, g.ID); err != nil {
			return fmt.Errorf("begin to check import %d: %w", g.ID, err)
		}
		r, err := g.reader(ctx)
		if err != nil {
			return err
		}
		c := checking{ground: g, run: run, lines: int64(bytes.Count(body, []byte("\n")))}
		s := stream{reader: r, each: func(batch []item) error { return c.batch(ctx, batch) }, head: func(l layout) { c.ignored = l.ignored }}
		if err := s.run(body); err != nil {
			return err
		}
		return c.end(ctx)
	}
}

// checking counts while a file is looked at.
type checking struct {
	ground
	run                                *tasks.Run
	lines                              int64
	ignored                            []string
	total, fresh, changed, same, wrong int64
	odd, oddRow                        int64
}

func (c *checking) batch(ctx context.Context, batch []item) error {
	known, err := c.know(ctx, c.DB, batch)
	if err != nil {
		return err
	}
	for n := range batch {
		i := &batch[n]
		size := int64(len(i.entries))
		c.total += size
		p := known.plan(i)
		i.spoil()
		switch {
		case i.bad():
			c.wrong += size
		case p.kind == fresh:
			c.fresh += size
		case p.kind == changed:
			c.changed += size
			c.doubt(p.odd)
		default:
			c.same += size
		}
	}
	if err := c.DB.Tx(ctx, func(tx *sqldb.DB) error { return c.keepProblems(ctx, tx, batch) }); err != nil {
		return fmt.Errorf("keep what is wrong in import %d: %w", c.ID, err)
	}
	return c.run.Advance(ctx, tasks.Progress{Done: c.total, Total: max(c.total, min(c.lines, MaxRows)), Refused: c.wrong})
}

// doubt counts rows whose price may be a slip.
func (c *checking) doubt(rows []int64) {
	if c.odd == 0 && len(rows) > 0 {
		c.oddRow = rows[0]
	}
	c.odd += int64(len(rows))
}

func (c *checking) end(ctx context.Context) error {
	err := rows.New(c.DB).SetChecked(ctx, rows.SetCheckedParams{
		Total: c.total, Fresh: c.fresh, Changed: c.changed, Same: c.same, Wrong: c.wrong, Odd: c.odd, OddRow: c.oddRow, Ignored: strings.Join(c.ignored, "\n"), Now: sqldb.At(c.Now()), ID: c.ID,
	})
	if err != nil {
		return fmt.Errorf("end the check of import %d: %w", c.ID, err)
	}
	return c.run.Advance(ctx, tasks.Progress{Done: c.total, Total: c.total, Refused: c.wrong})
}
