package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/imports/internal/rows"
	"bazaar/market/vendors"
)

// Decision is what a vendor decides about an import. Submit sends goods that have a picture to the
// moderators.
type Decision struct {
	VendorID, ID int64
	Submit       bool
}

// Accept starts to take over the good rows of a file that was checked, or goes on after a stop. It is
// a Conflict when the import is elsewhere; another's is NotFound.
func Accept(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	return withImport(ctx, db, by, in, func(tx *sqldb.DB, i Import) error {
		running, err := goesOn(ctx, tx, i)
		if err != nil {
			return err
		}
		if i.State != Checked && (i.State != Accepting || running) || i.Good() == 0 {
			return errState()
		}
		if i.file == "" {
			return refuse(msgVanished)
		}
		return start(ctx, tx, by, step{id: i.ID, kind: TaskAccept, to: Accepting, submit: in.Submit || i.State == Accepting && i.Submit}, now)
	})
}

// Drop gives up a file that was not taken over.
func Drop(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	return withImport(ctx, db, by, in, func(tx *sqldb.DB, i Import) error {
		if i.State != Checked && i.State != Checking {
			return errState()
		}
		if err := rows.New(tx).SetState(ctx, string(Dropped), sqldb.At(now), i.ID); err != nil {
			return fmt.Errorf("drop import %d: %w", i.ID, err)
		}
		return nil
	})
}

// Stop ends the work on an import at its next step. What it took over stays; a check that is stopped
// drops the file.
func Stop(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	return withImport(ctx, db, by, in, func(tx *sqldb.DB, i Import) error {
		running, err := goesOn(ctx, tx, i)
		if err != nil {
			return err
		}
		if !running {
			return errState()
		}
		if i.State == Checking {
			if err := rows.New(tx).SetState(ctx, string(Dropped), sqldb.At(now), i.ID); err != nil {
				return fmt.Errorf("drop import %d: %w", i.ID, err)
			}
		}
		return tasks.Cancel(ctx, tx, i.Account, i.TaskID, now)
	})
}

// Undo starts to bring back what an import changed. It is a Conflict for one that did nothing, or
// longer ago than Life.
func Undo(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	return withImport(ctx, db, by, in, func(tx *sqldb.DB, i Import) error {
		running, err := goesOn(ctx, tx, i)
		if err != nil {
			return err
		}
		if running || !i.Undoable(now) && i.State != Undoing {
			return errState()
		}
		return start(ctx, tx, by, step{id: i.ID, kind: TaskUndo, to: Undoing, submit: i.Submit}, now)
	})
}

func errState() error { return fault.New(fault.Conflict, "state", msgState) }

// goesOn tells whether the work of an import has not ended.
func goesOn(ctx context.Context, db *sqldb.DB, i Import) (bool, error) {
	t, err := tasks.Get(ctx, db, i.Account, i.TaskID)
	if errors.Is(err, tasks.ErrUnknown) {
		return false, nil
	}
	return err == nil && !t.Ended(), err
}

// withImport locks an import of a shop for one of its members.
func withImport(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, f func(tx *sqldb.DB, i Import) error) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		r, err := rows.New(tx).Lock(ctx, in.ID, in.VendorID)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock import %d: %w", in.ID, err)
		}
		if err := vendors.CheckMember(ctx, tx, by, r.VendorID); err != nil {
			return err
		}
		return f(tx, importOf(r))
	})
}

// Take is the work that takes the good rows over, in batches of one transaction each. Cut short, it
// goes on with the row after the last that was taken.
func Take(d Desk) tasks.Work {
	return func(ctx context.Context, run *tasks.Run) error {
		g, err := d.ground(ctx, run)
		if err != nil || g.State != Accepting {
			return err
		}
		body, err := g.body(ctx)
		if err != nil {
			return err
		}
		r, err := g.reader(ctx)
		if err != nil {
			return err
		}
		t := taking{ground: g, run: run}
		s := stream{reader: r, after: g.LastRow, each: func(batch []item) error { return t.batch(ctx, batch) }}
		if err := s.run(body); err != nil {
			return err
		}
		return t.end(ctx)
	}
}

