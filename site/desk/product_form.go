package desk

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/site/page"
)

// productForm is what stands in the form of a product, as it was typed.
type productForm struct {
	Version int64
	// Key names the form, so that sending it twice moves no stock twice.
	Key      string
	Texts    catalog.Texts
	Tags     string
	Pictures []catalog.Picture
	Options  []optionForm
	Rows     []variantRow
}

// optionForm is one thing to choose. Choices are lines with the languages side by side; Codes are
// those of the choices as they were shown.
type optionForm struct {
	Code    string
	Name    i18n.Text
	Choices string
	Codes   []string
}

// variantRow is one variant with what was typed. ID is 0 for a new one. Was is the stock that was
// shown, so that what is sold meanwhile is not lost.
type variantRow struct {
	ID                               int64
	Choices                          map[string]string
	SKU, Price, Old, Stock, Was, Low string
}

const (
	mostOptions  = 3
	mostVariants = 100
)

// between parts the languages of a choice in its line.
const between = "|"

// readProduct takes a form over.
func readProduct(form page.Values) productForm {
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
		alt := i18n.Text{}
		for _, code := range i18n.Languages {
			if all := form["alt_"+code]; i < len(all) {
				alt[code] = strings.TrimSpace(all[i])
			}
		}
		if isReference(media) {
			p.Pictures = append(p.Pictures, catalog.Picture{Media: media, Alt: alt.Trimmed()})
		}
	}
	for i := range mostOptions {
		prefix := fmt.Sprintf("option_%d_", i)
		o := optionForm{Code: form.Text(prefix + "code"), Name: texts(form, prefix+"name"), Choices: form.Text(prefix + "choices")}
		o.Codes = strings.Fields(form.Get(prefix + "codes"))
		if len(o.Name) > 0 || o.Choices != "" {
			p.Options = append(p.Options, o)
		}
	}
	for i := range min(len(form["row"]), mostVariants) {
		p.Rows = append(p.Rows, readRow(form, i))
	}
	return p
}

