package catalog

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

// DeskWanted is what a vendor looks for among its products.
type DeskWanted struct {
	VendorID int64
	// State is empty for any.
	State State
	// Scarce keeps those on sale of which something runs out.
	Scarce bool
	// Query is a part of a title or of a SKU.
	Query string
	Page  int64
}

// DeskCard is a product in the list of its vendor.
type DeskCard struct {
	ID      int64
	Title   i18n.Text
	PID     string
	Picture string
	State   State
	// Reason is why it was sent back, empty otherwise.
	Reason string
	// Changing tells that a change of it waits for the moderators.
	Changing        bool
	Category        i18n.Text
	Price, OldPrice money.Amount
	// Varies tells that some variant costs more than Price.
	Varies   bool
	Variants int64
	OnHand   int64
	Listed   bool
	Updated  time.Time
}

// DeskListing is one page of a vendor's products, the last changed first.
type DeskListing struct {
	Cards       []DeskCard
	Total       int64
	Page, Pages int64
}

// ListDesk shows one page of a vendor's products in two statements. A page beyond the end is the last
// one.
func ListDesk(ctx context.Context, db *sqldb.DB, in DeskWanted) (DeskListing, error) {
	var where sqldb.Where
	where.And("p.vendor_id = ?", in.VendorID)
	where.And("p.deleted_at IS NULL")
	if in.State != "" {
		where.And("p.state = ?", string(in.State))
	}
	if in.Scarce {
		where.And(`p.state = 'published' AND EXISTS (SELECT 1 FROM variants AS v JOIN stock_levels AS s ON s.variant_id = v.id
  WHERE v.product_id = p.id AND v.active AND s.on_hand <= s.low_mark)`)
	}
	if in.Query != "" {
		like := "%" + sqldb.EscapeLike(i18n.Fold(in.Query)) + "%"
		where.And(`(p.search_title LIKE ? ESCAPE '\' OR p.search_keys LIKE ? ESCAPE '\' OR p.pid = ?)`, like, like, in.Query)
	}
	var total int64
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM products AS p"+where.String(), where.Args...).Scan(&total); err != nil {
		return DeskListing{}, fmt.Errorf("count the products of vendor %d: %w", in.VendorID, err)
	}
	at := newListing(total, in.Page)
	l := DeskListing{Total: at.Total, Page: at.Page, Pages: at.Pages}
	found, err := db.QueryContext(ctx, `SELECT p.id, p.title, p.pid, p.picture, p.state, p.review_reason, p.currency, p.price_from, p.old_price, p.price_to, p.variant_count, p.listed,
  p.updated_at, c.title,
  (SELECT COUNT(*) FROM product_changes AS d WHERE d.product_id = p.id AND d.state = 'open'),
  (SELECT CAST(COALESCE(SUM(s.on_hand), 0) AS bigint) FROM variants AS v JOIN stock_levels AS s ON s.variant_id = v.id WHERE v.product_id = p.id AND v.active)
FROM products AS p JOIN categories AS c ON c.id = p.category_id`+where.String()+`
ORDER BY p.updated_at DESC, p.id DESC LIMIT `+where.Arg(PageSize)+" OFFSET "+where.Arg((l.Page-1)*PageSize), where.Args...)
	if err != nil {
		return DeskListing{}, fmt.Errorf("list the products of vendor %d: %w", in.VendorID, err)
	}
	defer found.Close()
	for found.Next() {
		var c DeskCard
		var state, currency string
		var price, dearest, changes int64
		var old *int64
		var updated sqldb.Time
		err := found.Scan(&c.ID, &c.Title, &c.PID, &c.Picture, &state, &c.Reason, &currency, &price, &old, &dearest, &c.Variants, &c.Listed, &updated, &c.Category, &changes, &c.OnHand)
		if err != nil {
			return DeskListing{}, fmt.Errorf("read a product: %w", err)
		}
		c.State, c.Updated, c.Changing, c.Varies = State(state), updated.Time, changes > 0, dearest > price
		c.Price, c.OldPrice = money.New(price, money.Currency(currency)), amount(old, money.Currency(currency))
		l.Cards = append(l.Cards, c)
	}
	return l, found.Err()
}