// taking is a file that is being taken over.
type taking struct {
	ground
	run *tasks.Run
}

// errElsewhere ends work that another process has gone on with.
var errElsewhere = errors.New("imports: another process does this work")

// batch takes items over together; where the catalogue refuses one of them, each by itself.
func (t *taking) batch(ctx context.Context, batch []item) error {
	err := t.together(ctx, batch)
	if fault.As(err) != nil {
		for n := range batch {
			if err := t.alone(ctx, batch[n:n+1]); err != nil {
				return err
			}
		}
	} else if err != nil {
		return err
	}
	last := batch[len(batch)-1].lastRow()
	return t.run.Advance(ctx, tasks.Progress{Done: min(last-1, t.Total), Total: t.Total})
}

// alone takes one item over, or notes why the catalogue refuses it.
func (t *taking) alone(ctx context.Context, one []item) error {
	err := t.together(ctx, one)
	why := fault.As(err)
	if why == nil {
		return err
	}
	again := cloned(one)
	if len(why.Fields) > 0 {
		again[0].judge(why.Fields)
	} else {
		again[0].first().wrong("", again[0].first().sku, why.Message, why.Args...)
	}
	again[0].spoil()
	return t.DB.Tx(ctx, func(tx *sqldb.DB) error {
		if err := t.lock(ctx, tx, again); err != nil {
			return err
		}
		if err := t.keepProblems(ctx, tx, again); err != nil {
			return err
		}
		return t.advance(ctx, tx, again, nil)
	})
}

// together takes items over in one transaction.
func (t *taking) together(ctx context.Context, batch []item) error {
	return t.DB.Tx(ctx, func(tx *sqldb.DB) error {
		items := cloned(batch)
		if err := t.lock(ctx, tx, items); err != nil {
			return err
		}
		known, err := t.know(ctx, tx, items)
		if err != nil {
			return err
		}
		var changes []change
		touched := map[int64]bool{}
		for n := range items {
			c, err := t.take(ctx, tx, &items[n], known, touched)
			if err != nil {
				return err
			}
			if c.Product != 0 {
				changes = append(changes, c)
			}
		}
		if err := t.keepProblems(ctx, tx, items); err != nil {
			return err
		}
		return t.advance(ctx, tx, items, changes)
	})
}

// lock holds the import while a batch is taken over; when another process is ahead, it is left to it.
func (t *taking) lock(ctx context.Context, tx *sqldb.DB, batch []item) error {
	r, err := rows.New(tx).Lock(ctx, t.ID, t.VendorID)
	if err != nil {
		return fmt.Errorf("lock import %d: %w", t.ID, err)
	}
	if State(r.State) != Accepting || r.LastRow >= batch[0].first().row {
		return errElsewhere
	}
	return nil
}

// advance notes how far it has come, with what was done.
func (t *taking) advance(ctx context.Context, tx *sqldb.DB, batch []item, changes []change) error {
	q := rows.New(tx)
	p := rows.AdvanceParams{LastRow: batch[len(batch)-1].lastRow(), Now: sqldb.At(t.Now()), ID: t.ID}
	for _, c := range changes {
		if c.Made {
			p.Made++
		} else {
			p.Edited++
		}
	}
	if len(changes) > 0 {
		text, err := json.Marshal(changes)
		if err != nil {
			return fmt.Errorf("write changes: %w", err)
		}
		if err := q.InsertChanges(ctx, t.ID, string(text)); err != nil {
			return fmt.Errorf("keep the changes of import %d: %w", t.ID, err)
		}
	}
	if err := q.Advance(ctx, p); err != nil {
		return fmt.Errorf("advance import %d: %w", t.ID, err)
	}
	return nil
}

