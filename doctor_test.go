package main

import (
	"slices"
	"strings"
	"testing"
)

func TestFindings(t *testing.T) {
	safe := []string{
		"SECRET_KEY=0123456789abcdef0123456789abcdef", "ALLOWED_HOSTS=shop.example", "TRUST_PROXY=true", "EMAIL_HOST=smtp.example",
		"DEFAULT_FROM_EMAIL=Shop <shop@shop.example>", "DATABASE_URL=postgres://shop@db.example/shop", "STORAGE_URL=s3://k:s@pictures",
	}
	for _, c := range []struct {
		name    string
		environ []string
		fatal   []string
		warns   []string
	}{
		{"safe", nil, nil, nil},
		{"no key", []string{"SECRET_KEY="}, []string{"SECRET_KEY is missing"}, nil},
		{"short key", []string{"SECRET_KEY=0123456789"}, []string{"SECRET_KEY has fewer"}, nil},
		{"dull key", []string{"SECRET_KEY=" + strings.Repeat("ab", 20)}, []string{"SECRET_KEY repeats"}, nil},
		{"key of development", []string{"SECRET_KEY=django-insecure-0123456789abcdef0123456789"}, nil, []string{"SECRET_KEY was made for development"}},
		{"no hosts", []string{"ALLOWED_HOSTS=", "BASE_URL=https://shop.example"}, []string{"ALLOWED_HOSTS is empty"}, nil},
		{"every host", []string{"ALLOWED_HOSTS=shop.example,*"}, []string{"ALLOWED_HOSTS allows"}, nil},
		{"debug", []string{"DEBUG=true", "BASE_URL=https://shop.example"}, nil, []string{"DEBUG is on", "http is not redirected"}},
		{"debug at a platform", []string{"DEBUG=true", "RENDER=true", "BASE_URL=https://shop.example"}, []string{"DEBUG is on at"}, []string{"http is not redirected"}},
		{"debug without a key", []string{"DEBUG=true", "SECRET_KEY=", "BASE_URL=https://shop.example"}, nil, []string{"SECRET_KEY is missing", "DEBUG is on", "http is not redirected"}},
		{"no trusted proxy", []string{"TRUST_PROXY="}, nil, []string{"http is not redirected"}},
		{"redirect without a trusted proxy", []string{"TRUST_PROXY=", "SECURE_SSL_REDIRECT=true"}, nil, []string{"SECURE_SSL_REDIRECT is on"}},
		{"plain links", []string{"BASE_URL=http://shop.example"}, nil, []string{"Links in mail"}},
		{"no mail server", []string{"EMAIL_HOST="}, nil, []string{"EMAIL_HOST is empty"}},
		{"plain mail", []string{"EMAIL_USE_TLS=false"}, nil, []string{"Mail is sent without TLS"}},
		{"sender of nowhere", []string{"DEFAULT_FROM_EMAIL="}, nil, []string{"Mail comes from"}},
		{"pictures on one node", []string{"STORAGE_URL="}, nil, []string{"Pictures are kept"}},
		{"plain database far away", []string{"DATABASE_URL=postgres://shop:p@db.example:5432/shop?sslmode=disable"}, nil, []string{"The connection to the database"}},
		{"plain database next door", []string{"DATABASE_URL=postgres://shop:p@10.0.0.7:5432/shop?sslmode=disable"}, nil, nil},
		{"plain database in the same network", []string{"DATABASE_URL=postgres://shop:p@db/shop?sslmode=disable"}, nil, nil},
		{"old names", []string{"CELERY_BROKER_URL=redis://x"}, nil, []string{"Variables of the old shop"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var fatals, warnings []string
			for _, f := range mustParse(t, append(slices.Clone(safe), c.environ...)...).findings() {
				if f.grade == fatal {
					fatals = append(fatals, f.what)
				} else {
					warnings = append(warnings, f.what)
				}
			}
			begin := func(got, want string) bool { return strings.HasPrefix(got, want) }
			if !slices.EqualFunc(fatals, c.fatal, begin) || !slices.EqualFunc(warnings, c.warns, begin) {
				t.Errorf("fatal %q\nwarnings %q", fatals, warnings)
			}
		})
	}
}
