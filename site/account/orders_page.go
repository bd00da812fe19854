package account

import "bazaar/site/ui"

// ordersPage is the history of a customer's orders, the newest first.
type ordersPage struct {
	ui.Frame
	Orders []orderRow
	Pages  ui.Pages
}

// orderRow is one order in the history.
type orderRow struct {
	OID string
	// Date is for people, Stamp for machines.
	Date, Stamp string
	Status      status
	Paid        bool
	Units       int64
	// Total is written in the currency that was charged.
	Total string
}

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
	Parcels     []parcel
	Totals      ui.Totals
	Address     []string
	Contact     []string
	Notes       string
	// CancelPath takes the POST that cancels the order; empty when it cannot be cancelled.
	CancelPath string
}

// parcel is the part of an order that one vendor ships.
type parcel struct {
	Number            int64
	Vendor, VendorURL string
	Status            status
	// Steps is the way of the parcel; a cancelled one has none.
	Steps []ui.Step
	// Tracking is the carrier's number, TrackingURL its page; both may be empty.
	Tracking, TrackingURL string
	Lines                 []ui.Line
}

func orderPath(oid string) string { return "/order/" + oid + "/" }

func paidText(f ui.Frame, paid bool) string {
	if paid {
		return f.L.T("Paid")
	}
	return f.L.T("Not paid yet")
}
