package shop

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/checkout"
	"bazaar/market/fault"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/market/shipping"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// anotherAddress is the choice of an address that is not among the saved ones.
const anotherAddress = "new"

// entry is the checkout form as it is shown.
type entry struct {
	// Form is what was typed or is known of the buyer.
	Form checkout.Form
	// Address is the id of the chosen saved address, or anotherAddress.
	Address string
	Saved   []accounts.Address
}

// begin is the form of a buyer who comes to the checkout: what he typed before his order was
// refused, otherwise his default address, his last order and his profile, whichever is known first.
func (f *Front) begin(r *http.Request) (entry, error) {
	ctx, by := r.Context(), visitor.Of(r).Actor
	e := entry{Address: anotherAddress}
	var err error
	if e.Saved, err = f.savedAddresses(ctx, by); err != nil {
		return e, err
	}
	typed, kept, err := checkout.Draft(ctx, f.DB, by)
	if err != nil {
		return e, err
	}
	if kept {
		e.Form = typed
		e.Form.Key = rand.Text()
		return e, nil
	}
	e.Form = checkout.Form{Key: rand.Text(), Method: payments.Methods[0], Shipping: shipping.Methods[0].Code}
	if e.Form.Contact, err = f.contact(ctx, by); err != nil {
		return e, err
	}
	if len(e.Saved) > 0 {
		e.Address = strconv.FormatInt(e.Saved[0].ID, 10)
		e.Form.Contact = moved(e.Form.Contact, accounts.Address{})
	}
	return e, nil
}

// contact is what is known of a buyer. The place is taken whole from one source, so that no street
// of one town is sent to another.
func (f *Front) contact(ctx context.Context, by actor.Actor) (orders.Contact, error) {
	known, err := accounts.ContactOf(ctx, f.DB, by)
	if err != nil {
		return orders.Contact{}, err
	}
	last, err := orders.LastContact(ctx, f.DB, by)
	if err != nil {
		return orders.Contact{}, err
	}
	c := orders.Contact(known)
	c.FullName, c.Phone = cmp.Or(c.FullName, last.FullName), cmp.Or(c.Phone, last.Phone)
	if c.Address == "" || c.City == "" {
		c.Address, c.City, c.State, c.Country, c.ZipCode = last.Address, last.City, last.State, last.Country, last.ZipCode
	}
	return c, nil
}

// savedAddresses are those that an order can go to as they are.
func (f *Front) savedAddresses(ctx context.Context, by actor.Actor) ([]accounts.Address, error) {
	all, err := accounts.Addresses(ctx, f.DB, by)
	var complete []accounts.Address
	for _, a := range all {
		if a.City != "" && a.Country != "" && utf8.RuneCountInString(a.City) <= 100 && utf8.RuneCountInString(a.Country) <= 100 && utf8.RuneCountInString(a.State) <= 100 {
			complete = append(complete, a)
		}
	}
	return complete, err
}

// moved is a contact at another place.
func moved(c orders.Contact, a accounts.Address) orders.Contact {
	c.Address, c.City, c.State, c.Country, c.ZipCode = a.Address, a.City, a.State, a.Country, a.ZipCode
	return c
}

// sent reads the form and, when a saved address was chosen, returns the form with it as well. An
// address that is not the buyer's is Invalid.
func (f *Front) sent(r *http.Request, values page.Values) (e entry, order checkout.Form, err error) {
	e = entry{Form: checkout.ParseForm(values.Get), Address: cmp.Or(values.Text("address_id"), anotherAddress)}
	if e.Address == anotherAddress {
		return e, e.Form, nil
	}
	order = e.Form
	order.SaveAddress = false
	if e.Saved, err = f.savedAddresses(r.Context(), visitor.Of(r).Actor); err != nil {
		return e, order, err
	}
	for _, a := range e.Saved {
		if strconv.FormatInt(a.ID, 10) == e.Address {
			order.Contact = moved(order.Contact, a)
			return e, order, nil
		}
	}
	e.Address = anotherAddress
	wrong := fault.Fields{}
	wrong.Add("address", "Choose one of your addresses or type another one.")
	return e, order, wrong.Err()
}

// corrected is the entry to show after a refusal: when something is wrong with the saved address
// itself, it comes as one to be typed.
func (e entry) corrected(order checkout.Form, refused *fault.Fault) entry {
	if e.Address == anotherAddress {
		return e
	}
	for _, field := range []string{"address", "city", "state", "country", "zip_code"} {
		if _, wrong := refused.Fields[field]; wrong {
			e.Address, e.Form.Contact = anotherAddress, order.Contact
		}
	}
	return e
}

// savedAddress is a saved address as a choice.
type savedAddress struct {
	Value, Title, Text string
	Chosen             bool
}

// choices are the saved addresses to choose from.
func (e entry) choices() []savedAddress {
	var all []savedAddress
	for _, a := range e.Saved {
		value := strconv.FormatInt(a.ID, 10)
		rest := []string{strings.TrimSpace(a.ZipCode + " " + a.City), a.State, a.Country}
		text := ""
		for _, part := range rest {
			if part != "" && text != "" {
				text += ", "
			}
			text += part
		}
		all = append(all, savedAddress{Value: value, Title: a.Address, Text: text, Chosen: value == e.Address})
	}
	return all
}
