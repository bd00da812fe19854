package shop

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/reviews"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/visitor"
)

// How long things are remembered, and how many of them. What is shown is never older than the
// generation. Counts may be: by factsLast and, while the facts themselves lag, by as much again.
const (
	shelvesLast = 30 * time.Second
	factsLast   = 25 * time.Second
	factsLag    = 50 // reading facts takes a fiftieth of a processor at most

	mostGoods  = 256
	mostLists  = 256
	mostCounts = 512
	mostFound  = 64
	// largestFound is how many goods a query may have found whose ids are kept, 8 bytes each. Those of
	// others are read again for every other filter.
	largestFound = 10_000
)

// Shelves remembers what nearly every page of the shop shows and hardly ever changes: the
// categories with their counts, the vendors, lists and products that are looked at, and what the
// filters of lists are counted from. It is safe for use by many requests at once.
type Shelves struct {
	DB  *sqldb.DB
	Now func() time.Time
	// Watch tells when what is known may have changed.
	Watch *sqldb.Watch

	once   sync.Once
	trees  *memory[struct{}, catalog.Tree]
	full   *memory[int64, catalog.Tree] // by the generation of the numbers
	shops  *memory[struct{}, shops]
	facts  *memory[struct{}, facts]
	found  *memory[factsOf, *catalog.Found]
	tags   *memory[string, tagged]
	counts *memory[string, catalog.Facets]
	lists  *memory[listOf, catalog.Listing]
	rows   *memory[rowOf, []catalog.Card]
	words  *memory[struct{}, *catalog.Vocabulary]
	goods  *memory[int64, catalog.Product]
	said   *memory[int64, reviews.Page]
	// last is the tree that was counted last.
	last atomic.Pointer[catalog.Tree]
	// learnt is the vocabulary of last time, to which only new words are added.
	learnt *catalog.Vocabulary
}

// rowOf is a row of goods that some page shows.
type rowOf struct {
	name string
	most int64
}

// shops are the vendors, by name and by id.
type shops struct {
	list []vendors.Name
	byID map[int64]vendors.Name
}

// known is what a list needs to know of the market.
type known struct {
	tree  catalog.Tree
	shops shops
}

func (s *Shelves) open() {
	s.once.Do(func() {
		s.trees = remember[struct{}, catalog.Tree](s.Now, keeping{last: shelvesLast, most: 1})
		s.full = remember[int64, catalog.Tree](s.Now, keeping{last: factsLast, most: 2})
		s.shops = remember[struct{}, shops](s.Now, keeping{last: shelvesLast, most: 1})
		s.words = remember[struct{}, *catalog.Vocabulary](s.Now, keeping{last: shelvesLast, most: 1})
		s.goods = remember[int64, catalog.Product](s.Now, keeping{last: shelvesLast, most: mostGoods})
		s.said = remember[int64, reviews.Page](s.Now, keeping{last: shelvesLast, most: mostGoods})
		s.lists = remember[listOf, catalog.Listing](s.Now, keeping{last: shelvesLast, most: mostLists})
		s.rows = remember[rowOf, []catalog.Card](s.Now, keeping{last: shelvesLast, most: 8})
		s.facts = remember[struct{}, facts](s.Now, keeping{last: factsLast, most: 1, lag: factsLag})
		s.found = remember[factsOf, *catalog.Found](s.Now, keeping{last: factsLast, most: mostFound})
		s.found.fits = func(found *catalog.Found) bool { return found.Len() <= largestFound }
		s.tags = remember[string, tagged](s.Now, keeping{last: factsLast, most: mostFound})
		s.tags.fits = func(t tagged) bool { return t.found.Len() <= largestFound }
		s.counts = remember[string, catalog.Facets](s.Now, keeping{last: factsLast, most: mostCounts})
	})
}

// fresh is what a memory holds of the present generation under a key, or reads it.
func fresh[K comparable, V any](ctx context.Context, s *Shelves, in **memory[K, V], key K, read func() (V, error)) (V, error) {
	s.open()
	generation, err := s.Watch.Generation(ctx)
	if err != nil {
		var none V
		return none, err
	}
	return (*in).get(key, generation, read)
}

// tree is the tree of categories, without the numbers of their goods.
func (s *Shelves) tree(ctx context.Context) (catalog.Tree, error) {
	return fresh(ctx, s, &s.trees, struct{}{}, func() (catalog.Tree, error) { return catalog.Categories(ctx, s.DB) })
}

