package shop

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog"
	"bazaar/market/reviews"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/visitor"
)

// How long menus and counts may be old, and how many different lists are kept.
const (
	shelvesLast = 30 * time.Second
	factsLast   = 45 * time.Second
	mostFacts   = 64
	mostGoods   = 256
)

// Shelves remembers what nearly every page of the shop shows and hardly ever changes: the
// categories with their counts, the vendors, products that are looked at, and what the filters of
// lists are counted from. It is safe for use by many requests at once.
type Shelves struct {
	DB  *sqldb.DB
	Now func() time.Time
	// Watch tells when what is known may have changed.
	Watch *sqldb.Watch

	once  sync.Once
	trees *memory[int64, catalog.Tree]
	shops *memory[int64, []vendors.Name]
	facts *memory[factsOf, catalog.Facts]
	words *memory[struct{}, *catalog.Vocabulary]
	goods *memory[goodOf, good]
	// last is the tree that was read last.
	last atomic.Pointer[catalog.Tree]
	// learnt is the vocabulary of last time, to which only new words are added.
	learnt *catalog.Vocabulary
}

// factsOf is what a list is made from before its filters.
type factsOf struct{ query, tag string }

// goodOf is a product as of a generation.
type goodOf struct{ generation, id int64 }

// good is what a product's page shows everybody. It is shared by requests and never changed.
type good struct {
	product catalog.Product
	reviews reviews.Page
}

// known is what a list needs to know of the market.
type known struct {
	tree    catalog.Tree
	vendors []vendors.Name
}

func (s *Shelves) open() {
	s.once.Do(func() {
		s.trees = remember[int64, catalog.Tree](s.Now, shelvesLast, 1)
		s.shops = remember[int64, []vendors.Name](s.Now, shelvesLast, 1)
		s.words = remember[struct{}, *catalog.Vocabulary](s.Now, shelvesLast, 1)
		s.goods = remember[goodOf, good](s.Now, shelvesLast, mostGoods)
		s.facts = remember[factsOf, catalog.Facts](s.Now, factsLast, mostFacts)
	})
}

// tree is the tree of categories.
func (s *Shelves) tree(ctx context.Context) (catalog.Tree, error) {
	s.open()
	generation, err := s.Watch.Generation(ctx)
	if err != nil {
		return catalog.Tree{}, err
	}
	return s.trees.get(generation, func() (catalog.Tree, error) {
		tree, err := catalog.Categories(ctx, s.DB)
		if err == nil {
			s.last.Store(&tree)
		}
		return tree, err
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

// all is the tree together with the vendors.
func (s *Shelves) all(ctx context.Context) (known, error) {
	tree, err := s.tree(ctx)
	if err != nil {
		return known{}, err
	}
	generation, err := s.Watch.Generation(ctx)
	if err != nil {
		return known{}, err
	}
	shops, err := s.shops.get(generation, func() ([]vendors.Name, error) { return vendors.Names(ctx, s.DB) })
	return known{tree, shops}, err
}

// good is a product with its latest reviews. Errors are those of catalog.Get.
func (s *Shelves) good(ctx context.Context, id int64) (good, error) {
	s.open()
	generation, err := s.Watch.Generation(ctx)
	if err != nil {
		return good{}, err
	}
	return s.goods.get(goodOf{generation, id}, func() (good, error) {
		product, err := catalog.Get(ctx, s.DB, id)
		if err != nil {
			return good{}, err
		}
		written, err := reviews.List(ctx, s.DB, id, shownReviews)
		return good{product, written}, err
	})
}

// vocabulary is the words that goods are found by.
func (s *Shelves) vocabulary(ctx context.Context) (*catalog.Vocabulary, error) {
	s.open()
	return s.words.get(struct{}{}, func() (*catalog.Vocabulary, error) { // one at a time
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

// count finds the facets of a list. They may be as old as factsLast.
func (s *Shelves) count(ctx context.Context, at catalog.Look) (catalog.Facets, error) {
	facts, err := s.read(ctx, at)
	if err != nil {
		return catalog.Facets{}, err
	}
	return facts.Count(at.Tree, at.Filter), nil
}

// stands are what the vendors have to offer, as old as counts may be.
func (s *Shelves) stands(ctx context.Context) (map[int64]catalog.Stand, error) {
	facts, err := s.read(ctx, catalog.Look{})
	return facts.Stands(), err
}

func (s *Shelves) read(ctx context.Context, at catalog.Look) (catalog.Facts, error) {
	s.open()
	return s.facts.get(factsOf{at.Filter.Query, at.Filter.Tag}, func() (catalog.Facts, error) {
		return catalog.ReadFacts(ctx, s.DB, at.Words, at.Filter)
	})
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
	for _, shop := range k.vendors {
		if shop.ID == id {
			return shop.Name
		}
	}
	return l.T("Vendor %d", id)
}
