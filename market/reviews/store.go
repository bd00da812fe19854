package reviews

import (
	"context"
	"database/sql"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
)

// The spread of all approved reviews stands beside every one of the page, and beside nothing when
// the page is empty. What is about the actor is asked for only when there is one, so that a page for
// everybody reads nothing that changes with each of them.
const (
	listSQL = `SELECT h.five, h.four, h.three, h.two, h.one,
  r.id, r.author, r.rating, r.body, r.photos, r.verified, r.helpful, r.created_at, r.reply, r.replied_at, r.mine, r.voted,
  %s
FROM (SELECT COUNT(*) FILTER (WHERE rating = 5) AS five, COUNT(*) FILTER (WHERE rating = 4) AS four, COUNT(*) FILTER (WHERE rating = 3) AS three,
    COUNT(*) FILTER (WHERE rating = 2) AS two, COUNT(*) FILTER (WHERE rating = 1) AS one
  FROM reviews WHERE product_id = %s AND approved) AS h
LEFT JOIN (SELECT r.id, r.author, r.rating, r.body, r.photos, r.verified, r.helpful, r.created_at, r.reply, r.replied_at, %s
  FROM reviews AS r%s ORDER BY r.created_at DESC, r.id DESC LIMIT %d OFFSET %s) AS r ON TRUE%s
ORDER BY r.created_at DESC, r.id DESC`

	nobody     = "FALSE AS mine, FALSE AS voted"
	nobodysOwn = "CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS text), CAST(NULL AS boolean), FALSE"

	somebody = `COALESCE(r.account_id = %[1]s, FALSE) AS mine,
    EXISTS (SELECT 1 FROM review_votes AS v WHERE v.review_id = r.id AND v.account_id = %[1]s) AS voted`
	somebodysOwn = `o.id, o.rating, o.body, o.approved,
  EXISTS (SELECT 1 FROM order_lines AS l JOIN parcels AS q ON q.id = l.parcel_id JOIN orders AS k ON k.id = l.order_id
    WHERE l.product_id = %[2]s AND l.cancelled_at IS NULL AND k.account_id = %[1]s AND q.state = 'delivered')`
	joinOwn = "\nLEFT JOIN (SELECT id, rating, body, approved FROM reviews WHERE product_id = %[2]s AND account_id = %[1]s) AS o ON TRUE"
)

// List reads a page of the approved reviews of a product, the spread of all of them and what the
// actor has to do with them, in one statement; in two when a page was asked for that does not exist.
func List(ctx context.Context, db *sqldb.DB, by actor.Actor, in Look) (Page, error) {
	in.Page = max(1, in.Page)
	p, err := list(ctx, db, by, in)
	if err != nil {
		return Page{}, fmt.Errorf("read the reviews of product %d: %w", in.ProductID, err)
	}
	p.Pages = pagesOf(p.count(in.Stars))
	if p.Page = in.Page; p.Page > p.Pages {
		in.Page = p.Pages
		return List(ctx, db, by, in)
	}
	return p, nil
}

func list(ctx context.Context, db *sqldb.DB, by actor.Actor, in Look) (Page, error) {
	var w sqldb.Where
	product := w.Arg(in.ProductID)
	w.And("r.product_id = " + product)
	w.And("r.approved")
	if in.Stars > 0 {
		w.And("r.rating = " + w.Arg(in.Stars))
	}
	mine, own, join := nobody, nobodysOwn, ""
	if by.SignedIn() {
		account := w.Arg(by.AccountID)
		mine, own, join = fmt.Sprintf(somebody, account), fmt.Sprintf(somebodysOwn, account, product), fmt.Sprintf(joinOwn, account, product)
	}
	query := fmt.Sprintf(listSQL, own, product, mine, w.String(), PageSize, w.Arg((in.Page-1)*PageSize), join)
	found, err := db.QueryContext(ctx, query, w.Args...)
	if err != nil {
		return Page{}, err
	}
	defer found.Close()
	var p Page
	for found.Next() {
		if err := p.scan(found, in.ProductID); err != nil {
			return Page{}, err
		}
	}
	return p, found.Err()
}

// scan takes over one row.
func (p *Page) scan(found *sql.Rows, productID int64) error {
	var (
		id, rating, helpful    sql.NullInt64
		author, body, photos   sql.NullString
		reply                  sql.NullString
		replied                sqldb.NullTime
		verified, mine, voted  sql.NullBool
		created                sqldb.Time
		ownID, ownRating       sql.NullInt64
		ownBody                sql.NullString
		ownApproved            sql.NullBool
		five, four, three, two = &p.Stars[0], &p.Stars[1], &p.Stars[2], &p.Stars[3]
	)
	err := found.Scan(five, four, three, two, &p.Stars[4],
		&id, &author, &rating, &body, &photos, &verified, &helpful, &created, &reply, &replied, &mine, &voted,
		&ownID, &ownRating, &ownBody, &ownApproved, &p.Bought)
	if err != nil {
		return err
	}
	if ownID.Valid {
		p.Own = &Own{
			Review:    Review{ID: ownID.Int64, Rating: ownRating.Int64, Body: ownBody.String, Mine: true},
			ProductID: productID, Approved: ownApproved.Bool,
		}
	}
	if id.Valid {
		p.List = append(p.List, Review{
			ID: id.Int64, Author: author.String, Rating: rating.Int64, Body: body.String, Photos: photosOf(photos.String), Verified: verified.Bool,
			Helpful: helpful.Int64, CreatedAt: created.Time, Reply: reply.String, RepliedAt: replied.Pointer(), Mine: mine.Bool, Voted: voted.Bool,
		})
	}
	return nil
}
