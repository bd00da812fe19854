package ui

import "bazaar/market/money"

// sample is made-up data for Showcase.
type sample struct {
	Frame
	products []Product
	inputs   []Input
	totals   Totals
	lines    []Line
	steps    []Step
}

func newSample(f Frame) sample {
	usd := func(minor int64) money.Amount { return money.New(minor, money.USD) }
	s := sample{Frame: f, products: []Product{
		{ID: 1, Title: "Wireless headphones", Price: Cost{Now: usd(12999), Old: usd(15999)}, Rating: Rating{480, 1243}, Vendor: "TechStore", Available: true},
		{ID: 2, Title: "A desk lamp with a name that is long enough to need a second and even a third line", Price: Cost{Now: usd(2999)}, Vendor: "Lumen", Available: true, Choice: true},
		{ID: 3, Title: "Бас киім, қыста киетін", Lang: "kk", Price: Cost{Now: usd(1850)}, Rating: Rating{350, 2}, Vendor: "Ұлы Дала"},
		{ID: 4, Title: "Mouse", Price: Cost{Now: usd(2999)}, Rating: Rating{500, 1}, Vendor: "TechStore", Available: true},
	}}
	s.inputs = []Input{
		{Name: "name", Label: "Full name", Value: "Aigerim S.", Required: true, Autocomplete: "name"},
		{Name: "phone", Label: "Phone", Hint: "The courier calls before delivery.", Error: "Enter a phone number.", Type: "tel", Required: true, Width: "half"},
		{Name: "city", Label: "City", Hint: "Where the parcel goes.", Width: "half"},
	}
	s.totals = Totals{Units: 3, Items: usd(202997), Discount: usd(20300), Coupon: "WELCOME10", Total: usd(182697), Shipping: usd(0), Tax: usd(1200)}
	s.lines = []Line{
		{Title: "Gaming Laptop", Options: "256 GB", Path: "/products/", Quantity: 2, Sum: f.L.Money(usd(199998))},
		{Title: "Mouse", Quantity: 1, Sum: f.L.Money(usd(2999))},
	}
	s.steps = []Step{
		{Text: "Processing", Note: "Nov 20", Stamp: "2026-11-20", Done: true},
		{Text: "Shipped", Note: "Nov 22", Stamp: "2026-11-22", Done: true, Current: true},
		{Text: "Delivered"},
	}
	return s
}
