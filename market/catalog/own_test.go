package catalog_test

import (
	"slices"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
)

func TestManyProductsAreThoseOfOneShop(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		own, other := m.Vendor(), m.Vendor()
		kettle := m.Product(own, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 1})
		rug := m.Product(other, markettest.Goods{Title: "Rug", Price: 900, Stock: 1})
		ids, err := catalog.OwnAfter(t.Context(), m.DB, own.ID, 0, 10)
		if err != nil || !slices.Equal(ids, []int64{kettle.ID}) {
			t.Errorf("the products of the shop are %v, %v", ids, err)
		}
		found, err := catalog.ReadOwnMany(t.Context(), m.DB, own.ID, []int64{kettle.ID, rug.ID})
		if _, theirs := found[rug.ID]; err != nil || len(found) != 1 || theirs {
			t.Errorf("%d products are read, another's among them: %t, %v", len(found), theirs, err)
		}
	})
}

func TestTheStateOfAShopListsNoGoodsOfAnother(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		own, other := m.Vendor(), m.Vendor()
		kettle := m.Product(own, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 1})
		rug := m.Product(other, markettest.Goods{Title: "Rug", Price: 900, Stock: 1})
		listed := func(p markettest.Product) bool {
			return m.Scalar("SELECT COUNT(*) FROM products WHERE id = $1 AND listed", p.ID) == 1
		}
		if err := catalog.SuspendVendor(t.Context(), m.DB, actor.System, vendors.Decision{VendorID: own.ID, Reason: "Fakes."}, m.Now); err != nil {
			t.Fatal(err)
		}
		if listed(kettle) || !listed(rug) {
			t.Errorf("of a suspended shop: listed %t, of another: %t", listed(kettle), listed(rug))
		}
		m.Vendor() // is verified
		if listed(kettle) {
			t.Error("goods of a suspended shop are listed again because another was verified")
		}
	})
}
