package orders

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"bazaar/infra/sqldb"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/payments"
)

// DeskSearch is what a vendor looks for among its parcels.
type DeskSearch struct {
	VendorID int64
	Stage    Stage
	// Text keeps those with these signs in the number of the order, the name of the buyer, a title or
	// an SKU, whatever the case.
	Text string
	// Page counts from 1; beyond the last one it is the last.
	Page int64
}

// DeskPage is one page of a vendor's parcels. Those that wait stand in the order in which they are to
// leave, so that late ones are on top; the others begin with the newest.
type DeskPage struct {
	Cards        []DeskCard
	Total        int64
	Number, Last int64
}

const deskColumns = `SELECT p.id, p.state, o.oid, o.placed_at, p.ship_by, o.full_name, o.city, o.currency, o.paid_status, o.payment_method, o.language,
  CASE WHEN p.state = 'cancelled' THEN p.total ELSE p.kept END AS total,
  CAST(COALESCE((SELECT SUM(l.quantity) FROM order_lines AS l WHERE l.parcel_id = p.id AND l.cancelled_at IS NULL), 0) AS bigint) AS units,
  (SELECT COUNT(*) FROM order_lines AS l WHERE l.parcel_id = p.id AND l.cancelled_at IS NULL) AS lines,
  COALESCE((SELECT l.title FROM order_lines AS l WHERE l.parcel_id = p.id AND l.cancelled_at IS NULL ORDER BY l.number LIMIT 1), '') AS title,
  COALESCE((SELECT l.picture FROM order_lines AS l WHERE l.parcel_id = p.id AND l.cancelled_at IS NULL ORDER BY l.number LIMIT 1), '') AS picture
`

const deskTables = `FROM parcels AS p JOIN orders AS o ON o.id = p.order_id`

// ready is the condition of orders that are paid, or are when they are handed over.
const ready = "(o.paid_status OR o.payment_method = 'cod')"

// where is the condition of a search.
func (s DeskSearch) where() *sqldb.Where {
	w := &sqldb.Where{}
	w.And("p.vendor_id = ?", s.VendorID)
	switch s.Stage {
	case StageToSend:
		w.And("p.state IN ('new', 'confirmed', 'packed') AND " + ready)
	case StageNew:
		w.And("p.state = 'new' AND " + ready)
	case StageUnpaid:
		w.And("p.state = 'new' AND NOT " + ready)
	case StageAll:
	default:
		w.And("p.state = ?", string(s.Stage))
	}
	if text := i18n.Fold(strings.Trim(s.Text, "# ")); text != "" {
		if short := shortSought(s.Text); short != "" && short != text { // it may be two words as well
			w.And(`(p.search_text LIKE ? ESCAPE '\' OR p.search_text LIKE ? ESCAPE '\')`, containing(text), containing(short))
		} else {
			w.And(`p.search_text LIKE ? ESCAPE '\'`, containing(text))
		}
	}
	return w
}

// order is how the parcels of a stage stand.
func (s Stage) order() string {
	if slices.Contains([]Stage{StageToSend, StageNew, StageConfirmed, StagePacked}, s) {
		return " ORDER BY p.ship_by NULLS LAST, p.id"
	}
	return " ORDER BY p.id DESC"
}

// query is the statement of a page that skips some parcels; its values are in w afterwards.
func (s DeskSearch) query(w *sqldb.Where, skipped int64) string {
	return deskColumns + deskTables + w.String() + s.Stage.order() + " LIMIT " + w.Arg(PageSize) + " OFFSET " + w.Arg(skipped)
}

// ListDesk shows one page of a vendor's parcels in two statements. A page beyond the last one is the
// last.
func ListDesk(ctx context.Context, db *sqldb.DB, in DeskSearch) (DeskPage, error) {
	w := in.where()
	page := DeskPage{}
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) "+deskTables+w.String(), w.Args...).Scan(&page.Total); err != nil {
		return DeskPage{}, fmt.Errorf("count the parcels of vendor %d: %w", in.VendorID, err)
	}
	page.Last = min(max(1, (page.Total+PageSize-1)/PageSize), maxPage)
	page.Number = min(max(1, in.Page), page.Last)
	query := in.query(w, (page.Number-1)*PageSize)
	found, err := db.QueryContext(ctx, query, w.Args...)
	if err != nil {
		return DeskPage{}, fmt.Errorf("list the parcels of vendor %d: %w", in.VendorID, err)
	}
	defer found.Close()
	for found.Next() {
		c, err := cardOf(found)
		if err != nil {
			return DeskPage{}, fmt.Errorf("read a parcel of the list: %w", err)
		}
		page.Cards = append(page.Cards, c)
	}
	return page, found.Err()
}

func cardOf(found *sql.Rows) (DeskCard, error) {
	var c DeskCard
	var placed sqldb.Time
	var shipBy sqldb.NullTime
	var currency string
	var method payments.Method
	var paid bool
	var total, lines int64
	err := found.Scan(&c.ID, &c.State, &c.OID, &placed, &shipBy, &c.Buyer, &c.City, &currency, &paid, &method, &c.Language, &total, &c.Units, &lines, &c.Title, &c.Picture)
	c.PlacedAt, c.ShipBy = placed.Time, shipBy.Pointer()
	c.Total, c.Others = money.New(total, money.Currency(currency)), max(0, lines-1)
	c.Cash = !method.Prepaid()
	c.Ready = paid || c.Cash
	if !c.Ready || c.State == ParcelCancelled {
		c.Buyer, c.City = "", ""
	}
	return c, err
}
