package imports

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"bazaar/infra/sheet"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

const (
	msgSKUNeeded = "Every row needs a SKU: it is how we know the product again."
	msgSKUSigns  = "A SKU has up to 64 letters, digits and signs, without spaces."
	msgSKUTwice  = "This SKU stands in the file already, in row %s. Leave one of them."
	msgApart     = "Rows of one product must stand one below the other. The first is row %s."
	msgAmount    = "Write a price with at most two decimals, such as 1999.90."
	msgPriceZero = "The price must be more than zero."
	msgWhole     = "Write a whole number from 0 to 1,000,000."
	msgCategory  = "There is no such category. Copy its name from the list of categories."
	msgSameName  = "Several categories are called so. Write the way to it, such as %s."
	msgPair      = "An option needs both its name and its choice."
	msgMany      = "A product has at most 100 variants."
	msgOther     = "Not taken, because row %s of the same product is wrong."
)

// mostUnits bounds a stock.
const mostUnits = 1_000_000

// mostVariants bounds the rows of one product.
const mostVariants = 100

// entry is one row as it was meant. What the file does not say is nil or empty and stays as it is.
type entry struct {
	row                int64
	sku, group         string
	title, description i18n.Text
	category           int64
	price, old, stock  *int64 // minor units, and pieces
	tags               []string
	picks              []pick
	problems           []Problem
}

// pick is a choice of an option, by their names.
type pick struct{ option, choice i18n.Text }

// wrong notes what is wrong with a cell; the first word about it stays.
func (e *entry) wrong(column, value, message string, args ...any) {
	for _, p := range e.problems {
		if p.Column == column {
			return
		}
	}
	const shown = 100
	e.problems = append(e.problems, Problem{Row: e.row, Column: column, Value: cut(value, shown), Message: fault.Message{Text: message, Args: args}})
}

// reader turns the rows of one file into entries.
type reader struct {
	layout
	shelves  shelves
	currency money.Currency
}

func (r reader) cell(row sheet.Row, key string) string {
	if i, ok := r.place[key]; ok {
		return row.Cell(i)
	}
	return ""
}

// entry reads one row.
func (r reader) entry(row sheet.Row) entry {
	e := entry{row: row.Number, sku: r.cell(row, "sku"), group: r.cell(row, "product"), title: i18n.Text{}, description: i18n.Text{}}
	switch {
	case e.sku == "":
		e.wrong("sku", "", msgSKUNeeded)
	case !catalog.ValidSKU(e.sku):
		e.wrong("sku", e.sku, msgSKUSigns)
	}
	for _, code := range i18n.Languages {
		if s := r.cell(row, "title_"+code); s != "" {
			e.title[code] = strings.Join(strings.Fields(s), " ")
		}
		if s := r.cell(row, "description_"+code); s != "" {
			e.description[code] = marked(s)
		}
	}
	if s := r.cell(row, "category"); s != "" {
		e.category = r.categoryOf(&e, s)
	}
	e.price, e.old = r.amount(&e, row, "price"), r.amount(&e, row, "old_price")
	if e.price != nil && *e.price <= 0 {
		e.wrong("price", r.cell(row, "price"), msgPriceZero)
	}
	e.stock = r.units(&e, row)
	for tag := range strings.FieldsFuncSeq(r.cell(row, "tags"), func(c rune) bool { return c == ',' || c == ';' || c == '\n' }) {
		if tag = strings.TrimSpace(tag); tag != "" {
			e.tags = append(e.tags, tag)
		}
	}
	r.picks(&e, row)
	return e
}

func (r reader) categoryOf(e *entry, s string) int64 {
	found := r.shelves.find(s)
	switch len(found) {
	case 0:
		e.wrong("category", s, msgCategory)
		return 0
	case 1:
		return found[0].id
	}
	e.wrong("category", s, msgSameName, found[0].way)
	return 0
}

// amount reads a price as people write it: with a point or a comma, and spaces between thousands.
func (r reader) amount(e *entry, row sheet.Row, key string) *int64 {
	s := r.cell(row, key)
	if s == "" {
		return nil
	}
	a, err := money.Parse(plainNumber(s), r.currency)
	if err != nil || a.Minor < 0 || a.Minor > money.Max {
		e.wrong(key, s, msgAmount)
		return nil
	}
	return &a.Minor
}

