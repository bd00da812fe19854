package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// nbsp keeps the groups of a number on one line.
const nbsp = "\u00a0"

var months = map[string][12]string{
	"ru": {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
	"kk": {"қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"},
}

// Date writes the day on which t falls in the shop's time zone: "Nov 22, 2026",
// "22 ноября 2026", "2026 ж. 22 қараша".
func (l *Locale) Date(t time.Time) string {
	t = t.In(zone())
	switch l.code {
	case "ru":
		return fmt.Sprintf("%d %s %d", t.Day(), months["ru"][t.Month()-1], t.Year())
	case "kk":
		return fmt.Sprintf("%d ж. %d %s", t.Year(), t.Day(), months["kk"][t.Month()-1])
	}
	return t.Format("Jan 2, 2006")
}

// nominatives are the months as they stand alone.
var nominatives = map[string][12]string{
	"ru": {"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"},
	"kk": months["kk"],
}

// shortMonth is how many letters of a month are enough to know it.
const shortMonth = 3

// Month writes the month of t in the shop's time zone: "November 2026", "ноябрь 2026",
// "2026 ж. қараша".
func (l *Locale) Month(t time.Time) string {
	t = t.In(zone())
	switch l.code {
	case "ru":
		return fmt.Sprintf("%s %d", nominatives["ru"][t.Month()-1], t.Year())
	case "kk":
		return fmt.Sprintf("%d ж. %s", t.Year(), nominatives["kk"][t.Month()-1])
	}
	return t.Format("January 2006")
}

// ShortMonth writes the month of t without its year: "Nov", "ноя", "қар".
func (l *Locale) ShortMonth(t time.Time) string {
	t = t.In(zone())
	if names, ok := nominatives[l.code]; ok {
		return string([]rune(names[t.Month()-1])[:shortMonth])
	}
	return t.Format("Jan")
}

// DateTime writes the day and the time of day in the shop's time zone.
func (l *Locale) DateTime(t time.Time) string {
	return l.Date(t) + t.In(zone()).Format(", 15:04")
}

// spans are the lengths of time that people promise, n of each unit.
func (l *Locale) spans(n int64) []string {
	return []string{
		l.N("%d minute", "%d minutes", n), l.N("%d hour", "%d hours", n), l.N("%d day", "%d days", n),
		l.N("%d week", "%d weeks", n), l.N("%d month", "%d months", n), l.N("%d year", "%d years", n),
	}
}

// Span says a length of time that somebody typed in any language of the site, such as "14 days", in
// this one. What is no plain length of time stays as it was typed.
func (l *Locale) Span(typed string) string {
	number, _, _ := strings.Cut(typed, " ")
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		return typed
	}
	for _, code := range Languages {
		for i, said := range For(code).spans(n) {
			if strings.EqualFold(said, strings.TrimSpace(typed)) {
				return l.spans(n)[i]
			}
		}
	}
	return typed
}

// Stamp writes t for the datetime attribute of a time element.
func Stamp(t time.Time) string { return t.In(zone()).Format(time.RFC3339) }

// Number writes a whole number in groups of three: "10,000" in English, otherwise with
// no-break spaces.
func (l *Locale) Number(n int64) string {
	sep := nbsp
	if l.code == "en" {
		sep = ","
	}
	digits, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	grouped := digits[max(0, len(digits)-3):]
	for end := len(digits) - 3; end > 0; end -= 3 {
		grouped = digits[max(0, end-3):end] + sep + grouped
	}
	return sign + grouped
}
