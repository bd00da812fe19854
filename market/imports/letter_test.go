package imports_test

import (
	"strconv"
	"testing"

	"bazaar/market/imports"
	"bazaar/market/markettest"
)

func TestOneLetterTellsThatAFileWasTakenOver(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		kettle := o.Product(o.shop, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 4})
		checked := o.check("sku,title_en,price,stock\n" + o.Text("SELECT sku FROM variants WHERE id = $1", kettle.VariantID) + ",Kettle,24,9\n")
		letters := func() int64 {
			return o.Scalar("SELECT COUNT(*) FROM letters WHERE kind = $1 AND object = $2", imports.LetterDone, strconv.FormatInt(checked.ID, 10))
		}
		if n := letters(); n != 0 {
			t.Errorf("%d letters tell of a file that was only looked at", n)
		}
		o.accept(checked)
		if n := letters(); n != 1 {
			t.Errorf("%d letters tell of it", n)
		}
		if i, err := imports.ReadResult(t.Context(), o.DB, checked.ID); err != nil || i.Edited != 1 || i.State != imports.Done {
			t.Errorf("the letter reads %+v, %v", i, err)
		}
	})
}
