package desk

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/site/page"
)

// productForm is what stands in the form of a product, as it was typed. What was taken away stays in
// it, marked as Off, until it is saved, so that it can be brought back.
type productForm struct {
	Version int64
	// Key names the form, so that sending it twice moves no stock twice.
	Key      string
	Texts    catalog.Texts
	Tags     string
	Pictures []pictureForm
	Options  []optionForm
	Rows     []variantRow
	// Rest are the rows of values that were taken away.
	Rest []variantRow
}

type pictureForm struct {
	catalog.Picture
	Off bool
}

// optionForm is one thing to choose with its values.
type optionForm struct {
	Code   string
	Name   i18n.Text
	Values []valueForm
	Off    bool
}

type valueForm struct {
	Code string
	Name i18n.Text
	Off  bool
}

// variantRow is one variant with what was typed. ID is 0 for a new one. Was is the stock that was
// shown, so that what is sold meanwhile is not lost. Picture is the beginning of a reference.
type variantRow struct {
	ID                                        int64
	Choices                                   map[string]string
	SKU, Price, Old, Stock, Was, Low, Picture string
	Off                                       bool
}

const (
	mostOptions  = 3
	mostVariants = 100
	// mostTaken bounds the options in a form with those that were taken away.
	mostTaken = 6
	// pictureMark is how many letters of a reference tell the pictures of a product apart.
	pictureMark = 12
)

// readProduct takes a form over. A value that was typed but not added is added, in the language of
// its reader.
func readProduct(form page.Values, lang string) productForm {
	p := productForm{
		Version: version(form), Key: form.Get("key"), Tags: form.Text("tags"),
		Texts: catalog.Texts{
			Title: texts(form, "title"), Description: texts(form, "description"), Specifications: texts(form, "specifications"),
			Kind: texts(form, "type"), ShelfLife: texts(form, "life"),
		},
	}
	p.Texts.CategoryID, _ = strconv.ParseInt(form.Get("category"), 10, 64) // 0 is refused
	p.Texts.Tags = splitTags(p.Tags)
	for i, media := range form["media"] {
		if isReference(media) {
			p.Pictures = append(p.Pictures, pictureForm{Picture: catalog.Picture{Media: media, Alt: aligned(form, "alt", i)}, Off: nth(form["media_off"], i) != ""})
		}
	}
	for i := range mostTaken {
		if o := readOption(form, i, lang); len(o.Name) > 0 || len(o.Values) > 0 {
			p.Options = append(p.Options, o)
		}
	}
	p.code()
	for i := range min(len(form["row"]), 2*mostVariants) {
		p.Rows = append(p.Rows, readRow(form, i))
	}
	return p
}

func nth(all []string, i int) string {
	if i < len(all) {
		return all[i]
	}
	return ""
}

// aligned reads the text of the i-th thing of a list, whose languages are lists beside each other.
func aligned(form page.Values, name string, i int) i18n.Text {
	t := i18n.Text{}
	for _, code := range i18n.Languages {
		t[code] = strings.TrimSpace(nth(form[name+"_"+code], i))
	}
	return t.Trimmed()
}

func optionPrefix(i int) string { return "option_" + strconv.Itoa(i) + "_" }

func readOption(form page.Values, i int, lang string) optionForm {
	prefix := optionPrefix(i)
	o := optionForm{Code: form.Text(prefix + "code"), Name: texts(form, prefix+"name"), Off: form.Get(prefix+"off") != ""}
	codes := form[prefix+"value"]
	for k := range min(len(codes), mostVariants) {
		v := valueForm{Code: codes[k], Name: aligned(form, prefix+"value", k), Off: nth(form[prefix+"value_off"], k) != ""}
		if len(v.Name) > 0 {
			o.Values = append(o.Values, v)
		}
	}
	o.add(form.Text(prefix+"fresh"), lang)
	return o
}

// add adds a value; one that is there already stays, and comes back when it was taken away.
func (o *optionForm) add(name, lang string) {
	if name == "" || len(o.Values) >= mostVariants {
		return
	}
	at := slices.IndexFunc(o.Values, func(v valueForm) bool { return i18n.Fold(v.Name.In(lang)) == i18n.Fold(name) })
	if at >= 0 {
		o.Values[at].Off = false
		return
	}
	o.Values = append(o.Values, valueForm{Name: i18n.Text{lang: name}})
}

