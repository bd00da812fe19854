package shop

import (
	"slices"

	"bazaar/market/coupons"
	"bazaar/market/money"
	"bazaar/site/locale"
	"bazaar/site/ui"
)

// checkoutPage asks for everything that an order needs, on one page.
type checkoutPage struct {
	ui.Frame
	// Values are what was typed or is known of the customer, Errors what is wrong with it; both
	// by the name of the field.
	Values, Errors map[string]string
	// Key makes a second press of the button harmless.
	Key string
	// SeenTotal is the total of the page in the currency that is charged.
	SeenTotal money.Amount
	Payments  []payment
	Delivery  []payment
	// Saved are addresses to choose from; without them one has to be typed.
	Saved   []savedAddress
	Parcels []parcelLines
	Totals  ui.Totals
}

// payment is one way to pay or to be delivered to.
type payment struct {
	Value, Title, Text string
	// Price is written out; empty where it says nothing.
	Price  string
	Chosen bool
}

// parcelLines is what one vendor will send.
type parcelLines struct {
	Vendor string
	Lines  []ui.Line
}

// typesAddress tells whether the fields of another address are in use.
func (p checkoutPage) typesAddress() bool {
	return !slices.ContainsFunc(p.Saved, func(a savedAddress) bool { return a.Chosen })
}

// telephone is what checkout takes for a telephone number, as browsers read it.
const telephone = `[+\-\(\).\/ \u00a0]*([0-9][+\-\(\).\/ \u00a0]*){5,20}`

// The limits are those of the columns that keep the values.
func (p checkoutPage) contact() []ui.Input {
	return p.filled(
		ui.Input{Name: "full_name", Label: p.L.T("Full name"), Autocomplete: "name", MaxLength: 200, Required: true},
		ui.Input{
			Name: "phone", Label: p.L.T("Phone"), Hint: p.L.T("The courier calls before delivery."),
			Type: "tel", Pattern: telephone, Autocomplete: "tel", MaxLength: 100, Required: true, Width: "half",
		},
		ui.Input{
			Name: "email", Label: p.L.T("E-mail"), Hint: p.L.T("The confirmation goes there."),
			Type: "email", Autocomplete: "email", MaxLength: 254, Required: true, Width: "half",
		},
	)
}

func (p checkoutPage) address() []ui.Input {
	return p.filled(
		ui.Input{
			Name: "address", Label: p.L.T("Street, house, flat"), Autocomplete: "address-line1",
			MaxLength: 200, Required: true,
		},
		ui.Input{Name: "city", Label: p.L.T("City"), Autocomplete: "address-level2", MaxLength: 100, Required: true, Width: "half"},
		ui.Input{Name: "state", Label: p.L.T("Region"), Autocomplete: "address-level1", MaxLength: 100, Width: "half"},
		ui.Input{Name: "country", Label: p.L.T("Country"), Autocomplete: "country-name", MaxLength: 100, Required: true, Width: "half"},
		ui.Input{Name: "zip_code", Label: p.L.T("Postal code"), Autocomplete: "postal-code", InputMode: "numeric", MaxLength: 40, Width: "half"},
	)
}

func (p checkoutPage) notes() ui.Input {
	return p.filled(ui.Input{
		Name: "notes", Label: p.L.T("Notes for the vendors"), MaxLength: 2000,
	})[0]
}

func (p checkoutPage) coupon() ui.Input {
	in := ui.Input{Name: "coupon", Label: p.L.T("Coupon code"), Autocomplete: "off", MaxLength: coupons.MaxCode}
	if p.Totals.Coupon == "" {
		in.Hint = p.L.T("The discount is taken off when you place the order.")
	}
	return p.filled(in)[0]
}

// delivery stands for the ways of delivery in the summary of errors.
func (p checkoutPage) delivery() ui.Input {
	return ui.Input{Name: "shipping_method", Label: p.L.T("Delivery"), Error: p.Errors["shipping_method"]}
}

// saveAddress is ticked by who wants the typed address again.
func (p checkoutPage) saveAddress() ui.Input {
	return ui.Input{Name: "save_address", Label: p.L.T("Keep this address for the next time"), Value: p.Values["save_address"]}
}

// all is every field in the order of the page, for the summary of errors.
func (p checkoutPage) all() []ui.Input {
	fields := append(p.contact(), p.address()...)
	return append(fields, p.delivery(), p.notes(), p.coupon())
}

// showsErrors tells whether what is wrong stands beside an input; hidden ones have no such place.
func (p checkoutPage) showsErrors() bool {
	return slices.ContainsFunc(p.all(), func(in ui.Input) bool { return in.Error != "" })
}

func (p checkoutPage) filled(fields ...ui.Input) []ui.Input {
	for i, in := range fields {
		fields[i].Value, fields[i].Error = p.Values[in.Name], p.Errors[in.Name]
	}
	return fields
}

// placeText is the text of the button that orders.
func placeText(l *locale.Locale, t ui.Totals) string {
	return l.T("Place the order for %s", l.Money(t.Total))
}

// open tells whether a folded field has something to show.
func open(in ui.Input) bool { return in.Value != "" || in.Error != "" }
