package locale

import (
	"fmt"
	"strconv"
	"time"
)

// nbsp keeps the groups of a number on one line.
const nbsp = "\u00a0"

var months = map[string][12]string{
	"ru": {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
	"kk": {"қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"},
}

// Date writes the day on which t falls in the shop's time zone: "Nov 22, 2026",
// "22 ноября 2026 г.", "2026 ж. 22 қараша".
func (l *Locale) Date(t time.Time) string {
	t = t.In(zone)
	switch l.code {
	case "ru":
		return fmt.Sprintf("%d %s %d г.", t.Day(), months["ru"][t.Month()-1], t.Year())
	case "kk":
		return fmt.Sprintf("%d ж. %d %s", t.Year(), t.Day(), months["kk"][t.Month()-1])
	}
	return t.Format("Jan 2, 2006")
}

// DateTime writes the day and the time of day in the shop's time zone.
func (l *Locale) DateTime(t time.Time) string {
	return l.Date(t) + t.In(zone).Format(", 15:04")
}

// Stamp writes t for the datetime attribute of a time element.
func Stamp(t time.Time) string { return t.In(zone).Format(time.RFC3339) }

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
