package vendors

import (
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// Setup is everything that a shop tells about itself, as its owner sees it.
type Setup struct {
	Vendor
	Reason    string
	Legal     Legal
	Terms     Terms
	Version   int64
	Submitted *time.Time // the application was sent; nil before
}

// Locked tells that the legal details can no longer be changed by the owner: money is paid out by
// them.
func (s Setup) Locked() bool { return s.State != Applied }

// Storefront is what buyers read and see of a shop.
type Storefront struct {
	Description i18n.Text // HTML as typed
	// Logo and Cover are references of pictures; empty keeps what there is.
	Logo, Cover string
	Version     int64
}

// Legal is who is behind a shop and where its money goes.
type Legal struct {
	Name      string // as it is registered
	BIN, IBAN string
	Contact   string
	Version   int64
}

// Terms are how a shop delivers and takes back.
type Terms struct {
	City, Address     string
	Delivery, Returns i18n.Text
	Promises          Promises
	Version           int64
}

// Limits of the fields of a shop's setup, in characters.
const (
	maxLegalName = 200
	maxCity      = 100
	maxTerms     = 2000
)

const (
	msgBIN   = "This is no valid number: it has 12 digits, of which the last checks the others."
	msgIBAN  = "This is no valid account in Kazakhstan: KZ and 18 more signs."
	msgTerm  = "Write it in at least one language."
	msgAbout = "Describe the shop in at least one language."
)

// Check tells what is wrong, under the names of the inputs.
func (f Storefront) Check() fault.Fields {
	wrong := fault.Fields{}
	for _, s := range f.Description {
		checkLength(wrong, "description", s, maxDescription)
	}
	if f.Description.Plain().All() == "" {
		wrong.Add("description", msgAbout)
	}
	return wrong
}

// Check tells what is wrong, under the names of the inputs.
func (f Legal) Check() fault.Fields {
	wrong := fault.Fields{}
	required(wrong, "legal_name", f.Name, maxLegalName)
	required(wrong, "contact", f.Contact, maxContact)
	if !ValidBIN(number(f.BIN)) {
		wrong.Add("bin", msgBIN)
	}
	if !ValidIBAN(number(f.IBAN)) {
		wrong.Add("iban", msgIBAN)
	}
	return wrong
}

// Check tells what is wrong, under the names of the inputs.
func (f Terms) Check() fault.Fields {
	wrong := fault.Fields{}
	required(wrong, "city", f.City, maxCity)
	required(wrong, "address", f.Address, maxAddress)
	for name, text := range map[string]i18n.Text{"delivery_terms": f.Delivery, "return_terms": f.Returns} {
		for _, s := range text {
			checkLength(wrong, name, s, maxTerms)
		}
		if text.Trimmed().All() == "" {
			wrong.Add(name, msgTerm)
		}
	}
	for name, s := range f.Promises.fields() {
		checkLength(wrong, name, *s, maxPromise)
	}
	return wrong
}

// fields are the promises under the names of their inputs.
func (p *Promises) fields() map[string]*string {
	return map[string]*string{
		"chat_resp_time": &p.ChatResponse, "shipping_on_time": &p.ShippingOnTime, "authentic_rating": &p.Authentic,
		"days_return": &p.Returns, "warranty_period": &p.Warranty,
	}
}

func required(wrong fault.Fields, name, value string, limit int) {
	if strings.TrimSpace(value) == "" {
		wrong.Add(name, msgRequired)
	}
	checkLength(wrong, name, value, limit)
}

func checkLength(wrong fault.Fields, name, value string, limit int) {
	if utf8.RuneCountInString(strings.TrimSpace(value)) > limit {
		wrong.Add(name, msgTooLong, limit)
	}
}

// Missing tells which parts of the setup are not complete yet, computed from what is there: "store",
// "legal", "terms".
func (s Setup) Missing() []string {
	var missing []string
	for _, part := range []struct {
		name  string
		wrong fault.Fields
	}{
		{"store", Storefront{Description: s.Description}.Check()},
		{"legal", s.Legal.Check()},
		{"terms", s.Terms.Check()},
	} {
		if len(part.wrong) > 0 {
			missing = append(missing, part.name)
		}
	}
	return missing
}
