// Package checkout turns a cart into an order. A form says whom and where to, a quote (pure) deals
// the cart out into one parcel for each vendor with every sum, and Place does it all in one
// transaction over the rooms to the left.
//
// Invariants: the parts of a quote sum to the whole to the cent; nothing about money or goods is
// taken from the client; one checkout key of a buyer makes one order however often it is sent; an
// order that cannot be filled changes nothing. It owns no tables.
package checkout

import (
	"crypto/sha256"
	"encoding/hex"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"bazaar/market/accounts"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/shipping"
)

// MsgMethod refuses a way to pay that there is not, or that this market does not offer.
const MsgMethod = "Choose one of the ways to pay."

// maxKey is the longest checkout key.
const maxKey = 64

// Form is what a buyer typed, trimmed.
type Form struct {
	Contact orders.Contact
	Notes   string
	// Coupon is a code, empty for none.
	Coupon string
	Method payments.Method
	// Shipping is how the parcels are to come.
	Shipping shipping.Code
	// SaveAddress keeps the address for the next time.
	SaveAddress bool
	// Key names this purchase: the form carries a fresh one, and sending it twice is one order.
	Key string
	// SeenTotal is the total that the buyer saw, as 2029.97; empty skips the comparison.
	SeenTotal string
}

// ParseForm reads the fields of the checkout form by their names. Cash on delivery and the first
// way of delivery are chosen for a buyer who chose nothing.
func ParseForm(value func(name string) string) Form {
	text := func(name string) string { return strings.TrimSpace(value(name)) }
	f := Form{
		Contact: orders.Contact{
			FullName: text("full_name"), Email: text("email"), Phone: text("phone"), Address: text("address"),
			City: text("city"), State: text("state"), Country: text("country"), ZipCode: text("zip_code"),
		},
		Notes: text("notes"), Coupon: text("coupon"), Method: payments.Method(text("payment_method")),
		Shipping: shipping.Code(text("shipping_method")), SaveAddress: text("save_address") != "",
		Key: text("checkout_key"), SeenTotal: text("seen_total"),
	}
	if f.Shipping == "" {
		f.Shipping = shipping.Methods[0].Code
	}
	if f.Method == "" {
		f.Method = payments.Methods[0]
	}
	return f
}

// Validate tells what is wrong with the form, field by field under the names of its inputs; nil
// when nothing is.
func (f Form) Validate() error {
	wrong := fault.Fields{}
	for _, c := range []struct {
		field, text string
		most        int
		required    bool
	}{
		{"full_name", f.Contact.FullName, 200, true},
		{"email", f.Contact.Email, 254, true},
		{"phone", f.Contact.Phone, 100, true},
		{"address", f.Contact.Address, 200, true},
		{"city", f.Contact.City, 100, true},
		{"state", f.Contact.State, 100, false},
		{"country", f.Contact.Country, 100, true},
		{"zip_code", f.Contact.ZipCode, 40, false},
		{"notes", f.Notes, 2000, false},
		{"coupon", f.Coupon, coupons.MaxCode, false},
		{"checkout_key", f.Key, maxKey, false},
		{"seen_total", f.SeenTotal, 40, false},
	} {
		switch {
		case c.required && c.text == "":
			wrong.Add(c.field, accounts.MsgRequired)
		case utf8.RuneCountInString(c.text) > c.most:
			wrong.Add(c.field, accounts.MsgTooLong, c.most)
		case !printable(c.text, c.field == "notes"):
			wrong.Add(c.field, "This contains characters that cannot be used.")
		}
	}
	if !validEmail(f.Contact.Email) {
		wrong.Add("email", "Enter a valid email address.")
	}
	if !validPhone(f.Contact.Phone) {
		wrong.Add("phone", "Enter a phone number, such as +7 701 234 56 78.")
	}
	if !f.Method.Known() {
		wrong.Add("payment_method", MsgMethod)
	}
	if _, ok := shipping.Find(f.Shipping); !ok {
		wrong.Add("shipping_method", "Choose one of the ways of delivery.")
	}
	return wrong.Err()
}

// method is how an order of a total is paid: nobody sends a buyer to a provider to pay nothing.
func (f Form) method(total money.Amount) payments.Method {
	if total.IsZero() {
		return payments.CashOnDelivery
	}
	return f.Method
}

// hash is the digest of everything but the key, to tell a repetition from another purchase.
func (f Form) hash() string {
	h := sha256.New()
	c := f.Contact
	for _, field := range []string{
		c.FullName, c.Email, c.Phone, c.Address, c.City, c.State, c.Country, c.ZipCode,
		f.Notes, coupons.Key(f.Coupon), string(f.Method), string(f.Shipping), f.SeenTotal,
	} {
		h.Write([]byte(field))
		h.Write([]byte{0}) // stands in no field, so that fields cannot run together
	}
	return hex.EncodeToString(h.Sum(nil))
}

// printable tells whether a database and a letter can take a text; lines may break in a long one.
func printable(s string, long bool) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && (!long || !strings.ContainsRune("\n\r\t", r))
	})
}

func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(strings.Trim(domain, "."), ".") && !strings.ContainsAny(s, "\"\r\n ")
}

// validPhone asks for 5 to 20 digits among the signs with which people write numbers.
func validPhone(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-(). /\u00a0", r):
			return false
		}
	}
	return digits >= 5 && digits <= 20
}
