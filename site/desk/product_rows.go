package desk

import (
	"cmp"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/money"
)

// offers are the prices and stock of the rows that exist, and proposed all rows that stay. What
// cannot be read is in wrong, under the names of the inputs.
func (p productForm) offers(currency money.Currency) (offers []catalog.Supply, proposed []catalog.ProposedVariant, wrong fault.Fields) {
	wrong = fault.Fields{}
	for i, row := range p.Rows {
		if row.Off {
			continue
		}
		n := "_" + strconv.Itoa(i)
		price := amountOf(wrong, "price"+n, row.Price, currency, true)
		old := amountOf(wrong, "old_price"+n, row.Old, currency, false)
		stock, low := unitsOf(wrong, "stock"+n, row.Stock), unitsOf(wrong, "low"+n, row.Low)
		v := catalog.ProposedVariant{ID: row.ID, SKU: row.SKU, Choices: row.Choices, Picture: p.pictureOf(row)}
		s := catalog.Supply{VariantID: row.ID, Price: price, OldPrice: old, LowMark: low}
		if row.ID == 0 {
			v.Price, v.OldPrice, v.Stock = price.Minor, old.Minor, stock
		} else {
			s.Arrived = stock - unitsOf(wrong, "stock"+n, row.Was)
			offers = append(offers, s)
		}
		if _, unread := wrong["price"+n]; !unread {
			for name, m := range s.Check() {
				wrong.Add(name+n, m.Text, m.Args...)
			}
		}
		proposed = append(proposed, v)
	}
	return offers, proposed, wrong
}

const (
	msgAmount = "Write a price such as 1999.90."
	msgWhole  = "Write a whole number, 0 or more."
)

// amountOf reads a price as people write it: with a point or a comma, and with spaces.
func amountOf(wrong fault.Fields, name, s string, c money.Currency, required bool) money.Amount {
	if s == "" && !required {
		return money.Zero(c)
	}
	a, err := money.Parse(strings.Join(strings.Fields(strings.TrimSuffix(s, c.Symbol())), ""), c)
	if err != nil || required && a.Minor <= 0 || a.Minor < 0 {
		wrong.Add(name, msgAmount)
		return money.Zero(c)
	}
	return a
}

func unitsOf(wrong fault.Fields, name, s string) int64 {
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 0 {
		wrong.Add(name, msgWhole)
		return 0
	}
	return n
}

// rowNames are the names of what is typed about a variant, without its number.
var rowNames = []string{"price", "stock", "old_price", "sku", "low", "was", "picture", "off"}

// odd finds the first price that is so far from the one that the variant had that it may be a slip.
func odd(d catalog.DeskProduct, offers []catalog.Supply) (before, after money.Amount, found bool) {
	for _, v := range d.Variants {
		for _, o := range offers {
			if o.VariantID == v.ID && catalog.OddChange(v.Price, o.Price) {
				return v.Price, o.Price, true
			}
		}
	}
	return before, after, false
}

// formOf shows a product in a form. What its options allow but nobody sells is a row that is off.
func formOf(d catalog.DeskProduct) productForm {
	p := productForm{Version: d.Version, Texts: d.Wanted.Texts, Tags: strings.Join(d.Wanted.Texts.Tags, ", ")}
	for _, picture := range d.Wanted.Pictures {
		p.Pictures = append(p.Pictures, pictureForm{Picture: picture})
	}
	for _, o := range d.Wanted.Options {
		form := optionForm{Code: o.Code, Name: o.Name}
		for _, c := range o.Choices {
			form.Values = append(form.Values, valueForm{Code: c.Code, Name: c.Name})
		}
		p.Options = append(p.Options, form)
	}
	sold := map[string]bool{}
	for _, w := range d.Wanted.Variants {
		sold[signature(w.Choices)] = true
		p.Rows = append(p.Rows, rowOf(d, w))
	}
	p.spread()
	for i, row := range p.Rows {
		p.Rows[i].Off = !sold[signature(row.Choices)]
	}
	p.Rest = nil
	return p
}

func rowOf(d catalog.DeskProduct, w catalog.ProposedVariant) variantRow {
	row := variantRow{ID: w.ID, SKU: w.SKU, Choices: w.Choices, Low: "0", Picture: short(w.Picture)}
	price, old, stock := money.New(w.Price, d.Currency), money.New(w.OldPrice, d.Currency), w.Stock
	for _, v := range d.Variants {
		if v.ID == w.ID {
			price, old, stock = v.Price, v.OldPrice, v.OnHand
			row.Low = strconv.FormatInt(v.LowMark, 10)
		}
	}
	row.Price, row.Stock = plain(price), strconv.FormatInt(stock, 10)
	row.Was = row.Stock
	if old.Minor > 0 {
		row.Old = plain(old)
	}
	return row
}

// plain is an amount as one would type it: without cents when there are none.
func plain(a money.Amount) string { return strings.TrimSuffix(a.Decimal(), ".00") }

// whole is the form of a new product.
func (p productForm) whole(vendorID int64, rows []catalog.ProposedVariant, c money.Currency, submit bool) catalog.ProductForm {
	form := catalog.ProductForm{VendorID: vendorID, Texts: p.Texts, Pictures: p.pictures(), Options: p.options(), Submit: submit}
	for _, v := range rows {
		variant := catalog.VariantForm{SKU: v.SKU, Price: money.New(v.Price, c), OldPrice: money.New(v.OldPrice, c), Stock: v.Stock, Choices: v.Choices}
		for i, picture := range form.Pictures {
			if picture.Media == v.Picture {
				variant.Picture = cmp.Or(variant.Picture, i+1)
			}
		}
		form.Variants = append(form.Variants, variant)
	}
	return form
}
