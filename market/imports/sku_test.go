package imports_test

import (
	"testing"

	"bazaar/market/markettest"
)

// Whose SKUs others are is nobody's business: a file that names them says nothing of them.
func TestASKUOfAnotherShopIsFree(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		other := o.Product(o.Vendor(), markettest.Goods{Title: "Foreign", Price: 100, Stock: 1})
		sku := o.Text("SELECT sku FROM variants WHERE id = $1", other.VariantID)
		i := o.accept(o.check("sku,title_en,category,price,stock\n" + sku + ",Own,Electronics,5,3\n"))
		if i.Made != 1 || i.Wrong != 0 || i.Edited != 0 {
			t.Fatalf("taken over: %+v", i)
		}
		if got := o.stands(sku); got != "draft Own 5.00 0.00 3" {
			t.Errorf("the new product is %s", got)
		}
		if n := o.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", other.VariantID); n != 1 {
			t.Errorf("the other shop has %d left", n)
		}
		i = o.accept(o.check("sku,price\n" + sku + ",6\n"))
		if n := o.Scalar("SELECT price FROM variants WHERE id = $1", other.VariantID); n != 100 || i.Edited != 1 {
			t.Errorf("the other shop's price is %d, %+v", n, i)
		}
	})
}
