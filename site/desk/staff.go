package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/fault"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const staffPath = "/vendor/staff/"

// How many letters one address, and one account, may make the market send.
var (
	invitationsPerAddress = limit.Per(30, time.Hour)
	invitationsPerAccount = limit.Per(20, time.Hour)
)

func memberPath(id int64, do string) string { return fmt.Sprintf("/vendor/staff/%d/%s/", id, do) }

// staffPage is who works for a shop.
type staffPage struct {
	ui.Panel
	Crew    vendors.Crew
	Me      int64
	Columns []ui.Column
	Email   ui.Input
	Role    ui.Input
	Roles   []ui.Option
	Problem string
}

// roleOf is a role in words.
func roleOf(l *locale.Locale, r vendors.Role) string {
	switch r {
	case vendors.OwnerRole:
		return l.T("Owner")
	case vendors.CatalogueRole:
		return l.T("Goods and reviews")
	case vendors.FulfilmentRole:
		return l.T("Orders and parcels")
	}
	return string(r)
}

func (f *Front) staffRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /vendor/staff/{$}", Handle: f.staff, Access: page.Owner},
		{Pattern: "POST /vendor/staff/{$}", Handle: f.invite, Access: page.Owner, Limit: invitationsPerAddress},
		{Pattern: "POST /vendor/staff/{id}/role/{$}", Handle: f.setRole, Access: page.Owner},
		{Pattern: "GET /vendor/staff/{id}/remove/{$}", Handle: f.askToRemove, Access: page.Owner},
		{Pattern: "POST /vendor/staff/{id}/remove/{$}", Handle: f.removeMember, Access: page.Owner},
		{Pattern: "POST /vendor/staff/{id}/take-back/{$}", Handle: f.takeBack, Access: page.Owner},
		{Pattern: "GET /vendor/invitation/{token}/{$}", Handle: f.showInvitation, Token: page.TokenAlways, Secret: true},
		{Pattern: "POST /vendor/invitation/{token}/{$}", Handle: f.acceptInvitation, Access: page.SignedIn, Secret: true},
	}
}

func (f *Front) staff(w http.ResponseWriter, r *http.Request) error {
	return f.renderStaff(w, r, vendors.InvitationForm{Role: vendors.CatalogueRole}, nil)
}

func (f *Front) renderStaff(w http.ResponseWriter, r *http.Request, typed vendors.InvitationForm, why *fault.Fault) error {
	v := visitor.Of(r)
	l := v.Locale
	frame, _, err := f.panel(r, l.T("People"), staffPath)
	if err != nil {
		return err
	}
	p := staffPage{Panel: frame, Me: v.Actor.AccountID, Columns: []ui.Column{{Text: l.T("Name"), Silent: true}, {Text: l.T("Role")}, {Text: l.T("Here since")}, {Text: l.T("Actions"), Silent: true}}}
	if p.Crew, err = vendors.ListCrew(r.Context(), f.DB, v.Actor); err != nil {
		return err
	}
	status, messages := http.StatusOK, map[string]string{}
	if why != nil {
		p.Refused, status, messages = true, http.StatusUnprocessableEntity, page.Messages(l, why)
		switch why.Kind {
		case fault.Conflict:
			p.Problem, status = l.T(why.Message, why.Args...), http.StatusConflict
		case fault.TooMany:
			p.Problem, status = page.Slowly(w, l, why), http.StatusTooManyRequests
		}
	}
	p.Email = ui.Input{Name: "email", Label: l.T("Email"), Type: "email", InputMode: "email", Value: typed.Email, Required: true, MaxLength: 254, Width: "half", Error: messages["email"]}
	p.Role = ui.Input{Name: "role", Label: l.T("Role"), Value: string(typed.Role), Required: true, Width: "half", Error: messages["role"]}
	for _, role := range vendors.Roles {
		p.Roles = append(p.Roles, ui.Option{Value: string(role), Text: roleOf(l, role)})
	}
	return page.Render(w, r, status, staffView(p))
}

func (f *Front) invite(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	in := vendors.InvitationForm{Email: form.Text("email"), Role: vendors.Role(form.Get("role")), Language: v.Locale.Code()}
	if err = page.Often(f.Limits, v, "invite", invitationsPerAccount); err == nil {
		err = vendors.Invite(r.Context(), f.DB, v.Actor, in, f.Now())
	}
	if refused := fault.As(err); refused != nil && !page.IsAJAX(r) && (refused.Kind == fault.Invalid || refused.Kind == fault.Conflict || refused.Kind == fault.TooMany) {
		return f.renderStaff(w, r, in, refused)
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("The invitation is on its way to %s. It can be accepted for seven days.", in.Email))
	return page.Redirect(w, r, staffPath, http.StatusSeeOther)
}

