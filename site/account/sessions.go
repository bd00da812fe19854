package account

import (
	"net/http"

	"bazaar/market/accounts"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// sessionsPage lists where an account is signed in.
type sessionsPage struct {
	ui.Frame
	Devices []deviceRow
	More    []ui.Link
}

// deviceRow is one live session.
type deviceRow struct {
	// Name is the browser and the system in words.
	Name string
	// Address is from where it came, without its last part.
	Address     string
	Seen, Since string
	Stamp       string
	Current     bool
	// Path takes the POST that ends the session.
	Path string
}

func (f *Front) sessions(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	found, err := accounts.Devices(r.Context(), f.DB, v.Actor, v.Session, f.Now())
	if err != nil {
		return err
	}
	p := sessionsPage{Frame: ownFrame(r, v.Locale.T("Devices")), More: backToSecurity(r)}
	for _, d := range found {
		p.Devices = append(p.Devices, deviceRow{
			Name: deviceName(v.Locale, d.From.UserAgent), Address: maskedNetwork(d.From.Address), Current: d.Current,
			Seen: v.Locale.DateTime(d.Seen), Since: v.Locale.DateTime(d.Since), Stamp: locale.Stamp(d.Seen),
			Path: sessionsPath + d.ID + "/end/",
		})
	}
	return page.Render(w, r, http.StatusOK, sessionsView(p))
}

// endSession signs one device out. Its own device signs out at the usual place.
func (f *Front) endSession(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if err := accounts.EndSession(r.Context(), f.DB, v.Actor, r.PathValue("id"), f.Now()); err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("The device is signed out."))
	return page.Redirect(w, r, sessionsPath, http.StatusSeeOther)
}

func (f *Front) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	n, err := accounts.EndOtherSessions(r.Context(), f.DB, v.Actor, v.Session, f.Now())
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.N("%s device is signed out.", "%s devices are signed out.", n, v.Locale.Number(n)))
	return page.Redirect(w, r, sessionsPath, http.StatusSeeOther)
}
