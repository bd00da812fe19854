package accounts_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
)

func session(t *testing.T, db *sqldb.DB, who actor.Actor) string {
	t.Helper()
	s, err := accounts.StartSession(t.Context(), db, who.AccountID, accounts.Device{}, now)
	if err != nil {
		t.Fatal(err)
	}
	return s.Token
}

func visits(t *testing.T, db *sqldb.DB, token string, at time.Time) bool {
	t.Helper()
	_, err := accounts.Visit(t.Context(), db, token, at)
	if err != nil && !fault.Is(err, fault.SignIn) {
		t.Fatal(err)
	}
	return err == nil
}

func TestSessionsEnd(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		for i, c := range []struct {
			name string
			end  func(t *testing.T, who actor.Actor, token string)
			at   time.Time
			want bool
		}{
			{"a fresh one lives", func(*testing.T, actor.Actor, string) {}, now, true},
			{"in its last second", func(*testing.T, actor.Actor, string) {}, now.Add(86399 * time.Second), true},
			{"after a day", func(*testing.T, actor.Actor, string) {}, now.Add(86400 * time.Second), false},
			{"by signing out", func(t *testing.T, _ actor.Actor, token string) {
				if err := accounts.SignOut(t.Context(), db, token); err != nil {
					t.Error(err)
				}
			}, now, false},
			{"by a new epoch", func(t *testing.T, who actor.Actor, _ string) {
				if err := accounts.EndSessions(t.Context(), db, who, who.AccountID, now); err != nil {
					t.Error(err)
				}
			}, now, false},
			{"by an epoch whose rows came back late", func(t *testing.T, who actor.Actor, _ string) {
				exec(t, db, "UPDATE accounts SET session_epoch = session_epoch + 1 WHERE id = $1", who.AccountID)
			}, now, false},
			{"by a ban", func(t *testing.T, who actor.Actor, _ string) {
				exec(t, db, "UPDATE accounts SET is_active = FALSE WHERE id = $1", who.AccountID)
			}, now, false},
		} {
			t.Run(c.name, func(t *testing.T) {
				who := add(t, db, c.name, fmt.Sprintf("%d@x.com", i))
				token := session(t, db, who)
				c.end(t, who, token)
				if got := visits(t, db, token, c.at); got != c.want {
					t.Errorf("the session lives: %v, want %v", got, c.want)
				}
			})
		}
		for _, token := range []string{"", "unknown", "' OR 1=1 --", "\x00"} {
			if visits(t, db, token, now) {
				t.Errorf("token %q is good", token)
			}
		}
	})
}

func TestEverySignInHasItsOwnToken(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		who := add(t, db, "a", "a@b.co")
		first, second := session(t, db, who), session(t, db, who)
		if first == second || len(first) < 43 {
			t.Errorf("tokens %q and %q", first, second)
		}
		if err := accounts.SignOut(t.Context(), db, first); err != nil || visits(t, db, first, now) || !visits(t, db, second, now) {
			t.Errorf("signing out ended the wrong session, %v", err)
		}
	})
}

func TestEndSessionsIsForTheOwnerAndAdministrators(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		who, other := add(t, db, "a", "a@b.co"), add(t, db, "b", "b@b.co")
		token := session(t, db, who)
		if err := accounts.EndSessions(t.Context(), db, other, who.AccountID, now); !fault.Is(err, fault.NotFound) || !visits(t, db, token, now) {
			t.Errorf("somebody else ended it: %v", err)
		}
		if err := accounts.EndSessions(t.Context(), db, actor.System, 10_000, now); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown account: %v", err)
		}
		admin := other
		admin.Super = true
		if err := accounts.EndSessions(t.Context(), db, admin, who.AccountID, now); err != nil || visits(t, db, token, now) {
			t.Errorf("the administrator could not: %v", err)
		}
	})
}

func TestVisitIsOneStatementAndKnowsTheRow(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		who := add(t, db, "a", "a@b.co")
		if err := accounts.MakeVendor(t.Context(), db, who.AccountID); err != nil {
			t.Fatal(err)
		}
		if err := accounts.SetCartUnits(t.Context(), db, who.AccountID, 7); err != nil {
			t.Fatal(err)
		}
		exec(t, db, "UPDATE profiles SET full_name = 'Aigerim A.', picture = 'abc' WHERE account_id = $1", who.AccountID)
		token := session(t, db, who)
		ctx, counter := sqldb.Count(t.Context(), nil)
		v, err := accounts.Visit(ctx, db, token, now)
		want := accounts.Visitor{
			Actor:    actor.Actor{AccountID: who.AccountID, Label: "a", Vendor: true},
			FullName: "Aigerim A.", Email: "a@b.co", Picture: "abc", Language: "en", CartUnits: 7, Seen: now,
		}
		if err != nil || !reflect.DeepEqual(v, want) {
			t.Errorf("visit %+v, %v; want %+v", v, err, want)
		}
		if n := counter.Statements(); n != 1 {
			t.Errorf("%d statements", n)
		}
	})
}

func TestOnlyActiveAccountsBecomeVendorsOrStartSessions(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		who := add(t, db, "a", "a@b.co")
		exec(t, db, "UPDATE accounts SET is_active = FALSE WHERE id = $1", who.AccountID)
		if err := accounts.MakeVendor(t.Context(), db, who.AccountID); !fault.Is(err, fault.NotFound) {
			t.Errorf("vendor: %v", err)
		}
		if _, err := accounts.StartSession(t.Context(), db, who.AccountID, accounts.Device{}, now); !fault.Is(err, fault.NotFound) {
			t.Errorf("session: %v", err)
		}
	})
}

func TestCleanSessionsKeepsTheLiving(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		who := add(t, db, "a", "a@b.co")
		old := session(t, db, who)
		living, err := accounts.StartSession(t.Context(), db, who.AccountID, accounts.Device{}, now.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		later := now.Add(24 * time.Hour)
		if n, err := accounts.CleanSessions(t.Context(), db, later); err != nil || n != 1 {
			t.Errorf("cleaned %d, %v", n, err)
		}
		if visits(t, db, old, now) || !visits(t, db, living.Token, later) {
			t.Error("the wrong session went")
		}
	})
}
