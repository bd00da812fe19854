package letters

import (
	"testing"
	"time"

	"bazaar/market/accounts"
	"bazaar/site/locale"
)

func TestLettersAboutAccountsReadAsTheyDid(t *testing.T) {
	w := &Writer{BaseURL: "https://bazaar.test"}
	at := time.Date(2026, 3, 7, 19, 30, 0, 0, time.UTC) // already the 8th in Almaty
	to := accounts.Link{SentTo: "new@example.com", Email: "aigul@example.com", Username: "aigul", Name: "Айгүл <Smith>\n& Sons", Expires: at}
	for _, language := range locale.Languages {
		l := locale.For(language)
		all := map[string]accountLetter{}
		for kind, purpose := range map[string]accounts.Purpose{
			accounts.LetterReset: accounts.Resetting, accounts.LetterVerify: accounts.Verifying, accounts.LetterChange: accounts.Changing,
		} {
			to.Purpose = purpose
			all[kind] = w.invite(l, to, "t0ken")
		}
		for _, kind := range []string{accounts.LetterPasswordChanged, accounts.LetterEmailChanged, accounts.LetterSecondOn, accounts.LetterSecondOff} {
			all[kind] = w.warn(l, kind, accounts.Notice{Name: to.Name, Email: to.SentTo}, at)
		}
		for kind, page := range all {
			t.Run(kind+" "+language, func(t *testing.T) {
				m, err := message(letterTemplate, page.Subject, page)
				if err != nil {
					t.Fatal(err)
				}
				golden(t, kind+"."+language+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
				if kind == accounts.LetterReset {
					golden(t, kind+"."+language+".html", m.HTML)
				}
			})
		}
	}
}
