package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// The addresses of the setup of a shop; each is one step of the application.
const (
	statusPath = "/vendor/status/"
	storePath  = "/vendor/settings/"
	legalPath  = "/vendor/settings/legal/"
	termsPath  = "/vendor/settings/terms/"
)

func shopPath(id int64) string { return fmt.Sprintf("/vendor/%d/", id) }

// settingsPage is one step of the setup of a shop.
type settingsPage struct {
	ui.Panel
	Tabs  []ui.Tab
	Setup vendors.Setup
	// Action is where the form is posted.
	Action  string
	Problem string
	// Inputs are all fields, for the summary of errors. The first Plain of them are shown as they
	// are, the others are those of the languages, each with as many.
	Inputs []ui.Input
	Langs  []language
	// Logo and Cover are asked for on the first step only.
	Pictures []ui.Input
}

// language is the part of a form that is written in one language.
type language struct {
	ui.Translation
	Inputs []ui.Input
}

func (p settingsPage) all() []ui.Input {
	all := append([]ui.Input{}, p.Inputs...)
	for _, lang := range p.Langs {
		all = append(all, lang.Inputs...)
	}
	return append(all, p.Pictures...)
}

func (p settingsPage) translations() []ui.Translation {
	all := make([]ui.Translation, len(p.Langs))
	for i, lang := range p.Langs {
		all[i] = lang.Translation
	}
	return all
}

// translated makes one input for each language of a text, the reader's first. What is said about the
// text stands in the first of them.
func translated(l *locale.Locale, texts ...struct {
	in    ui.Input
	value i18n.Text
},
) []language {
	var all []language
	for i, code := range append([]string{l.Code()}, others(l)...) {
		lang := language{Translation: ui.Translation{Code: code, Name: ui.NativeName(code), Done: true, Text: l.T("complete")}}
		for _, t := range texts {
			in := t.in
			in.Name += "_" + code
			in.Value, in.Lang = t.value[code], code
			if i > 0 {
				in.Error = ""
			}
			if in.Value == "" {
				lang.Done, lang.Text = false, l.T("missing")
			}
			lang.Inputs = append(lang.Inputs, in)
		}
		all = append(all, lang)
	}
	return all
}

// folds tells whether some of the fields are shown on demand.
func folds(all []ui.Input) bool {
	return slices.ContainsFunc(all, func(in ui.Input) bool { return in.Folded })
}

// unfolded tells whether one of them holds something that is to be seen.
func unfolded(all []ui.Input) bool {
	return slices.ContainsFunc(all, func(in ui.Input) bool { return in.Folded && (in.Value != "" || in.Error != "") })
}

// texts reads a text in all languages from a form.
func texts(form page.Values, name string) i18n.Text {
	t := i18n.Text{}
	for _, code := range i18n.Languages {
		if s := form.Text(name + "_" + code); s != "" {
			t[code] = s
		}
	}
	return t
}

func (f *Front) settings(r *http.Request, title, here string, s vendors.Setup) (settingsPage, error) {
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, title, storePath)
	p := settingsPage{Panel: frame, Setup: s, Action: here}
	for _, t := range []ui.Tab{{Text: l.T("Shop"), URL: storePath}, {Text: l.T("Legal details"), URL: legalPath}, {Text: l.T("Delivery and returns"), URL: termsPath}, {Text: l.T("Time away"), URL: awayPath}} {
		t.Current, t.Plain = t.URL == here, true
		p.Tabs = append(p.Tabs, t)
	}
	return p, err
}

// step shows one step of the setup, or takes what was typed there.
type step struct {
	title func(l *locale.Locale) string
	path  string
	// read takes what was typed over the setup.
	read func(form page.Values, s *vendors.Setup)
	// fill adds the inputs; messages are those of a refusal.
	fill func(p *settingsPage, messages map[string]string)
}

func (f *Front) showStep(st step) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := vendors.ReadSetup(r.Context(), f.DB, visitor.Of(r).Actor)
		if err != nil {
			return err
		}
		p, err := f.settings(r, st.title(visitor.Of(r).Locale), st.path, s)
		if err != nil {
			return err
		}
		st.fill(&p, nil)
		return page.Render(w, r, http.StatusOK, settingsView(p))
	}
}

func (f *Front) saveStep(st step, save func(r *http.Request, s vendors.Setup) error) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := page.Form(w, r)
		if err != nil {
			return err
		}
		l := visitor.Of(r).Locale
		s, err := vendors.ReadSetup(r.Context(), f.DB, visitor.Of(r).Actor)
		if err != nil {
			return err
		}
		s.Version = version(form)
		st.read(form, &s)
		err = save(r, s)
		if refused := fault.As(err); refused != nil && !page.IsAJAX(r) && (refused.Kind == fault.Invalid || refused.Kind == fault.Conflict) {
			return f.refuseStep(w, r, st, s, refused)
		}
		if err != nil {
			return err
		}
		page.Flash(w, r, visitor.Success, l.T("Saved."))
		if s.State == vendors.Applied {
			return page.Redirect(w, r, statusPath, http.StatusSeeOther)
		}
		return page.Redirect(w, r, st.path, http.StatusSeeOther)
	}
}

// refuseStep shows the form again with what was typed.
func (f *Front) refuseStep(w http.ResponseWriter, r *http.Request, st step, s vendors.Setup, why *fault.Fault) error {
	p, err := f.settings(r, st.title(visitor.Of(r).Locale), st.path, s)
	if err != nil {
		return err
	}
	p.Refused = true
	status := http.StatusUnprocessableEntity
	if why.Kind == fault.Conflict {
		p.Problem, status = p.L.T(why.Message, why.Args...), http.StatusConflict
	}
	st.fill(&p, page.Messages(p.L, why))
	return page.Render(w, r, status, settingsView(p))
}

// version is that of the thing when its form was shown.
func version(form page.Values) int64 {
	n, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
