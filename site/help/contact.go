package help

import (
	"net/http"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/fault"
	"bazaar/market/orders"
	"bazaar/market/support"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// How often messages may be sent: by one account, from wherever it comes, and from one address.
var (
	messagesPerAccount = limit.Per(10, 10*time.Minute)
	messagesPerAddress = limit.Per(20, 10*time.Minute)
)

// bait is a field that people do not see and programs fill in.
const bait = "website"

// ordersToPick is how many of the latest orders the form offers.
const ordersToPick = 20

// contactPage is the form that writes to the operator.
type contactPage struct {
	ui.Frame
	FullName, Email, Phone, Subject, Message, Order ui.Input
	// Orders are those of a customer to choose from; nil where the number is typed.
	Orders []ui.Option
	// Topics answer what is asked most.
	Topics []ui.Link
	// Address is where the operator reads mail; empty when it is not told.
	Address string
	// Sent tells that a message has just come.
	Sent bool
}

// all are the fields in their order on the page.
func (p contactPage) all() []ui.Input {
	return []ui.Input{p.FullName, p.Email, p.Phone, p.Order, p.Subject, p.Message}
}

func (f *Front) newContactPage(r *http.Request, text func(name string) string) (contactPage, error) {
	v := visitor.Of(r)
	l := v.Locale
	p := contactPage{Frame: page.Frame(r, l.T("Contact us")), Address: f.Desk.Email}
	p.Canonical, p.CSRF = "/contact/", page.Token(r)
	p.Description = l.T("Write to us: a person reads and answers every message.")
	p.FullName = ui.Input{Name: "full_name", Label: l.T("Your name"), Value: text("full_name"), Autocomplete: "name", Required: true, MaxLength: support.MaxName, Width: "half"}
	p.Email = ui.Input{Name: "email", Label: l.T("Email"), Value: text("email"), Hint: l.T("We answer to this address."), Type: "email", Autocomplete: "email", Required: true, MaxLength: support.MaxEmail, Width: "half"}
	p.Phone = ui.Input{Name: "phone", Label: l.T("Phone"), Value: text("phone"), Type: "tel", Autocomplete: "tel", MaxLength: support.MaxPhone, Width: "half"}
	p.Order = ui.Input{Name: "order", Label: l.T("Order number"), Value: text("order"), Autocomplete: "off", MaxLength: support.MaxOrder, Width: "half"}
	p.Subject = ui.Input{Name: "subject", Label: l.T("Subject"), Value: text("subject"), Required: true, MaxLength: support.MaxSubject}
	p.Message = ui.Input{Name: "message", Label: l.T("Message"), Value: text("message"), Required: true, MaxLength: support.MaxBody, Rows: 8}
	p.Topics = []ui.Link{
		{Text: l.T("Where is my order?"), URL: "/help/track/"},
		{Text: l.T("How do I return something?"), URL: "/returns/"},
		{Text: l.T("My payment failed"), URL: "/help/pay/"},
		{Text: l.T("I want to sell here"), URL: "/help/sell/"},
	}
	if !v.Actor.SignedIn() {
		return p, nil
	}
	return p, f.offerOrders(r, &p)
}

// offerOrders lets a customer choose one of the latest orders; a number that is not among them stays
// as it was typed.
func (f *Front) offerOrders(r *http.Request, p *contactPage) error {
	v := visitor.Of(r)
	found, err := orders.Latest(r.Context(), f.DB, v.Actor, ordersToPick)
	if err != nil || len(found) == 0 {
		return err
	}
	p.Orders = []ui.Option{{Value: "", Text: v.Locale.T("Not about an order")}}
	known := p.Order.Value == ""
	for _, o := range found {
		known = known || o.OID == p.Order.Value
		p.Orders = append(p.Orders, ui.Option{Value: o.OID, Text: v.Locale.T("#%s of %s", orders.ShortNumber(o.OID), v.Locale.Date(o.PlacedAt))})
	}
	if !known {
		p.Orders = nil
	}
	return nil
}

// showContact shows the form; the address may name an order and a subject.
func (f *Front) showContact(w http.ResponseWriter, r *http.Request) error {
	v, query := visitor.Of(r), r.URL.Query()
	p, err := f.newContactPage(r, func(name string) string {
		given := query.Get(name)
		switch {
		case !page.IsText(given):
			return ""
		case name == "full_name":
			return v.Name
		case name == "email":
			return v.Email
		case name == "order" && len(given) <= support.MaxOrder, name == "subject" && len(given) <= support.MaxSubject:
			return given
		}
		return ""
	})
	if err != nil {
		return err
	}
	p.Sent = query.Has("sent")
	return page.Render(w, r, http.StatusOK, contactView(p))
}

// contact keeps a message. Whoever fills in the bait gets the same answer as everybody else.
func (f *Front) contact(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if v.Actor.SignedIn() {
		if wait := f.Limits.Take("contact "+v.Actor.Owner(), messagesPerAccount); wait > 0 {
			return page.TooMany(wait)
		}
	}
	if form.Text(bait) == "" {
		err = support.Send(r.Context(), f.DB, v.Actor, support.Post{
			Form: support.Form{
				FullName: named(form), Email: form.Text("email"), Phone: form.Text("phone"),
				Subject: form.Text("subject"), Body: form.Text("message"), Order: form.Text("order"),
			},
			Language: v.Locale.Code(), Desk: f.Desk,
		}, f.Now())
	}
	if refusal := fault.As(err); fault.Is(err, fault.Invalid) && !page.IsAJAX(r) {
		return f.refuseContact(w, r, form, refusal)
	}
	if err != nil {
		return err
	}
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, map[string]any{"success": true, "message": v.Locale.T("Your message has been sent. Thank you!")})
	}
	return page.Redirect(w, r, "/contact/?sent=1", http.StatusSeeOther)
}

// named is who writes; programs of the former shop called the field "name".
func named(form page.Values) string {
	if form.Has("full_name") {
		return form.Text("full_name")
	}
	return form.Text("name")
}

// refuseContact shows the form again with what was typed.
func (f *Front) refuseContact(w http.ResponseWriter, r *http.Request, form page.Values, why *fault.Fault) error {
	p, err := f.newContactPage(r, func(name string) string {
		if name == "full_name" {
			return named(form)
		}
		return form.Text(name)
	})
	if err != nil {
		return err
	}
	p.Refused = true
	messages := page.Messages(p.L, why)
	for _, in := range []*ui.Input{&p.FullName, &p.Email, &p.Phone, &p.Order, &p.Subject, &p.Message} {
		in.Error = messages[in.Name]
	}
	return page.Render(w, r, http.StatusUnprocessableEntity, contactView(p))
}
