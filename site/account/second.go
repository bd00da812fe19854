package account

import (
	"encoding/json"
	"image/color"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"

	"bazaar/infra/limit"
	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const (
	secondPath = "/user/two-factor/"
	codePath   = "/user/sign-in/code/"

	// halfCookie remembers, between password and code, who is on the way in.
	halfCookie = "half"
	halfTTL    = 10 * time.Minute
)

// codesPerAccount bounds guessing at codes, once somebody knows the password.
var codesPerAccount = limit.Rule{Burst: 3, Every: 12 * time.Second, Longest: 5 * time.Minute}

// half is what the cookie holds.
type half struct {
	AccountID int64  `json:"a"`
	Epoch     int64  `json:"e"`
	Next      string `json:"n,omitempty"`
}

// askCode sends who knows the password on to the code.
func (f *Front) askCode(w http.ResponseWriter, r *http.Request, h accounts.Half, next string) error {
	content, err := json.Marshal(half{h.AccountID, h.Epoch, next})
	if err != nil {
		return err
	}
	jar := visitor.Of(r).Site.Cookies
	jar.Set(w, halfCookie, jar.Seal(halfCookie, content, halfTTL), halfTTL)
	return page.Redirect(w, r, codePath, http.StatusSeeOther)
}

// onTheWay is who has given the password; false when nobody has, or too long ago.
func onTheWay(r *http.Request) (half, bool) {
	cookie, err := r.Cookie(halfCookie)
	if err != nil {
		return half{}, false
	}
	var h half
	content, ok := visitor.Of(r).Site.Cookies.Open(halfCookie, cookie.Value)
	return h, ok && json.Unmarshal(content, &h) == nil
}

func newCodePage(r *http.Request) formPage {
	l := visitor.Of(r).Locale
	p := newFormPage(r, l.T("Enter the code"), codePath, l.T("Sign in"))
	p.Intro = []string{l.T("Open your authenticator app and enter the code that it shows. If you have lost the app, enter one of your recovery codes.")}
	p.Fields = []ui.Input{codeField(r)}
	p.More = []ui.Link{{Text: l.T("Back to sign-in"), URL: "/user/sign-in/"}}
	return p
}

func codeField(r *http.Request) ui.Input {
	return ui.Input{Name: "code", Label: visitor.Of(r).Locale.T("Code"), Autocomplete: "one-time-code", Required: true, MaxLength: 40}
}

func (f *Front) showCode(w http.ResponseWriter, r *http.Request) error {
	if _, ok := onTheWay(r); !ok {
		return page.Redirect(w, r, "/user/sign-in/", http.StatusFound)
	}
	return page.Render(w, r, http.StatusOK, formView(newCodePage(r)))
}

func (f *Front) enterCode(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	h, ok := onTheWay(r)
	if !ok {
		return page.Redirect(w, r, "/user/sign-in/", http.StatusFound)
	}
	key := "code of " + strconv.FormatInt(h.AccountID, 10)
	if wait := f.Limits.Take(key, codesPerAccount); wait > 0 {
		return newCodePage(r).tell(w, r, page.TooMany(wait))
	}
	s, err := accounts.Complete(r.Context(), f.DB, accounts.SecondStep{
		Half: accounts.Half{AccountID: h.AccountID, Epoch: h.Epoch}, Code: form.Get("code"), From: device(r), Keys: f.Keys,
	}, f.Now())
	if fault.Is(err, fault.SignIn) {
		return page.Redirect(w, r, "/user/sign-in/", http.StatusFound)
	}
	if err != nil {
		return newCodePage(r).tell(w, r, err)
	}
	f.Limits.Forget(key)
	visitor.Of(r).Site.Cookies.Clear(w, halfCookie)
	return f.welcome(w, r, s, h.Next)
}

// secondPage shows whether two-step sign-in is on, and turns it on or off.
type secondPage struct {
	ui.Frame
	On bool
	// Codes is how many recovery codes are left, in words.
	Codes string
}

func (f *Front) second(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	s, err := accounts.SecurityOf(r.Context(), f.DB, v.Actor, f.Now())
	if err != nil {
		return err
	}
	l := v.Locale
	p := secondPage{Frame: ownFrame(r, l.T("Two-step sign-in")), On: s.SecondFactor}
	p.Codes = l.N("%s recovery code is left.", "%s recovery codes are left.", s.RecoveryCodes, l.Number(s.RecoveryCodes))
	return page.Render(w, r, http.StatusOK, secondView(p))
}

// newProofPage asks for the password before something about the second step changes.
func newProofPage(r *http.Request, what string) formPage {
	l := visitor.Of(r).Locale
	title, submit := l.T("Turn two-step sign-in on"), l.T("Continue")
	switch what {
	case "codes":
		title, submit = l.T("New recovery codes"), l.T("Make new codes")
	case "off":
		title, submit = l.T("Turn two-step sign-in off"), l.T("Turn it off")
	}
	p := newFormPage(r, title, secondPath+what+"/", submit)
	p.Intro = []string{l.T("Please enter your password once more.")}
	p.Fields = []ui.Input{passwordField("password", l.T("Password"), "current-password")}
	p.More = []ui.Link{{Text: l.T("Back to two-step sign-in"), URL: secondPath}}
	return p
}

// askProof shows the form of a change.
func askProof(what string) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return page.Render(w, r, http.StatusOK, formView(newProofPage(r, what)))
	}
}

