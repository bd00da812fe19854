package catalog

import (
	"slices"
	"testing"

	"bazaar/market/i18n"
)

var forest = NewTree([]Category{
	{ID: 1, Slug: "electronics", CID: "cat1", Products: 5},
	{ID: 2, Slug: "phones", ParentID: 1, Products: 3},
	{ID: 3, Slug: "cases", ParentID: 2, Products: 2},
	{ID: 4, Slug: "books", Products: 7},
})

func slugs(list []Category) []string {
	var s []string
	for _, c := range list {
		s = append(s, c.Slug)
	}
	return s
}

func TestTreeKnowsWhatIsBelow(t *testing.T) {
	if got := slugs(forest.Roots()); !slices.Equal(got, []string{"electronics", "books"}) {
		t.Errorf("roots %v", got)
	}
	if got := slugs(forest.Children(1)); !slices.Equal(got, []string{"phones"}) {
		t.Errorf("children %v", got)
	}
	if got := slugs(forest.Path(3)); !slices.Equal(got, []string{"electronics", "phones", "cases"}) {
		t.Errorf("path %v", got)
	}
	if got := forest.Path(99); got != nil {
		t.Errorf("path of nothing %v", got)
	}
	for _, c := range []struct {
		slugs []string
		want  []int64
	}{
		{[]string{"electronics"}, []int64{1, 2, 3}},
		{[]string{"cases", "books"}, []int64{3, 4}},
		{[]string{"phones", "electronics"}, []int64{2, 3, 1}},
		{[]string{"nothing"}, nil},
		{nil, nil},
	} {
		if got := forest.Within(c.slugs...); !slices.Equal(got, c.want) {
			t.Errorf("within %v: %v, want %v", c.slugs, got, c.want)
		}
	}
	if n := forest.Count(1); n != 10 {
		t.Errorf("count %d", n)
	}
	if c, ok := forest.ByCID("cat1"); !ok || c.ID != 1 {
		t.Errorf("by cid: %+v", c)
	}
	if _, ok := forest.BySlug("nothing"); ok {
		t.Error("found nothing")
	}
	if all := forest.All(); len(all) != 4 {
		t.Errorf("all %v", all)
	}
}

func TestACircleOfParentsHangsNothing(t *testing.T) {
	circle := NewTree([]Category{{ID: 1, ParentID: 2, Slug: "a", Products: 1}, {ID: 2, ParentID: 1, Slug: "b", Products: 1}})
	if n := circle.Count(1); n != 2 {
		t.Errorf("count %d", n)
	}
	if got := circle.Within("a"); len(got) != 2 {
		t.Errorf("within %v", got)
	}
	circle.Path(1)
}

func TestCategoryFormNeedsATitle(t *testing.T) {
	for _, c := range []struct {
		title i18n.Text
		want  string
	}{
		{i18n.Text{"kk": "Кітап"}, ""},
		{nil, msgTitle},
		{i18n.Text{"en": "  "}, msgTitle},
		{i18n.Text{"en": string(make([]rune, 101))}, msgTooLong},
	} {
		if wrong := (CategoryForm{Title: c.title}).Check(); wrong["title"].Text != c.want {
			t.Errorf("%v: %v", c.title, wrong)
		}
	}
}
