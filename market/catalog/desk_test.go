package catalog_test

import (
	"strings"
	"testing"
	"time"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/market/money"
)

// shelf is a vendor with a published product, and the means to read it as its vendor.
type shelf struct {
	*markettest.Market
	t      *testing.T
	vendor markettest.Vendor
	goods  markettest.Product
}

func newShelf(t *testing.T, m *markettest.Market) shelf {
	v := m.Vendor()
	return shelf{m, t, v, m.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 10})}
}

func (s shelf) own() catalog.DeskProduct {
	s.t.Helper()
	d, err := catalog.ReadOwn(s.t.Context(), s.DB, s.vendor.ID, s.goods.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// titled is a change of the product's title.
func (s shelf) titled(title string) catalog.Change {
	d := s.own()
	c := catalog.Change{ProductID: d.ID, Version: d.Version, Proposal: d.Wanted}
	c.Texts.Title = i18n.Text{"en": title}
	return c
}

func (s shelf) propose(title string) int64 {
	s.t.Helper()
	saved, err := catalog.SaveProduct(s.t.Context(), s.DB, s.vendor.Owner, s.titled(title), s.Now)
	if err != nil || saved.Applied || saved.ChangeID == 0 {
		s.t.Fatalf("propose %q: %+v, %v", title, saved, err)
	}
	return saved.ChangeID
}

// shown is the title that buyers see.
func (s shelf) shown() string {
	s.t.Helper()
	p, err := catalog.Get(s.t.Context(), s.DB, s.goods.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return p.Title.In("en")
}

func TestAChangeOfAPublishedProductWaitsForAModerator(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s, staff := newShelf(t, m), m.Staff()
		first := s.propose("Copper kettle")
		second := s.propose("Copper kettle, 2 litres")
		if s.shown() != "Kettle" {
			t.Fatalf("buyers see %q before a moderator agreed", s.shown())
		}
		queue, err := catalog.ListQueue(t.Context(), m.DB, staff, catalog.AllWaiting, 1, m.Now)
		if err != nil || queue.Total != 1 || queue.Waiting[0].ChangeID != second {
			t.Fatalf("queue %+v, %v", queue, err)
		}
		change, err := catalog.ReadCase(t.Context(), m.DB, staff, s.goods.ID, m.Now)
		if err != nil || change.ChangeID != second || len(change.Differences) != 1 || change.Differences[0] != (catalog.Difference{Field: "title", Language: "en", Before: "Kettle", After: "Copper kettle, 2 litres"}) {
			t.Fatalf("differences %+v, %v", change.Differences, err)
		}
		if err := catalog.Approve(t.Context(), m.DB, staff, catalog.Decision{ProductID: s.goods.ID, ChangeID: first}, m.Now); !fault.Is(err, fault.Conflict) {
			t.Errorf("a change that was replaced is approved: %v", err)
		}
		if err := catalog.Approve(t.Context(), m.DB, staff, catalog.Decision{ProductID: s.goods.ID, ChangeID: second}, m.Now); err != nil {
			t.Fatal(err)
		}
		if s.shown() != "Copper kettle, 2 litres" || s.own().Changed != nil {
			t.Errorf("buyers see %q, a change waits: %v", s.shown(), s.own().Changed)
		}
	})
}

func TestADeclinedChangeLeavesTheProductAndTellsWhy(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s, staff := newShelf(t, m), m.Staff()
		d := catalog.Decision{ProductID: s.goods.ID, ChangeID: s.propose("The best kettle in the world")}
		if err := catalog.Decline(t.Context(), m.DB, staff, d, m.Now); !fault.Is(err, fault.Invalid) {
			t.Errorf("declined without a reason: %v", err)
		}
		d.Reason = "No advertising in titles."
		if err := catalog.Decline(t.Context(), m.DB, staff, d, m.Now); err != nil {
			t.Fatal(err)
		}
		if own := s.own(); s.shown() != "Kettle" || own.Reason != d.Reason || own.State != catalog.Published {
			t.Errorf("shown %q, reason %q, state %s", s.shown(), own.Reason, own.State)
		}
	})
}

