package admin_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/site/sitetest"
)

// shelf is a world with a shop, a product on sale and two moderators.
type shelf struct {
	*sitetest.World
	t      *testing.T
	shop   markettest.Vendor
	kettle markettest.Product
}

// other is the second moderator.
const other = "otherStaff"

func newShelf(t *testing.T, w *sitetest.World) shelf {
	withStaff(t, w, other)
	shop := w.Shop(sitetest.Vendor)
	return shelf{w, t, shop, w.Market.Product(shop, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 3})}
}

// submitted sends a copy of the kettle to the moderators: its page in the administration.
func (s shelf) submitted(title string) (id int64, address string) {
	s.t.Helper()
	id, err := catalog.CreateProduct(s.t.Context(), s.DB, s.shop.Owner, catalog.ProductForm{
		VendorID: s.shop.ID, Submit: true, Pictures: []catalog.Picture{{Media: strings.Repeat("0", 64)}}, Variants: []catalog.VariantForm{{Price: usd(1900), Stock: 4}},
		Texts: catalog.Texts{
			Title: i18n.Text{"en": title}, CategoryID: s.Market.Category(), Tags: []string{"kitchen"},
			Description: i18n.Text{"en": `<p onclick="x()">Boils <strong>fast</strong></p><script>alert(1)</script>`},
		},
	}, s.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	return id, fmt.Sprintf("/admin/products/%d/", id)
}

// proposed changes the kettle's title, and returns the change that waits.
func (s shelf) proposed(title string) (change, address string) {
	s.t.Helper()
	d, err := catalog.ReadOwn(s.t.Context(), s.DB, s.shop.ID, s.kettle.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	in := catalog.Change{ProductID: d.ID, Version: d.Version, Proposal: d.Live}
	in.Texts.Title = i18n.Text{"en": title}
	saved, err := catalog.SaveProduct(s.t.Context(), s.DB, s.shop.Owner, in, s.Now())
	if err != nil || saved.ChangeID == 0 {
		s.t.Fatal(saved, err)
	}
	return fmt.Sprint(saved.ChangeID), fmt.Sprintf("/admin/products/%d/", d.ID)
}

func TestAProductIsLookedAtAndPutOnSale(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := newShelf(t, w)
		id, address := s.submitted("Samovar")
		public := fmt.Sprintf("/product/%d/", id)
		version := fmt.Sprint(w.Market.Scalar("SELECT version FROM products WHERE id = $1", id))
		w.Run(t,
			sitetest.Case{Name: "nobody sees it", As: sitetest.Guest, URL: public, Status: 404},
			sitetest.Case{Name: "home", As: staff, URL: "/admin/", Status: 200, Has: []string{"New products", "The oldest waits since"}},
			sitetest.Case{Name: "the queue", As: staff, URL: "/admin/products/?sort=new", Status: 200, Has: []string{"Samovar", "New product", "Take the next one"}},
			sitetest.Case{Name: "no change waits", As: staff, URL: "/admin/products/?sort=changes", Status: 200, Has: []string{"Nothing waits"}, HasNot: []string{"Samovar"}},
			sitetest.Case{Name: "taken from the queue", As: staff, URL: "/admin/products/", Form: form(), Status: 303, Location: address},
			sitetest.Case{Name: "its page", As: staff, URL: address, Status: 200, Has: []string{"Boils <strong>fast</strong>", "kitchen", "$19.00", "You look at this until"}, HasNot: []string{"alert(1)", "onclick"}},
			sitetest.Case{Name: "another sees who has it", As: other, URL: address, Status: 200, Has: []string{"looks at this until"}, HasNot: []string{"Put on sale"}},
			sitetest.Case{Name: "another cannot take it", As: other, URL: address + "claim/", Form: form(), Status: 303, Location: address},
			sitetest.Case{Name: "nothing else is left", As: other, URL: "/admin/products/", Form: form(), Status: 303, Location: "/admin/products/"},
			sitetest.Case{Name: "nor decide", As: other, URL: address + "approve/", Form: form("version", version), Status: 409, Has: []string{"is looking at this product right now"}},
			sitetest.Case{Name: "without a reason", As: staff, URL: address + "reject/", Form: form("version", version), Status: 422, Has: []string{"Say why"}},
			sitetest.Case{Name: "a ready-made reason", As: staff, URL: address + "reject/", Form: form("version", version, "insert", "5"), Status: 200, Has: []string{"The price is clearly wrong."}},
			sitetest.Case{Name: "put on sale", As: staff, URL: address + "approve/", Form: form("version", version), Status: 303, Location: "/admin/products/"},
			sitetest.Case{Name: "buyers see it", As: sitetest.Guest, URL: public, Status: 200, Has: []string{"Samovar"}},
			sitetest.Case{Name: "it can be taken back", As: staff, URL: "/admin/products/", Status: 200, Has: []string{"put on sale, “Samovar”", "Take it back"}},
			sitetest.Case{Name: "not by another from the list", As: other, URL: "/admin/products/", Status: 200, HasNot: []string{"Take it back"}},
			sitetest.Case{Name: "too late for another", As: other, URL: address + "approve/", Form: form("version", version), Status: 409, Has: []string{w.Actor(staff).Label + " has already decided about this."}},
		)
		decision := w.Market.Scalar("SELECT MAX(id) FROM product_decisions")
		w.Run(t,
			sitetest.Case{Name: "taken back", As: staff, URL: fmt.Sprintf("/admin/decisions/%d/undo/", decision), Form: form(), Status: 303, Location: address},
			sitetest.Case{Name: "buyers do not see it", As: sitetest.Guest, URL: public, Status: 404},
			sitetest.Case{Name: "taken back twice", As: staff, URL: fmt.Sprintf("/admin/decisions/%d/undo/", decision), Form: form(), Status: 303},
			sitetest.Case{Name: "the history tells", As: staff, URL: address, Status: 200, Has: []string{"taken back", "Put on sale"}},
			sitetest.Case{Name: "sent back", As: staff, URL: address + "reject/", Form: form("reason", "The picture is blurred."), Status: 303, Location: "/admin/products/"},
			sitetest.Case{Name: "its vendor reads why", As: sitetest.Vendor, URL: fmt.Sprintf("/vendor/product/%d/edit/", id), Status: 200, Has: []string{"The picture is blurred."}},
		)
		if n := w.Market.Scalar("SELECT COUNT(*) FROM letters WHERE recipient = 'vendor@bazaar.test' AND kind IN ('product_published', 'product_rejected')"); n != 2 {
			t.Errorf("%d letters are owed, want two", n)
		}
	})
}

