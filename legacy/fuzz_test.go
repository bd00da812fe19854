package legacy

import (
	"bytes"
	"testing"
	"time"

	"bazaar/legacy/legacytest"
)

// Whatever stands in the file, reading it ends with rows that add up or with an error.
func FuzzFixture(f *testing.F) {
	whole := legacytest.New()
	f.Add(whole.JSON(f))
	for _, o := range whole.Objects {
		one := legacytest.Fixture{Objects: []legacytest.Object{o}}
		f.Add(one.JSON(f))
	}
	for _, text := range []string{"", "[]", "{}", "[1]", `[{"model":"goods.product"}]`, `[{"model":"goods.product","pk":1e99,"fields":null}]`, "[][]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, fixture []byte) {
		shop, err := parse(bytes.NewReader(fixture))
		if err != nil {
			return
		}
		p, err := convert(shop, newAlbum(), time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
		if err != nil {
			return
		}
		for _, o := range p.orders {
			var items, discount, total int64
			for _, part := range o.parcels {
				total += part.row.Total
				for _, l := range part.lines {
					if l.Discount < 0 || l.Discount > l.Total {
						t.Errorf("line %d of %d has a discount of %d", l.ID, l.Total, l.Discount)
					}
					items += l.Total
					discount += l.Discount
				}
			}
			if items != o.row.ItemsTotal || discount != o.row.DiscountTotal || total != o.row.Total || total != items-discount+o.row.ShippingTotal {
				t.Errorf("order %d does not add up: %+v", o.row.ID, o.row)
			}
		}
	})
}