func TestPricesAndStockOfAPublishedProductHoldAtOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShelf(t, m)
		in := catalog.Whole{Change: s.titled("Kettle"), Key: "once", Supplies: []catalog.Supply{
			{VariantID: s.goods.VariantID, Price: money.New(1900, money.USD), OldPrice: money.New(2500, money.USD), Arrived: -10, LowMark: 3},
		}}
		for range 2 { // the second is the same click again
			in.Version = s.own().Version
			if _, err := catalog.SaveWhole(t.Context(), m.DB, s.vendor.Owner, in, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		p, err := catalog.Get(t.Context(), m.DB, s.goods.ID)
		if err != nil || p.Price.Minor != 1900 || p.OldPrice.Minor != 2500 || p.Available || p.Variants[0].OnHand != 0 || p.Variants[0].LowMark != 3 {
			t.Errorf("price %v, old %v, available %v, %+v, %v", p.Price, p.OldPrice, p.Available, p.Variants, err)
		}
		scarce, err := catalog.ListScarce(t.Context(), m.DB, s.vendor.ID, 5)
		if err != nil || len(scarce) != 1 || scarce[0].ProductID != s.goods.ID {
			t.Errorf("what runs out: %+v, %v", scarce, err)
		}
		in.Version, in.Key, in.Supplies[0].Arrived = s.own().Version, "below", -1
		if _, err := catalog.SaveWhole(t.Context(), m.DB, s.vendor.Owner, in, m.Now); !fault.Is(err, fault.Conflict) {
			t.Errorf("the stock was counted below zero: %v", err)
		}
	})
}

func TestADraftIsChangedAtOnceWithItsVariants(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShelf(t, m)
		id, err := catalog.Duplicate(t.Context(), m.DB, s.vendor.Owner, s.goods.ID, m.Now)
		if err != nil {
			t.Fatal(err)
		}
		d, err := catalog.ReadOwn(t.Context(), m.DB, s.vendor.ID, id)
		if err != nil || d.State != catalog.Draft || d.Variants[0].OnHand != 0 || d.Live.Texts.Title.In("en") != "Kettle (2)" {
			t.Fatalf("the copy is %+v, %v", d, err)
		}
		c := catalog.Change{ProductID: id, Version: d.Version, Proposal: d.Wanted}
		c.Options = []catalog.Option{{Code: "size", Name: i18n.Text{"en": "Size"}, Choices: []catalog.Choice{
			{Code: "s", Name: i18n.Text{"en": "Small"}}, {Code: "l", Name: i18n.Text{"en": "Large"}},
		}}}
		c.Variants[0].Choices = map[string]string{"size": "s"}
		c.Variants = append(c.Variants, catalog.ProposedVariant{Choices: map[string]string{"size": "l"}, Price: 3500, Stock: 4})
		c.Pictures = append([]catalog.Picture{{Media: strings.Repeat("a", 64), Alt: i18n.Text{"en": "From above"}}}, c.Pictures...)
		if saved, err := catalog.SaveProduct(t.Context(), m.DB, s.vendor.Owner, c, m.Now); err != nil || !saved.Applied {
			t.Fatalf("%+v, %v", saved, err)
		}
		after, err := catalog.ReadOwn(t.Context(), m.DB, s.vendor.ID, id)
		if err != nil || len(after.Variants) != 2 || after.Variants[0].ID != d.Variants[0].ID || after.Variants[1].OnHand != 4 || after.Live.Pictures[0].Media != c.Pictures[0].Media {
			t.Fatalf("%+v, %v", after, err)
		}
		if _, err := catalog.SaveProduct(t.Context(), m.DB, s.vendor.Owner, c, m.Now); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old form overwrites a newer one: %v", err)
		}
		c.Version, c.Options, c.Variants = after.Version, nil, []catalog.ProposedVariant{{ID: after.Variants[1].ID, SKU: after.Variants[1].SKU}}
		if _, err := catalog.SaveProduct(t.Context(), m.DB, s.vendor.Owner, c, m.Now); err != nil {
			t.Fatal(err)
		}
		if n := m.Scalar("SELECT variant_count FROM products WHERE id = $1", id); n != 1 {
			t.Errorf("%d variants are counted", n)
		}
	})
}

func TestProductsLeaveTheShelfAndComeBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShelf(t, m)
		by, id := s.vendor.Owner, s.goods.ID
		for _, step := range []struct {
			name string
			do   func() error
			want catalog.State
		}{
			{"archive", func() error { return catalog.Archive(t.Context(), m.DB, by, id, m.Now) }, catalog.Archived},
			{"restore", func() error { return catalog.Restore(t.Context(), m.DB, by, id, m.Now) }, catalog.Draft},
			{"submit", func() error { return catalog.Submit(t.Context(), m.DB, by, id, m.Now) }, catalog.InReview},
			{"withdraw", func() error { return catalog.Withdraw(t.Context(), m.DB, by, id, m.Now) }, catalog.Draft},
			{"submit again", func() error { return catalog.Submit(t.Context(), m.DB, by, id, m.Now) }, catalog.InReview},
			{"edit in review", func() error {
				_, err := catalog.SaveProduct(t.Context(), m.DB, by, s.titled("Another kettle"), m.Now)
				return err
			}, catalog.Draft},
		} {
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			if got := s.own().State; got != step.want {
				t.Errorf("after %s the state is %s", step.name, got)
			}
		}
		if err := catalog.Delete(t.Context(), m.DB, by, id, m.Now); err != nil {
			t.Fatal(err)
		}
		if _, err := catalog.ReadOwn(t.Context(), m.DB, s.vendor.ID, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("a deleted product is still on the desk: %v", err)
		}
		if err := catalog.Restore(t.Context(), m.DB, by, id, m.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("a deleted product came back: %v", err)
		}
	})
}

func TestModeratorsDoNotDoTheSameWork(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s, first, second := newShelf(t, m), m.Staff(), m.Staff()
		d := catalog.Decision{ProductID: s.goods.ID, ChangeID: s.propose("Copper kettle")}
		if err := catalog.Claim(t.Context(), m.DB, first, s.goods.ID, m.Now); err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"claim":   catalog.Claim(t.Context(), m.DB, second, s.goods.ID, m.Now),
			"approve": catalog.Approve(t.Context(), m.DB, second, d, m.Now),
		} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s of what another has: %v", name, err)
			}
		}
		if err := catalog.Claim(t.Context(), m.DB, s.vendor.Owner, s.goods.ID, m.Now); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a vendor claims: %v", err)
		}
		if err := catalog.Approve(t.Context(), m.DB, second, d, m.Now.Add(catalog.ClaimLife+time.Second)); err != nil {
			t.Errorf("a claim outlives its time: %v", err)
		}
	})
}

func TestWhatIsAnothersIsNotFoundByAnyVerb(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s, other := newShelf(t, m), m.Vendor()
		by := other.Owner
		change := s.titled("Mine now")
		whole := catalog.Whole{Change: change, Key: "x"}
		for name, do := range map[string]func() error{
			"read":      func() error { _, err := catalog.ReadOwn(t.Context(), m.DB, other.ID, s.goods.ID); return err },
			"save":      func() error { _, err := catalog.SaveProduct(t.Context(), m.DB, by, change, m.Now); return err },
			"save all":  func() error { _, err := catalog.SaveWhole(t.Context(), m.DB, by, whole, m.Now); return err },
			"duplicate": func() error { _, err := catalog.Duplicate(t.Context(), m.DB, by, s.goods.ID, m.Now); return err },
			"withdraw":  func() error { return catalog.Withdraw(t.Context(), m.DB, by, s.goods.ID, m.Now) },
			"restore":   func() error { return catalog.Restore(t.Context(), m.DB, by, s.goods.ID, m.Now) },
			"delete":    func() error { return catalog.Delete(t.Context(), m.DB, by, s.goods.ID, m.Now) },
			"supplies": func() error {
				return catalog.SetSupplies(t.Context(), m.DB, by, catalog.Supplies{ProductID: s.goods.ID}, m.Now)
			},
		} {
			if err := do(); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s of another's product: %v", name, err)
			}
		}
		done, err := catalog.DoMany(t.Context(), m.DB, by, catalog.Many{VendorID: other.ID, IDs: []int64{s.goods.ID}, Do: "archive"}, m.Now)
		if err != nil || done.Done != 0 || len(done.Refused) != 1 {
			t.Errorf("many: %+v, %v", done, err)
		}
		if s.shown() != "Kettle" {
			t.Errorf("buyers see %q", s.shown())
		}
	})
}

