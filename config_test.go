package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func mustParse(t *testing.T, environ ...string) *Config {
	t.Helper()
	c, err := parseConfig(environ)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDefaultsNeedNoEnvironment(t *testing.T) {
	c := mustParse(t)
	if c.Port != 8000 || c.RequestTimeout != 120*time.Second || c.Shutdown != 15*time.Second || c.Debug || !c.MigrateOnStart ||
		c.Jobs != "embedded" || c.DataDir != "./data" || c.TimeZone != "Asia/Almaty" || len(c.notes) != 0 {
		t.Errorf("defaults are %+v", c)
	}
}

func TestEveryVariableHasNameAndSentence(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range variables {
		if v.name == "" || seen[v.name] || !strings.HasSuffix(v.help, ".") {
			t.Errorf("field %d: name %q (again: %v), help %q", v.index, v.name, seen[v.name], v.help)
		}
		seen[v.name] = true
	}
}

func TestWrongValuesAreNamedTogether(t *testing.T) {
	_, err := parseConfig([]string{
		"PORT=abc", "DEBUG=perhaps", "REQUEST_TIMEOUT=5", "JOBS=maybe", "TIME_ZONE=Mars/Base", "CURRENCY_RATES=KZT=-1",
		"TRUSTED_PROXIES=proxy", "CSRF_TRUSTED_ORIGINS=shop.example.com", "LOG_LEVEL=loud", "EMAIL_PORT=70000",
	})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{
		`PORT: "abc" is not a whole number`, "DEBUG: use true or false", `REQUEST_TIMEOUT: "5" is not a time`, `JOBS: "maybe" is not one of embedded, external`,
		`TIME_ZONE: there is no time zone "Mars/Base"`, "CURRENCY_RATES: ", `TRUSTED_PROXIES: "proxy"`, `"shop.example.com" does not begin with http`,
		`LOG_LEVEL: "loud"`, "EMAIL_PORT: a port is at most 65535",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
}

func TestSpellingsOfOtherSystems(t *testing.T) {
	c := mustParse(t, "DEBUG=True", "LOG_LEVEL=DEBUG", "ALLOWED_HOSTS= a.example, b.example ,", "PORT= 9000 ")
	if !c.Debug || c.LogLevel != "debug" || !slices.Equal(c.AllowedHosts, []string{"a.example", "b.example"}) || c.Port != 9000 {
		t.Errorf("got %+v", c)
	}
}

func TestListenAddress(t *testing.T) {
	for _, c := range []struct {
		environ []string
		want    string
	}{
		{nil, ":8000"},
		{[]string{"DEBUG=true"}, "127.0.0.1:8000"},
		{[]string{"DEBUG=true", "PORT=9000", "ADDR=0.0.0.0"}, "0.0.0.0:9000"},
		{[]string{"ADDR=10.1.2.3:80"}, "10.1.2.3:80"},
		{[]string{"ADDR=[::1]", "PORT=81"}, "[::1]:81"},
		{[]string{"ADDR=::1", "PORT=81"}, "[::1]:81"},
	} {
		if got := mustParse(t, c.environ...).listenAddr(); got != c.want {
			t.Errorf("%v: %q, want %q", c.environ, got, c.want)
		}
	}
}

func TestHostsAndBaseURL(t *testing.T) {
	for _, c := range []struct {
		environ []string
		hosts   []string
		base    string
	}{
		{[]string{"DEBUG=true"}, nil, "http://127.0.0.1:8000"},
		{nil, nil, "http://127.0.0.1:8000"},
		{[]string{"ALLOWED_HOSTS=shop.kz,.shop.com"}, []string{"shop.kz", ".shop.com"}, "https://shop.kz"},
		{[]string{"ALLOWED_HOSTS=.shop.com"}, []string{".shop.com"}, "https://shop.com"},
		{[]string{"ALLOWED_HOSTS=*", "BASE_URL=https://shop.kz/"}, []string{"*"}, "https://shop.kz"},
		{[]string{"ALLOWED_HOSTS=shop.kz", "DEBUG=true", "PORT=9000"}, []string{"shop.kz"}, "http://127.0.0.1:9000"},
	} {
		got := mustParse(t, c.environ...)
		if !slices.Equal(got.AllowedHosts, c.hosts) || got.baseURL() != c.base {
			t.Errorf("%v: hosts %v, base %s", c.environ, got.AllowedHosts, got.baseURL())
		}
	}
}

func TestProxiesAreBelievedOnlyWhenAsked(t *testing.T) {
	for _, c := range []struct {
		environ []string
		want    int
	}{
		{nil, 0},
		{[]string{"TRUST_PROXY=true"}, len(localNetworks)},
		{[]string{"RENDER=true"}, len(localNetworks)},
		{[]string{"RENDER=true", "TRUSTED_PROXIES=10.0.0.7,192.0.2.0/24"}, 2},
	} {
		if got := mustParse(t, c.environ...).proxies(); len(got) != c.want {
			t.Errorf("%v: %v", c.environ, got)
		}
	}
}

func TestOldNamesAreAcceptedWithOneWarning(t *testing.T) {
	for _, c := range []struct {
		name      string
		environ   []string
		jobs      string
		emailHost string
		notes     []string
	}{
		{"eager", []string{"CELERY_TASK_ALWAYS_EAGER=True"}, "embedded", "", []string{"Variables of the old shop were read: CELERY_TASK_ALWAYS_EAGER means JOBS=embedded"}},
		{"not eager", []string{"CELERY_TASK_ALWAYS_EAGER=False", "CELERY_BROKER_URL=redis://x"}, "external", "", []string{"Variables of the old shop were read: CELERY_BROKER_URL is not needed, CELERY_TASK_ALWAYS_EAGER means JOBS=external"}},
		{"the new name wins", []string{"CELERY_TASK_ALWAYS_EAGER=False", "JOBS=embedded"}, "embedded", "", []string{"Variables of the old shop were read: CELERY_TASK_ALWAYS_EAGER means JOBS=embedded"}},
		{"console mail", []string{"EMAIL_BACKEND=django.core.mail.backends.console.EmailBackend", "EMAIL_HOST=smtp.example.com"}, "embedded", "", []string{"Variables of the old shop were read: EMAIL_BACKEND means an empty EMAIL_HOST"}},
		{"SMTP mail", []string{"EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST=smtp.example.com", "GUNICORN_WORKERS=4"}, "embedded", "smtp.example.com", []string{"Variables of the old shop were read: EMAIL_BACKEND is not needed, GUNICORN_WORKERS is not needed"}},
		{"known by name only", []string{"DATABASE_REPLICA_URL=postgres://db/copy"}, "embedded", "", []string{"DATABASE_REPLICA_URL is set, but this version does not have it yet: reading from a replica"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := mustParse(t, c.environ...)
			if got.Jobs != c.jobs || got.EmailHost != c.emailHost || !slices.Equal(got.notes, c.notes) {
				t.Errorf("JOBS=%s EMAIL_HOST=%s notes %q", got.Jobs, got.EmailHost, got.notes)
			}
		})
	}
}

func TestDumpHidesSecrets(t *testing.T) {
	var environ []string
	for _, v := range variables {
		switch v.secret {
		case "true":
			value := "hunter2"
			if v.name == "SENTRY_DSN" {
				value = "https://hunter2@sentry.example/1"
			}
			environ = append(environ, v.name+"="+value)
		case "url":
			environ = append(environ, v.name+"=postgres://shop:hunter2@db/shop?password=hunter2")
		}
	}
	var b strings.Builder
	mustParse(t, environ...).Dump(&b)
	if strings.Contains(b.String(), "hunter2") {
		t.Errorf("a secret is shown:\n%s", b.String())
	}
	for _, want := range []string{"DATABASE_URL=postgres://shop:***@db/shop?password=***\n", "SECRET_KEY=***\n", "PORT=8000\n", "REQUEST_TIMEOUT=2m0s\n", "ALLOWED_HOSTS=\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("missing %q in\n%s", want, b.String())
		}
	}
}

func TestDebugSecretKeyIsMadeOnceAndKept(t *testing.T) {
	dir := t.TempDir()
	var keys []string
	for range 2 {
		c := mustParse(t, "DEBUG=true", "DATA_DIR="+dir)
		if err := c.keepSecretKey(); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, c.SecretKey)
	}
	info, err := os.Stat(filepath.Join(dir, "secret_key"))
	if err != nil || len(keys[0]) < 32 || keys[0] != keys[1] || info.Mode().Perm() != 0o600 {
		t.Errorf("keys %q, file %v, error %v", keys, info, err)
	}
	c := mustParse(t, "DATA_DIR="+t.TempDir())
	if err := c.keepSecretKey(); err != nil || c.SecretKey != "" {
		t.Errorf("production made itself the key %q (%v)", c.SecretKey, err)
	}
}

func FuzzParseConfigNeverPanics(f *testing.F) {
	f.Add("PORT", "8000")
	f.Add("ALLOWED_HOSTS", ".,*")
	f.Add("CURRENCY_RATES", "KZT=1e9")
	f.Add("DATABASE_URL", "%zz")
	f.Fuzz(func(t *testing.T, name, value string) {
		c, err := parseConfig([]string{name + "=" + value})
		if err != nil {
			return
		}
		c.listenAddr()
		c.baseURL()
		c.proxies()
		c.Dump(new(strings.Builder))
	})
}
