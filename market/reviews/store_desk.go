package reviews

import (
	"context"
	"database/sql"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/reviews/internal/rows"
)

// ShopLook is which public reviews of a vendor's goods somebody wants to see.
type ShopLook struct {
	VendorID int64
	// Unanswered keeps those without an answer; Stars those with so many, 0 all. OnSale keeps those of
	// goods that are public.
	Unanswered, OnSale bool
	Stars              int64
	Page               int64
}

// ShopPage is a part of the reviews of a vendor's goods, the newest first.
type ShopPage struct {
	List []Received
	// Stars counts all reviews with 5, 4, 3, 2 and 1 stars, whatever is kept; Unanswered those of them
	// without an answer.
	Stars       [5]int64
	Unanswered  int64
	Page, Pages int64
}

// All is how many reviews there are, whatever is kept.
func (p ShopPage) All() int64 {
	var all int64
	for _, n := range p.Stars {
		all += n
	}
	return all
}

// Average is in hundredths of a star; 0 without reviews.
func (p ShopPage) Average() int64 {
	var sum int64
	for i, n := range p.Stars {
		sum += n * int64(len(p.Stars)-i)
	}
	return average(sum, p.All())
}

const (
	shopSpread = `SELECT COUNT(*) FILTER (WHERE r.rating = 5), COUNT(*) FILTER (WHERE r.rating = 4), COUNT(*) FILTER (WHERE r.rating = 3),
  COUNT(*) FILTER (WHERE r.rating = 2), COUNT(*) FILTER (WHERE r.rating = 1), COUNT(*) FILTER (WHERE r.reply = '')`
	shopColumns = `SELECT r.id, r.author, r.rating, r.body, r.photos, r.verified, r.helpful, r.created_at, r.reply, r.replied_at, p.id, p.title, p.picture, p.listed`
	shopFrom    = ` FROM reviews AS r JOIN products AS p ON p.id = r.product_id`
	shopCounted = ` FROM reviews AS r` // goods on sale or not
)

// ListOfShop reads a page of the public reviews of a vendor's goods and the spread of all of them, in
// two statements, and one more to count what is kept where that is neither all nor told by the spread.
func ListOfShop(ctx context.Context, db *sqldb.DB, in ShopLook) (ShopPage, error) {
	var w sqldb.Where
	w.And("r.vendor_id = ?", in.VendorID)
	w.And("r.approved")
	counted := shopCounted
	if in.OnSale {
		w.And("p.listed")
		counted = shopFrom
	}
	var p ShopPage
	err := db.QueryRowContext(ctx, shopSpread+counted+w.String(), w.Args...).Scan(&p.Stars[0], &p.Stars[1], &p.Stars[2], &p.Stars[3], &p.Stars[4], &p.Unanswered)
	if err != nil {
		return ShopPage{}, fmt.Errorf("count the reviews of vendor %d: %w", in.VendorID, err)
	}
	kept := Page{Stars: p.Stars}.count(in.Stars)
	if in.Stars > 0 {
		w.And("r.rating = ?", in.Stars)
	}
	if in.Unanswered {
		w.And("r.reply = ''")
		if kept = p.Unanswered; in.Stars > 0 {
			if err := db.QueryRowContext(ctx, "SELECT COUNT(*)"+counted+w.String(), w.Args...).Scan(&kept); err != nil {
				return ShopPage{}, fmt.Errorf("count the reviews of vendor %d: %w", in.VendorID, err)
			}
		}
	}
	p.Pages = pagesOf(kept)
	p.Page = min(max(1, in.Page), p.Pages)
	query := shopColumns + shopFrom + w.String() + "\nORDER BY r.created_at DESC, r.id DESC LIMIT " + w.Arg(PageSize) + " OFFSET " + w.Arg((p.Page-1)*PageSize)
	if p.List, err = received(ctx, db, query, w.Args); err != nil {
		return ShopPage{}, fmt.Errorf("list the reviews of vendor %d: %w", in.VendorID, err)
	}
	return p, nil
}

// CountUnanswered counts the public reviews of a vendor's goods that wait for an answer.
func CountUnanswered(ctx context.Context, db *sqldb.DB, vendorID int64) (int64, error) {
	n, err := rows.New(db).CountUnanswered(ctx, vendorID)
	if err != nil {
		return 0, fmt.Errorf("count the unanswered reviews of vendor %d: %w", vendorID, err)
	}
	return n, nil
}

func received(ctx context.Context, db *sqldb.DB, query string, args []any) ([]Received, error) {
	found, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var list []Received
	for found.Next() {
		r, err := scanReceived(found)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, found.Err()
}

func scanReceived(found *sql.Rows) (Received, error) {
	var r Received
	var photos string
	var created sqldb.Time
	var replied sqldb.NullTime
	err := found.Scan(&r.ID, &r.Author, &r.Rating, &r.Body, &photos, &r.Verified, &r.Helpful, &created, &r.Reply, &replied, &r.ProductID, &r.Title, &r.Picture, &r.OnSale)
	r.Photos, r.CreatedAt, r.RepliedAt = photosOf(photos), created.Time, replied.Pointer()
	return r, err
}
