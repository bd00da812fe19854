package shop

import (
	"context"
	"sync"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/visitor"
)

// shelvesLast is for how long menus and counts may be old.
const shelvesLast = 30 * time.Second

// Shelves remembers what nearly every page of the shop shows and hardly ever changes: the
// categories with their counts, and the vendors. It is safe for use by many requests at once.
type Shelves struct {
	DB  *sqldb.DB
	Now func() time.Time

	mu    sync.Mutex
	until time.Time
	known known
}

// known is what Shelves remembers. It is never changed, only replaced.
type known struct {
	tree    catalog.Tree
	vendors []vendors.Name
}

// get returns what is known, read again when it is too old.
func (s *Shelves) get(ctx context.Context) (known, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.Now(); now.Before(s.until) {
		return s.known, nil
	}
	tree, err := catalog.Categories(ctx, s.DB)
	if err != nil {
		return known{}, err
	}
	shops, err := vendors.Names(ctx, s.DB)
	if err != nil {
		return known{}, err
	}
	s.known, s.until = known{tree, shops}, s.Now().Add(shelvesLast)
	return s.known, nil
}

// Menu lists the categories at the top for the layout; an empty menu when they cannot be read,
// since the page itself will say what is wrong.
func (s *Shelves) Menu(ctx context.Context, language string) []visitor.Link {
	k, err := s.get(ctx)
	if err != nil {
		return nil
	}
	var links []visitor.Link
	for _, c := range k.tree.Roots() {
		links = append(links, visitor.Link{Text: c.Title.In(language), URL: categoryPath(c.Slug)})
	}
	return links
}

func (k known) vendorName(id int64, l *locale.Locale) string {
	for _, shop := range k.vendors {
		if shop.ID == id {
			return shop.Name
		}
	}
	return l.T("Vendor %d", id)
}
