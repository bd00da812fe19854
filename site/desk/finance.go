package desk

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const (
	financePath   = "/vendor/finance/"
	statementPath = "/vendor/finance/statement/"
	// entriesPage is how many entries a page shows; mostEntries how many a statement has, so that no
	// answer is without an end.
	entriesPage = 50
	mostEntries = 20_000
)

// financePage is what a shop has, and how it came about.
type financePage struct {
	ui.Panel
	Period  period
	Tabs    []ui.Tab
	Stats   []ui.Stat
	Account account
	Columns []ui.Column
	Pages   ui.Pages
	// Debt is what the shop owes; empty when it owes nothing.
	Debt string
	// None tells that nothing was ever sold.
	None bool
}

// account are the entries of a time with what stood there before and after it.
type account struct {
	Period           period
	Opening, Closing string
	Shares           []ui.Stat
	Entries          []entry
	// Cut tells that there is more than a statement holds.
	Cut bool
}

// entry is a line of the account.
type entry struct {
	Date, Stamp, Text, OID      string
	Commission, Amount, Balance string
	// URL is where the parcel is; empty without one.
	URL string
}

// wantedAccount is the shop's account in a period.
func (f *Front) wantedAccount(r *http.Request, p period) orders.Account {
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone) }
	return orders.Account{
		VendorID: visitor.Of(r).Shop.VendorID, Currency: f.Base, From: midnight(p.From).UTC(), Until: midnight(p.Until.AddDate(0, 0, 1)).UTC(),
	}
}

func (f *Front) finance(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Finances"), financePath)
	if err != nil {
		return err
	}
	chosen := periodOf(r, f.today())
	in := f.wantedAccount(r, chosen)
	standings, err := orders.ReadStandings(r.Context(), f.DB, in)
	if err != nil {
		return err
	}
	mine, others := standingIn(standings, f.Base)
	last := max(1, (mine.Entries+entriesPage-1)/entriesPage)
	number := min(page.Number(r.URL.Query().Get("page")), last)
	p := financePage{
		Panel: frame, Period: chosen, Tabs: chosen.tabs(l, financePath), Stats: standingStats(l, mine, others), None: len(standings) == 0,
		Columns: entryColumns(l),
		Pages: ui.Pages{Current: int(number), Last: int(last), URL: func(n int) string {
			if n == 1 {
				return withPeriod(financePath, chosen)
			}
			return withPeriod(financePath, chosen, "page", fmt.Sprint(n))
		}},
	}
	if available := mine.Available(); available.Minor < 0 {
		p.Debt = l.Money(money.Zero(f.Base).Sub(available))
	}
	if p.Account, err = f.account(r, chosen, mine, entriesPage, (number-1)*entriesPage); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, financeView(p))
}

// account reads a part of the entries of a period and how the money in it was dealt out.
func (f *Front) account(r *http.Request, chosen period, s orders.Standing, count, skipped int64) (account, error) {
	l := visitor.Of(r).Locale
	in := f.wantedAccount(r, chosen)
	a := account{Period: chosen, Opening: withMinus(l, s.Opening), Closing: withMinus(l, s.Closing)}
	shares, err := orders.ReadShares(r.Context(), f.DB, in)
	if err != nil {
		return a, err
	}
	a.Shares = shareStats(l, shares)
	found, err := orders.ListEntries(r.Context(), f.DB, in, count, skipped)
	if err != nil {
		return a, err
	}
	a.Cut = s.Entries > int64(len(found))+skipped && count == mostEntries
	for _, e := range found {
		a.Entries = append(a.Entries, entryOf(l, e))
	}
	return a, nil
}

// standingIn picks what there is in one currency from all of them.
func standingIn(all []orders.Standing, currency money.Currency) (mine orders.Standing, others []orders.Standing) {
	none := money.Zero(currency)
	mine = orders.Standing{Balance: none, Held: none, Opening: none, Closing: none}
	for _, s := range all {
		if s.Balance.Currency == currency {
			mine = s
		} else {
			others = append(others, s)
		}
	}
	return mine, others
}

