package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/imports/internal/rows"
)

// Why undoing leaves something as it is.
const (
	ChangedSince = "changed" // somebody changed it after the import
	SoldSince    = "sold"    // fewer units are left than the import added
	DeletedSince = "deleted"
	NotAllowed   = "refused" // the catalogue does not allow it in its present state
)

// batchUndo is how many products are brought back in one transaction.
const batchUndo = 50

// Revert is the work that undoes an import, the last change first, in batches of one transaction each.
// Cut short, it goes on with what is left.
func Revert(d Desk) tasks.Work {
	return func(ctx context.Context, run *tasks.Run) error {
		g, err := d.ground(ctx, run)
		if err != nil || g.State != Undoing {
			return err
		}
		r := reverting{g}
		total := g.Made + g.Edited
		done := g.Restored + g.Kept
		for {
			batch, err := rows.New(d.DB).ToUndo(ctx, g.ID, batchUndo)
			if err != nil {
				return fmt.Errorf("read the changes of import %d: %w", g.ID, err)
			}
			if len(batch) == 0 {
				return r.end(ctx)
			}
			if err := r.batch(ctx, batch); err != nil {
				return err
			}
			done += int64(len(batch))
			if err := run.Advance(ctx, tasks.Progress{Done: done, Total: total}); err != nil {
				return err
			}
		}
	}
}

// reverting is an import that is being undone.
type reverting struct{ ground }

// batch brings products back together; where the catalogue refuses one of them, each by itself.
func (r reverting) batch(ctx context.Context, batch []rows.ToUndoRow) error {
	err := r.together(ctx, batch)
	if fault.As(err) == nil {
		return err
	}
	for n := range batch {
		err := r.together(ctx, batch[n:n+1])
		if fault.As(err) != nil {
			err = r.DB.Tx(ctx, func(tx *sqldb.DB) error {
				return r.note(ctx, tx, batch[n:n+1], map[int64]string{batch[n].ID: NotAllowed})
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r reverting) together(ctx context.Context, batch []rows.ToUndoRow) error {
	return r.DB.Tx(ctx, func(tx *sqldb.DB) error {
		kept := map[int64]string{}
		ids := make([]int64, len(batch))
		for n, row := range batch {
			ids[n] = row.ProductID
		}
		products, err := catalog.ReadOwnMany(ctx, tx, r.VendorID, ids)
		if err != nil {
			return err
		}
		seen := map[int64]bool{}
		for _, row := range batch {
			if seen[row.ProductID] { // a change before has brought it back a step
				again, err := catalog.ReadOwnMany(ctx, tx, r.VendorID, []int64{row.ProductID})
				if err != nil {
					return err
				}
				products[row.ProductID] = again[row.ProductID]
			}
			seen[row.ProductID] = true
			why, err := r.one(ctx, tx, row, products)
			if err != nil {
				return err
			}
			if why != "" {
				kept[row.ID] = why
			}
		}
		return r.note(ctx, tx, batch, kept)
	})
}

// note keeps what became of a batch; kept says why of those that were left as they are.
func (r reverting) note(ctx context.Context, tx *sqldb.DB, batch []rows.ToUndoRow, kept map[int64]string) error {
	locked, err := rows.New(tx).Lock(ctx, r.ID, r.VendorID)
	if err != nil {
		return fmt.Errorf("lock import %d: %w", r.ID, err)
	}
	if State(locked.State) != Undoing {
		return errElsewhere
	}
	for _, row := range batch {
		undo := "done"
		if kept[row.ID] != "" {
			undo = "kept"
		}
		n, err := rows.New(tx).SetUndone(ctx, undo, kept[row.ID], row.ID)
		if err != nil {
			return fmt.Errorf("note what became of change %d: %w", row.ID, err)
		}
		if n == 0 { // another process was first
			return errElsewhere
		}
	}
	n := int64(len(kept))
	err = rows.New(tx).CountUndone(ctx, rows.CountUndoneParams{Restored: int64(len(batch)) - n, Kept: n, Now: sqldb.At(r.Now()), ID: r.ID})
	if err != nil {
		return fmt.Errorf("count what was undone of import %d: %w", r.ID, err)
	}
	return nil
}

// one brings one product back and says why not, where it does not.
func (r reverting) one(ctx context.Context, tx *sqldb.DB, row rows.ToUndoRow, products map[int64]catalog.DeskProduct) (string, error) {
	c := change{Product: row.ProductID, Made: row.Made, Version: row.Version}
	if err := json.Unmarshal([]byte(row.Before), &c.Before); err != nil {
		return "", fmt.Errorf("read change %d: %w", row.ID, err)
	}
	if err := json.Unmarshal([]byte(row.After), &c.After); err != nil {
		return "", fmt.Errorf("read change %d: %w", row.ID, err)
	}
	d := products[c.Product]
	switch {
	case d.ID == 0:
		return DeletedSince, nil
	case c.Made && d.State == catalog.Archived:
		return "", nil
	case c.Made && d.Version != c.Version:
		return ChangedSince, nil
	case c.Made:
		return "", catalog.Archive(ctx, tx, r.by, d.ID, r.Now())
	case d.State == catalog.Archived:
		return ChangedSince, nil
	}
	return r.edited(ctx, tx, c, d)
}

// edited brings a product back that was there before.
func (r reverting) edited(ctx context.Context, tx *sqldb.DB, c change, d catalog.DeskProduct) (string, error) {
	supplies, kept := c.back(d)
	if c.After.Proposal != nil {
		if len(catalog.Differences(d.Wanted, *c.After.Proposal)) > 0 {
			kept = ChangedSince
		} else if _, err := catalog.SaveProduct(ctx, tx, r.by, catalog.Change{ProductID: d.ID, Version: d.Version, Proposal: *c.Before.Proposal}, r.Now()); err != nil {
			return "", err
		}
	}
	if len(supplies) > 0 {
		in := catalog.Supplies{ProductID: d.ID, Supplies: supplies, Key: "undo " + strconv.FormatInt(r.ID, 10)}
		if err := catalog.SetSupplies(ctx, tx, r.by, in, r.Now()); err != nil {
			return "", err
		}
	}
	if c.Before.Archived && kept == "" {
		return "", catalog.Archive(ctx, tx, r.by, d.ID, r.Now())
	}
	return kept, nil
}

func (r reverting) end(ctx context.Context) error {
	if err := rows.New(r.DB).SetState(ctx, string(Undone), sqldb.At(r.Now()), r.ID); err != nil {
		return fmt.Errorf("end the undoing of import %d: %w", r.ID, err)
	}
	if r.file == "" {
		return nil
	}
	return r.forgetFile(ctx)
}
