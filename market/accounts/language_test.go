package accounts_test

import (
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/markettest"
)

func TestAnAccountRemembersItsLanguage(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by, other := add(t, m.DB, "alia", "a@example.com"), add(t, m.DB, "boris", "b@example.com")
		for _, c := range []struct{ asked, want string }{{"kk", "kk"}, {"ru", "ru"}, {"ru", "ru"}, {"de", "en"}} {
			for _, who := range []actor.Actor{by, {}} {
				if err := accounts.Speak(t.Context(), m.DB, who, c.asked); err != nil {
					t.Fatal(err)
				}
			}
			if got := speaks(t, m.DB, by); got != c.want {
				t.Errorf("asked for %s, the account speaks %s", c.asked, got)
			}
		}
		if got := speaks(t, m.DB, other); got != "en" {
			t.Errorf("another account speaks %s", got)
		}
	})
}

func speaks(t *testing.T, db *sqldb.DB, by actor.Actor) (lang string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), "SELECT language FROM accounts WHERE id = $1", by.AccountID).Scan(&lang); err != nil {
		t.Fatal(err)
	}
	return lang
}
