package catalog

import (
	"slices"
	"strings"

	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// Category is a shelf of the shop.
type Category struct {
	ID       int64
	ParentID int64 // 0 at the top
	CID      string
	Slug     string
	Title    i18n.Text
	Picture  string // reference, empty without one
	// Products counts the listed products of the category itself, without its subcategories.
	Products int64
}

// Tree is all categories in the order in which menus show them. It is read once per page; what a
// page asks of it costs no statement.
type Tree struct {
	all      []Category
	byID     map[int64]int
	children map[int64][]int
}

// NewTree arranges categories, which come in the order of menus.
func NewTree(all []Category) Tree {
	t := Tree{all: all, byID: map[int64]int{}, children: map[int64][]int{}}
	for i, c := range all {
		t.byID[c.ID] = i
	}
	for i, c := range all {
		t.children[c.ParentID] = append(t.children[c.ParentID], i)
	}
	return t
}

// Roots are the categories at the top.
func (t Tree) Roots() []Category { return t.Children(0) }

// Children are the categories right below one.
func (t Tree) Children(id int64) []Category {
	list := make([]Category, 0, len(t.children[id]))
	for _, i := range t.children[id] {
		list = append(list, t.all[i])
	}
	return list
}

// All are the categories of every level.
func (t Tree) All() []Category { return slices.Clone(t.all) }

// Placed is a category with its depth below the roots.
type Placed struct {
	Category
	Depth int
}

// Flat lists every category, each after the one that it belongs to, for lists that indent.
func (t Tree) Flat() []Placed {
	list := make([]Placed, 0, len(t.all))
	var below func(id int64, depth int)
	below = func(id int64, depth int) {
		for _, c := range t.Children(id) {
			if len(list) < len(t.all) { // a circle of parents must not hang a page
				list = append(list, Placed{c, depth})
				below(c.ID, depth+1)
			}
		}
	}
	below(0, 0)
	return list
}

// BySlug finds a category by its address.
func (t Tree) BySlug(slug string) (Category, bool) {
	return t.first(func(c Category) bool { return c.Slug == slug })
}

// ByCID finds a category by the public number of the former shop.
func (t Tree) ByCID(cid string) (Category, bool) {
	return t.first(func(c Category) bool { return c.CID == cid })
}

func (t Tree) first(is func(Category) bool) (Category, bool) {
	if i := slices.IndexFunc(t.all, is); i >= 0 {
		return t.all[i], true
	}
	return Category{}, false
}

// Named finds the categories in whose title, in any language, each word of a query begins a word.
// Empty ones and those of too short a query are left out.
func (t Tree) Named(query string, most int) []Category {
	w := parseSearch(query)
	if len([]rune(w.phrase)) < MinSuggest {
		return nil
	}
	var found []Category
	for _, c := range t.all {
		titled := slices.ContainsFunc(i18n.Languages, func(lang string) bool {
			return containsAll(" "+bareOf(i18n.Fold(c.Title[lang])), w.bare().words, " ")
		})
		if titled && t.Count(c.ID) > 0 && len(found) < most {
			found = append(found, c)
		}
	}
	return found
}

// Path is the way from the top down to a category, itself included; nil for an unknown id.
func (t Tree) Path(id int64) []Category {
	var path []Category
	for len(path) <= len(t.all) { // a circle of parents must not hang a page
		i, ok := t.byID[id]
		if !ok {
			break
		}
		path = append(path, t.all[i])
		id = t.all[i].ParentID
	}
	slices.Reverse(path)
	return path
}

// Within gives the ids of the categories with the slugs and of everything below them. Unknown
// slugs add nothing.
func (t Tree) Within(slugs ...string) []int64 {
	var ids []int64
	for _, slug := range slugs {
		if c, ok := t.BySlug(slug); ok {
			ids = t.under(c.ID, ids)
		}
	}
	return ids
}

func (t Tree) under(id int64, seen []int64) []int64 {
	if slices.Contains(seen, id) {
		return seen
	}
	seen = append(seen, id)
	for _, i := range t.children[id] {
		seen = t.under(t.all[i].ID, seen)
	}
	return seen
}

// Count is how many listed products stand in a category and everything below it.
func (t Tree) Count(id int64) int64 {
	var n int64
	for _, id := range t.under(id, nil) {
		if i, ok := t.byID[id]; ok {
			n += t.all[i].Products
		}
	}
	return n
}

// CategoryForm is what an administrator types to add a category.
type CategoryForm struct {
	Title    i18n.Text
	Picture  string
	ParentID int64 // 0 at the top
	Position int64 // smaller comes first
}

const maxCategoryTitle = 100

// Check tells what is wrong with the form.
func (f CategoryForm) Check() fault.Fields {
	wrong := fault.Fields{}
	checkTitle(wrong, f.Title, maxCategoryTitle)
	return wrong
}

func checkTitle(wrong fault.Fields, title i18n.Text, limit int) {
	if strings.TrimSpace(title.All()) == "" {
		wrong.Add("title", msgTitle)
	}
	for _, s := range title {
		if tooLong(s, limit) {
			wrong.Add("title", msgTooLong, limit)
		}
	}
}
