package account

import (
	"net/http"
	"time"

	"bazaar/market/fault"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// formPage is a page with one form and not much else.
type formPage struct {
	ui.Frame
	// Intro says what the form is for.
	Intro  []string
	Fields []ui.Input
	// Action is the path to which the form is posted; Submit the text of its button.
	Action, Submit string
	// Problem says why the last try failed, beside what is wrong with single fields.
	Problem string
	// Level is that of the problem, "danger" when empty.
	Level string
	// Next is where the visitor wanted to go.
	Next string
	// More are links below the form.
	More []ui.Link
}

func newFormPage(r *http.Request, title, action, submit string) formPage {
	p := formPage{Frame: ownFrame(r, title), Action: action, Submit: submit}
	p.CSRF = page.Token(r)
	return p
}

// refuse shows a form again with what is wrong; what was typed is in its fields already.
func (p formPage) refuse(w http.ResponseWriter, r *http.Request, why *fault.Fault) error {
	p.Refused = true
	messages := page.Messages(p.L, why)
	for i := range p.Fields {
		p.Fields[i].Error = messages[p.Fields[i].Name]
	}
	status, problem := refusal(w, p.L, why)
	p.Problem = problem
	return page.Render(w, r, status, formView(p))
}

// refusal is the status of a refused form, and what is wrong with it as a whole: how long to wait, or
// the reason where no field is to blame.
func refusal(w http.ResponseWriter, l *locale.Locale, why *fault.Fault) (status int, problem string) {
	if wait, limited := why.Detail.(time.Duration); limited {
		page.RetryAfter(w, wait)
		return http.StatusTooManyRequests, l.T("Too many attempts. %s", page.Waiting(l, wait))
	}
	if len(why.Fields) == 0 {
		problem = l.T(why.Message, why.Args...)
	}
	return http.StatusUnprocessableEntity, problem
}

// tell answers a form's outcome: a fault shows the form again, or is left to the caller of a script.
func (p formPage) tell(w http.ResponseWriter, r *http.Request, err error) error {
	if why := fault.As(err); why != nil && (why.Kind == fault.Invalid || why.Kind == fault.TooMany) && !page.IsAJAX(r) {
		return p.refuse(w, r, why)
	}
	return err
}

// passwordField is a field for the password that one has, or for a new one.
func passwordField(name, label, autocomplete string) ui.Input {
	return ui.Input{Name: name, Label: label, Type: "password", Autocomplete: autocomplete, Required: true}
}

// newPasswordFields are the fields of a new password, twice.
func newPasswordFields(r *http.Request) []ui.Input {
	l := visitor.Of(r).Locale
	first := passwordField("password1", l.T("New password"), "new-password")
	first.Hint = l.T("At least 8 characters, not only digits and no common password.")
	return []ui.Input{first, passwordField("password2", l.T("New password again"), "new-password")}
}
