package account

import (
	"net/http"
	"strconv"
	"strings"

	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const addressesPath = "/addresses/"

// addressesPage lists the visitor's addresses, the default first.
type addressesPage struct {
	ui.Frame
	Addresses []savedAddress
	// Full says that no more can be added.
	Full bool
}

// savedAddress is one of them; Lines are for people.
type savedAddress struct {
	ID      int64
	Lines   []string
	Default bool
}

func (a savedAddress) path(part string) string {
	return "/address/" + strconv.FormatInt(a.ID, 10) + "/" + part
}

// addressPage is the form of one address; ID is 0 for a new one.
type addressPage struct {
	ui.Frame
	ID      int64
	Version int64
	Fields  []ui.Input
	// Problem says why it was not saved, when that is no field's fault.
	Problem string
}

// action is where the form is sent.
func (p addressPage) action() string {
	if p.ID == 0 {
		return "/address/add/"
	}
	return savedAddress{ID: p.ID}.path("edit/")
}

// addressLines writes an address out.
func addressLines(a accounts.Address) []string {
	return filled(a.FullName, a.Phone, a.Address, strings.Join(filled(a.ZipCode, a.City), " "), a.State, a.Country)
}

func (f *Front) addresses(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	saved, err := accounts.Addresses(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	p := addressesPage{Frame: ownFrame(r, v.Locale.T("Addresses")), Full: len(saved) >= accounts.MaxAddresses}
	for _, a := range saved {
		p.Addresses = append(p.Addresses, savedAddress{ID: a.ID, Lines: addressLines(a), Default: a.Default})
	}
	return page.Render(w, r, http.StatusOK, addressesView(p))
}

// newAddressPage is the form with an address in it.
func newAddressPage(r *http.Request, a accounts.Address) addressPage {
	l := visitor.Of(r).Locale
	title := l.T("New address")
	if a.ID != 0 {
		title = l.T("Edit the address")
	}
	return addressPage{Frame: ownFrame(r, title), ID: a.ID, Version: a.Version, Fields: []ui.Input{
		{Name: "full_name", Label: l.T("Full name"), Value: a.FullName, Hint: l.T("Who takes the goods; empty means you."), Autocomplete: "name", MaxLength: 200},
		{Name: "phone", Label: l.T("Phone"), Value: a.Phone, Hint: l.T("The courier calls before delivery."), Type: "tel", Autocomplete: "tel", MaxLength: 100},
		{Name: "address", Label: l.T("Street, house, flat"), Value: a.Address, Autocomplete: "address-line1", MaxLength: 200, Required: true},
		{Name: "city", Label: l.T("City"), Value: a.City, Autocomplete: "address-level2", MaxLength: 100, Width: "half"},
		{Name: "state", Label: l.T("Region"), Value: a.State, Autocomplete: "address-level1", MaxLength: 100, Width: "half"},
		{Name: "country", Label: l.T("Country"), Value: a.Country, Autocomplete: "country-name", MaxLength: 100, Width: "half"},
		{Name: "zip_code", Label: l.T("Postal code"), Value: a.ZipCode, Autocomplete: "postal-code", InputMode: "numeric", MaxLength: 40, Width: "half"},
	}}
}

// addressForm reads what was typed.
func addressForm(form page.Values) accounts.AddressForm {
	return accounts.AddressForm{
		FullName: form.Text("full_name"), Phone: form.Text("phone"), Address: form.Text("address"),
		City: form.Text("city"), State: form.Text("state"), Country: form.Text("country"), ZipCode: form.Text("zip_code"),
	}
}

func (f *Front) showNewAddress(w http.ResponseWriter, r *http.Request) error {
	return page.Render(w, r, http.StatusOK, addressView(newAddressPage(r, accounts.Address{})))
}

func (f *Front) addAddress(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	_, err = accounts.AddAddress(r.Context(), f.DB, visitor.Of(r).Actor, addressForm(form), f.Now())
	if refused := fault.As(err); refused != nil && !page.IsAJAX(r) {
		return refuseAddress(w, r, accounts.Address{}, addressForm(form), refused)
	}
	if err != nil {
		return err
	}
	return f.done(w, r, visitor.Of(r).Locale.T("The address is saved."), addressesPath)
}

// readAddress reads the visitor's address that the path names.
func (f *Front) readAddress(r *http.Request) (accounts.Address, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return accounts.Address{}, fault.Missing()
	}
	return accounts.AddressOf(r.Context(), f.DB, visitor.Of(r).Actor, id)
}

func (f *Front) showAddress(w http.ResponseWriter, r *http.Request) error {
	a, err := f.readAddress(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, addressView(newAddressPage(r, a)))
}

func (f *Front) editAddress(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	a, err := f.readAddress(r)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		version = a.Version // a script that does not know versions changes what is there now
	}
	err = accounts.EditAddress(r.Context(), f.DB, visitor.Of(r).Actor, a.ID, addressForm(form), version)
	refused := fault.As(err)
	if refused != nil && refused.Kind != fault.NotFound && !page.IsAJAX(r) {
		return refuseAddress(w, r, a, addressForm(form), refused)
	}
	if err != nil {
		return err
	}
	return f.done(w, r, visitor.Of(r).Locale.T("The address is saved."), addressesPath)
}

// refuseAddress shows the form again with what was typed. It then carries the version of now, so
// that sending it once more overwrites what somebody has seen to have changed.
func refuseAddress(w http.ResponseWriter, r *http.Request, now accounts.Address, typed accounts.AddressForm, why *fault.Fault) error {
	shown := accounts.Address{
		ID: now.ID, Version: now.Version, FullName: typed.FullName, Phone: typed.Phone, Address: typed.Address,
		City: typed.City, State: typed.State, Country: typed.Country, ZipCode: typed.ZipCode,
	}
	p, status := newAddressPage(r, shown), http.StatusUnprocessableEntity
	p.Refused = true
	messages := page.Messages(p.L, why)
	for i := range p.Fields {
		p.Fields[i].Error = messages[p.Fields[i].Name]
	}
	if why.Kind == fault.Conflict {
		p.Problem, status = p.L.T(why.Message, why.Args...), http.StatusConflict
	}
	return page.Render(w, r, status, addressView(p))
}

// askToDelete says which address would go.
func (f *Front) askToDelete(w http.ResponseWriter, r *http.Request) error {
	a, err := f.readAddress(r)
	if err != nil {
		return err
	}
	p := addressesPage{Frame: ownFrame(r, visitor.Of(r).Locale.T("Delete the address?"))}
	p.Addresses = []savedAddress{{ID: a.ID, Lines: addressLines(a), Default: a.Default}}
	return page.Render(w, r, http.StatusOK, deleteAddressView(p))
}

func (f *Front) deleteAddress(w http.ResponseWriter, r *http.Request) error {
	a, err := f.readAddress(r)
	if err != nil {
		return err
	}
	if err := accounts.DeleteAddress(r.Context(), f.DB, visitor.Of(r).Actor, a.ID); err != nil {
		return err
	}
	return f.done(w, r, visitor.Of(r).Locale.T("The address is deleted."), addressesPath)
}

func (f *Front) makeDefault(w http.ResponseWriter, r *http.Request) error {
	a, err := f.readAddress(r)
	if err != nil {
		return err
	}
	if err := accounts.MakeDefault(r.Context(), f.DB, visitor.Of(r).Actor, a.ID); err != nil {
		return err
	}
	return f.done(w, r, visitor.Of(r).Locale.T("This is your default address now."), addressesPath)
}
