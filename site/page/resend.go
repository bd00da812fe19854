package page

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"bazaar/site/visitor"
)

// resend is a refused form that its sender may send again.
type resend struct {
	again  bool // the form came from this site, so it may be shown
	action string
	kept   []field
	secret []string // names of the fields that have to be typed again
}

type field struct{ name, value string }

// RefuseForm answers a form whose token is missing, wrong or too old. When the browser says that
// the form was sent from this site, it is shown again under a fresh token with everything that was
// typed; a form from elsewhere must not come back as one that only waits for a click.
func RefuseForm(w http.ResponseWriter, r *http.Request, ownForm bool) {
	v := visitor.Of(r)
	p := problem{status: http.StatusForbidden, code: "csrf", message: v.Locale.T("The page was open too long. Please reload it and try again.")}
	if !ownForm || IsAJAX(r) {
		if err := answer(w, r, p); err != nil {
			Fail(w, r, err)
		}
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	f := Frame(r, v.Locale.T("Please send the form again"))
	f.NoIndex, f.CSRF = true, Token(r)
	if err := Render(w, r, p.status, resendPage(f, formAgain(r))); err != nil {
		Fail(w, r, err)
	}
}

// formAgain keeps the fields of a posted form; one with files cannot be kept.
func formAgain(r *http.Request) resend {
	form := resend{action: visitor.Of(r).Path, again: r.MultipartForm == nil}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		switch {
		case name == visitor.TokenField:
		case strings.Contains(strings.ToLower(name), "password"):
			form.secret = append(form.secret, name)
		default:
			for _, value := range r.PostForm[name] {
				form.kept = append(form.kept, field{name, value})
			}
		}
	}
	return form
}
