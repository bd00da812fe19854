package imports

import (
	"strings"

	"bazaar/market/i18n"
)

// Column is one column of a file. Key names it in every file; Names are what people read.
type Column struct {
	Key   string
	Names map[string]string
	// Number tells that its values are numbers.
	Number bool
	// others are more words by which people call it, folded.
	others []string
}

// Columns are those that are known, in the order in which files are written.
var Columns = []Column{
	{Key: "sku", Names: names("SKU", "Артикул", "Артикул"), others: []string{"код", "код товара", "vendor code"}},
	{Key: "product", Names: names("Product", "Товар", "Тауар")},
	{Key: "title_en", Names: names("Title (English)", "Название (английский)", "Атауы (ағылшынша)"), others: []string{"title", "name"}},
	{Key: "title_ru", Names: names("Title (Russian)", "Название (русский)", "Атауы (орысша)"), others: []string{"название", "наименование"}},
	{Key: "title_kk", Names: names("Title (Kazakh)", "Название (казахский)", "Атауы (қазақша)"), others: []string{"атауы"}},
	{Key: "description_en", Names: names("Description (English)", "Описание (английский)", "Сипаттама (ағылшынша)"), others: []string{"description"}},
	{Key: "description_ru", Names: names("Description (Russian)", "Описание (русский)", "Сипаттама (орысша)"), others: []string{"описание"}},
	{Key: "description_kk", Names: names("Description (Kazakh)", "Описание (казахский)", "Сипаттама (қазақша)"), others: []string{"сипаттама", "сипаттамасы"}},
	{Key: "category", Names: names("Category", "Категория", "Санат"), others: []string{"санаты"}},
	{Key: "price", Names: names("Price", "Цена", "Бағасы"), Number: true, others: []string{"баға"}},
	{Key: "old_price", Names: names("Old price", "Старая цена", "Бұрынғы баға"), Number: true, others: []string{"бұрынғы бағасы"}},
	{Key: "stock", Names: names("Stock", "Остаток", "Қалдық"), Number: true, others: []string{"quantity", "количество", "кол-во", "саны", "қалдығы"}},
	{Key: "tags", Names: names("Tags", "Метки", "Белгілер"), others: []string{"теги"}},
	{Key: "option_1", Names: names("Option 1", "Параметр 1", "1-параметр")},
	{Key: "choice_1", Names: names("Choice 1", "Значение 1", "1-мән")},
	{Key: "option_2", Names: names("Option 2", "Параметр 2", "2-параметр")},
	{Key: "choice_2", Names: names("Choice 2", "Значение 2", "2-мән")},
	{Key: "option_3", Names: names("Option 3", "Параметр 3", "3-параметр")},
	{Key: "choice_3", Names: names("Choice 3", "Значение 3", "3-мән")},
}

func names(en, ru, kk string) map[string]string {
	return map[string]string{"en": en, "ru": ru, "kk": kk}
}

// NameOf is what a column is called in a language; empty for none.
func NameOf(key, language string) string {
	for _, c := range Columns {
		if c.Key == key {
			return c.Names[language]
		}
	}
	return ""
}

// Head is the first row of a file in a language.
func Head(language string) []string {
	cells := make([]string, len(Columns))
	for i, c := range Columns {
		cells[i] = c.Names[language]
	}
	return cells
}

// Numbers are the places of the columns whose values are numbers.
func Numbers() []int {
	var places []int
	for i, c := range Columns {
		if c.Number {
			places = append(places, i)
		}
	}
	return places
}

// byName finds a column by what stands in the head of a file.
var byName = func() map[string]string {
	all := map[string]string{}
	for _, c := range Columns {
		for _, n := range append([]string{c.Key, c.Names["en"], c.Names["ru"], c.Names["kk"]}, c.others...) {
			all[headWord(n)] = c.Key
		}
	}
	return all
}()

// headWord is a head in the form in which heads are compared.
func headWord(s string) string { return i18n.Fold(s) }

// layout says in which place of a row each column stands.
type layout struct {
	place map[string]int
	// ignored are heads that are not known.
	ignored []string
}

// maxIgnored bounds how many unknown heads are told, and how long each is.
const (
	maxIgnored     = 10
	maxIgnoredName = 40
)

// layoutOf reads the head of a file.
func layoutOf(head []string) (layout, error) {
	l := layout{place: map[string]int{}}
	for i, cell := range head {
		key, known := byName[headWord(cell)]
		switch _, twice := l.place[key]; {
		case cell == "":
		case !known && len(l.ignored) < maxIgnored:
			l.ignored = append(l.ignored, cut(strings.Join(strings.Fields(cell), " "), maxIgnoredName))
		case !known:
		case twice:
			return l, refuse(msgTwice)
		default:
			l.place[key] = i
		}
	}
	if _, ok := l.place["sku"]; !ok {
		return l, refuse(msgNoSKU)
	}
	return l, nil
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
