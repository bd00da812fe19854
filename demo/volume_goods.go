package demo

import (
	"context"
	"fmt"
	"time"

	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

func (v *volume) person(id int64, name string, vendor bool) (accountRow, profileRow) {
	email := name + "@bazaar.test"
	row := accountRow{
		ID: id, Email: email, EmailKey: i18n.Key(email), Username: name, UsernameKey: i18n.Key(name),
		PasswordHash: v.hash, Vendor: vendor, JoinedAt: v.opened(),
	}
	return row, profileRow{AccountID: id, FullName: name}
}

func (v *volume) opened() time.Time { return v.Now.AddDate(-1, -4, 0).UTC().Truncate(time.Second) }

func (v *volume) addVendors(ctx context.Context) error {
	shops := read[[]shop]("vendors.json")
	return v.inBatches(ctx, "vendors", v.Vendors, func(w *writer, from, to int) {
		var people []accountRow
		var profiles []profileRow
		var members []memberRow
		var rows []vendorRow
		for i := from; i < to; i++ {
			id, like := v.id("vendors"), shops[i%len(shops)]
			owner, profile := v.person(v.id("accounts"), fmt.Sprintf("owner-%d", id), true)
			name := fmt.Sprintf("%s %d", like.Name, id)
			refs := picturesOf(like.Name)
			rows = append(rows, vendorRow{
				ID: id, VID: fmt.Sprintf("vol%d", id), Slug: i18n.Slug(name), Name: name, NameKey: i18n.Fold(name),
				Description: paragraphs(like.About).CleanHTML(), Logo: refs[0], Cover: refs[1], State: "verified", CreatedAt: v.opened(),
			})
			people, profiles = append(people, owner), append(profiles, profile)
			members = append(members, memberRow{VendorID: id, AccountID: owner.ID, Role: "owner", CreatedAt: v.opened()})
		}
		put(w, "accounts", people)
		put(w, "profiles", profiles)
		put(w, "vendors", rows)
		put(w, "vendor_members", members)
		v.vendors = append(v.vendors[:from], rows...)
	})
}

func (v *volume) addProducts(ctx context.Context) error {
	return v.inBatches(ctx, "products", v.Products, func(w *writer, from, to int) {
		var products []productRow
		var variants []variantRow
		var levels []levelRow
		var movements []movementRow
		var pictures []pictureRow
		for i := from; i < to; i++ {
			p := v.product(i, v.id("products"))
			variant := variantRow{ID: v.id("variants"), ProductID: p.ID, VendorID: p.VendorID, SKU: volumeSKU(p.ID), Options: i18n.Text{}, Price: p.PriceFrom}
			left := v.left(i)
			if arrived := left + v.sold[i]; arrived > 0 {
				movements = append(movements, movementRow{VariantID: variant.ID, Kind: "restock", Quantity: arrived, Source: "volume", At: p.CreatedAt})
			}
			products, variants = append(products, p), append(variants, variant)
			levels = append(levels, levelRow{VariantID: variant.ID, OnHand: left})
			for n, ref := range picturesOf(v.patternOf(i).Title["en"]) {
				pictures = append(pictures, pictureRow{ID: v.id("pictures"), ProductID: p.ID, Media: ref, Alt: p.Title, Position: int64(n), CreatedAt: p.CreatedAt})
			}
		}
		put(w, "products", products)
		put(w, "search_words", words(products))
		put(w, "variants", variants)
		put(w, "stock_levels", levels)
		put(w, "stock_movements", movements)
		put(w, "pictures", pictures)
	})
}

// words are those by which products are found.
func words(products []productRow) []catalog.WordRow {
	texts := make([]string, len(products))
	for i, p := range products {
		texts[i] = p.SearchText
	}
	return catalog.WordRows(texts...)
}

func (v *volume) patternOf(i int) pattern { return v.patterns[i%len(v.patterns)] }

func (v *volume) vendorOf(i int) vendorRow { return v.vendors[i%len(v.vendors)] }

// left is what is on hand after all orders; every 25th product is sold out.
func (v *volume) left(i int) int64 {
	if i%25 == 24 {
		return 0
	}
	return int64(1 + i*7%90)
}

// price varies around that of the pattern, by up to a fifth.
func (v *volume) price(i int) int64 {
	base := amount(v.patternOf(i).Price).Minor
	return max(1, base*int64(80+i*13%41)/100)
}

func volumeSKU(id int64) string { return fmt.Sprintf("VOL%09d", id) }

func (v *volume) product(i int, id int64) productRow {
	like, vendor := v.patternOf(i), v.vendorOf(i)
	title := i18n.Text{}
	for lang, s := range like.Title {
		title[lang] = fmt.Sprintf("%s %d", s, id)
	}
	form := like.form
	row := productRow{
		ID: id, PID: fmt.Sprintf("vol%d", id), Slug: i18n.Slug(title["en"]), VendorID: vendor.ID, CategoryID: like.category,
		Title: title, Description: form.Description.CleanHTML(), Specifications: form.Specifications.CleanHTML(),
		State: string(catalog.Published), Currency: string(money.USD), Picture: form.Pictures[0].Media, PriceFrom: v.price(i),
		Sold: v.sold[i], Available: v.left(i) > 0, Listed: true, CreatedAt: v.createdAt(i), UpdatedAt: v.createdAt(i),
	}
	ix := catalog.IndexOf(catalog.Searchable{
		Title: title, Description: row.Description, Specifications: row.Specifications, Tags: like.Tags, SKUs: []string{volumeSKU(id)}, Vendor: vendor.Name,
	})
	row.SortEn, row.SortRu, row.SortKk = ix.SortEN, ix.SortRU, ix.SortKK
	row.SearchTitle, row.SearchKeys, row.SearchText = ix.Title, ix.Keys, ix.Text
	return row
}

// createdAt is before the first order, so that nothing is sold before it is there.
func (v *volume) createdAt(i int) time.Time {
	return v.opened().Add(time.Duration(i) * 60 * 24 * time.Hour / time.Duration(max(v.Products, 1))).Truncate(time.Second)
}
