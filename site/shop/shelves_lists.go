package shop

import (
	"context"

	"bazaar/market/catalog"
)

// facts are what lists are counted from, as of a generation.
type facts struct {
	*catalog.Facts
	stands     catalog.Stands
	generation int64
}

// factsOf is what a list is made from before its filters.
type factsOf struct{ query, tag string }

// tagged is a tag and all goods that have it.
type tagged struct {
	tag   catalog.Tag
	found *catalog.Found
}

// listOf is a page of a list.
type listOf struct {
	filter      string
	order       catalog.Order
	lang        string
	page, total int64
}

// list is a page of a list with its facets, shared by requests.
func (s *Shelves) list(ctx context.Context, at catalog.Look) (catalog.Listing, catalog.Facets, error) {
	if at.Ranks() { // it finds out how many there are
		list, err := s.page(ctx, at, catalog.Size{})
		if err != nil {
			return catalog.Listing{}, catalog.Facets{}, err
		}
		n, err := s.count(ctx, at, list.Found)
		return list, n, err
	}
	n, err := s.count(ctx, at, nil)
	if err != nil {
		return catalog.Listing{}, catalog.Facets{}, err
	}
	list, err := s.page(ctx, at, n.Size())
	return list, n, err
}

// page is a page of a list of a known size.
func (s *Shelves) page(ctx context.Context, at catalog.Look, size catalog.Size) (catalog.Listing, error) {
	of := listOf{at.Filter.Key(), at.Filter.Order, at.Lang, at.Filter.Page, size.Total}
	return fresh(ctx, s, &s.lists, of, func() (catalog.Listing, error) { return catalog.ListOf(ctx, s.DB, at, size) })
}

// count finds the facets of a list, as of the facts. What the list has found is nil when it does not
// know.
func (s *Shelves) count(ctx context.Context, at catalog.Look, found *catalog.Found) (catalog.Facets, error) {
	of, err := s.read(ctx)
	if err != nil {
		return catalog.Facets{}, err
	}
	return s.counts.get(at.Filter.Key(), of.generation, func() (catalog.Facets, error) {
		if found == nil {
			if found, err = s.find(ctx, at, of.generation); err != nil {
				return catalog.Facets{}, err
			}
		}
		return of.Count(at.Tree, at.Filter, found), nil
	})
}

// stands are what the vendors have to offer, as old as counts may be.
func (s *Shelves) stands(ctx context.Context) (catalog.Stands, error) {
	of, err := s.read(ctx)
	return of.stands, err
}

// read is what everything is counted from.
func (s *Shelves) read(ctx context.Context) (facts, error) {
	s.open()
	generation, err := s.Watch.Generation(ctx)
	if err != nil {
		return facts{}, err
	}
	return s.facts.get(struct{}{}, generation, func() (facts, error) {
		all, err := catalog.ReadFacts(ctx, s.DB)
		if err != nil {
			return facts{}, err
		}
		return facts{all, all.Stands(), generation}, nil
	})
}

// find tells what the query and the tag of a list leave; nil where it has neither.
func (s *Shelves) find(ctx context.Context, at catalog.Look, generation int64) (*catalog.Found, error) {
	of := factsOf{at.Filter.Query, at.Filter.Tag}
	if of == (factsOf{}) {
		return nil, nil //nolint:nilnil // nothing is looked for
	}
	if of.query == "" {
		t, err := s.tagged(ctx, of.tag)
		return t.found, err
	}
	return s.found.get(of, generation, func() (*catalog.Found, error) {
		return catalog.ReadFound(ctx, s.DB, at.Words, at.Filter)
	})
}

// tagged is the tag at an address.
func (s *Shelves) tagged(ctx context.Context, slug string) (tagged, error) {
	return fresh(ctx, s, &s.tags, slug, func() (tagged, error) {
		tag, found, err := catalog.Tagged(ctx, s.DB, slug)
		return tagged{tag, found}, err
	})
}
