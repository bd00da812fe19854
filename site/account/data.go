package account

import (
	"net/http"
	"time"

	"bazaar/infra/limit"
	"bazaar/infra/tasks"
	"bazaar/market/fault"
	"bazaar/market/privacy"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const dataPath = "/user/data/"

// How often one account may ask for a copy, and try a password to be forgotten.
var (
	exportsPerAccount  = limit.Per(10, 24*time.Hour)
	erasuresPerAccount = limit.Per(5, 15*time.Minute)
)

// dataPage is where somebody gets a copy of their data, or leaves.
type dataPage struct {
	ui.Frame
	Exports []exportRow
}

// exportRow is a copy that was asked for.
type exportRow struct {
	Date, Stamp, Text string
	Path              string
	// File is where it can be fetched; empty when it cannot.
	File string
}

func exportText(l *locale.Locale) taskText {
	return taskText{Title: l.T("A copy of your data"), Back: ui.Link{Text: l.T("Your data"), URL: dataPath}}
}

func (f *Front) data(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	exports, err := privacy.Exports(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	p := dataPage{Frame: ownFrame(r, v.Locale.T("Your data"))}
	for _, t := range exports {
		row := exportRow{Date: v.Locale.DateTime(t.Created), Stamp: locale.Stamp(t.Created), Text: taskProgress(v.Locale, t), Path: tasks.Path(t.ID)}
		if t.FileName != "" {
			row.File = row.Path + "file/"
		}
		p.Exports = append(p.Exports, row)
	}
	return page.Render(w, r, http.StatusOK, dataView(p))
}

// exportData starts to gather a copy and leads to its progress.
func (f *Front) exportData(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if wait := f.Limits.Take("export "+v.Actor.Owner(), exportsPerAccount); wait > 0 {
		return page.TooMany(wait)
	}
	id, err := privacy.AskExport(r.Context(), f.DB, v.Actor, privacy.ExportInput{Language: v.Locale.Code()}, f.Now())
	if err != nil {
		return err
	}
	return page.Redirect(w, r, tasks.Path(id), http.StatusSeeOther)
}

// erasePage says what is lost and asks for the password.
type erasePage struct {
	ui.Frame
	// Obstacle says why it cannot be done now; empty when it can.
	Obstacle string
	Password ui.Input
}

func (f *Front) newErasePage(r *http.Request) (erasePage, error) {
	v := visitor.Of(r)
	l := v.Locale
	p := erasePage{Frame: ownFrame(r, l.T("Delete the account")), Password: ui.Input{
		Name: "password", Label: l.T("Password"), Hint: l.T("So that nobody else deletes your account."), Type: "password",
		Autocomplete: "current-password", Required: true,
	}}
	err := privacy.Obstacle(r.Context(), f.DB, v.Actor)
	if why := fault.As(err); why != nil {
		p.Obstacle, err = l.T(why.Message, why.Args...), nil
	}
	return p, err
}

func (f *Front) askToErase(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newErasePage(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, eraseView(p))
}

// erase forgets the visitor and signs them out.
func (f *Front) erase(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if wait := f.Limits.Take("erase "+v.Actor.Owner(), erasuresPerAccount); wait > 0 {
		return page.TooMany(wait)
	}
	err = privacy.Erase(r.Context(), f.DB, v.Actor, privacy.Erasure{Password: form.Get("password"), Language: v.Locale.Code()}, f.Now())
	if why := fault.As(err); why != nil && !page.IsAJAX(r) && why.Kind != fault.NotFound {
		return f.refuseErasure(w, r, why)
	}
	if err != nil {
		return err
	}
	log.InfoContext(r.Context(), "An account was erased", "account", v.Actor.AccountID)
	l := v.Locale
	v.Leave(w)
	page.Flash(w, r, visitor.Success, l.T("Your account is deleted. A letter confirms it."))
	return page.Redirect(w, r, "/", http.StatusFound)
}

func (f *Front) refuseErasure(w http.ResponseWriter, r *http.Request, why *fault.Fault) error {
	p, err := f.newErasePage(r)
	if err != nil {
		return err
	}
	p.Refused = true
	p.Password.Error = page.Messages(p.L, why)["password"]
	status := http.StatusUnprocessableEntity
	if p.Obstacle != "" && p.Password.Error == "" {
		status = http.StatusConflict
	}
	return page.Render(w, r, status, eraseView(p))
}
