package help

import (
	"net/http"
	"strconv"

	"bazaar/market/accounts"
	"bazaar/market/fault"
	"bazaar/site/letters"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// remindersPage lets whoever holds the link of a letter end its reminders, or have them again.
type remindersPage struct {
	ui.Frame
	Action string
	// Done tells that a choice was just made, Wanted which.
	Done, Wanted bool
}

// reminded is the account in the link of a letter.
func reminded(r *http.Request) (int64, error) {
	content, ok := visitor.Of(r).Site.Cookies.Open(letters.Reminders, r.PathValue("token"))
	if !ok {
		return 0, fault.Missing()
	}
	return strconv.ParseInt(string(content), 10, 64)
}

func newRemindersPage(r *http.Request) remindersPage {
	p := remindersPage{Frame: page.Frame(r, visitor.Of(r).Locale.T("Reminders of your cart")), Action: "/unsubscribe/" + r.PathValue("token") + "/"}
	p.NoIndex = true
	return p
}

// showReminders asks; following a link changes nothing, since programs that look at letters follow
// links as well.
func (f *Front) showReminders(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	if _, err := reminded(r); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, remindersView(newRemindersPage(r)))
}

// setReminders does what the form says, and what mail programs post by one click. The sealed link is
// the proof that it may.
func (f *Front) setReminders(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	id, err := reminded(r)
	if err != nil {
		return err
	}
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	p := newRemindersPage(r)
	p.Done, p.Wanted = true, form.Get("again") == "1"
	if err := accounts.SetCartReminders(r.Context(), f.DB, id, p.Wanted); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, remindersView(p))
}