// proof reads the password of a change and tries it.
func (f *Front) proof(w http.ResponseWriter, r *http.Request, try func(accounts.Proof) error) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	return f.prove(r, form.Get("password"), func() error { return try(accounts.Proof{Password: form.Get("password"), Keys: f.Keys}) })
}

func (f *Front) beginSecond(w http.ResponseWriter, r *http.Request) error {
	err := f.proof(w, r, func(p accounts.Proof) error {
		return accounts.BeginSecond(r.Context(), f.DB, visitor.Of(r).Actor, p, f.Now())
	})
	if err != nil {
		return newProofPage(r, "on").tell(w, r, err)
	}
	return page.Redirect(w, r, secondPath+"setup/", http.StatusSeeOther)
}

func (f *Front) endSecond(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	err := f.proof(w, r, func(p accounts.Proof) error {
		return accounts.EndSecond(r.Context(), f.DB, v.Actor, p, f.Now())
	})
	if err != nil {
		return newProofPage(r, "off").tell(w, r, err)
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Two-step sign-in is off"))
	return page.Redirect(w, r, securityPath, http.StatusSeeOther)
}

func (f *Front) renewCodes(w http.ResponseWriter, r *http.Request) error {
	var codes []string
	err := f.proof(w, r, func(p accounts.Proof) error {
		var err error
		codes, err = accounts.RenewRecoveryCodes(r.Context(), f.DB, visitor.Of(r).Actor, p, f.Now())
		return err
	})
	if err != nil {
		return newProofPage(r, "codes").tell(w, r, err)
	}
	return showCodes(w, r, codes)
}

// codesPage shows recovery codes, once.
type codesPage struct {
	ui.Frame
	Codes []string
}

func showCodes(w http.ResponseWriter, r *http.Request, codes []string) error {
	return page.Render(w, r, http.StatusOK, codesView(codesPage{ownFrame(r, visitor.Of(r).Locale.T("Your recovery codes")), codes}))
}

// setupPage shows the secret to an authenticator app and asks for its first code.
type setupPage struct {
	formPage
	// Squares is the path of the dark squares of the picture, Side its length in squares.
	Squares string
	Side    int
	// Secret is for typing, in groups of four letters.
	Secret string
}

func (f *Front) newSetupPage(r *http.Request) (setupPage, error) {
	v := visitor.Of(r)
	secret, err := accounts.PendingSecret(r.Context(), f.DB, v.Actor, f.Keys)
	if err != nil {
		return setupPage{}, err
	}
	p := setupPage{formPage: newFormPage(r, v.Locale.T("Set up the app"), secondPath+"setup/", v.Locale.T("Turn it on"))}
	p.Fields = []ui.Input{codeField(r)}
	address := "otpauth://totp/" + url.PathEscape(ui.Brand+":"+v.Actor.Label) + "?" + url.Values{"secret": {secret}, "issuer": {ui.Brand}}.Encode()
	if p.Squares, p.Side, err = squares(address); err != nil {
		return setupPage{}, err
	}
	for i := 0; i < len(secret); i += 4 {
		p.Secret += secret[i:min(i+4, len(secret))] + " "
	}
	return p, nil
}

// squares draws a text as a QR code: the path of its dark squares, with the quiet zone of four that
// readers need, and the length of a side.
func squares(text string) (path string, side int, err error) {
	const quiet = 4
	picture, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", 0, err
	}
	var b strings.Builder
	side = picture.Bounds().Dx()
	for y := range side {
		for x := range side {
			if picture.At(x, y) == color.Black {
				b.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h1v1h-1z")
			}
		}
	}
	return b.String(), side + 2*quiet, nil
}

func (f *Front) showSetup(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newSetupPage(r)
	if fault.Is(err, fault.NotFound) {
		return page.Redirect(w, r, secondPath, http.StatusFound)
	}
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, setupView(p))
}

func (f *Front) confirmSecond(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	var done accounts.Enrolled
	err = f.prove(r, form.Get("code"), func() error {
		done, err = accounts.ConfirmSecond(r.Context(), f.DB, v.Actor, accounts.Enrolment{Code: form.Get("code"), From: device(r), Keys: f.Keys}, f.Now())
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return page.Redirect(w, r, secondPath, http.StatusFound)
	case fault.Is(err, fault.Invalid) && !page.IsAJAX(r):
		p, missing := f.newSetupPage(r)
		if missing != nil {
			return missing
		}
		p.Refused = true
		p.Fields[0].Error = page.Messages(p.L, fault.As(err))["code"]
		return page.Render(w, r, http.StatusUnprocessableEntity, setupView(p))
	case err != nil:
		return err
	}
	v.Enter(w, done.Session.Token, accounts.SessionLife)
	return showCodes(w, r, done.Codes)
}
