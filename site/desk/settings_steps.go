package desk

import (
	"net/http"

	"bazaar/market/i18n"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// text is a field that is written in several languages.
type text = struct {
	in    ui.Input
	value i18n.Text
}

var storeStep = step{
	title: func(l *locale.Locale) string { return l.T("Describe the shop") },
	path:  storePath,
	read:  func(form page.Values, s *vendors.Setup) { s.Description = texts(form, "description") },
	fill: func(p *settingsPage, messages map[string]string) {
		l := p.L
		p.Langs = translated(l, text{ui.Input{Name: "description", Label: l.T("About the shop"), Error: messages["description"], Rich: true}, p.Setup.Description})
		p.Pictures = []ui.Input{
			{Name: "logo", Label: l.T("Logo"), Hint: l.T("A square picture of at least 320 pixels, up to 10 MB."), Error: messages["logo"], Value: p.Setup.Logo},
			{Name: "cover", Label: l.T("Cover picture"), Hint: l.T("A wide picture above your goods, up to 10 MB."), Error: messages["cover"], Value: p.Setup.Cover},
		}
	},
}

func (f *Front) saveStore(r *http.Request, s vendors.Setup) error {
	in := vendors.Storefront{Description: s.Description, Version: s.Version}
	if err := in.Check().Err(); err != nil {
		return err // before pictures are stored for nothing
	}
	for _, picture := range []struct {
		name string
		ref  *string
	}{{"logo", &in.Logo}, {"cover", &in.Cover}} {
		refs, err := page.SavePictures(r, f.Pictures, picture.name)
		if err != nil {
			return err
		}
		if len(refs) > 0 {
			*picture.ref = refs[0]
		}
	}
	return vendors.SaveStorefront(r.Context(), f.DB, visitor.Of(r).Actor, in, f.Now())
}

var legalStep = step{
	title: func(l *locale.Locale) string { return l.T("Legal details") },
	path:  legalPath,
	read: func(form page.Values, s *vendors.Setup) {
		s.Legal = vendors.Legal{Name: form.Text("legal_name"), BIN: form.Text("bin"), IBAN: form.Text("iban"), Contact: form.Text("contact")}
	},
	fill: func(p *settingsPage, messages map[string]string) {
		l, legal := p.L, p.Setup.Legal
		p.Inputs = []ui.Input{
			{Name: "legal_name", Label: l.T("Registered name"), Value: legal.Name, Hint: l.T("As in the certificate: a company or an individual entrepreneur."), Autocomplete: "organization", Required: true, MaxLength: 200},
			{Name: "bin", Label: l.T("BIN or IIN"), Value: legal.BIN, Hint: l.T("12 digits"), InputMode: "numeric", Required: true, MaxLength: 20, Width: "half"},
			{Name: "iban", Label: l.T("Account (IBAN)"), Value: legal.IBAN, Hint: l.T("KZ and 18 more signs; your money is paid out to it."), Required: true, MaxLength: 40, Width: "half"},
			{Name: "contact", Label: l.T("Phone"), Value: legal.Contact, Type: "tel", Autocomplete: "tel", InputMode: "tel", Required: true, MaxLength: 100},
		}
		for i := range p.Inputs {
			p.Inputs[i].Error = messages[p.Inputs[i].Name]
		}
	},
}

func (f *Front) saveLegal(r *http.Request, s vendors.Setup) error {
	s.Legal.Version = s.Version
	return vendors.SaveLegal(r.Context(), f.DB, visitor.Of(r).Actor, s.Legal, f.Now())
}

var termsStep = step{
	title: func(l *locale.Locale) string { return l.T("Delivery and returns") },
	path:  termsPath,
	read: func(form page.Values, s *vendors.Setup) {
		s.Terms = vendors.Terms{
			City: form.Text("city"), Address: form.Text("address"), Delivery: texts(form, "delivery_terms"), Returns: texts(form, "return_terms"),
			Promises: vendors.Promises{
				ChatResponse: form.Text("chat_resp_time"), ShippingOnTime: form.Text("shipping_on_time"), Authentic: form.Text("authentic_rating"),
				Returns: form.Text("days_return"), Warranty: form.Text("warranty_period"),
			},
		}
	},
	fill: func(p *settingsPage, messages map[string]string) {
		l, t := p.L, p.Setup.Terms
		p.Inputs = []ui.Input{
			{Name: "city", Label: l.T("City"), Value: t.City, Autocomplete: "address-level2", Required: true, MaxLength: 100, Width: "half"},
			{Name: "address", Label: l.T("Address"), Value: t.Address, Autocomplete: "address-line1", Required: true, MaxLength: 200, Width: "half"},
			{Name: "chat_resp_time", Label: l.T("Answers within"), Value: t.Promises.ChatResponse, Hint: l.T("In your own words, for example “one hour”."), MaxLength: 100, Width: "half"},
			{Name: "shipping_on_time", Label: l.T("Parcels on time"), Value: t.Promises.ShippingOnTime, Hint: l.T("For example “98 %”."), MaxLength: 100, Width: "half"},
			{Name: "authentic_rating", Label: l.T("Genuine goods"), Value: t.Promises.Authentic, Hint: l.T("For example “100 %”."), MaxLength: 100, Width: "half"},
			{Name: "days_return", Label: l.T("Returns within"), Value: t.Promises.Returns, Hint: l.T("For example “14 days”."), MaxLength: 100, Width: "half"},
			{Name: "warranty_period", Label: l.T("Warranty"), Value: t.Promises.Warranty, Hint: l.T("For example “1 year”."), MaxLength: 100, Width: "half"},
		}
		for i := range p.Inputs {
			p.Inputs[i].Error = messages[p.Inputs[i].Name]
		}
		p.Langs = translated(
			l,
			text{ui.Input{Name: "delivery_terms", Label: l.T("How you deliver"), Error: messages["delivery_terms"], Long: true, MaxLength: 2000}, t.Delivery},
			text{ui.Input{Name: "return_terms", Label: l.T("What you take back"), Error: messages["return_terms"], Long: true, MaxLength: 2000}, t.Returns},
		)
	},
}

func (f *Front) saveTerms(r *http.Request, s vendors.Setup) error {
	s.Terms.Version = s.Version
	return vendors.SaveTerms(r.Context(), f.DB, visitor.Of(r).Actor, s.Terms, f.Now())
}
