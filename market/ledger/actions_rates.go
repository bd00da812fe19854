package ledger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/ledger/internal/rows"
)

// SetRate adds a rule. It needs the right to administer. Wrong fields, and a second rule of one
// scope that begins at the same time, are Invalid; a category or vendor that does not exist is
// NotFound.
func SetRate(ctx context.Context, db *sqldb.DB, by actor.Actor, in RateForm, now time.Time) error {
	if !by.Can(actor.Administer) {
		return fault.New(fault.Forbidden, "", "You may not do that.")
	}
	if err := in.validate(now); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		if in.CategoryID != nil || in.VendorID != nil {
			known, err := q.KnownScope(ctx, in.CategoryID, in.VendorID)
			if err != nil {
				return fmt.Errorf("look for %s: %w", in.scope(), err)
			}
			if known == 0 {
				return fault.Missing()
			}
		}
		added, err := q.InsertRate(ctx, rows.InsertRateParams{
			Scope: in.scope(), CategoryID: in.CategoryID, VendorID: in.VendorID, BasisPoints: in.BasisPoints,
			ValidFrom: sqldb.At(in.From), Now: sqldb.At(now),
		})
		if err != nil {
			return fmt.Errorf("set the rate of %s: %w", in.scope(), err)
		}
		if added == 0 {
			wrong := fault.Fields{}
			wrong.Add("from", "There is a rate that begins at this time already.")
			return wrong.Err()
		}
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "set", Kind: "commission_rate", After: Rate{in.scope(), in.BasisPoints, in.From},
		}, now)
	})
}

// ListRates lists every rule there is or was, scope by scope, the newest first.
func ListRates(ctx context.Context, db *sqldb.DB) ([]Rate, error) {
	found, err := rows.New(db).AllRates(ctx)
	if err != nil {
		return nil, fmt.Errorf("list rates: %w", err)
	}
	list := make([]Rate, len(found))
	for i, r := range found {
		list[i] = Rate{r.Scope, r.BasisPoints, r.ValidFrom.Time}
	}
	return list, nil
}

// RatesAt reads the rules in force at a time, in one statement, or two when a category has one.
func RatesAt(ctx context.Context, db *sqldb.DB, at time.Time) (Rates, error) {
	q := rows.New(db)
	found, err := q.RatesAt(ctx, sqldb.At(at))
	if err != nil {
		return Rates{}, fmt.Errorf("read rates: %w", err)
	}
	r := Rates{ByRule: map[string]int64{}, Parents: map[int64]int64{}}
	categories := false
	for _, rate := range found {
		if rate.BasisPoints != nil {
			r.ByRule[rate.Scope] = *rate.BasisPoints
			categories = categories || strings.HasPrefix(rate.Scope, categoryPrefix)
		}
	}
	if !categories {
		return r, nil
	}
	parents, err := q.Parents(ctx)
	if err != nil {
		return Rates{}, fmt.Errorf("read the tree of categories: %w", err)
	}
	for _, p := range parents {
		r.Parents[p.ID] = p.ParentID
	}
	return r, nil
}
