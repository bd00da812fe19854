package orders

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/money"
)

// Search narrows a history; the zero value shows all of it.
type Search struct {
	// Status keeps the orders that buyers see in it; empty keeps all.
	Status Status
	// Number keeps those whose public number has these signs in it, whatever their case.
	Number string
	// Page counts from 1; beyond the last one it is the last.
	Page int64
}

// Statuses are what buyers see, in the order of a purchase.
var Statuses = []Status{StatusProcessing, StatusShipped, StatusDelivered, StatusCancelled}

const (
	listColumns = `SELECT o.oid, o.currency, o.total, o.product_status, o.paid_status, o.placed_at,
  CAST(COALESCE((SELECT SUM(l.quantity) FROM order_lines AS l WHERE l.order_id = o.id), 0) AS bigint) AS units FROM orders AS o`
	listOrder = ` ORDER BY o.placed_at DESC, o.id DESC LIMIT `
	countOf   = `SELECT COUNT(*) FROM orders AS o`
)

// where is the condition of a search among the orders of an account.
func (s Search) where(by actor.Actor) *sqldb.Where {
	w := &sqldb.Where{}
	w.And("o.account_id = ?", by.AccountID)
	if slices.Contains(Statuses, s.Status) {
		w.And("o.product_status = ?", string(s.Status))
	}
	if number := strings.Trim(s.Number, "# "); number != "" {
		w.And(`lower(o.oid) LIKE ? ESCAPE '\'`, "%"+sqldb.EscapeLike(strings.ToLower(number))+"%")
	}
	return w
}

// History reads one page of the actor's orders, newest first. A page beyond the last one is the
// last, one below the first is the first.
func History(ctx context.Context, db *sqldb.DB, by actor.Actor, s Search) (Page, error) {
	w := s.where(by)
	var total int64
	if err := db.QueryRowContext(ctx, countOf+w.String(), w.Args...).Scan(&total); err != nil {
		return Page{}, fmt.Errorf("count orders: %w", err)
	}
	last := min(max(1, (total+PageSize-1)/PageSize), maxPage)
	page := min(max(1, s.Page), last)
	list, err := list(ctx, db, w, PageSize, (page-1)*PageSize)
	return Page{Orders: list, Total: total, Number: page, Last: last}, err
}

// Latest reads the newest n orders of the actor.
func Latest(ctx context.Context, db *sqldb.DB, by actor.Actor, n int64) ([]Summary, error) {
	return list(ctx, db, Search{}.where(by), n, 0)
}

func list(ctx context.Context, db *sqldb.DB, w *sqldb.Where, count, skipped int64) ([]Summary, error) {
	query := listColumns + w.String() + listOrder + w.Arg(count) + " OFFSET " + w.Arg(skipped)
	found, err := db.QueryContext(ctx, query, w.Args...)
	if err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	defer found.Close()
	var orders []Summary
	for found.Next() {
		var o Summary
		var at sqldb.Time
		var total int64
		var currency string
		if err := found.Scan(&o.OID, &currency, &total, &o.Status, &o.Paid, &at, &o.Units); err != nil {
			return nil, fmt.Errorf("read an order of the list: %w", err)
		}
		o.Total, o.PlacedAt = money.New(total, money.Currency(currency)), at.Time
		orders = append(orders, o)
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	return orders, nil
}
