package orders

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/payments"
)

// Search narrows a history; the zero value shows all of it.
type Search struct {
	// Status keeps the orders that buyers see in it; empty keeps all.
	Status Status
	// Text keeps those whose public number or goods have these signs in their names, whatever the
	// case.
	Text string
	// From and Until keep those of these days and between, as 2006-01-02 where the shop is; empty
	// keeps all.
	From, Until string
	// Open keeps those that are on their way.
	Open bool
	// Page counts from 1; beyond the last one it is the last.
	Page int64
}

// Statuses are what buyers see, in the order of a purchase.
var Statuses = []Status{StatusProcessing, StatusShipped, StatusDelivered, StatusCancelled}

const (
	listColumns = `SELECT o.oid, o.currency, CASE WHEN o.progress = 'cancelled' THEN o.total ELSE o.kept END AS total, o.product_status, o.paid_status, o.placed_at, o.payment_method, o.pay_by, o.progress, o.language,
  CAST(COALESCE((SELECT SUM(l.quantity) FROM order_lines AS l WHERE l.order_id = o.id AND l.cancelled_at IS NULL), 0) AS bigint) AS units,
  (SELECT COUNT(*) FROM order_lines AS l WHERE l.order_id = o.id AND l.cancelled_at IS NULL) AS lines,
  COALESCE((SELECT l.title FROM order_lines AS l WHERE l.order_id = o.id AND l.cancelled_at IS NULL ORDER BY l.number LIMIT 1), '') AS title,
  COALESCE((SELECT l.picture FROM order_lines AS l WHERE l.order_id = o.id AND l.cancelled_at IS NULL ORDER BY l.number LIMIT 1), '') AS picture
FROM orders AS o`
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
	if text := strings.Trim(s.Text, "# "); text != "" {
		number := cmp.Or(shortSought(text), strings.ToLower(text))
		words := i18n.Fold(text) // empty for signs only: no title has those
		w.And(`(lower(o.oid) LIKE ? ESCAPE '\' OR ? <> '' AND EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = o.id AND l.search_title LIKE ? ESCAPE '\'))`,
			containing(number), words, containing(words))
	}
	if s.From != "" {
		w.And("o.local_day >= ?", s.From)
	}
	if s.Until != "" {
		w.And("o.local_day <= ?", s.Until)
	}
	if s.Open {
		w.And("o.progress = ?", string(ProgressOpen))
	}
	return w
}

// containing is the pattern of what has the text in it.
func containing(text string) string { return "%" + sqldb.EscapeLike(text) + "%" }

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

// OnTheWay reads the newest n orders of the actor that are neither delivered nor cancelled.
func OnTheWay(ctx context.Context, db *sqldb.DB, by actor.Actor, n int64) ([]Summary, error) {
	return list(ctx, db, Search{Open: true}.where(by), n, 0)
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
		o, err := summaryOf(found)
		if err != nil {
			return nil, fmt.Errorf("read an order of the list: %w", err)
		}
		orders = append(orders, o)
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	return orders, nil
}

func summaryOf(found *sql.Rows) (Summary, error) {
	var o Summary
	var at sqldb.Time
	var payBy sqldb.NullTime
	var total, lines int64
	var currency, progress string
	var method payments.Method
	err := found.Scan(&o.OID, &currency, &total, &o.Status, &o.Paid, &at, &method, &payBy, &progress, &o.Language, &o.Units, &lines, &o.Title, &o.Picture)
	if err != nil {
		return Summary{}, err
	}
	o.Total, o.PlacedAt, o.Others = money.New(total, money.Currency(currency)), at.Time, max(0, lines-1)
	if owed := Progress(progress) == ProgressOpen && !o.Paid; owed {
		o.Cash = !method.Prepaid()
		if method.Prepaid() {
			o.PayBy = payBy.Pointer()
		}
	}
	return o, nil
}
