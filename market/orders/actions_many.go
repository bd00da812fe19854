package orders

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/orders/internal/rows"
)

// MostMany bounds how many parcels are moved at once.
const MostMany = 100

// Many is an action for several parcels of one vendor.
type Many struct {
	VendorID int64
	IDs      []int64
	// Do is ToConfirm or ToPack: what needs nothing more to be known, and can be undone or leads on.
	Do Action
}

// ManyDone counts what was done and tells why the others were left as they are.
type ManyDone struct {
	Done    int64
	Refused []*fault.Fault
}

// Check tells what is wrong, under the names of the inputs.
func (m Many) Check() fault.Fields {
	wrong := fault.Fields{}
	if len(m.IDs) == 0 || len(m.IDs) > MostMany {
		wrong.Add("id", "Choose from 1 to %d parcels.", MostMany)
	}
	if m.Do != ToConfirm && m.Do != ToPack {
		wrong.Add("do", "Choose what is to be done.")
	}
	return wrong
}

// DoMany moves several parcels of one vendor on, each in a transaction of its own: one that cannot be
// moved does not keep the others. Those of another vendor are refused as not found.
func DoMany(ctx context.Context, db *sqldb.DB, by actor.Actor, in Many, now time.Time) (ManyDone, error) {
	var out ManyDone
	if err := in.Check().Err(); err != nil {
		return out, err
	}
	ids := slices.Clone(in.IDs)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	own, err := rows.New(db).OwnParcels(ctx, &in.VendorID, ids)
	if err != nil {
		return out, fmt.Errorf("look for parcels of vendor %d: %w", in.VendorID, err)
	}
	for _, id := range ids {
		var err error = fault.Missing()
		if slices.Contains(own, id) {
			err = step(ctx, db, by, move{parcelID: id, action: in.Do}, now)
		}
		if refused := fault.As(err); refused != nil {
			out.Refused = append(out.Refused, refused)
			continue
		}
		if err != nil {
			return out, err
		}
		out.Done++
	}
	return out, nil
}
