package accounts_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/schema"
)

var (
	market = sqldbtest.Schema{Migrations: schema.Migrations(), More: jobs.Migrate}
	now    = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

const password = "market-day-2026"

// quick is a hash of password that costs little to check.
const quick = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$4T+6LTsgjzjuBLxaNQmxhAugmPNsmknxEGyjc9ZWmfQ"

func form(username, email string) accounts.SignUpForm {
	return accounts.SignUpForm{Username: username, Email: email, Password1: password, Password2: password, Language: "kk"}
}

func add(t *testing.T, db *sqldb.DB, username, email string) actor.Actor {
	t.Helper()
	id, err := accounts.Create(t.Context(), db, actor.System, accounts.NewAccount{Username: username, Email: email, PasswordHash: quick}, now)
	if err != nil {
		t.Fatal(err)
	}
	return actor.Actor{AccountID: id, Label: username}
}

func signIn(db *sqldb.DB, login, password string) (accounts.Session, error) {
	return accounts.SignIn(context.Background(), db, accounts.Credentials{Login: login, Password: password}, now)
}

func count(t *testing.T, db *sqldb.DB, query string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func exec(t *testing.T, db *sqldb.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

func TestSignUpMakesAccountProfileAndSession(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		var log bytes.Buffer
		former := slog.Default()
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
		defer slog.SetDefault(former)

		s, err := accounts.SignUp(t.Context(), db, form(" Aigerim ", " Aigerim@Example.com "), accounts.Device{UserAgent: "Fire\x00fox"}, now)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Expires.Equal(now.Add(86400*time.Second)) || s.Actor.Label != "Aigerim" || s.Language != "kk" {
			t.Errorf("session: %+v", s)
		}
		v, err := accounts.Visit(t.Context(), db, s.Token, now)
		if err != nil || v.Actor != s.Actor || v.Email != "Aigerim@Example.com" || v.Language != "kk" {
			t.Errorf("visit: %+v, %v", v, err)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM profiles WHERE account_id = $1", s.Actor.AccountID); n != 1 {
			t.Errorf("%d profiles", n)
		}
		for _, line := range []string{"User registered: A***@Example.com", "Profile created for user Aigerim", "logger=accounts"} {
			if !strings.Contains(log.String(), line) {
				t.Errorf("the log lacks %q: %s", line, log.String())
			}
		}
		if strings.Contains(log.String(), password) || strings.Contains(log.String(), s.Token) || strings.Contains(log.String(), "Aigerim@") {
			t.Errorf("a secret is in the log: %s", log.String())
		}
		if n := count(t, db, "SELECT COUNT(*) FROM sessions WHERE id = $1", s.Token); n != 0 {
			t.Error("the token is in the table")
		}
	})
}

func TestSignUpRefusesNamesThatAreTakenIgnoringCase(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		add(t, db, "Жанар", "victim@x.com")
		_, err := accounts.SignUp(t.Context(), db, form("жАНАР", "Victim@X.com"), accounts.Device{}, now)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid {
			t.Fatalf("err = %v", err)
		}
		if f.Fields["username"].Text != accounts.MsgUsernameTaken || f.Fields["email"].Text != accounts.MsgEmailTaken {
			t.Errorf("fields = %v", f.Fields)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM accounts"); n != 1 {
			t.Errorf("%d accounts", n)
		}
	})
}

func TestOneOfManyEqualSignUpsWins(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		var (
			wg   sync.WaitGroup
			mu   sync.Mutex
			won  int
			lost []error
		)
		for range 8 {
			wg.Go(func() {
				_, err := accounts.Create(t.Context(), db, actor.Actor{}, accounts.NewAccount{Username: "racer", Email: "racer@x.com", PasswordHash: quick}, now)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else {
					lost = append(lost, err)
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("%d sign-ups won", won)
		}
		for _, err := range lost {
			if f := fault.As(err); f == nil || f.Fields["username"].Text != accounts.MsgUsernameTaken {
				t.Errorf("a loser was told %v", err)
			}
		}
	})
}

func TestCreateUndoesTheAccountWithItsTransaction(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		undone := errors.New("undone")
		err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
			if _, err := accounts.Create(t.Context(), tx, actor.System, accounts.NewAccount{Username: "a", Email: "a@b.co", PasswordHash: quick}, now); err != nil {
				return err
			}
			return undone
		})
		if n := count(t, db, "SELECT (SELECT COUNT(*) FROM accounts) + (SELECT COUNT(*) FROM profiles)"); n != 0 || !errors.Is(err, undone) {
			t.Errorf("%d rows stayed, %v", n, err)
		}
	})
}

