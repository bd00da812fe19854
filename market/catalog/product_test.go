package catalog

import (
	"strings"
	"testing"

	"bazaar/market/i18n"
	"bazaar/market/money"
)

func TestStatesOfAProduct(t *testing.T) {
	want := map[State]map[step]State{
		Draft:     {submit: InReview, archive: Archived},
		InReview:  {publish: Published, reject: Rejected, archive: Archived},
		Published: {reject: Rejected, archive: Archived},
		Rejected:  {submit: InReview, archive: Archived},
		Disabled:  {submit: InReview, archive: Archived},
		Archived:  {},
	}
	for from, allowed := range want {
		for _, s := range []step{submit, publish, reject, archive} {
			to, ok := from.after(s)
			if target, may := allowed[s]; ok != may || may && to != target || !may && to != from {
				t.Errorf("%s %s: %s, %v", from, s, to, ok)
			}
		}
	}
}

func TestPagesOfAList(t *testing.T) {
	for _, c := range []struct{ total, page, wantPage, wantPages, wantTotal int64 }{
		{0, 1, 1, 1, 0}, {0, 7, 1, 1, 0}, {20, 2, 1, 1, 20}, {21, 2, 2, 2, 21}, {45, 500, 3, 3, 45}, {45, 0, 1, 3, 45}, {10_001, 500, 500, 500, 10_000},
	} {
		l := newListing(c.total, c.page)
		if l.Page != c.wantPage || l.Pages != c.wantPages || l.Total != c.wantTotal || l.Capped != (c.total > MaxCount) {
			t.Errorf("%d goods, page %d: %+v", c.total, c.page, l)
		}
	}
}

func TestPublicNumbersHaveTheShapeOfTheFormerShop(t *testing.T) {
	for _, c := range []struct{ got, prefix, alphabet string }{
		{newPID(), "", pidLetters}, {newCID(), "cat", pidLetters}, {newSKU(), "sku", digits},
	} {
		if !strings.HasPrefix(c.got, c.prefix) || strings.Trim(c.got[len(c.prefix):], c.alphabet) != "" || len(c.got) > 20 {
			t.Errorf("number %q", c.got)
		}
	}
	if first, second := newPID(), newPID(); first == second {
		t.Error("two products have one number")
	}
	for _, c := range []struct {
		title   string
		attempt int
		want    string
	}{{"Mouse", 0, "mouse"}, {"Mouse", 1, "mouse-pid1"}, {"鼠标", 0, "pid1"}} {
		if got := slugOf(c.title, "pid1", c.attempt); got != c.want {
			t.Errorf("slug of %q: %q", c.title, got)
		}
	}
}

func TestProductFormSaysWhatIsWrong(t *testing.T) {
	price := money.New(1000, money.USD)
	sizes := []Option{{Code: "size", Choices: []Choice{{Code: "s"}, {Code: "l"}}}}
	size := func(code string) VariantForm {
		return VariantForm{Price: price, Choices: map[string]string{"size": code}}
	}
	for _, c := range []struct {
		name  string
		edit  func(*ProductForm)
		field string
	}{
		{"good", func(*ProductForm) {}, ""},
		{"two sizes", func(f *ProductForm) { f.Options, f.Variants = sizes, []VariantForm{size("s"), size("l")} }, ""},
		{"no title", func(f *ProductForm) { f.Title = nil }, "title"},
		{"long title", func(f *ProductForm) { f.Title = i18n.Text{"ru": strings.Repeat("ж", 201)} }, "title"},
		{"long description", func(f *ProductForm) { f.Description = i18n.Text{"ru": strings.Repeat("ж", 50_001)} }, "description"},
		{"long kind", func(f *ProductForm) { f.Kind = i18n.Text{"ru": strings.Repeat("ж", 101)} }, "type"},
		{"no category", func(f *ProductForm) { f.CategoryID = 0 }, "category"},
		{"too many tags", func(f *ProductForm) { f.Tags = make([]string, 21) }, "tags"},
		{"long tag", func(f *ProductForm) { f.Tags = []string{strings.Repeat("x", 101)} }, "tags"},
		{"submitted without picture", func(f *ProductForm) { f.Submit, f.Pictures = true, nil }, "picture"},
		{"too many pictures", func(f *ProductForm) { f.Pictures = make([]Picture, 11) }, "picture"},
		{"picture that is not there", func(f *ProductForm) { f.Variants[0].Picture = 2 }, "picture"},
		{"price of nothing", func(f *ProductForm) { f.Variants[0].Price = money.Zero(money.USD) }, "price"},
		{"price beyond all", func(f *ProductForm) { f.Variants[0].Price = money.New(money.Max+1, money.USD) }, "price"},
		{"price without currency", func(f *ProductForm) { f.Variants[0].Price = money.New(1, "") }, "price"},
		{"two currencies", func(f *ProductForm) {
			f.Options, f.Variants = sizes, []VariantForm{size("s"), size("l")}
			f.Variants[1].Price.Currency = money.KZT
		}, "price"},
		{"old price below zero", func(f *ProductForm) { f.Variants[0].OldPrice = money.New(-1, money.USD) }, "old_price"},
		{"stock below zero", func(f *ProductForm) { f.Variants[0].Stock = -1 }, "stock"},
		{"stock beyond all", func(f *ProductForm) { f.Variants[0].Stock = 1_000_001 }, "stock"},
		{"SKU with a space", func(f *ProductForm) { f.Variants[0].SKU = "a b" }, "sku"},
		{"long SKU", func(f *ProductForm) { f.Variants[0].SKU = strings.Repeat("x", 65) }, "sku"},
		{"no variants", func(f *ProductForm) { f.Variants = nil }, "variants"},
		{"two plain variants", func(f *ProductForm) { f.Variants = append(f.Variants, f.Variants[0]) }, "variants"},
		{"two equal sizes", func(f *ProductForm) { f.Options, f.Variants = sizes, []VariantForm{size("s"), size("s")} }, "variants"},
		{"unknown size", func(f *ProductForm) { f.Options, f.Variants = sizes, []VariantForm{size("xl")} }, "variants"},
		{"size of no option", func(f *ProductForm) { f.Variants = []VariantForm{size("s")} }, "variants"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := ProductForm{
				Texts:    Texts{Title: i18n.Text{"en": "Mouse"}, CategoryID: 1},
				Pictures: []Picture{{Media: "a"}}, Variants: []VariantForm{{Price: price}},
			}
			c.edit(&f)
			wrong := f.Check()
			if _, told := wrong[c.field]; told != (c.field != "") || len(wrong) > 1 {
				t.Errorf("wrong = %v", wrong)
			}
		})
	}
}