func standingStats(l *locale.Locale, s orders.Standing, others []orders.Standing) []ui.Stat {
	stats := []ui.Stat{
		{Name: l.T("Available"), Value: withMinus(l, s.Available()), Note: l.T("For parcels that have arrived.")},
		{Name: l.T("On hold"), Value: withMinus(l, s.Held), Note: l.T("Paid, until the parcels are delivered.")},
		{Name: l.T("Balance"), Value: withMinus(l, s.Balance), Note: l.T("Both together.")},
	}
	for _, o := range others {
		stats = append(stats, ui.Stat{Name: l.T("Balance in %s", string(o.Balance.Currency)), Value: withMinus(l, o.Balance)})
	}
	return stats
}

// shareStats are how what buyers paid was dealt out.
func shareStats(l *locale.Locale, s orders.Shares) []ui.Stat {
	return []ui.Stat{
		{Name: l.T("Paid by buyers"), Value: l.Money(s.Paid)},
		{Name: l.T("Commission of the market"), Value: l.Money(s.Commission)},
		{Name: l.T("Tax"), Value: l.Money(s.Tax)},
		{Name: l.T("Delivery"), Value: l.Money(s.Shipping)},
		{Name: l.T("Your part"), Value: withMinus(l, s.Net())},
	}
}

func entryColumns(l *locale.Locale) []ui.Column {
	return []ui.Column{
		{Text: l.T("Date")}, {Text: l.T("What")}, {Text: l.T("Order")}, {Text: l.T("Commission"), Num: true}, {Text: l.T("Amount"), Num: true}, {Text: l.T("Balance"), Num: true},
	}
}

func entryOf(l *locale.Locale, e orders.AccountEntry) entry {
	line := entry{
		Date: l.DateTime(e.At), Stamp: locale.Stamp(e.At), Text: kindOf(l, e.Kind), OID: e.OID,
		Amount: withSign(l, e.Amount), Balance: withMinus(l, e.Balance),
	}
	if e.ParcelID != nil {
		line.URL = parcelPath(*e.ParcelID)
	}
	if !e.Commission.IsZero() {
		line.Commission = withMinus(l, e.Commission)
	}
	return line
}

// kindOf says why money came or went.
func kindOf(l *locale.Locale, k ledger.Kind) string {
	switch k {
	case ledger.SaleKind:
		return l.T("Sold")
	case ledger.ReversalKind:
		return l.T("Refund to the buyer")
	case ledger.CaptureKind:
		return l.T("Cash that you took")
	case ledger.RefundKind:
		return l.T("Refund")
	}
	return string(k)
}

// withSign writes an amount with a plus or a minus, withMinus with a minus only.
func withSign(l *locale.Locale, a money.Amount) string {
	if a.Minor > 0 {
		return "+" + l.Money(a)
	}
	return withMinus(l, a)
}

func withMinus(l *locale.Locale, a money.Amount) string {
	if a.Minor < 0 {
		return "−" + l.Money(money.Zero(a.Currency).Sub(a))
	}
	return l.Money(a)
}

// statementPage is the account as a sheet of paper.
type statementPage struct {
	ui.Panel
	Account account
	Columns []ui.Column
	// Made is when it was written.
	Made, Stamp string
}

func (f *Front) statement(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Statement"), financePath)
	if err != nil {
		return err
	}
	chosen := periodOf(r, f.today())
	standings, err := orders.ReadStandings(r.Context(), f.DB, f.wantedAccount(r, chosen))
	if err != nil {
		return err
	}
	mine, _ := standingIn(standings, f.Base)
	p := statementPage{Panel: frame, Columns: entryColumns(l), Made: l.DateTime(f.Now()), Stamp: locale.Stamp(f.Now())}
	if p.Account, err = f.account(r, chosen, mine, mostEntries, 0); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, statementView(p))
}

// financeFile answers the entries of a time for spreadsheets, the latest first.
func (f *Front) financeFile(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	chosen := periodOf(r, f.today())
	found, err := orders.ListEntries(r.Context(), f.DB, f.wantedAccount(r, chosen), mostEntries, 0)
	if err != nil {
		return err
	}
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	head := []string{l.T("Date"), l.T("What"), l.T("Order"), l.T("Commission"), l.T("Amount"), l.T("Balance"), l.T("Currency")}
	var rows [][]string
	for _, e := range found {
		rows = append(rows, []string{
			e.At.In(zone).Format("2006-01-02 15:04:05"), kindOf(l, e.Kind), e.OID, e.Commission.Decimal(), e.Amount.Decimal(), e.Balance.Decimal(), string(e.Amount.Currency),
		})
	}
	return page.CSV(w, r, strings.Join([]string{"statement", chosen.from(), chosen.until()}, "-"), head, rows)
}