// take takes one item over and returns what it did; nothing when it is wrong or changes nothing.
func (t *taking) take(ctx context.Context, tx *sqldb.DB, i *item, known goods, touched map[int64]bool) (change, error) {
	if id := known.productOf(i); touched[id] && id != 0 { // an item before has changed it
		again, err := catalog.ReadOwnMany(ctx, tx, t.VendorID, []int64{id})
		if err != nil {
			return change{}, err
		}
		known.products[id] = again[id]
	}
	p := known.plan(i)
	i.spoil()
	if i.bad() || p.kind == same {
		return change{}, nil
	}
	now := t.Now()
	if p.kind == fresh {
		id, err := catalog.CreateProduct(ctx, tx, t.by, p.form, now)
		return change{Product: id, Made: true, Version: 1}, err
	}
	touched[p.product.ID] = true
	return t.change(ctx, tx, p, now)
}

// change changes a product that is there.
func (t *taking) change(ctx context.Context, tx *sqldb.DB, p plan, now time.Time) (change, error) {
	d := p.product
	c := change{Product: d.ID}
	c.Before.Archived = d.State == catalog.Archived
	if c.Before.Archived {
		if err := catalog.Restore(ctx, tx, t.by, d.ID, now); err != nil {
			return c, err
		}
		d.Version++
		d.State = catalog.Draft
	}
	if p.content {
		c.Before.Proposal, c.After.Proposal = &d.Wanted, &p.proposal
		if _, err := catalog.SaveProduct(ctx, tx, t.by, catalog.Change{ProductID: d.ID, Version: d.Version, Proposal: p.proposal}, now); err != nil {
			return c, err
		}
	}
	if len(p.supplies) > 0 {
		for _, s := range p.supplies {
			c.note(d, s)
		}
		in := catalog.Supplies{ProductID: d.ID, Supplies: p.supplies, Key: "import " + strconv.FormatInt(t.ID, 10)}
		if err := catalog.SetSupplies(ctx, tx, t.by, in, now); err != nil {
			return c, err
		}
	}
	ready := d.State == catalog.Draft || d.State == catalog.Rejected
	if t.Submit && ready && len(d.Wanted.Pictures) > 0 {
		return c, catalog.Submit(ctx, tx, t.by, d.ID, now)
	}
	return c, nil
}

// end says that everything was taken over, once, on the page and by letter. The file is not needed
// any more.
func (t *taking) end(ctx context.Context) error {
	err := t.DB.Tx(ctx, func(tx *sqldb.DB) error {
		r, err := rows.New(tx).Lock(ctx, t.ID, t.VendorID)
		if err != nil || State(r.State) != Accepting {
			return err
		}
		wrong, err := rows.New(tx).ProblemRows(ctx, t.ID)
		if err != nil {
			return fmt.Errorf("count what is wrong in import %d: %w", t.ID, err)
		}
		if err := rows.New(tx).Finish(ctx, rows.FinishParams{State: string(Done), Refused: max(0, wrong-t.Wrong), Now: sqldb.At(t.Now()), ID: t.ID}); err != nil {
			return err
		}
		news := vendors.News{VendorID: t.VendorID, Duty: vendors.Goods, Kind: LetterDone, Object: strconv.FormatInt(t.ID, 10), At: t.Now()}
		return vendors.WriteTo(ctx, tx, news, t.Now())
	})
	if err != nil {
		return fmt.Errorf("end import %d: %w", t.ID, err)
	}
	return t.forgetFile(ctx)
}

// forgetFile deletes the file. When that fails, cleaning tries again.
func (g ground) forgetFile(ctx context.Context) error {
	if err := g.Files.Delete(ctx, g.file); err != nil {
		return fmt.Errorf("delete the file of import %d: %w", g.ID, err)
	}
	return rows.New(g.DB).ForgetFile(ctx, g.ID)
}
