package shop

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"bazaar/infra/gateways/sandbox"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// payRoutes are the pages around paying by card.
func (f *Front) payRoutes() []page.Route {
	routes := []page.Route{
		{Pattern: "POST /order/{oid}/pay/{$}", Handle: f.payOrder, Access: page.SignedIn},
		{Pattern: "GET /order/{oid}/paid/{$}", Handle: f.showPaid, Access: page.SignedIn},
		{Pattern: "GET /order/{oid}/unpaid/{$}", Handle: f.showPaid, Access: page.SignedIn},
	}
	if f.Sandbox != nil {
		routes = append(routes,
			page.Route{Pattern: "GET " + sandbox.PathPrefix + "{token}/{$}", Handle: f.showSandbox, Token: page.TokenAlways},
			page.Route{Pattern: "POST " + sandbox.PathPrefix + "{token}/{$}", Handle: f.actSandbox, Token: page.TokenAlways},
		)
	}
	return routes
}

// cardGateway is through which cards are paid; empty where they are not accepted.
func (f *Front) cardGateway() string { return f.Gateways.Cards() }

// startPayment opens the payment of an order and says where its buyer goes.
func (f *Front) startPayment(r *http.Request, by actor.Actor, oid string) (string, error) {
	to, err := orders.Pay(r.Context(), f.DB, f.Gateways, by, orders.PayRequest{
		OID: oid, Gateway: f.cardGateway(), SuccessPath: orderPath(oid) + "paid/", FailurePath: orderPath(oid) + "unpaid/",
	}, f.Now())
	if err != nil {
		return "", err
	}
	return f.provider(r, to)
}

// provider is the address of a provider's page as a browser is sent to it: a path of this site in the
// visitor's language, or a page of one of the sites that the gateways declare.
func (f *Front) provider(r *http.Request, to string) (string, error) {
	if page.Next(to) != "" {
		return visitor.Of(r).Locale.URL(to), nil
	}
	for _, origin := range f.Gateways.Origins() {
		if strings.HasPrefix(to, origin+"/") {
			return to, nil
		}
	}
	u, err := url.Parse(to)
	if err != nil {
		return "", fmt.Errorf("a gateway sends buyers to an address that cannot be read: %w", err)
	}
	return "", fmt.Errorf("a gateway sends buyers to %s, which is none of its origins", u.Host)
}

// leave sends the buyer to a provider's page.
func leave(w http.ResponseWriter, r *http.Request, to string, status int) error {
	visitor.Of(r).SendCookies(w)
	w.Header().Set("Location", to)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return nil
}

// payOrder sends the buyer of an order that waits for its money to the provider's page.
func (f *Front) payOrder(w http.ResponseWriter, r *http.Request) error {
	oid := r.PathValue("oid")
	to, err := f.startPayment(r, visitor.Of(r).Actor, oid)
	if err != nil {
		return turnBack(w, r, err, orderPath(oid))
	}
	return leave(w, r, to, http.StatusSeeOther)
}

// paidPage tells a buyer who comes back from the provider how his order stands.
type paidPage struct {
	ui.Frame
	OID string
	// Icon, Title and Text say how it stands; Retry that it can be paid again.
	Icon, Title, Text string
	Retry             bool
}

// showPaid says what the server knows. That the provider sent the buyer here proves nothing.
func (f *Front) showPaid(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	o, err := orders.ByOID(r.Context(), f.DB, v.Actor, r.PathValue("oid"))
	if err != nil {
		return err
	}
	attempts, err := payments.OfOrder(r.Context(), f.DB, o.ID)
	if err != nil {
		return err
	}
	p := paidPage{OID: o.OID}
	l := v.Locale
	last, paid := payments.State(""), o.Paid
	for _, a := range attempts {
		last, paid = a.State, paid || a.Settles // the money may have come since the order was read
	}
	switch {
	case paid:
		p.Icon, p.Title, p.Text = "circle-check", l.T("Payment completed"), l.T("Thank you! The vendors have been told and prepare your parcels.")
	case !o.Payable(f.Now()):
		p.Icon, p.Title, p.Text = "ban", l.T("Payment failed"), l.T("This order can no longer be paid.")
	case last.Open() && strings.HasSuffix(r.URL.Path, "/paid/"):
		p.Icon, p.Title, p.Text = "clock", l.T("Waiting for the bank"), l.T("The bank has not confirmed the payment yet. You need not wait here: we will write to you.")
	default:
		p.Icon, p.Title, p.Text, p.Retry = "circle-alert", l.T("Payment failed"), l.T("Nothing was charged. Your order is kept for a while: try again or use another card."), true
	}
	p.Frame = page.Frame(r, p.Title)
	p.NoIndex = true
	return page.Render(w, r, http.StatusOK, paidView(p))
}

// sandboxPage is the page of the provider that takes no money.
type sandboxPage struct {
	ui.Frame
	Action, OID, Amount string
	Choices             []payment
}

func (f *Front) showSandbox(w http.ResponseWriter, r *http.Request) error {
	session, err := f.Sandbox.Open(r.PathValue("token"))
	if err != nil {
		return fault.Missing()
	}
	l := visitor.Of(r).Locale
	p := sandboxPage{
		Frame: page.Frame(r, l.T("Test payment")), Action: sandbox.PathPrefix + r.PathValue("token") + "/",
		OID: session.OID, Amount: l.Money(session.Amount()),
		Choices: []payment{
			{Value: string(sandbox.Approve), Title: l.T("Approve"), Text: l.T("The payment succeeds at once.")},
			{Value: string(sandbox.Decline), Title: l.T("Decline"), Text: l.T("The bank refuses the card.")},
			{Value: string(sandbox.Delay), Title: l.T("Approve later"), Text: l.T("The confirmation comes after ten seconds.")},
			{Value: string(sandbox.Duplicate), Title: l.T("Approve many times"), Text: l.T("The confirmation comes several times.")},
			{Value: string(sandbox.Reorder), Title: l.T("Approve out of order"), Text: l.T("Messages come in the wrong order.")},
			{Value: string(sandbox.Lose), Title: l.T("Approve and lose the message"), Text: l.T("The payment succeeds, but the confirmation never comes.")},
			{Value: string(sandbox.Lapse), Title: l.T("Let it expire"), Text: l.T("The time to pay runs out.")},
		},
	}
	p.CSRF, p.NoIndex = page.Token(r), true
	return page.Render(w, r, http.StatusOK, sandboxView(p))
}

// actSandbox does as the tester chose, then sends him back as a provider would.
func (f *Front) actSandbox(w http.ResponseWriter, r *http.Request) error {
	session, err := f.Sandbox.Open(r.PathValue("token"))
	if err != nil {
		return fault.Missing()
	}
	values, err := page.Form(w, r)
	if err != nil {
		return err
	}
	to, err := f.Sandbox.Act(r.Context(), session, sandbox.Choice(values.Text("choice")))
	if err != nil {
		return page.Refuse(http.StatusBadRequest, "bad_request", "The server could not read what was sent.")
	}
	return page.Redirect(w, r, to, http.StatusSeeOther)
}
