package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/market/schema"
)

// grade says how bad a finding is.
type grade string

const (
	fatal   grade = "FATAL" // serve does not start in production
	warning grade = "WARNING"
	fine    grade = "ok"
)

// finding is one thing that the doctor has to say, with what to do about it.
type finding struct {
	grade grade
	what  string
	todo  string
}

func (f finding) String() string {
	if f.todo == "" {
		return fmt.Sprintf("%-8s %s", f.grade, f.what)
	}
	return fmt.Sprintf("%-8s %s. %s", f.grade, f.what, f.todo)
}

// shortestKey and leastVariety make a secret key that cannot be guessed.
const (
	shortestKey  = 32
	leastVariety = 5
)

// findings looks at the configuration alone. In debug nothing but debug itself can be fatal.
func (c *Config) findings() []finding {
	var all []finding
	say := func(g grade, bad bool, what, todo string) {
		if g == fatal && c.Debug {
			g = warning
		}
		if bad {
			all = append(all, finding{g, what, todo})
		}
	}
	const newKey = "Make one with: openssl rand -base64 48"
	say(fatal, c.SecretKey == "", "SECRET_KEY is missing", newKey)
	say(fatal, c.SecretKey != "" && len(c.SecretKey) < shortestKey, fmt.Sprintf("SECRET_KEY has fewer than %d characters", shortestKey), newKey)
	say(fatal, len(c.SecretKey) >= shortestKey && variety(c.SecretKey) < leastVariety, "SECRET_KEY repeats a few characters", newKey)
	say(warning, strings.HasPrefix(c.SecretKey, "django-insecure-"), "SECRET_KEY was made for development (django-insecure-)", newKey+". Everybody signs in anew afterwards")
	say(fatal, len(c.AllowedHosts) == 0, "ALLOWED_HOSTS is empty", "Set it to the host names of the site, parted by commas")
	say(fatal, slices.Contains(c.AllowedHosts, "*"), "ALLOWED_HOSTS allows every host", "Name the hosts of the site; forged links in mail are possible otherwise")
	if c.Debug {
		all = append(all, c.debugFinding())
	}
	say(warning, c.SSLRedirect != "true" && !c.httpsRedirect(), "http is not redirected to https", "Set TRUST_PROXY=true behind a proxy that sends X-Forwarded-Proto, or redirect in the proxy")
	say(warning, c.SSLRedirect == "true" && len(c.proxies()) == 0, "SECURE_SSL_REDIRECT is on and no proxy is trusted", "Behind a proxy that ends TLS this redirects for ever: set TRUSTED_PROXIES")
	say(warning, !strings.HasPrefix(c.baseURL(), "https://"), "Links in mail begin with "+c.baseURL(), "Set BASE_URL to the https address of the site")
	say(warning, !c.Debug && c.cardGateway() == "sandbox", "CARD_GATEWAY is sandbox: cards are accepted and no money comes", "Set it to none, or leave it for a demonstration only")
	say(warning, c.EmailHost == "", "EMAIL_HOST is empty: mail is kept in "+c.mailDir()+" and not sent", "Set it to an SMTP server")
	say(warning, c.EmailHost != "" && !c.EmailTLS, "Mail is sent without TLS", "Set EMAIL_USE_TLS=true")
	say(warning, strings.Contains(c.FromEmail, "@localhost"), "Mail comes from "+c.FromEmail, "Set DEFAULT_FROM_EMAIL to an address of the site")
	say(warning, c.StorageURL == "" && c.DatabaseURL != "", "Pictures are kept on the disk of this node", "With several nodes, or where disks are not kept, set STORAGE_URL")
	say(warning, strings.Contains(c.DatabaseURL, "sslmode=disable") && !local(c.DatabaseURL), "The connection to the database is not encrypted", "Remove sslmode=disable from DATABASE_URL")
	for _, note := range c.notes {
		say(warning, true, note, "")
	}
	return all
}

func (c *Config) debugFinding() finding {
	if c.Render != "" {
		return finding{fatal, "DEBUG is on at a hosting platform", "Set DEBUG=false"}
	}
	return finding{warning, "DEBUG is on", "Never let visitors in like this"}
}