// counted is the tree with numbers, which are as old as counts may be.
func (s *Shelves) counted(ctx context.Context) (catalog.Tree, error) {
	of, err := s.read(ctx)
	if err != nil {
		return catalog.Tree{}, err
	}
	return fresh(ctx, s, &s.full, of.generation, func() (catalog.Tree, error) {
		tree, err := s.tree(ctx)
		if err != nil {
			return catalog.Tree{}, err
		}
		tree = tree.Counted(of.Facts)
		s.last.Store(&tree)
		return tree, nil
	})
}

// lastTree is the tree as some page of this node showed it last, empty before the first one: enough
// for suggestions, which must not wait for it.
func (s *Shelves) lastTree() catalog.Tree {
	if tree := s.last.Load(); tree != nil {
		return *tree
	}
	return catalog.Tree{}
}

// all is the tree, with numbers, together with the vendors.
func (s *Shelves) all(ctx context.Context) (known, error) {
	tree, err := s.counted(ctx)
	if err != nil {
		return known{}, err
	}
	all, err := fresh(ctx, s, &s.shops, struct{}{}, func() (shops, error) {
		list, err := vendors.Names(ctx, s.DB)
		byID := make(map[int64]vendors.Name, len(list))
		for _, shop := range list {
			byID[shop.ID] = shop
		}
		return shops{list, byID}, err
	})
	return known{tree, all}, err
}

// good is what a product's page shows everybody. It is shared by requests and never changed. Errors
// are those of catalog.Get.
func (s *Shelves) good(ctx context.Context, id int64) (catalog.Product, error) {
	return fresh(ctx, s, &s.goods, id, func() (catalog.Product, error) { return catalog.Get(ctx, s.DB, id) })
}

// reviews are the latest of a product. Those whom they may concern read them anew, with what is
// their own.
func (s *Shelves) reviews(ctx context.Context, by actor.Actor, id int64) (reviews.Page, error) {
	look := reviews.Look{ProductID: id, Page: 1}
	if by.SignedIn() {
		return reviews.List(ctx, s.DB, by, look)
	}
	return fresh(ctx, s, &s.said, id, func() (reviews.Page, error) { return reviews.List(ctx, s.DB, by, look) })
}

// featured are the newest of the goods that the marketplace puts forward, shared by requests.
func (s *Shelves) featured(ctx context.Context, n int64) ([]catalog.Card, error) {
	return s.row(ctx, rowOf{"featured", n}, catalog.Featured)
}

// newest are the newest goods, shared by requests.
func (s *Shelves) newest(ctx context.Context, n int64) ([]catalog.Card, error) {
	return s.row(ctx, rowOf{"newest", n}, catalog.New)
}

func (s *Shelves) row(ctx context.Context, of rowOf, read func(context.Context, *sqldb.DB, int64) ([]catalog.Card, error)) ([]catalog.Card, error) {
	return fresh(ctx, s, &s.rows, of, func() ([]catalog.Card, error) { return read(ctx, s.DB, of.most) })
}

// vocabulary is the words that goods are found by.
func (s *Shelves) vocabulary(ctx context.Context) (*catalog.Vocabulary, error) {
	s.open()
	return s.words.get(struct{}{}, anyGeneration, func() (*catalog.Vocabulary, error) { // one at a time
		words, err := catalog.ReadWords(ctx, s.DB, s.learnt)
		if err == nil {
			s.learnt = words
		}
		return words, err
	})
}

// wordsFor is the vocabulary where a filter looks for something, nil elsewhere.
func (s *Shelves) wordsFor(ctx context.Context, f catalog.Filter) (*catalog.Vocabulary, error) {
	if f.Query == "" {
		return nil, nil //nolint:nilnil // a list without a query needs no words
	}
	return s.vocabulary(ctx)
}

// Menu lists the categories at the top for the layout; an empty menu when they cannot be read,
// since the page itself will say what is wrong.
func (s *Shelves) Menu(ctx context.Context, language string) []visitor.Link {
	tree, err := s.tree(ctx)
	if err != nil {
		return nil
	}
	var links []visitor.Link
	for _, c := range tree.Roots() {
		links = append(links, visitor.Link{Text: c.Title.In(language), URL: categoryPath(c.Slug)})
	}
	return links
}

func (k known) vendorName(id int64, l *locale.Locale) string {
	if shop, ok := k.shops.byID[id]; ok {
		return shop.Name
	}
	return l.T("Vendor %d", id)
}
