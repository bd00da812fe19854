package vendors

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/i18n"
)

// List shows one page of the verified vendors by name, in two statements. A page beyond the end is
// the last one.
func List(ctx context.Context, db *sqldb.DB, in Wanted) (Listing, error) {
	var where sqldb.Where
	where.And("v.state = 'verified'")
	if in.Query != "" {
		where.And(`(v.name_key LIKE ? ESCAPE '\' OR v.vid = ?)`, "%"+sqldb.EscapeLike(i18n.Fold(in.Query))+"%", in.Query)
	}
	size := min(max(in.Size, 1), MostListed)
	l := Listing{Page: max(1, in.Page)}
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM vendors AS v"+where.String(), where.Args...).Scan(&l.Total); err != nil {
		return Listing{}, fmt.Errorf("count vendors: %w", err)
	}
	l.Pages = max(1, (l.Total+size-1)/size)
	l.Page = min(l.Page, l.Pages)
	query := "SELECT v.id, v.slug, v.name, v.address, v.contact, v.logo, v.created_at FROM vendors AS v" + where.String() +
		"\nORDER BY v.name_key, v.id LIMIT " + where.Arg(size) + " OFFSET " + where.Arg((l.Page-1)*size)
	found, err := db.QueryContext(ctx, query, where.Args...)
	if err != nil {
		return Listing{}, fmt.Errorf("list vendors: %w", err)
	}
	defer found.Close()
	for found.Next() {
		v := Vendor{State: Verified}
		var since sqldb.Time
		if err := found.Scan(&v.ID, &v.Slug, &v.Name, &v.Address, &v.Contact, &v.Logo, &since); err != nil {
			return Listing{}, fmt.Errorf("list vendors: %w", err)
		}
		v.Since = since.Time
		l.Vendors = append(l.Vendors, v)
	}
	return l, found.Err()
}
