package desk

import (
	"net/http"
	"slices"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// statusPage says where a shop stands and what is missing before it may sell.
type statusPage struct {
	ui.Panel
	Setup vendors.Setup
	Tasks []ui.Task
	// Steps are the way of the application.
	Steps []ui.Step
	// Ready tells that the application can be sent.
	Ready bool
}

// checklist is what a shop has to do before it may sell, computed from what it has done. The first
// thing that is missing is the next step.
func checklist(l *locale.Locale, s vendors.Setup, goods catalog.Counts) []ui.Task {
	missing := s.Missing()
	done := func(part string) bool { return !slices.Contains(missing, part) }
	list := []ui.Task{
		{Text: l.T("Describe the shop"), Note: l.T("What you sell, in the languages of your buyers, with a logo."), URL: storePath, Icon: "store", Done: done("store")},
		{Text: l.T("Legal details"), Note: l.T("The registered name, BIN or IIN, and the account for your money."), URL: legalPath, Icon: "receipt", Done: done("legal")},
		{Text: l.T("Address, delivery and returns"), Note: l.T("Where you are, how fast you send, and what you take back."), URL: termsPath, Icon: "truck", Done: done("terms")},
		{Text: l.T("Add the first product"), Note: l.T("A title, a price and a picture are enough."), URL: createPath, Icon: "plus", Done: goods.All() > 0},
	}
	if i := slices.IndexFunc(list, func(t ui.Task) bool { return !t.Done }); i >= 0 {
		list[i].Next = true
	}
	return list
}

func (f *Front) status(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	s, err := vendors.ReadSetup(r.Context(), f.DB, visitor.Of(r).Actor)
	if err != nil {
		return err
	}
	frame, goods, err := f.panel(r, l.T("State of the shop"), statusPath)
	if err != nil {
		return err
	}
	p := statusPage{Panel: frame, Setup: s, Tasks: checklist(l, s, goods), Steps: way(l, s)}
	p.Ready = s.State == vendors.Applied && s.Submitted == nil && len(s.Missing()) == 0
	return page.Render(w, r, http.StatusOK, statusView(p))
}

// way is the application from its beginning to the first sale.
func way(l *locale.Locale, s vendors.Setup) []ui.Step {
	sent := s.Submitted != nil || s.State != vendors.Applied
	steps := []ui.Step{
		{Text: l.T("Shop created"), Note: l.Date(s.Since), Stamp: s.Since.Format("2006-01-02"), Done: true, Current: !sent},
		{Text: l.T("Sent for verification"), Done: sent, Current: sent && s.State == vendors.Applied},
		{Text: l.T("Verified: your goods are on sale"), Done: s.State == vendors.Verified, Current: s.State == vendors.Verified},
	}
	if s.Submitted != nil {
		steps[1].Note, steps[1].Stamp = l.Date(*s.Submitted), s.Submitted.Format("2006-01-02")
	}
	if s.State == vendors.Suspended {
		steps = append(steps, ui.Step{Text: l.T("Suspended"), Current: true})
	}
	return steps
}

func (f *Front) submitShop(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	err := vendors.SubmitApplication(r.Context(), f.DB, visitor.Of(r).Actor, f.Now())
	if refused := fault.As(err); refused != nil && refused.Kind == fault.Conflict && !page.IsAJAX(r) {
		page.Flash(w, r, visitor.Warning, l.T(refused.Message, refused.Args...))
		return page.Redirect(w, r, statusPath, http.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, l.T("Sent. We look at it within two working days; this page says what came of it."))
	return page.Redirect(w, r, statusPath, http.StatusSeeOther)
}