func (r reader) units(e *entry, row sheet.Row) *int64 {
	s := r.cell(row, "stock")
	if s == "" {
		return nil
	}
	whole := plainNumber(s)
	for _, point := range []string{".", ","} { // 5,00 is what some programs write for 5
		if before, after, ok := strings.Cut(whole, point); ok && after != "" && strings.Trim(after, "0") == "" {
			whole = before
		}
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 || n > mostUnits {
		e.wrong("stock", s, msgWhole)
		return nil
	}
	return &n
}

// plainNumber is a number without spaces between thousands and without the sign of a currency. Where
// both a point and a comma stand, the last one parts the decimals.
func plainNumber(s string) string {
	s = strings.Map(func(c rune) rune {
		switch c {
		case ' ', '\t', '\u00a0', '\u202f', '\u2009', '\'', '₸', '₽', '$', '€':
			return -1
		}
		return c
	}, s)
	point, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	if point >= 0 && comma >= 0 {
		thousands := ","
		if comma > point {
			thousands = "."
		}
		s = strings.ReplaceAll(s, thousands, "")
	}
	return s
}

// picks reads what a row chooses of each option.
func (r reader) picks(e *entry, row sheet.Row) {
	for n := 1; n <= 3; n++ {
		option, choice := r.cell(row, fmt.Sprintf("option_%d", n)), r.cell(row, fmt.Sprintf("choice_%d", n))
		switch {
		case option == "" && choice == "":
		case option == "" || choice == "":
			e.wrong(fmt.Sprintf("choice_%d", n), option+choice, msgPair)
		default:
			e.picks = append(e.picks, pick{option: tongues(option), choice: tongues(choice)})
		}
	}
}

// between parts the languages of a name: English, Russian, Kazakh.
const between = "|"

// tongues reads a name in several languages side by side.
func tongues(s string) i18n.Text {
	t := i18n.Text{}
	for i, part := range strings.SplitN(s, between, len(i18n.Languages)) {
		t[i18n.Languages[i]] = strings.TrimSpace(part)
	}
	return t.Trimmed()
}

// sideBySide writes a name as tongues reads it.
func sideBySide(t i18n.Text) string {
	parts := make([]string, len(i18n.Languages))
	for i, code := range i18n.Languages {
		parts[i] = t[code]
	}
	return strings.TrimRight(strings.Join(parts, " "+between+" "), between+" ")
}

var mark = regexp.MustCompile(`</?[a-zA-Z]`)

// marked makes paragraphs of a text without marks; one with marks stays as it is.
func marked(s string) string {
	if mark.MatchString(s) {
		return s
	}
	var b strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString("<p>" + html.EscapeString(line) + "</p>")
		}
	}
	return b.String()
}

// shelf is a category with the way to it.
type shelf struct {
	id  int64
	way string
}

// shelves find categories by what people call them.
type shelves map[string][]shelf

// shelvesOf knows every category by its address, its titles, and the way to it.
func shelvesOf(tree catalog.Tree) shelves {
	s := shelves{}
	for _, c := range tree.All() {
		s.add(c.Slug, shelf{c.ID, c.Slug})
		for _, code := range i18n.Languages {
			if c.Title[code] == "" {
				continue
			}
			way := WayTo(tree, c.ID, code)
			s.add(c.Title[code], shelf{c.ID, way})
			s.add(way, shelf{c.ID, way})
		}
	}
	return s
}

// WayTo is a category with those above it, in a language.
func WayTo(tree catalog.Tree, id int64, language string) string {
	var titles []string
	for _, c := range tree.Path(id) {
		titles = append(titles, c.Title.In(language))
	}
	return strings.Join(titles, " > ")
}

func (s shelves) add(name string, at shelf) {
	key := shelfWord(name)
	for _, known := range s[key] {
		if known.id == at.id {
			return
		}
	}
	s[key] = append(s[key], at)
}

func (s shelves) find(name string) []shelf { return s[shelfWord(name)] }

func shelfWord(s string) string {
	parts := strings.Split(s, ">")
	for i := range parts {
		parts[i] = i18n.Fold(parts[i])
	}
	return strings.Join(parts, ">")
}