func readRow(form page.Values, i int) variantRow {
	n := strconv.Itoa(i)
	row := variantRow{
		Choices: map[string]string{}, SKU: form.Text("sku_" + n), Price: form.Text("price_" + n), Old: form.Text("old_price_" + n),
		Stock: form.Text("stock_" + n), Was: form.Text("was_" + n), Low: form.Text("low_" + n),
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

// options are what buyers choose by. A choice keeps its code while the number of choices stays, so
// that it may be renamed; otherwise it is known by its words.
func (p productForm) options() []catalog.Option {
	var all []catalog.Option
	taken := map[string]bool{}
	for i, o := range p.Options {
		option := catalog.Option{Code: unique(codeOf(o.Code, o.Name, fmt.Sprintf("option%d", i+1)), taken), Name: o.Name}
		lines := nonEmpty(strings.Split(o.Choices, "\n"))
		lines = lines[:min(len(lines), mostVariants)]
		used := map[string]bool{}
		for n, line := range lines {
			name := i18n.Text{}
			for k, part := range strings.SplitN(line, between, len(i18n.Languages)) {
				name[i18n.Languages[k]] = strings.TrimSpace(part)
			}
			name = name.Trimmed()
			code := ""
			if len(lines) == len(o.Codes) {
				code = o.Codes[n]
			}
			option.Choices = append(option.Choices, catalog.Choice{Code: unique(codeOf(code, name, fmt.Sprintf("choice%d", n+1)), used), Name: name})
		}
		all = append(all, option)
	}
	return all
}

func nonEmpty(lines []string) []string {
	return slices.DeleteFunc(lines, func(s string) bool { return strings.Trim(s, between+" \r\t") == "" })
}

// codeOf is a code that was there, or one made of the words.
func codeOf(code string, name i18n.Text, otherwise string) string {
	if code = i18n.Slug(code); code != "" {
		return code
	}
	if code = i18n.Slug(name.In("en")); code != "" {
		return code
	}
	return otherwise
}

func unique(code string, taken map[string]bool) string {
	free := code
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", code, n)
	}
	taken[free] = true
	return free
}

// combinations are all choices of one value for each option; a product without options has the
// empty one.
func (p productForm) combinations() []map[string]string {
	all := []map[string]string{{}}
	for _, o := range p.options() {
		var wider []map[string]string
		for _, c := range all {
			for _, choice := range o.Choices {
				next := maps.Clone(c)
				next[o.Code] = choice.Code
				wider = append(wider, next)
			}
		}
		if len(wider) > 0 {
			all = wider[:min(len(wider), mostVariants+1)]
		}
	}
	return all
}

// spread makes the rows those of the options: one for each combination. It tells whether there are
// others than before. New rows begin with the price of the first.
func (p *productForm) spread() bool {
	combinations := p.combinations()
	known := map[string]variantRow{}
	for _, row := range p.Rows {
		known[signature(row.Choices)] = row
	}
	begin := variantRow{Stock: "0", Was: "0", Low: "0"}
	if len(p.Rows) > 0 {
		begin.Price, begin.Old = p.Rows[0].Price, p.Rows[0].Old
	}
	before := len(p.Rows)
	changed := false
	rows := make([]variantRow, 0, len(combinations))
	for _, c := range combinations[:min(len(combinations), mostVariants)] {
		row, ok := known[signature(c)]
		if !ok {
			row, changed = begin, true
			if len(rows) == 0 && before > 0 && (before == 1 || len(combinations) == 1) {
				row = p.Rows[0] // a simple product that gets its first options, or loses its last, keeps its stock
			}
		}
		row.Choices = c
		rows = append(rows, row)
	}
	p.Rows = rows
	return changed || len(rows) != before
}

// offers are the prices and stock of the rows that exist, and proposed all rows. What cannot be read
// is in wrong, under the names of the inputs.
func (p productForm) offers(currency money.Currency) (offers []catalog.Supply, proposed []catalog.ProposedVariant, wrong fault.Fields) {
	wrong = fault.Fields{}
	for i, row := range p.Rows {
		n := "_" + strconv.Itoa(i)
		price := amountOf(wrong, "price"+n, row.Price, currency, true)
		old := amountOf(wrong, "old_price"+n, row.Old, currency, false)
		stock, low := unitsOf(wrong, "stock"+n, row.Stock), unitsOf(wrong, "low"+n, row.Low)
		v := catalog.ProposedVariant{ID: row.ID, SKU: row.SKU, Choices: row.Choices}
		if row.ID == 0 {
			v.Price, v.OldPrice, v.Stock = price.Minor, old.Minor, stock
		} else {
			was := unitsOf(wrong, "stock"+n, row.Was)
			offers = append(offers, catalog.Supply{VariantID: row.ID, Price: price, OldPrice: old, Arrived: stock - was, LowMark: low})
		}
		proposed = append(proposed, v)
	}
	return offers, proposed, wrong
}

const (
	msgAmount = "Write a price such as 1999.90."
	msgWhole  = "Write a whole number, 0 or more."
)

func amountOf(wrong fault.Fields, name, s string, c money.Currency, required bool) money.Amount {
	if s == "" && !required {
		return money.Zero(c)
	}
	a, err := money.Parse(s, c)
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

// formOf shows a product in a form.
func formOf(d catalog.DeskProduct) productForm {
	p := productForm{Version: d.Version, Texts: d.Wanted.Texts, Tags: strings.Join(d.Wanted.Texts.Tags, ", "), Pictures: d.Wanted.Pictures}
	for _, o := range d.Wanted.Options {
		form := optionForm{Code: o.Code, Name: o.Name}
		var lines []string
		for _, c := range o.Choices {
			form.Codes = append(form.Codes, c.Code)
			lines = append(lines, choiceLine(c.Name))
		}
		form.Choices = strings.Join(lines, "\n")
		p.Options = append(p.Options, form)
	}
	live := map[int64]catalog.Variant{}
	for _, v := range d.Variants {
		live[v.ID] = v
	}
	for _, w := range d.Wanted.Variants {
		row := variantRow{ID: w.ID, SKU: w.SKU, Choices: w.Choices, Low: "0"}
		price, old, stock := money.New(w.Price, d.Currency), money.New(w.OldPrice, d.Currency), w.Stock
		if v, ok := live[w.ID]; ok {
			price, old, stock = v.Price, v.OldPrice, v.OnHand
			row.Low = strconv.FormatInt(v.LowMark, 10)
		}
		row.Price, row.Stock = price.Decimal(), strconv.FormatInt(stock, 10)
		row.Was = row.Stock
		if old.Minor > 0 {
			row.Old = old.Decimal()
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// choiceLine is a choice with its languages side by side.
func choiceLine(name i18n.Text) string {
	parts := make([]string, len(i18n.Languages))
	for i, code := range i18n.Languages {
		parts[i] = name[code]
	}
	return strings.TrimRight(strings.Join(parts, " "+between+" "), between+" ")
}
