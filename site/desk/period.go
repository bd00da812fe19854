package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"bazaar/site/locale"
	"bazaar/site/ui"
)

// period is a number of days that somebody looks at, by the calendar of the market. Its ends are at
// noon in UTC, so that every time zone of the world writes the same day.
type period struct {
	// Code is "today", "7", "30", "90", "year" or "own".
	Code        string
	From, Until time.Time
}

const (
	ownPeriod   = "own"
	yearPeriod  = "year"
	usualPeriod = "30"
	// mostYears is how far back one can look.
	mostYears = 3
	noon      = 12
)

// lengths are the periods that one can choose, in days.
var lengths = []struct {
	code string
	days int
}{{"today", 1}, {"7", 7}, {"30", 30}, {"90", 90}}

// today is the day of now where the market is.
func (f *Front) today() time.Time {
	now := f.Now()
	if f.Zone != nil {
		now = now.In(f.Zone)
	}
	return time.Date(now.Year(), now.Month(), now.Day(), noon, 0, 0, 0, time.UTC)
}

// periodOf reads what somebody wants to look at; what cannot be read is the usual one.
func periodOf(r *http.Request, today time.Time) period {
	q := r.URL.Query()
	from, until := dayOf(q.Get("from")), dayOf(q.Get("until"))
	if !from.IsZero() || !until.IsZero() {
		return ownDays(from, until, today)
	}
	code := q.Get("period")
	for _, wanted := range []string{code, usualPeriod} {
		for _, l := range lengths {
			if l.code == wanted {
				return period{l.code, today.AddDate(0, 0, 1-l.days), today}
			}
		}
		if wanted == yearPeriod {
			break
		}
	}
	return period{yearPeriod, today.AddDate(-1, 0, 1), today}
}

// ownDays is a period between two days, in whichever order; a day that is not said is the other one.
func ownDays(from, until, today time.Time) period {
	if from.IsZero() {
		from = until
	}
	if until.IsZero() {
		until = today
	}
	if from.After(until) {
		from, until = until, from
	}
	first := today.AddDate(-mostYears, 0, 0)
	clamp := func(t time.Time) time.Time {
		if t.Before(first) {
			return first
		}
		if t.After(today) {
			return today
		}
		return t
	}
	return period{ownPeriod, clamp(from), clamp(until)}
}

func dayOf(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}
	}
	return t.Add(noon * time.Hour)
}

const aDay = 24 * time.Hour

// days is how long the period is.
func (p period) days() int { return int(p.Until.Sub(p.From)/aDay) + 1 }

// before is as much time right before the period.
func (p period) before() period {
	return period{p.Code, p.From.AddDate(0, 0, -p.days()), p.From.AddDate(0, 0, -1)}
}

func (p period) from() string { return p.From.Format(time.DateOnly) }

func (p period) until() string { return p.Until.Format(time.DateOnly) }

// query is the period in an address.
func (p period) query() url.Values {
	if p.Code == ownPeriod {
		return url.Values{"from": {p.from()}, "until": {p.until()}}
	}
	return url.Values{"period": {p.Code}}
}

// text is the period in words.
func (p period) text(l *locale.Locale) string {
	if p.From.Equal(p.Until) {
		return l.Date(p.From)
	}
	return l.T("%s to %s", l.Date(p.From), l.Date(p.Until))
}

// tabs lead to the periods that are offered.
func (p period) tabs(l *locale.Locale, path string) []ui.Tab {
	var all []ui.Tab
	for _, c := range []struct{ code, text string }{
		{"today", l.T("Today")}, {"7", l.T("7 days")}, {"30", l.T("30 days")}, {"90", l.T("90 days")}, {yearPeriod, l.T("12 months")},
	} {
		all = append(all, ui.Tab{Text: c.text, URL: path + "?period=" + c.code, Current: c.code == p.Code, Plain: true})
	}
	return all
}

// inputs ask for days of one's own.
func (p period) inputs(l *locale.Locale) []ui.Input {
	return []ui.Input{
		{Name: "from", Label: l.T("First day"), Type: "date", Value: p.from(), Required: true},
		{Name: "until", Label: l.T("Last day"), Type: "date", Value: p.until(), Required: true},
	}
}

const (
	mostDayBars  = 31
	mostWeekBars = 92
	week         = 7
	// labelled is about how many bars have room for a label.
	labelled = 12
)

// parts cut the period into what one bar of a chart shows: days, weeks or months.
func (p period) parts() []period {
	n := p.days()
	var all []period
	for from := p.From; !from.After(p.Until); {
		var next time.Time
		switch {
		case n <= mostDayBars:
			next = from.AddDate(0, 0, 1)
		case n <= mostWeekBars:
			next = from.AddDate(0, 0, week)
		default:
			next = time.Date(from.Year(), from.Month()+1, 1, noon, 0, 0, 0, time.UTC)
		}
		until := next.AddDate(0, 0, -1)
		if until.After(p.Until) {
			until = p.Until
		}
		all = append(all, period{"", from, until})
		from = next
	}
	return all
}

// bar labels a part of the period; i is its place among n.
func (p period) bar(l *locale.Locale, part period, i, n int) ui.Bar {
	b := ui.Bar{Label: part.text(l)}
	if p.days() > mostWeekBars {
		b.Label, b.Short = l.Month(part.From), l.ShortMonth(part.From)
		if part.days() < 28 { // not the whole month
			b.Label = part.text(l)
		}
	} else {
		b.Short = fmt.Sprintf("%02d.%02d", part.From.Day(), int(part.From.Month()))
	}
	if every := (n + labelled - 1) / labelled; i%every != 0 {
		b.Short = ""
	}
	return b
}

// months are the last twelve months up to a day, the last one as far as it has come.
func months(today time.Time) []period {
	const year = 12
	first := time.Date(today.Year(), today.Month(), 1, noon, 0, 0, 0, time.UTC).AddDate(0, 1-year, 0)
	all := make([]period, year)
	for i := range all {
		all[i] = period{"", first.AddDate(0, i, 0), first.AddDate(0, i+1, -1)}
	}
	return all
}
