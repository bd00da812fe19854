package account

import (
	"bazaar/market/orders"
	"bazaar/site/ui"
)

// ordersPage is the history of a customer's orders, the newest first.
type ordersPage struct {
	ui.Frame
	Orders []orderRow
	Pages  ui.Pages
	// Statuses narrow the list; Search is what narrows it now, to Found orders.
	Statuses []choice
	Search   orders.Search
	Found    int64
}

// choice is one way to narrow the list.
type choice struct {
	Text, URL string
	Chosen    bool
}

// narrowed tells whether the list leaves something out.
func (p ordersPage) narrowed() bool { return p.Search.Status != "" || p.filtered() }

// filtered tells whether the form below the statuses does.
func (p ordersPage) filtered() bool {
	return p.Search.Text != "" || p.Search.From != "" || p.Search.Until != ""
}

// orderRow is one order in the history.
type orderRow struct {
	OID string
	// Date is for people, Stamp for machines.
	Date, Stamp string
	Status      status
	Paid        bool
	// Unpaid orders wait for money that is to come before anything is sent.
	Unpaid bool
	Units  int64
	// Total is written in the currency that was charged.
	Total string
	// Title is that of the first of the goods, in the Language in which it was bought; Others counts
	// the other lines.
	Title, Language string
	Others          int64
}

// Number is that of the order as people say it.
func (o orderRow) Number() string { return orders.ShortNumber(o.OID) }

// status is a state in the buyer's words.
type status struct {
	Text string
	// Level colours the badge: success, warning, danger or empty.
	Level string
}

// orderPage is one order with its parcels.
type orderPage struct {
	ui.Frame
	OID         string
	Date, Stamp string
	Status      status
	Payment     string
	Paid        status
	IsPaid      bool
	// Due is what is owed, or was paid, for what was not cancelled.
	Due     string
	Parcels []parcel
	Totals  ui.Totals
	Address []string
	Contact []string
	Notes   string
	// CancelPath asks and takes the POST that cancels the order; empty when it cannot be cancelled.
	CancelPath string
	// Over says that the order is cancelled already.
	Over bool
	// Coupon is the code that was used.
	Coupon string
	// Next says what will happen now, step by step; empty when nothing is left.
	Next []string
	// PayPath takes the POST that leads to the provider's page, until PayBy; empty when there is
	// nothing to pay.
	PayPath, PayBy string
}

// path is the address of a page or action of the order.
func (p orderPage) path(part string) string { return orderPath(p.OID) + part }

// Number is that of the order as people say it.
func (p orderPage) Number() string { return orders.ShortNumber(p.OID) }

// parcel is the part of an order that one vendor ships.
type parcel struct {
	Number            int64
	Vendor, VendorURL string
	// AskURL is where the buyer writes to the shop; empty when there is none.
	AskURL string
	Status status
	// Steps is the way of the parcel; a cancelled one has none.
	Steps []ui.Step
	// Arrived tells that the parcel was delivered; ReturnBy is until when its goods can be returned.
	Arrived  bool
	ReturnBy string
	// Tracking is the carrier's number, TrackingURL its page; both may be empty.
	Tracking, TrackingURL string
	// Why is what its vendor said when it was cancelled; empty without.
	Why string
	// Method is how it travels, empty when that is not known.
	Method string
	Lines  []ui.Line
	// Details are the lines as on an invoice.
	Details []detail
	Totals  ui.Totals
	// History is everything that happened to the parcel.
	History []ui.Step
}

// detail is a line with all that was agreed about it.
type detail struct {
	Title, Options, SKU          string
	Quantity, Price, Off, Amount string
}

func orderPath(oid string) string { return "/order/" + oid + "/" }

func paidText(f ui.Frame, paid bool) string {
	if paid {
		return f.L.T("Paid")
	}
	return f.L.T("Not paid yet")
}
