// Package vendors owns the selling shops and who works in them.
//
// States: applied → verified → suspended → verified. Only the goods of a verified vendor are
// public. Because the catalogue keeps that in its products' rows, the state is changed through
// catalog.VerifyVendor and catalog.SuspendVendor, which call Verify and Suspend here and then list
// or unlist the goods in the same transaction.
//
// Invariants: an account belongs to at most one vendor, and a vendor is born with its owner; the
// account of a member may use the vendor desk; vid and slug are unique; the description is rich
// text that was cleaned when it was stored.
package vendors

import (
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// State is where a vendor stands with the marketplace.
type State string

// The states.
const (
	Applied   State = "applied"
	Verified  State = "verified"
	Suspended State = "suspended"
)

// next lists where each state may lead.
var next = map[State][]State{
	Applied:   {Verified, Suspended},
	Verified:  {Suspended},
	Suspended: {Verified},
}

// mayBecome tells whether a vendor in state s may pass into another.
func (s State) mayBecome(to State) bool {
	for _, allowed := range next[s] {
		if allowed == to {
			return true
		}
	}
	return false
}

// Vendor is a shop.
type Vendor struct {
	ID          int64
	VID, Slug   string
	Name        string
	Description i18n.Text // clean HTML
	Address     string
	Contact     string
	Logo, Cover string // references of pictures, empty without one
	State       State
	Since       time.Time // it applied, UTC
	Promises    Promises
	// LegalName is the company or entrepreneur behind it; empty before it is told.
	LegalName string
	// City is where the shop is; Delivery and Returns are its terms, plain texts.
	City              string
	Delivery, Returns i18n.Text
	// Absence is when it is away.
	Absence Absence
}

// Sizes are how many vendors a page of their list may show; the first is the usual one.
var Sizes = []int64{50, 10, 25, 100}

// MostListed is how many vendors a page shows for who asks for all of them.
const MostListed = 250

// Wanted is what somebody looks for among the vendors.
type Wanted struct {
	// Query is a part of a name, or a public number; empty finds all.
	Query string
	// Page counts from 1; Size is how many are on a page.
	Page, Size int64
}

// Listing is one page of the verified vendors.
type Listing struct {
	Vendors     []Vendor
	Total       int64
	Page, Pages int64
}

// Promises are what a shop says about itself, in its own words ("98 %", "2 years"). Each may be
// empty.
type Promises struct {
	ChatResponse, ShippingOnTime, Authentic, Returns, Warranty string
}

// ShopForm is what somebody types to open a shop. Name, Contact and Address are required.
type ShopForm struct {
	Name        string
	Description i18n.Text // HTML as typed
	Contact     string
	Address     string
	Logo, Cover string
	Promises    Promises
	// Terms tells that the rules for vendors were accepted.
	Terms bool
}

// Limits of a shop's fields, in characters.
const (
	maxName        = 100
	maxContact     = 100
	maxAddress     = 200
	maxPromise     = 100
	maxDescription = 20_000
)

const (
	msgRequired = "This field is required."
	msgTooLong  = "This is too long: at most %d characters."
	msgTerms    = "Please accept the rules for vendors."
)

// Check tells what is wrong with the form, under the names of its inputs.
func (f ShopForm) Check() fault.Fields {
	wrong := fault.Fields{}
	for _, c := range []struct {
		name, value string
		limit       int
		required    bool
	}{
		{"shop_name", f.Name, maxName, true},
		{"contact", f.Contact, maxContact, true},
		{"address", f.Address, maxAddress, true},
		{"description", f.Description.All(), maxDescription, false},
		{"chat_resp_time", f.Promises.ChatResponse, maxPromise, false},
		{"shipping_on_time", f.Promises.ShippingOnTime, maxPromise, false},
		{"authentic_rating", f.Promises.Authentic, maxPromise, false},
		{"days_return", f.Promises.Returns, maxPromise, false},
		{"warranty_period", f.Promises.Warranty, maxPromise, false},
	} {
		switch value := strings.TrimSpace(c.value); {
		case c.required && value == "":
			wrong.Add(c.name, msgRequired)
		case utf8.RuneCountInString(value) > c.limit:
			wrong.Add(c.name, msgTooLong, c.limit)
		}
	}
	if !f.Terms {
		wrong.Add("terms", msgTerms)
	}
	return wrong
}

// trimmed is the form without outer spaces and with harmless HTML only.
func (f ShopForm) trimmed() ShopForm {
	p := &f.Promises
	for _, s := range []*string{&f.Name, &f.Contact, &f.Address, &p.ChatResponse, &p.ShippingOnTime, &p.Authentic, &p.Returns, &p.Warranty} {
		*s = strings.TrimSpace(*s)
	}
	f.Description = f.Description.CleanHTML()
	return f
}

// newVID makes a public vendor number: ten random signs of the alphabet that the former shop used.
func newVID() string {
	const alphabet = "abcdefgh12345"
	b := []byte("ven0000000000")
	for i := 3; i < len(b); i++ {
		b[i] = alphabet[rand.IntN(len(alphabet))]
	}
	return string(b)
}

// slugOf is the shop's name for addresses; from the second attempt on the number makes it unique.
func slugOf(name, vid string, attempt int) string {
	slug := i18n.Slug(name)
	switch {
	case slug == "":
		return vid
	case attempt > 0:
		return slug + "-" + vid
	}
	return slug
}