func variety(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// local tells whether a database URL leads to this machine or its neighbours.
func local(databaseURL string) bool {
	_, rest, _ := strings.Cut(databaseURL, "://")
	authority, _, _ := strings.Cut(rest, "/")
	host := authority[strings.LastIndex(authority, "@")+1:]
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "" || !strings.Contains(host, ".") && ip == nil || ip != nil && (ip.IsLoopback() || ip.IsPrivate())
}

// examine goes out and looks at what the program depends on.
func examine(ctx context.Context, c *Config) []finding {
	return slices.Concat(examineDisk(c), examineDatabase(ctx, c), examineCache(ctx, c), examineMedia(ctx, c), examineMail(ctx, c))
}

func examineDisk(c *Config) []finding {
	probe := filepath.Join(c.DataDir, ".doctor")
	err := os.MkdirAll(c.DataDir, 0o750)
	if err == nil {
		err = os.WriteFile(probe, nil, 0o600)
	}
	if err == nil {
		err = os.Remove(probe)
	}
	if err != nil {
		return []finding{{fatal, "DATA_DIR cannot be written: " + err.Error(), "Give the user of this program the right to write there"}}
	}
	return []finding{{fine, "data directory " + c.DataDir, ""}}
}

func examineDatabase(ctx context.Context, c *Config) []finding {
	db, err := sqldb.Open(ctx, sqldb.Options{URL: c.DatabaseURL, DataDir: c.DataDir, Pool: c.DatabasePool})
	if err != nil {
		return []finding{{fatal, "the database cannot be reached: " + err.Error(), "Check DATABASE_URL and that the database runs"}}
	}
	defer db.Close()
	found := []finding{{fine, "database " + string(db.Engine()), ""}}
	before := time.Now()
	there, err := db.Clock(ctx)
	if skew := max(before.Sub(there), time.Until(there)); err == nil && skew > 2*time.Second {
		found = append(found, finding{fatal, fmt.Sprintf("the clock of this machine is %s off the database's", skew.Round(time.Millisecond)), "Let both follow a time server"})
	}
	waiting, err := sqldb.Pending(ctx, db, schema.Migrations())
	switch {
	case err != nil:
		found = append(found, finding{warning, "the state of migrations cannot be read: " + err.Error(), ""})
	case len(waiting) > 0 && c.MigrateOnStart:
		found = append(found, finding{fine, fmt.Sprintf("%d migrations will run at the next start", len(waiting)), ""})
	case len(waiting) > 0:
		found = append(found, finding{warning, fmt.Sprintf("%d migrations have not run", len(waiting)), "Run bazaar migrate"})
	}
	return found
}

func examineCache(ctx context.Context, c *Config) []finding {
	kept, err := cache.Open(ctx, c.RedisURL)
	if err != nil {
		return []finding{{fatal, err.Error(), ""}}
	}
	defer kept.Close()
	if err := cache.Check(ctx, kept); err != nil {
		return []finding{{warning, err.Error(), "Check REDIS_URL; the shop works without, each node limits on its own"}}
	}
	return []finding{{fine, "cache " + kept.Kind(), ""}}
}

func examineMedia(ctx context.Context, c *Config) []finding {
	store, err := openMedia(c)
	if err == nil {
		err = media.Check(ctx, store)
	}
	if err != nil {
		return []finding{{warning, "pictures: " + err.Error(), "Check STORAGE_URL and its keys"}}
	}
	return []finding{{fine, "store of pictures", ""}}
}

func examineMail(ctx context.Context, c *Config) []finding {
	if _, err := openMail(c); err != nil {
		return []finding{{fatal, err.Error(), ""}}
	}
	if c.EmailHost == "" {
		return nil
	}
	dialer := net.Dialer{Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(c.EmailHost, strconv.Itoa(c.EmailPort)))
	if err != nil {
		return []finding{{warning, "the mail server cannot be reached: " + err.Error(), "Check EMAIL_HOST and EMAIL_PORT"}}
	}
	conn.Close()
	return []finding{{fine, "mail server " + c.EmailHost, ""}}
}

// report prints findings and returns how many are fatal.
func report(w io.Writer, all []finding) int {
	n := 0
	for _, f := range all {
		fmt.Fprintln(w, f)
		if f.grade == fatal {
			n++
		}
	}
	return n
}