func TestAChangeIsReadAndDecided(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := newShelf(t, w)
		change, address := s.proposed("Copper kettle")
		public := fmt.Sprintf("/product/%d/", s.kettle.ID)
		w.Run(t,
			sitetest.Case{Name: "marked without colour", As: staff, URL: address, Status: 200, Has: []string{
				`<ins><span class="vh">added:</span>Copper kettle</ins>`, `<del><span class="vh">removed:</span>Kettle</del>`, "Take the change over",
			}},
			sitetest.Case{Name: "declined", As: staff, URL: address + "reject/", Form: form("change", change, "reason", "No advertising."), Status: 303},
			sitetest.Case{Name: "the old one stays", As: sitetest.Guest, URL: public, Status: 200, Has: []string{"Kettle"}, HasNot: []string{"Copper kettle"}},
			sitetest.Case{Name: "its vendor reads why", As: sitetest.Vendor, URL: fmt.Sprintf("/vendor/product/%d/edit/", s.kettle.ID), Status: 200, Has: []string{"No advertising."}},
		)
		seen, _ := s.proposed("Steel kettle")
		newer, _ := s.proposed("Steel kettle, 2 litres")
		w.Run(t,
			sitetest.Case{Name: "what the vendor changed meanwhile", As: staff, URL: address + "approve/", Form: form("change", seen), Status: 409, Has: []string{"The vendor has changed this since", "2 litres"}},
			sitetest.Case{Name: "the reason is kept", As: staff, URL: address + "reject/", Form: form("change", seen, "reason", "Typed at length."), Status: 409, Has: []string{"Typed at length."}},
			sitetest.Case{Name: "taken over", As: staff, URL: address + "approve/", Form: form("change", newer), Status: 303},
			sitetest.Case{Name: "buyers see it", As: sitetest.Guest, URL: public, Status: 200, Has: []string{"Steel kettle, 2 litres"}},
			sitetest.Case{Name: "the history has the words", As: staff, URL: address, Status: 200, Has: []string{"change taken over", "change declined", "What changed", "No advertising."}},
		)
	})
}

