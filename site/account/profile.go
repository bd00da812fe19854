package account

import (
	"net/http"
	"strconv"

	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const profilePath = "/user/profile/"

// profilePage is what somebody tells about themselves.
type profilePage struct {
	ui.Frame
	Profile accounts.Profile
	Since   string
	Fields  []ui.Input
	Bio     ui.Input
	Avatar  ui.Input
	// Reminders is the switch for letters about a cart that was left.
	Reminders ui.Input
	// Problem says why it was not saved, when that is no field's fault.
	Problem string
}

// inputs are all fields, for the summary of errors.
func (p profilePage) inputs() []ui.Input { return append([]ui.Input{p.Avatar, p.Bio}, p.Fields...) }

// newProfilePage is the form with what was typed in it.
func newProfilePage(r *http.Request, now accounts.Profile, typed accounts.ProfileForm, wrong map[string]string) profilePage {
	l := visitor.Of(r).Locale
	p := profilePage{Frame: ownFrame(r, l.T("Profile")), Profile: now, Since: l.Date(now.Joined)}
	p.Avatar = ui.Input{Name: "image", Label: l.T("Picture"), Hint: l.T("JPEG, PNG, WebP or GIF of up to 10 MB. The picture of now stays when you choose none."), Error: wrong["image"]}
	p.Bio = ui.Input{Name: "bio", Label: l.T("About you"), Value: typed.Bio, MaxLength: accounts.MaxProfileField, Error: wrong["bio"]}
	p.Reminders = ui.Input{Name: "cart_reminders", Label: l.T("Remind me by e-mail of goods that I left in my cart")}
	if typed.CartReminders {
		p.Reminders.Value = "1"
	}
	p.Fields = []ui.Input{
		{Name: "full_name", Label: l.T("Full name"), Value: typed.FullName, Autocomplete: "name"},
		{Name: "phone", Label: l.T("Phone"), Value: typed.Phone, Type: "tel", Autocomplete: "tel"},
		{Name: "address", Label: l.T("Address"), Value: typed.Address, Autocomplete: "address-line1"},
		{Name: "city", Label: l.T("City"), Value: typed.City, Autocomplete: "address-level2"},
		{Name: "country", Label: l.T("Country"), Value: typed.Country, Autocomplete: "country-name"},
	}
	for i := range p.Fields {
		p.Fields[i].MaxLength, p.Fields[i].Error = accounts.MaxProfileField, wrong[p.Fields[i].Name]
	}
	return p
}

func (f *Front) profile(w http.ResponseWriter, r *http.Request) error {
	now, err := accounts.ProfileOf(r.Context(), f.DB, visitor.Of(r).Actor)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, profileView(newProfilePage(r, now, now.ProfileForm, nil)))
}

// saveProfile changes the profile; the picture only when a new one, or its removal, was sent.
func (f *Front) saveProfile(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	now, err := accounts.ProfileOf(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	edit := accounts.ProfileEdit{Version: now.Version, ProfileForm: accounts.ProfileForm{
		FullName: form.Text("full_name"), Bio: form.Text("bio"), Phone: form.Text("phone"),
		Address: form.Text("address"), City: form.Text("city"), Country: form.Text("country"), CartReminders: form.Get("cart_reminders") != "",
	}}
	if version, err := strconv.ParseInt(form.Get("version"), 10, 64); err == nil {
		edit.Version = version
	}
	sent, err := page.SavePictures(r, f.Pictures, "image")
	if err == nil {
		if len(sent) > 0 {
			edit.Picture = &sent[0]
		} else if form.Get("remove_image") != "" {
			edit.Picture = new(string)
		}
		err = accounts.EditProfile(r.Context(), f.DB, v.Actor, edit)
	}
	if why := fault.As(err); why != nil && !page.IsAJAX(r) {
		return refuseProfile(w, r, now, edit.ProfileForm, why)
	}
	if err != nil {
		return err
	}
	return f.done(w, r, v.Locale.T("Your profile is saved."), profilePath)
}

// refuseProfile shows the form again with what was typed; a chosen file has to be chosen again.
func refuseProfile(w http.ResponseWriter, r *http.Request, now accounts.Profile, typed accounts.ProfileForm, why *fault.Fault) error {
	p := newProfilePage(r, now, typed, page.Messages(visitor.Of(r).Locale, why))
	p.Refused = true
	status := http.StatusUnprocessableEntity
	if why.Kind == fault.Conflict {
		p.Problem, status = p.L.T(why.Message, why.Args...), http.StatusConflict
	}
	return page.Render(w, r, status, profileView(p))
}
