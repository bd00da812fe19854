package legacy

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"bazaar/market/coupons"
	"bazaar/market/i18n"
)

// takePictures keeps the gallery of each product with its ids. The main picture comes first; one
// that stands in no gallery gets a row of its own.
func (p *plan) takePictures() {
	first := map[int64]bool{} // products whose first picture is found
	p.take(pictureModel, func(r record) bool {
		product, file := p.productOf[r.ref("product")], r.text("images")
		switch {
		case product == nil:
			return p.skip(r, "product %d is not there", r.ref("product"))
		case file == "":
			return p.skip(r, "it names no file")
		}
		row := pictureRow{
			ID: r.pk, ProductID: product.ID, Media: p.album.ref(file), Alt: product.Title, Position: 1,
			CreatedAt: r.whenOr(product.CreatedAt, "date"),
		}
		if row.Media == "" && p.album.stored {
			return p.skip(r, "there is no picture %s", file)
		}
		if product.Picture == "" { // its main picture is lost
			product.Picture = row.Media
		}
		if row.Media == product.Picture && !first[product.ID] {
			row.Position, first[product.ID] = 0, true
		}
		p.gallery = append(p.gallery, row)
		return true
	})
	for _, product := range p.products {
		if product.Picture != "" && !first[product.ID] {
			p.gallery = append(p.gallery, pictureRow{
				ID: apart + product.ID, ProductID: product.ID, Media: product.Picture, Alt: product.Title, CreatedAt: product.CreatedAt,
			})
		}
	}
}

func (p *plan) takeTags() {
	slugs, known := names{}, map[int64]bool{}
	p.take(tagModel, func(r record) bool {
		name := p.clip(r, "name", 100)
		if name == "" {
			return p.skip(r, "it has no name")
		}
		slug := i18n.Slug(r.text("slug"))
		if slug == "" {
			slug = i18n.Slug(name)
		}
		known[r.pk] = true
		p.tags = append(p.tags, tagRow{ID: r.pk, Name: name, Slug: slugs.claim(r.pk, slug, same)})
		return true
	})
	products := p.productType()
	done := map[taggedRow]bool{}
	p.take(taggedModel, func(r record) bool {
		row := taggedRow{ProductID: r.ref("object_id"), TagID: r.ref("tag")}
		switch {
		case r.ref("content_type") != products:
			return p.skip(r, "it is not about a product")
		case p.productOf[row.ProductID] == nil || !known[row.TagID]:
			return p.skip(r, "product %d or tag %d is not there", row.ProductID, row.TagID)
		case done[row]:
			return p.skip(r, "the product has this tag already")
		}
		done[row] = true
		p.tagged = append(p.tagged, row)
		return true
	})
}

// productType is the number by which the old shop's tags meant products, 0 when it is not told.
func (p *plan) productType() int64 {
	for _, r := range p.shop.records[typeModel] {
		if r.text("model") == "product" && (r.text("app_label") == "goods" || r.text("app_label") == "core") {
			return r.pk
		}
	}
	return 0
}

// takeReviews keeps one review of a product by each user: the newest.
func (p *plan) takeReviews() {
	type key struct{ user, product int64 }
	newest := map[key]int64{}
	for _, r := range p.shop.records[reviewModel] {
		newest[key{r.ref("user"), r.ref("product")}] = r.pk
	}
	p.take(reviewModel, func(r record) bool {
		user, product := r.ref("user"), p.productOf[r.ref("product")]
		body, rating := p.clip(r, "review", 5000), r.number("rating")
		switch {
		case product == nil:
			return p.skip(r, "product %d is not there", r.ref("product"))
		case body == "" || rating < 1 || rating > 5:
			return p.skip(r, "it has no text or no rating from 1 to 5")
		case user != 0 && newest[key{user, product.ID}] != r.pk:
			return p.skip(r, "user %d wrote a newer one", user)
		}
		at := r.whenOr(product.CreatedAt, "date")
		row := reviewRow{ID: r.pk, ProductID: product.ID, VendorID: product.VendorID, Author: "—", Rating: rating, Body: body, CreatedAt: at, UpdatedAt: at}
		if a := p.accountOf[user]; a != nil {
			row.AccountID, row.Author = &a.ID, a.Username
		}
		p.reviews = append(p.reviews, row)
		return true
	})
}

func (p *plan) takeWishes() {
	type key struct{ user, product int64 }
	done := map[key]bool{}
	p.take(wishModel, func(r record) bool {
		k := key{r.ref("user"), r.ref("product")}
		switch {
		case p.accountOf[k.user] == nil || p.productOf[k.product] == nil:
			return p.skip(r, "user %d or product %d is not there", k.user, k.product)
		case done[k]:
			return p.skip(r, "the product is on the list already")
		}
		done[k] = true
		p.wishes = append(p.wishes, wishRow{ID: r.pk, AccountID: k.user, ProductID: k.product, SeenPrice: p.productOf[k.product].PriceFrom, CreatedAt: r.whenOr(p.now, "date")})
		return true
	})
}

// takeCoupons keeps one coupon of each code, ignoring case; orders of the others count for it.
func (p *plan) takeCoupons() {
	byKey := map[string]*couponRow{}
	p.take(couponModel, func(r record) bool {
		code := r.text("code")
		key := coupons.Key(code)
		if key == "" || utf8.RuneCountInString(code) > coupons.MaxCode || strings.ContainsAny(code, "\n\r\t") {
			return p.skip(r, "the code is empty or longer than %d characters", coupons.MaxCode)
		}
		if first := byKey[key]; first != nil {
			p.couponOf[r.pk] = first
			return p.skip(r, "coupon %d has this code already", first.ID)
		}
		percent := r.number("discount")
		if percent < 1 || percent > 100 {
			p.report.note(r, "a discount of %d %% is not between 1 and 100; it became %d and is switched off", percent, min(max(percent, 1), 100))
		}
		row := &couponRow{
			ID: r.pk, Code: code, CodeKey: key, Percent: min(max(percent, 1), 100),
			Active: r.flag("active", true) && percent >= 1 && percent <= 100, CreatedAt: r.whenOr(p.now, "date"),
		}
		byKey[key], p.couponOf[r.pk] = row, row
		return true
	})
	for _, row := range byKey {
		p.coupons = append(p.coupons, *row)
	}
	slices.SortFunc(p.coupons, func(a, b couponRow) int { return cmp.Compare(a.ID, b.ID) })
}