func TestOnlyAdministratorsMakeAdministrators(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		customer := add(t, db, "a", "a@b.co")
		_, err := accounts.CreateAdmin(t.Context(), db, customer, form("root-of-all", "root@b.co"), now)
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("a customer made an administrator: %v", err)
		}
		if _, err := accounts.CreateAdmin(t.Context(), db, actor.System, form("root-of-all", "root@b.co"), now); err != nil {
			t.Fatal(err)
		}
		s, err := signIn(db, "root@b.co", password)
		if err != nil || !s.Actor.Can(actor.Administer) {
			t.Errorf("session %+v, %v", s, err)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM audit_log WHERE action = 'created administrator'"); n != 1 {
			t.Errorf("%d entries in the audit log", n)
		}
	})
}

func TestSignIn(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		id := add(t, db, "Жанар", "victim@x.com").AccountID
		other := add(t, db, "victim", "other@x.com").AccountID
		gone := add(t, db, "gone", "gone@x.com").AccountID
		add(t, db, "VICTIM@X.com", "trickster@x.com") // a user name that looks like somebody's address
		exec(t, db, "UPDATE accounts SET is_active = FALSE WHERE id = $1", gone)
		legacy := add(t, db, "legacy", "legacy@x.com").AccountID
		exec(t, db, "UPDATE accounts SET password_hash = 'pbkdf2_sha256$260000$saltsaltsaltsalt$' WHERE id = $1", legacy)
		for _, c := range []struct {
			name, login, password string
			account               int64
			code                  string
		}{
			{"email", "victim@x.com", password, id, ""},
			{"email in other case", " Victim@X.com ", password, id, ""},
			{"user name", "victim", password, other, ""},
			{"user name in other case", "ЖАНАР", password, id, ""},
			{"wrong password", "victim@x.com", "market-day-2027", 0, "bad_credentials"},
			{"unknown", "nobody@x.com", password, 0, "bad_credentials"},
			{"empty", "", "", 0, "bad_credentials"},
			{"wildcards", "%", password, 0, "bad_credentials"},
			{"what no database stores is dropped", "victim@x.com\x00\xff", password, id, ""},
			{"a name of a megabyte", strings.Repeat("x", 1<<20), password, 0, "bad_credentials"},
			{"inactive, right password", "gone", password, 0, "inactive"},
			{"inactive, wrong password", "gone", "market-day-2027", 0, "bad_credentials"},
			{"unusable hash", "legacy", "", 0, "bad_credentials"},
			{"password of a megabyte", "victim", strings.Repeat("x", 1<<20), 0, "bad_credentials"},
		} {
			t.Run(c.name, func(t *testing.T) {
				s, err := signIn(db, c.login, c.password)
				if c.code == "" && (err != nil || s.Actor.AccountID != c.account) {
					t.Errorf("signed in as %d, %v; want %d", s.Actor.AccountID, err, c.account)
				}
				if f := fault.As(err); c.code != "" && (f == nil || f.Code != c.code || f.Kind != fault.Invalid) {
					t.Errorf("err = %v, want code %s", err, c.code)
				}
			})
		}
	})
}

func TestSignInReplacesOldHashesOnce(t *testing.T) {
	const django = "pbkdf2_sha256$1000$saltsaltsaltsalt$48fCOL9378ejhmqUyWmoTPEX0sgkMxpKZ+1vP47BR2s="
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		for name, old := range map[string]string{"django": django, "lower cost": quick} {
			id := add(t, db, name, strings.ReplaceAll(name, " ", "")+"@x.com").AccountID
			exec(t, db, "UPDATE accounts SET password_hash = $1 WHERE id = $2", old, id)
			var stored [2]string
			for i := range stored {
				if _, err := signIn(db, name, password); err != nil {
					t.Fatalf("%s, sign-in %d: %v", name, i+1, err)
				}
				if err := db.QueryRowContext(t.Context(), "SELECT password_hash FROM accounts WHERE id = $1", id).Scan(&stored[i]); err != nil {
					t.Fatal(err)
				}
			}
			if !strings.HasPrefix(stored[0], "$argon2id$v=19$m=19456,t=2,p=1$") || stored[0] != stored[1] {
				t.Errorf("%s: hashes %q, then %q", name, stored[0], stored[1])
			}
		}
	})
}

func TestAccountsWithoutAPasswordCannotBeEntered(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		id := add(t, db, "a", "a@b.co").AccountID
		exec(t, db, "UPDATE accounts SET password_hash = $1 WHERE id = $2", accounts.Unusable, id)
		for _, p := range []string{"", "!", password} {
			if _, err := signIn(db, "a", p); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: %v", p, err)
			}
		}
	})
}

func TestHashWaitsNoLongerThanItsCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var err error
	for range 64 { // a cancelled caller may still find a free slot
		if _, err = accounts.Hash(ctx, password); err != nil {
			break
		}
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}