func TestAProductIsTakenOffSale(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := newShelf(t, w)
		address, public := fmt.Sprintf("/admin/products/%d/", s.kettle.ID), fmt.Sprintf("/product/%d/", s.kettle.ID)
		w.Run(t,
			sitetest.Case{Name: "seen before", As: sitetest.Guest, URL: public, Status: 200},
			sitetest.Case{Name: "its page", As: staff, URL: address, Status: 200, Has: []string{"Take off sale…"}},
			sitetest.Case{Name: "asks", As: staff, URL: address + "stop/", Status: 200, Has: []string{"Take “Kettle” off sale?"}},
			sitetest.Case{Name: "without a reason", As: staff, URL: address + "stop/", Form: form(), Status: 422, Has: []string{"Say why"}},
			sitetest.Case{Name: "a ready-made reason", As: staff, URL: address + "stop/", Form: form("insert", "6"), Status: 200, Has: []string{"This may not be sold here."}},
			sitetest.Case{Name: "off", As: staff, URL: address + "stop/", Form: form("reason", "It is not yours."), Status: 303, Location: "/admin/products/"},
			sitetest.Case{Name: "gone at once", As: sitetest.Guest, URL: public, Status: 404},
			sitetest.Case{Name: "twice", As: staff, URL: address + "stop/", Form: form("reason", "Again."), Status: 409, Has: []string{"not possible in the present state", "Again."}},
		)
	})
}

// Two moderators open the same product in two browsers, and both say that they look at it; then both
// decide. Each time one wins, and the other is told who did.
func TestTwoModeratorsRaceForOneProduct(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := newShelf(t, w)
		names := []string{staff, other}
		browsers := []*sitetest.Browser{w.Browser(staff), w.Browser(other)}
		_, address := s.submitted("Samovar")
		race := func(do string) []string {
			t.Helper()
			var both sync.WaitGroup
			answers := make([]string, 2)
			for i, b := range browsers {
				both.Go(func() {
					rec := b.SendIn(context.WithoutCancel(t.Context()), t, sitetest.Case{As: names[i], URL: address + do, Form: form()})
					answers[i] = fmt.Sprint(rec.Code, " ", rec.Header().Get("Location"), " ", rec.Body.String())
				})
			}
			both.Wait()
			return answers
		}
		race("claim/")
		holder := w.Market.Scalar("SELECT account_id FROM product_claims")
		for i, b := range browsers {
			mine := w.Actor(names[i]).AccountID == holder
			rec := b.Send(t, sitetest.Case{As: names[i], URL: address})
			if has := strings.Contains(rec.Body.String(), "You look at this until"); has != mine {
				t.Errorf("%s has it: %v, the page says %v", names[i], mine, has)
			}
			told := w.Actor(names[1-i]).Label + " is looking at this product right now."
			if has := strings.Contains(rec.Body.String(), told); has == mine {
				t.Errorf("%s is told that the other has it: %v", names[i], has)
			}
		}
		if _, err := w.DB.ExecContext(t.Context(), "DELETE FROM product_claims"); err != nil {
			t.Fatal(err)
		}
		answers := race("approve/")
		winner, loser := answers[0], answers[1]
		who := names[0]
		if strings.HasPrefix(answers[1], "303") {
			winner, loser, who = answers[1], answers[0], names[1]
		}
		if !strings.HasPrefix(winner, "303 /admin/products/") || !strings.HasPrefix(loser, "409") || !strings.Contains(loser, w.Actor(who).Label+" has already decided about this.") {
			t.Errorf("the winner got %.60q, the loser %.60q", winner, loser)
		}
		if n := w.Market.Scalar("SELECT COUNT(*) FROM product_decisions"); n != 1 {
			t.Errorf("%d decisions are kept", n)
		}
	})
}

func TestAClaimEndsWithItsTime(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := newShelf(t, w)
		_, address := s.submitted("Samovar")
		w.Run(t, sitetest.Case{Name: "taken", As: staff, URL: address + "claim/", Form: form(), Status: 303})
		w.Wait(catalog.ClaimLife)
		w.Run(t,
			sitetest.Case{Name: "free again", As: other, URL: address, Status: 200, Has: []string{"Nobody looks at this yet.", "Put on sale"}},
			sitetest.Case{Name: "taken over", As: other, URL: address + "claim/", Form: form(), Status: 303},
			sitetest.Case{Name: "the first is told", As: staff, URL: address + "approve/", Form: form(), Status: 409, Has: []string{w.Actor(other).Label + " is looking at this product right now."}},
			sitetest.Case{Name: "given back", As: other, URL: address + "release/", Form: form(), Status: 303, Location: "/admin/products/"},
			sitetest.Case{Name: "free for the first", As: staff, URL: address + "approve/", Form: form(), Status: 303},
		)
	})
}
