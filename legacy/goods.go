package legacy

import (
	"slices"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

// categoryTitles are the titles of the old shop's categories in the languages that its data lacks.
var categoryTitles = []i18n.Text{
	{"en": "Electronics", "ru": "Электроника", "kk": "Электроника"},
	{"en": "Men's Fashion", "ru": "Мужская мода", "kk": "Ерлер сәні"},
	{"en": "Women's Fashion", "ru": "Женская мода", "kk": "Әйелдер сәні"},
	{"en": "Furniture", "ru": "Мебель", "kk": "Жиһаз"},
	{"en": "Home Decor", "ru": "Декор для дома", "kk": "Үй безендіру"},
	{"en": "Fruits & Vegetables", "ru": "Фрукты и овощи", "kk": "Жемістер мен көкөністер"},
	{"en": "Organic Foods", "ru": "Органические продукты", "kk": "Органикалық тағам"},
	{"en": "Beauty & Makeup", "ru": "Красота и макияж", "kk": "Сұлулық және макияж"},
	{"en": "Skincare", "ru": "Уход за кожей", "kk": "Тері күтімі"},
	{"en": "Sports & Fitness", "ru": "Спорт и фитнес", "kk": "Спорт және фитнес"},
	{"en": "Books & Media", "ru": "Книги и медиа", "kk": "Кітаптар мен медиа"},
	{"en": "Jewelry", "ru": "Ювелирные изделия", "kk": "Зергерлік бұйымдар"},
	{"en": "Auto Parts", "ru": "Автозапчасти", "kk": "Авто бөлшектер"},
	{"en": "Toys & Games", "ru": "Игрушки и игры", "kk": "Ойыншықтар мен ойындар"},
	{"en": "Pet Supplies", "ru": "Товары для животных", "kk": "Үй жануарларына арналған"},
}

// titles reads a field and what newer versions of the shop kept beside it, one for each language.
func (p *plan) titles(r record, field string) i18n.Text {
	const most = 100
	t := english(p.clip(r, field, most))
	for _, lang := range i18n.Languages {
		if s := p.clip(r, field+"_"+lang, most); s != "" {
			t[lang] = s
		}
	}
	return t
}

func (p *plan) takeCategories() {
	cids, slugs := names{}, names{}
	p.take(categoryModel, func(r record) bool {
		title := p.titles(r, "title")
		if title.In("en") == "" {
			title = english("Category " + strconv.FormatInt(r.pk, 10))
			p.report.note(r, "it has no title; it became %q", title.In("en"))
		}
		for _, known := range categoryTitles {
			if i18n.Fold(known["en"]) == i18n.Fold(title["en"]) {
				for lang, s := range known {
					if title[lang] == "" {
						title[lang] = s
					}
				}
			}
		}
		p.categories = append(p.categories, categoryRow{
			ID: r.pk, CID: p.code(r, "cid", cids), Slug: slugs.slug(r.pk, title.In("en")), Title: title,
			Picture: p.album.ref(r.text("image")), Position: r.pk,
		})
		return true
	})
	if missing := p.strays(); missing {
		p.categories = append(p.categories, otherCategory(p.strayID(), cids, slugs))
	}
}

// strays tells whether a product has no category that exists.
func (p *plan) strays() bool {
	return slices.ContainsFunc(p.shop.records[productModel], func(r record) bool { return !p.hasCategory(r.ref("category")) })
}

func (p *plan) hasCategory(id int64) bool {
	return slices.ContainsFunc(p.shop.records[categoryModel], func(r record) bool { return r.pk == id })
}

// strayID is the id of the category for products without one: the next after the old ones.
func (p *plan) strayID() int64 {
	list := p.shop.records[categoryModel]
	if len(list) == 0 {
		return 1
	}
	return list[len(list)-1].pk + 1
}

func otherCategory(id int64, cids, slugs names) categoryRow {
	title := i18n.Text{"en": "Other", "ru": "Разное", "kk": "Басқа"}
	return categoryRow{ID: id, CID: cids.claim(id, "catother", same), Slug: slugs.slug(id, "Other"), Title: title, Position: id}
}

// states are the old states of a product; the market has the same and knows no others.
var states = []string{"draft", "disabled", "rejected", "in_review", "published"}

func (p *plan) takeProducts() {
	pids, slugs, skus := names{}, names{}, names{}
	p.take(productModel, func(r record) bool {
		vendor := p.vendorFor(r)
		if vendor == nil {
			return p.skip(r, "vendor %d is not there, so nobody could send it", r.ref("vendor"))
		}
		price := r.cents("price")
		if price == nil {
			return p.skip(r, "it has no price")
		}
		row := p.product(r, vendor, pids, slugs)
		row.PriceFrom = *price
		p.products = append(p.products, row)
		sku := skus.claim(r.pk, p.clip(r, "sku", 64), same)
		if sku != r.text("sku") {
			p.report.note(r, "sku %q is missing or taken; it became %s", r.text("sku"), sku)
		}
		p.skuOf[r.pk] = sku
		p.variants = append(p.variants, variantRow{ID: r.pk, ProductID: r.pk, VendorID: row.VendorID, SKU: sku, Price: *price, OldPrice: row.OldPrice})
		p.stock[r.pk] = p.units(r)
		return true
	})
	for i := range p.products {
		row := &p.products[i]
		p.productOf[row.ID] = row
		key := i18n.Fold(row.Title.In("en"))
		p.byTitle[key] = append(p.byTitle[key], row.ID)
	}
}

// vendorFor is the vendor of a product, or of the user who offered it.
func (p *plan) vendorFor(r record) *vendorRow {
	if v := p.vendorOf[r.ref("vendor")]; v != nil {
		return v
	}
	v := p.vendorOf[p.ownedBy[r.ref("user")]]
	if v != nil {
		p.report.note(r, "vendor %d is not there; it went to vendor %d of its user", r.ref("vendor"), v.ID)
	}
	return v
}

func (p *plan) product(r record, vendor *vendorRow, pids, slugs names) productRow {
	title := p.titles(r, "title")
	if title.In("en") == "" {
		title = english("Product " + strconv.FormatInt(r.pk, 10))
		p.report.note(r, "it has no title; it became %q", title.In("en"))
	}
	created := r.whenOr(p.now, "date")
	row := productRow{
		ID: r.pk, PID: p.code(r, "pid", pids), Slug: slugs.slug(r.pk, title.In("en")), VendorID: vendor.ID, CategoryID: p.categoryFor(r),
		Title: title, Description: english(r.text("description")).CleanHTML(), Specifications: english(r.text("specifications")).CleanHTML(),
		Kind: p.titles(r, "type"), ShelfLife: p.titles(r, "life"), ManufacturedAt: r.when("mfd"),
		State: p.state(r), Featured: r.flag("featured", false), Digital: r.flag("digital", false),
		Currency: string(money.USD), Picture: p.album.ref(r.text("image")), OldPrice: r.cents("old_price"),
		CreatedAt: created, UpdatedAt: r.whenOr(created, "updated"),
	}
	return row
}

func (p *plan) categoryFor(r record) int64 {
	id := r.ref("category")
	if p.hasCategory(id) {
		return id
	}
	p.report.note(r, "category %d is not there; it went to %q", id, "Other")
	return p.strayID()
}

func (p *plan) state(r record) string {
	state := r.text("product_status")
	switch {
	case !slices.Contains(states, state):
		p.report.note(r, "product_status %q is unknown; it waits for review", state)
		return "in_review"
	case state == "published" && !r.flag("status", true):
		p.report.note(r, "it was switched off; it is disabled")
		return "disabled"
	}
	return state
}

// maxUnits bounds a count of stock that somebody typed.
const maxUnits = 1_000_000

// units is the stock, which the old shop kept as text.
func (p *plan) units(r record) int64 {
	text := r.loose("stock_count")
	n, err := strconv.ParseInt(strings.TrimSuffix(text, ".0"), 10, 64)
	switch {
	case err != nil || n < 0 || n > maxUnits:
		p.report.note(r, "stock_count %q is not a number of pieces; the stock is 0", text)
		return 0
	case !r.flag("in_stock", true) && n > 0:
		p.report.note(r, "it was marked as out of stock; the stock is 0 instead of %d", n)
		return 0
	}
	return n
}

// index makes the columns by which products are sorted and found.
func (p *plan) index() {
	tags := map[int64][]string{}
	name := map[int64]string{}
	for _, t := range p.tags {
		name[t.ID] = t.Name
	}
	for _, t := range p.tagged {
		tags[t.ProductID] = append(tags[t.ProductID], name[t.TagID])
	}
	for i := range p.products {
		row := &p.products[i]
		ix := catalog.IndexOf(catalog.Searchable{
			Title: row.Title, Description: row.Description, Specifications: row.Specifications,
			Tags: tags[row.ID], SKUs: []string{p.skuOf[row.ID]}, Vendor: p.vendorOf[row.VendorID].Name,
		})
		row.SortEn, row.SortRu, row.SortKk = ix.SortEN, ix.SortRU, ix.SortKK
		row.SearchTitle, row.SearchKeys, row.SearchText = ix.Title, ix.Keys, ix.Text
	}
}

// words are those by which the products are found.
func (p *plan) words() []catalog.WordRow {
	texts := make([]string, len(p.products))
	for i, row := range p.products {
		texts[i] = row.SearchText
	}
	return catalog.WordRows(texts...)
}