// settle leads back to the list after something was done to a member, with what came of it.
func (f *Front) settle(w http.ResponseWriter, r *http.Request, err error, said string) error {
	l := visitor.Of(r).Locale
	refused := fault.As(err)
	switch {
	case refused != nil && !page.IsAJAX(r) && refused.Kind == fault.Conflict:
		page.Flash(w, r, visitor.Warning, l.T(refused.Message, refused.Args...))
	case err != nil:
		return err
	default:
		page.Flash(w, r, visitor.Success, said)
	}
	return page.Redirect(w, r, staffPath, http.StatusSeeOther)
}

func (f *Front) setRole(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	err = vendors.SetRole(r.Context(), f.DB, v.Actor, vendors.RoleForm{AccountID: productID(r), Role: vendors.Role(form.Get("role"))}, f.Now())
	if refused := fault.As(err); refused != nil && refused.Kind == fault.Invalid && !page.IsAJAX(r) {
		return f.renderStaff(w, r, vendors.InvitationForm{}, fault.New(fault.Conflict, "role", "Choose a role."))
	}
	return f.settle(w, r, err, v.Locale.T("The role is changed."))
}

func (f *Front) takeBack(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	err := vendors.TakeBackInvitation(r.Context(), f.DB, v.Actor, productID(r), f.Now())
	return f.settle(w, r, err, v.Locale.T("The invitation is taken back; its link is dead."))
}

// askToRemove asks before somebody's work for the shop ends.
func (f *Front) askToRemove(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	crew, err := vendors.ListCrew(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	for _, m := range crew.Members {
		if m.AccountID != productID(r) {
			continue
		}
		title := l.T("Remove %s from the shop?", m.Name)
		frame, _, err := f.panel(r, title, staffPath)
		if err != nil {
			return err
		}
		return page.Render(w, r, http.StatusOK, deleteView(frame, ui.Question{
			Title: title, Text: l.T("The desk is closed to this person at once. What was done stays, and the account as well. You can invite again at any time."),
			Action: memberPath(m.AccountID, "remove"), Button: l.T("Remove"), Kind: "danger", Cancel: staffPath,
		}))
	}
	return fault.Missing()
}

func (f *Front) removeMember(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	err := vendors.RemoveMember(r.Context(), f.DB, v.Actor, productID(r), f.Now())
	return f.settle(w, r, err, v.Locale.T("Removed from the shop."))
}

// invitationPage asks somebody to work for a shop.
type invitationPage struct {
	ui.Frame
	Invitation vendors.Invitation
	Role, Path string
	// SignIn and SignUp lead back here; empty for who is signed in.
	SignIn, SignUp string
	Problem        string
}

func invitationPath(r *http.Request) string {
	return "/vendor/invitation/" + r.PathValue("token") + "/"
}

func (f *Front) showInvitation(w http.ResponseWriter, r *http.Request) error {
	return f.renderInvitation(w, r, http.StatusOK, "")
}

func (f *Front) renderInvitation(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	found, err := vendors.FindInvitation(r.Context(), f.DB, f.Keys.LinkID(r.PathValue("token")), f.Now())
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	l := v.Locale
	p := invitationPage{
		Frame: page.Frame(r, l.T("Work for %s", found.Shop)), Invitation: found, Role: roleOf(l, found.Role), Path: invitationPath(r), Problem: problem,
	}
	p.NoIndex = true
	if !v.Actor.SignedIn() {
		next := "?next=" + url.QueryEscape(p.Path)
		p.SignIn, p.SignUp = "/user/sign-in/"+next, "/user/sign-up/"+next
	}
	return page.Render(w, r, status, invitationView(p))
}

func (f *Front) acceptInvitation(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	err := vendors.AcceptInvitation(r.Context(), f.DB, v.Actor, f.Keys.LinkID(r.PathValue("token")), f.Now())
	if refused := fault.As(err); refused != nil && !page.IsAJAX(r) && (refused.Kind == fault.Conflict || refused.Kind == fault.Forbidden) {
		return f.renderInvitation(w, r, http.StatusConflict, v.Locale.T(refused.Message, refused.Args...))
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Welcome! This is the desk of your shop."))
	return page.Redirect(w, r, "/vendor/dashboard/", http.StatusSeeOther)
}
