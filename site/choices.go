package site

import (
	"net/http"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/money"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// choiceTTL is how long a browser remembers a choice.
const choiceTTL = 365 * 24 * time.Hour

// choices are the forms with which a visitor sets language, currency and theme. A value that the
// site does not know means the default.
func choices(db *sqldb.DB) []page.Route {
	return []page.Route{
		{Pattern: "POST /i18n/setlang/{$}", Handle: setLanguage(db)},
		{Pattern: "POST /set-currency/{$}", Handle: setCurrency},
		{Pattern: "POST /set-theme/{$}", Handle: setTheme},
	}
}

// setLanguage remembers the language in a cookie and, for letters, with the account.
func setLanguage(db *sqldb.DB) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := page.Form(w, r)
		if err != nil {
			return err
		}
		v := visitor.Of(r)
		v.Locale = locale.For(form.Get("language"))
		if err := accounts.Speak(r.Context(), db, v.Actor, v.Locale.Code()); err != nil {
			return err
		}
		v.Site.Cookies.Set(w, visitor.LanguageCookie, v.Locale.Code(), choiceTTL)
		return back(w, r, form)
	}
}

func setCurrency(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	c := money.Currency(form.Get("currency"))
	if !c.Valid() {
		c = money.USD
	}
	visitor.Of(r).Site.Cookies.Set(w, visitor.CurrencyCookie, string(c), choiceTTL)
	return back(w, r, form)
}

func setTheme(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	jar := visitor.Of(r).Site.Cookies
	switch theme := form.Get("theme"); theme {
	case "light", "dark":
		jar.Set(w, visitor.ThemeCookie, theme, choiceTTL)
	default:
		jar.Clear(w, visitor.ThemeCookie)
	}
	return back(w, r, form)
}

// back returns to the page that showed the form; a script has changed its page already.
func back(w http.ResponseWriter, r *http.Request, form page.Values) error {
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, map[string]bool{"success": true})
	}
	return page.Redirect(w, r, page.NextOr(form.Get("next"), page.NextOr(page.Referer(r), "/")), http.StatusFound)
}
