package legacy

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"bazaar/market/i18n"
)

// apart is where the ids of rows begin that the old shop did not have and that belong to one of
// its rows: far above the ids that it gives.
const apart = 1_000_000_000

// plan is everything that an import will write, with the report of how it came about.
type plan struct {
	shop   *fixture
	album  *album
	now    time.Time
	report *Report

	accounts   []accountRow
	profiles   []profileRow
	addresses  []addressRow
	vendors    []vendorRow
	members    []memberRow
	categories []categoryRow
	products   []productRow
	variants   []variantRow
	stock      map[int64]int64 // variant -> units
	gallery    []pictureRow
	tags       []tagRow
	tagged     []taggedRow
	reviews    []reviewRow
	wishes     []wishRow
	coupons    []couponRow
	couponOf   map[int64]*couponRow // old coupon -> the one that stands for it
	orders     []oldOrder

	accountOf map[int64]*accountRow
	vendorOf  map[int64]*vendorRow
	ownedBy   map[int64]int64 // account -> vendor
	productOf map[int64]*productRow
	skuOf     map[int64]string
	byTitle   map[string][]int64 // folded title -> products
}

func newPlan(shop *fixture, album *album, now time.Time) *plan {
	return &plan{
		shop: shop, album: album, now: now, report: &Report{},
		stock: map[int64]int64{}, couponOf: map[int64]*couponRow{},
		accountOf: map[int64]*accountRow{}, vendorOf: map[int64]*vendorRow{}, ownedBy: map[int64]int64{},
		productOf: map[int64]*productRow{}, skuOf: map[int64]string{}, byTitle: map[string][]int64{},
	}
}

// take hands every record of a model to f, which tells whether it was taken.
func (p *plan) take(model string, f func(record) bool) {
	c := Count{Model: model, Found: len(p.shop.records[model])}
	for _, r := range p.shop.records[model] {
		if f(r) {
			c.Taken++
		} else {
			c.Skipped++
		}
	}
	if c.Found > 0 {
		p.report.Models = append(p.report.Models, c)
	}
}

// skip notes why a record is left out.
func (p *plan) skip(r record, format string, args ...any) bool {
	p.report.note(r, "left out: "+format, args...)
	return false
}

// untaken are the models that are left out on purpose.
var untaken = map[string]string{
	"admin.logentry":           "the old administration's log is about screens that are gone",
	"auth.permission":          "rights are part of the program",
	"auth.group":               "rights are part of the program",
	"contenttypes.contenttype": "only Django needs it",
	"sessions.session":         "everybody signs in again",
	"userauths.contactus":      "contact messages have no place in the market yet",
	"goods.tags":               "the old shop did not use it",
}

// skipRest counts what nothing was made of.
func (p *plan) skipRest() {
	for _, model := range p.shop.order {
		if slices.Contains(taken, model) && model != typeModel {
			continue
		}
		why, known := untaken[model]
		if !known {
			why = "unknown model"
		}
		n := len(p.shop.records[model])
		p.report.Models = append(p.report.Models, Count{Model: model, Found: n, Skipped: n, Why: why})
	}
}

// clip is a text field of at most n characters.
func (p *plan) clip(r record, field string, n int) string {
	return p.clipped(r, field, r.text(field), n)
}

func (p *plan) clipped(r record, field, s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	p.report.note(r, "%s cut to %d characters", field, n)
	return string([]rune(s)[:n])
}

// names gives out texts that are unique by a key.
type names map[string]int64

// claim is text, or the head of text with the record's id when the key of text is empty or given
// already.
func (n names) claim(pk int64, text string, key func(string) string) string {
	const head = 60 // characters that leave room for the id in every column
	try := text
	for {
		k := key(try)
		if _, given := n[k]; k != "" && !given {
			n[k] = pk
			return try
		}
		if text = string([]rune(text)[:min(head, utf8.RuneCountInString(text))]); text == "" {
			text = "old"
		}
		try = text + "-" + strconv.FormatInt(pk, 10)
		text += "-x"
	}
}

// same is the key of texts that differ when a byte does.
func same(s string) string { return s }

// slug is the unique address of a title.
func (n names) slug(pk int64, title string) string { return n.claim(pk, i18n.Slug(title), same) }

func english(s string) i18n.Text {
	if s == "" {
		return i18n.Text{}
	}
	return i18n.Text{"en": s}
}
