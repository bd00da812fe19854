package letters

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/orders"
	"bazaar/market/support"
	"bazaar/market/vendors"
	"bazaar/site/locale"
)

// DailyReport is the letter to administrators about a day; its object is the moment at which the day
// ends.
const DailyReport = "daily_report"

const (
	day   = 24 * time.Hour
	month = 30 * day
)

// QueueReport owes the report of the day before a moment to every administrator, once.
func QueueReport(ctx context.Context, db *sqldb.DB, at, now time.Time) error {
	return accounts.WriteToAdministrators(ctx, db, DailyReport, at.UTC().Format(time.RFC3339), now)
}

// report is what administrators are told of a day.
type report struct {
	until             time.Time
	day, month        []orders.Takings
	joined            int64
	vendors, messages int64
	letters, jobs     int64 // parked
}

func (w *Writer) dailyReport(ctx context.Context, l mail.Letter) (mail.Message, error) {
	until, err := time.Parse(time.RFC3339, l.Object)
	if err != nil {
		return mail.Message{}, fmt.Errorf("daily report: %w", err)
	}
	r, err := w.readReport(ctx, until)
	if err != nil {
		return mail.Message{}, err
	}
	return w.report(locale.For(l.Language), r).message()
}

func (w *Writer) readReport(ctx context.Context, until time.Time) (report, error) {
	r := report{until: until}
	for _, read := range []func() error{
		func() (err error) { r.day, err = orders.CountTakings(ctx, w.DB, until.Add(-day), until); return err },
		func() (err error) {
			r.month, err = orders.CountTakings(ctx, w.DB, until.Add(-month), until)
			return err
		},
		func() (err error) {
			r.joined, err = accounts.CountJoined(ctx, w.DB, until.Add(-day), until)
			return err
		},
		func() (err error) { r.vendors, err = vendors.CountWaiting(ctx, w.DB); return err },
		func() (err error) { r.messages, err = support.CountOpen(ctx, w.DB); return err },
		func() error { b, err := mail.ReadBacklog(ctx, w.DB); r.letters = b.Parked; return err },
		func() error { s, err := jobs.ReadStats(ctx, w.DB); r.jobs = s.Parked; return err },
	} {
		if err := read(); err != nil {
			return report{}, err
		}
	}
	return r, nil
}

func (w *Writer) report(l *locale.Locale, r report) note {
	n := w.newNote(l, l.T("Daily report of %s", l.Date(r.until)))
	n.Greeting = n.Subject
	n.Lines = []string{l.T("The last 24 hours until %s, and what waits for somebody.", l.DateTime(r.until))}
	var placed int64
	for _, t := range r.day {
		placed += t.Orders
	}
	n.Table = []sum{{Name: l.T("New orders"), Value: l.Number(placed)}}
	for _, t := range r.day {
		n.Table = append(n.Table, sum{Name: l.T("Ordered, in %s", string(t.Total.Currency)), Value: l.Money(t.Total)}, sum{Name: l.T("Paid of it, in %s", string(t.Total.Currency)), Value: l.Money(t.PaidTotal)})
	}
	for _, t := range r.month {
		n.Table = append(n.Table, sum{Name: l.N("Paid in 30 days, %s order", "Paid in 30 days, %s orders", t.Paid, l.Number(t.Paid)), Value: l.Money(t.PaidTotal)})
	}
	for _, f := range []struct {
		name  string
		count int64
	}{
		{l.T("New accounts"), r.joined},
		{l.T("Vendors waiting to be checked"), r.vendors},
		{l.T("Messages without an answer"), r.messages},
		{l.T("Letters that could not be sent"), r.letters},
		{l.T("Jobs that failed at every try"), r.jobs},
	} {
		n.Table = append(n.Table, sum{Name: f.name, Value: l.Number(f.count)})
	}
	n.Why = l.T("You got this letter because you administer the marketplace.")
	return n
}
