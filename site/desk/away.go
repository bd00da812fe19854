package desk

import (
	"net/http"
	"time"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const awayPath = "/vendor/settings/away/"

// awayPage says when the shop is away.
type awayPage struct {
	settingsPage
	// Now tells that it is away; Ahead that it is, or will be.
	Now, Ahead bool
	// From and Until are the days in words.
	From, Until string
}

// days are what somebody types.
type awayDays struct{ from, until string }

func (f *Front) showAway(w http.ResponseWriter, r *http.Request) error {
	s, err := vendors.ReadSetup(r.Context(), f.DB, visitor.Of(r).Actor)
	if err != nil {
		return err
	}
	typed := awayDays{}
	if s.Absence.Ahead(f.Now()) {
		typed = awayDays{f.dayAt(s.Absence.From), f.dayAt(s.Absence.Until)}
	}
	return f.renderAway(w, r, s, typed, nil)
}

// dayAt is the day of a moment where the market is.
func (f *Front) dayAt(t time.Time) string {
	if f.Zone != nil {
		t = t.In(f.Zone)
	}
	return t.Format(time.DateOnly)
}

func (f *Front) renderAway(w http.ResponseWriter, r *http.Request, s vendors.Setup, typed awayDays, why *fault.Fault) error {
	l := visitor.Of(r).Locale
	frame, err := f.settings(r, l.T("Time away"), awayPath, s)
	if err != nil {
		return err
	}
	p := awayPage{settingsPage: frame, Now: s.Absence.At(f.Now()), Ahead: s.Absence.Ahead(f.Now()), From: l.Date(s.Absence.From), Until: l.Date(s.Absence.Until)}
	status := http.StatusOK
	messages := map[string]string{}
	if why != nil {
		p.Refused, status, messages = true, http.StatusUnprocessableEntity, page.Messages(l, why)
		if why.Kind == fault.Conflict {
			p.Problem, status = l.T(why.Message, why.Args...), http.StatusConflict
		}
	}
	p.Inputs = []ui.Input{
		{Name: "from", Label: l.T("Away from"), Type: "date", Value: typed.from, Required: true, Width: "half", Error: messages["from"]},
		{Name: "until", Label: l.T("Back on"), Type: "date", Value: typed.until, Required: true, Width: "half", Error: messages["until"]},
	}
	return page.Render(w, r, status, awayView(p))
}

// saveAway keeps when the shop is away: from the beginning of one day to that of another.
func (f *Front) saveAway(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	s, err := vendors.ReadSetup(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	typed := awayDays{form.Text("from"), form.Text("until")}
	in := vendors.AbsenceForm{Absence: vendors.Absence{From: f.midnight(typed.from), Until: f.midnight(typed.until)}, Version: version(form)}
	err = catalog.SetAbsence(r.Context(), f.DB, v.Actor, in, f.Now())
	if refused := fault.As(err); refused != nil && !page.IsAJAX(r) && (refused.Kind == fault.Invalid || refused.Kind == fault.Conflict) {
		return f.renderAway(w, r, s, typed, refused)
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Saved. It begins and ends by itself."))
	return page.Redirect(w, r, awayPath, http.StatusSeeOther)
}

// midnight is the beginning of a day where the market is, UTC; the zero time when it is no day.
func (f *Front) midnight(day string) time.Time {
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

func (f *Front) endAway(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if err := catalog.EndAbsence(r.Context(), f.DB, v.Actor, f.Now()); err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Welcome back! Your goods can be bought again."))
	return page.Redirect(w, r, awayPath, http.StatusSeeOther)
}