func readRow(form page.Values, i int) variantRow {
	n := strconv.Itoa(i)
	row := variantRow{
		Choices: map[string]string{}, SKU: form.Text("sku_" + n), Price: form.Text("price_" + n), Old: form.Text("old_price_" + n),
		Stock: form.Text("stock_" + n), Was: form.Text("was_" + n), Low: form.Text("low_" + n), Picture: form.Text("picture_" + n),
		Off: form.Get("off_"+n) != "",
	}
	id, choices, _ := strings.Cut(form["row"][i], " ")
	row.ID, _ = strconv.ParseInt(id, 10, 64) // 0 is a new one
	for pair := range strings.FieldsSeq(choices) {
		if code, choice, ok := strings.Cut(pair, "="); ok {
			row.Choices[code] = choice
		}
	}
	return row
}

// values are the form as a browser would send it.
func (p productForm) values() url.Values {
	v := url.Values{"version": {strconv.FormatInt(p.Version, 10)}, "key": {p.Key}, "tags": {p.Tags}, "category": {strconv.FormatInt(p.Texts.CategoryID, 10)}}
	t := p.Texts
	for name, text := range map[string]i18n.Text{"title": t.Title, "description": t.Description, "specifications": t.Specifications, "type": t.Kind, "life": t.ShelfLife} {
		add(v, name, text)
	}
	for _, picture := range p.Pictures {
		v.Add("media", picture.Media)
		v.Add("media_off", mark(picture.Off))
		add(v, "alt", picture.Alt)
	}
	for i, o := range p.Options {
		prefix := optionPrefix(i)
		v.Set(prefix+"code", o.Code)
		v.Set(prefix+"off", mark(o.Off))
		add(v, prefix+"name", o.Name)
		for _, value := range o.Values {
			v.Add(prefix+"value", value.Code)
			v.Add(prefix+"value_off", mark(value.Off))
			add(v, prefix+"value", value.Name)
		}
	}
	for i, row := range p.all() {
		v.Add("row", row.mark())
		for name, s := range row.fields() {
			v.Set(fmt.Sprintf("%s_%d", name, i), s)
		}
	}
	return v
}

// all are the rows of the form with those whose values were taken away.
func (p productForm) all() []variantRow { return append(slices.Clone(p.Rows), p.Rest...) }

// fields are what was typed about a variant, under the names of the inputs.
func (r variantRow) fields() map[string]string {
	return map[string]string{
		"sku": r.SKU, "price": r.Price, "old_price": r.Old, "stock": r.Stock, "was": r.Was, "low": r.Low, "picture": r.Picture, "off": mark(r.Off),
	}
}

func add(v url.Values, name string, t i18n.Text) {
	for _, code := range i18n.Languages {
		v.Add(name+"_"+code, t[code])
	}
}

// mark is how a form says yes; no is empty.
func mark(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// mark is a row as its hidden field says it: the id, then the choices.
func (r variantRow) mark() string {
	return strings.TrimSpace(strconv.FormatInt(r.ID, 10) + " " + signature(r.Choices))
}

// signature is a choice of variants as text.
func signature(choices map[string]string) string {
	var pairs []string
	for code, choice := range choices {
		pairs = append(pairs, code+"="+choice)
	}
	slices.Sort(pairs)
	return strings.Join(pairs, " ")
}

// isReference tells whether s can name a stored picture.
func isReference(s string) bool {
	const length = 64
	return len(s) == length && strings.Trim(s, "0123456789abcdef") == ""
}

func splitTags(s string) []string {
	var tags []string
	for tag := range strings.SplitSeq(s, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// pictures are those that stay, in order.
func (p productForm) pictures() []catalog.Picture {
	var all []catalog.Picture
	for _, picture := range p.Pictures {
		if !picture.Off {
			all = append(all, picture.Picture)
		}
	}
	return all
}

// pictureOf is the reference of the picture that a row shows; empty for none.
func (p productForm) pictureOf(row variantRow) string {
	for _, picture := range p.pictures() {
		if row.Picture != "" && strings.HasPrefix(picture.Media, row.Picture) {
			return picture.Media
		}
	}
	return ""
}

// short is the beginning of a reference; empty for none.
func short(media string) string { return media[:min(len(media), pictureMark)] }
