package main

import (
	"strings"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

func runs(e sqldb.Engine) bool {
	for _, running := range sqldbtest.Engines() {
		if running == e {
			return true
		}
	}
	return false
}

func TestCommandLines(t *testing.T) {
	good := production("")
	for _, c := range []struct {
		name    string
		environ []string
		args    string
		code    int
		says    []string
	}{
		{"no command", nil, "", exitUsage, []string{"bazaar --help"}},
		{"unknown command", nil, "fly", exitUsage, []string{"fly", "bazaar --help"}},
		{"unknown flag", nil, "serve --fast", exitUsage, []string{"--fast"}},
		{"help", nil, "--help", exitFine, []string{"serve", "worker", "migrate", "import django", "admin create", "doctor", "invariants", "ledger verify", "version"}},
		{"help of a command", nil, "migrate --help", exitFine, []string{"--dry-run"}},
		{"version", nil, "version", exitFine, []string{"bazaar dev go1."}},
		{"wrong variable", []string{"PORT=abc"}, "serve", exitUsage, []string{`PORT: "abc" is not a whole number`}},
		{"production without anything", nil, "serve", exitUsage, []string{"SECRET_KEY is missing", "ALLOWED_HOSTS is empty", "DEBUG=true"}},
		{"short key", []string{"SECRET_KEY=short", "ALLOWED_HOSTS=shop.example"}, "worker", exitUsage, []string{"fewer than 32"}},
		{"every host", []string{"SECRET_KEY=0123456789abcdef0123456789abcdef", "ALLOWED_HOSTS=*"}, "serve", exitUsage, []string{"allows every host"}},
		{"unknown database", append(good, "DATABASE_URL=mysql://x"), "serve", exitFailed, []string{`unknown scheme "mysql"`}},
		{"import without a file", nil, "import django", exitUsage, []string{"--fixture"}},
		{"import of a missing file", nil, "import django --fixture nowhere.json", exitUsage, []string{"nowhere.json"}},
		{"administrator without a name", nil, "admin create --email a@b.kz", exitUsage, []string{"--username"}},
		{"administrator without a password", []string{"DEBUG=true"}, "admin create --email a@b.kz --username root", exitUsage, []string{"ADMIN_PASSWORD"}},
		{"doctor on a laptop", []string{"DEBUG=true"}, "doctor", exitFine, []string{"WARNING  DEBUG is on", "ok       database sqlite"}},
		{"doctor before production", nil, "doctor", exitFailed, []string{"FATAL    SECRET_KEY is missing"}},
		{"doctor with all variables", append(good, "ADMIN_PASSWORD=hunter2"), "doctor --config", exitFine, []string{"ADMIN_PASSWORD=***", "SECRET_KEY=***", "ALLOWED_HOSTS=shop.example"}},
		{"books without tables", []string{"DEBUG=true"}, "invariants", exitFailed, []string{"bazaar migrate"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := start(t, c.environ, strings.Fields(c.args)...)
			if code := p.exit(time.Minute); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			for _, want := range c.says {
				if !strings.Contains(p.output(), want) {
					t.Errorf("missing %q in:\n%s", want, p.output())
				}
			}
			if strings.Contains(p.output(), "hunter2") {
				t.Errorf("a secret is shown:\n%s", p.output())
			}
		})
	}
}

func TestMigrateListsAndRunsOnce(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		for _, step := range []struct {
			args, says string
		}{
			{"migrate --dry-run", "would run 00001_infra.sql\n"},
			{"migrate", "ran 00001_infra.sql\n"},
			{"migrate", "The schema is up to date.\n"},
			{"migrate --dry-run", "The schema is up to date.\n"},
			{"invariants", "The books are right.\n"},
			{"ledger verify", "The books are right.\n"},
		} {
			p := start(t, production(url), strings.Fields(step.args)...)
			if code := p.exit(time.Minute); code != exitFine || !strings.Contains(p.output(), step.says) {
				t.Errorf("%s: exit code %d:\n%s", step.args, code, p.output())
			}
		}
	})
}

func TestInvariantsPrintWhatIsWrong(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		if code := start(t, production(url), "migrate").exit(time.Minute); code != exitFine {
			t.Fatal(code)
		}
		db, err := sqldb.Open(t.Context(), sqldb.Options{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		// A coupon that was used more often than its uses say.
		_, err = db.ExecContext(t.Context(), `INSERT INTO coupons (code, code_key, percent, uses, created_at) VALUES ('X', 'x', 10, 3, $1)`, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		p := start(t, production(url), "invariants")
		if code := p.exit(time.Minute); code != exitFailed || !strings.Contains(p.output(), "coupon_uses_counted: id=1 uses=3") {
			t.Errorf("exit code %d:\n%s", code, p.output())
		}
	})
}

func TestAdminCreate(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		for _, step := range []struct {
			name, password, says string
			code                 int
		}{
			{"weak password", "password", "password1: ", exitUsage},
			{"good password", "market-day-2026", "root is an administrator", exitFine},
			{"name is taken", "market-day-2026", "username: ", exitUsage},
		} {
			p := start(t, append(production(url), "ADMIN_PASSWORD="+step.password), "admin", "create", "--email", "root@shop.example", "--username", "root")
			if code := p.exit(time.Minute); code != step.code || !strings.Contains(p.output(), step.says) {
				t.Errorf("%s: exit code %d:\n%s", step.name, code, p.output())
			}
			if strings.Contains(p.output(), step.password+"\n") {
				t.Errorf("the password is shown:\n%s", p.output())
			}
		}
		for email, code := range map[string]int{"root@shop.example": exitFine, "nobody@shop.example": exitUsage} {
			p := start(t, production(url), "admin", "release", "--email", email)
			if got := p.exit(time.Minute); got != code || !strings.Contains(p.output(), "@shop.example") {
				t.Errorf("release %s: exit code %d:\n%s", email, got, p.output())
			}
		}
	})
}