func TestManyProductsAreChangedAndTheOthersTold(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShelf(t, m)
		mug := m.Product(s.vendor, markettest.Goods{Title: "Mug", Price: 999, Stock: 1})
		ids := []int64{s.goods.ID, mug.ID}
		do := func(in catalog.Many) catalog.ManyDone {
			t.Helper()
			in.VendorID, in.IDs = s.vendor.ID, ids
			done, err := catalog.DoMany(t.Context(), m.DB, s.vendor.Owner, in, m.Now)
			if err != nil {
				t.Fatal(err)
			}
			return done
		}
		if done := do(catalog.Many{Do: "price", Value: -10}); done.Done != 2 {
			t.Errorf("prices: %+v", done)
		}
		if got := m.Scalar("SELECT price_from FROM products WHERE id = $1", mug.ID); got != 899 {
			t.Errorf("9.99 less 10 per cent is %d", got)
		}
		if done := do(catalog.Many{Do: "stock", Value: -5, Key: "k"}); done.Done != 1 || len(done.Refused) != 1 || done.Refused[0].Code != "out_of_stock" {
			t.Errorf("stock: %+v", done)
		}
		if done := do(catalog.Many{Do: "submit"}); done.Done != 0 || len(done.Refused) != 2 {
			t.Errorf("submit: %+v", done)
		}
		for _, wrong := range []catalog.Many{{Do: "price"}, {Do: "price", Value: -100}, {Do: "stock"}, {Do: "burn"}} {
			wrong.IDs = ids
			if _, err := catalog.DoMany(t.Context(), m.DB, s.vendor.Owner, wrong, m.Now); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
	})
}

func TestTheDeskFindsItsProducts(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShelf(t, m)
		for _, in := range []catalog.DeskWanted{{}, {State: catalog.Published}, {Query: "ket"}, {Scarce: true}} {
			in.VendorID = s.vendor.ID
			l, err := catalog.ListDesk(t.Context(), m.DB, in)
			want := int64(1)
			if in.Scarce {
				want = 0
			}
			if err != nil || l.Total != want || int64(len(l.Cards)) != want {
				t.Errorf("%+v: %+v, %v", in, l, err)
			}
		}
	})
}

func TestAFormIsKeptForItsOwnerOnly(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by, other := m.Customer(), m.Customer()
		for _, text := range []string{"title_en=Ket", "title_en=Kettle"} {
			if err := catalog.KeepForm(t.Context(), m.DB, by, "new", text, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		if kept, ok, err := catalog.KeptForm(t.Context(), m.DB, by, "new"); err != nil || !ok || kept.Form != "title_en=Kettle" {
			t.Errorf("kept %+v, %v, %v", kept, ok, err)
		}
		if _, ok, err := catalog.KeptForm(t.Context(), m.DB, other, "new"); ok || err != nil {
			t.Errorf("another reads it: %v, %v", ok, err)
		}
		if err := catalog.ForgetForm(t.Context(), m.DB, by, "new"); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := catalog.KeptForm(t.Context(), m.DB, by, "new"); ok {
			t.Error("a forgotten form is still there")
		}
	})
}
