package vendors

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
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

// Sought is what a moderator looks for among all vendors.
type Sought struct {
	Stage Stage
	// Query is a part of the name, a public number, or a BIN; empty finds all.
	Query string
	// Page counts from 1.
	Page int64
}

// Found is one page of the vendors in a stage.
type Found struct {
	Vendors     []Entry
	Total       int64
	Page, Pages int64
}

// Entry is a vendor in a list for moderators. Since is when it applied, or, while it waits, when it
// sent its application.
type Entry struct {
	ID                             int64
	VID, Name, City, Logo, Contact string
	Reason                         string
	Stage                          Stage
	Since                          time.Time
}

// stageSQL are the conditions of the stages.
var stageSQL = map[Stage]string{
	Waiting:    "v.state = 'applied' AND v.submitted_at IS NOT NULL",
	Returned:   "v.state = 'applied' AND v.submitted_at IS NULL AND v.state_reason <> ''",
	Unfinished: "v.state = 'applied' AND v.submitted_at IS NULL AND v.state_reason = ''",
	Selling:    "v.state = 'verified'",
	Stopped:    "v.state = 'suspended'",
}

// staffPage is how many vendors a page for moderators lists.
const staffPage = 20

// ListStage shows one page of the vendors in a stage to a moderator, in two statements: those that
// wait by how long they do, the others by name. An unknown stage is Waiting; a page beyond the end is
// the last one.
func ListStage(ctx context.Context, db *sqldb.DB, by actor.Actor, in Sought) (Found, error) {
	if err := mayDecide(by); err != nil {
		return Found{}, err
	}
	if stageSQL[in.Stage] == "" {
		in.Stage = Waiting
	}
	var where sqldb.Where
	where.And(stageSQL[in.Stage])
	if in.Query != "" {
		where.And(`(v.name_key LIKE ? ESCAPE '\' OR v.vid = ? OR v.bin = ?)`, "%"+sqldb.EscapeLike(i18n.Fold(in.Query))+"%", in.Query, number(in.Query))
	}
	f := Found{Page: max(1, in.Page)}
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM vendors AS v"+where.String(), where.Args...).Scan(&f.Total); err != nil {
		return Found{}, fmt.Errorf("count vendors: %w", err)
	}
	f.Pages = max(1, (f.Total+staffPage-1)/staffPage)
	f.Page = min(f.Page, f.Pages)
	order := "v.name_key, v.id"
	if in.Stage == Waiting {
		order = "v.submitted_at, v.id"
	}
	found, err := db.QueryContext(ctx, "SELECT v.id, v.vid, v.name, v.city, v.logo, v.contact, v.state_reason, COALESCE(v.submitted_at, v.created_at) FROM vendors AS v"+
		where.String()+"\nORDER BY "+order+" LIMIT "+where.Arg(int64(staffPage))+" OFFSET "+where.Arg((f.Page-1)*staffPage), where.Args...)
	if err != nil {
		return Found{}, fmt.Errorf("list vendors: %w", err)
	}
	defer found.Close()
	for found.Next() {
		e := Entry{Stage: in.Stage}
		var since sqldb.Time
		if err := found.Scan(&e.ID, &e.VID, &e.Name, &e.City, &e.Logo, &e.Contact, &e.Reason, &since); err != nil {
			return Found{}, fmt.Errorf("list vendors: %w", err)
		}
		e.Since = since.Time
		f.Vendors = append(f.Vendors, e)
	}
	return f, found.Err()
}
