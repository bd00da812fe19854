package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the image has no time zones of its own

	"bazaar/infra/telemetry"
)

// Config is everything that can be set from outside. Each field is one environment variable (tag
// env) with its default and a sentence for the reader of docs/configuration.md; a section tag
// begins a group. A secret is never printed, of a secret URL only the password is hidden. What is
// marked later is known by name and has no effect yet.
type Config struct {
	Port           int           `env:"PORT" default:"8000" section:"Web server" help:"Port of the web server."`
	Addr           string        `env:"ADDR" help:"Address to listen on, host or host:port. Empty is every interface in production and 127.0.0.1 in debug."`
	Workers        int           `env:"WORKERS" default:"0" help:"Processor cores to use; 0 is all of them."`
	RequestTimeout time.Duration `env:"REQUEST_TIMEOUT" default:"120s" help:"Longest time that one request may take."`
	Shutdown       time.Duration `env:"SHUTDOWN_TIMEOUT" default:"15s" help:"Time that running requests and jobs get to finish when the program is told to stop."`
	BaseURL        string        `env:"BASE_URL" help:"Address of the site for links in mail and sitemaps. Empty is https:// and the first of ALLOWED_HOSTS."`
	DataDir        string        `env:"DATA_DIR" default:"./data" help:"Directory of the SQLite file, pictures, logs and mail that was not sent."`

	Maintenance bool `env:"MAINTENANCE" default:"false" help:"Closes the site to everybody with a page that says so; files and probes still answer. A file named maintenance in DATA_DIR does the same without a restart."`

	Debug          bool     `env:"DEBUG" default:"false" section:"Security" help:"Development mode: listens on 127.0.0.1 only, makes its own secret key, allows plain http. Never in production."`
	SecretKey      string   `env:"SECRET_KEY" secret:"true" help:"Signs cookies and links; at least 32 characters. Required in production; in debug it is made once and kept in DATA_DIR."`
	AllowedHosts   []string `env:"ALLOWED_HOSTS" help:"Host names of the site, parted by commas; .example.com includes every subdomain. Required in production; empty in debug is this machine."`
	TrustedOrigins []string `env:"CSRF_TRUSTED_ORIGINS" help:"Further origins whose forms are accepted, such as https://pay.example.com. The site itself always is."`
	SSLRedirect    string   `env:"SECURE_SSL_REDIRECT" default:"auto" oneof:"auto true false" help:"Whether http is redirected to https. auto does so only behind a trusted proxy that says which of them was used."`
	TrustedProxies []string `env:"TRUSTED_PROXIES" help:"Addresses or networks of proxies whose X-Forwarded headers are believed. Empty is none, or private and loopback addresses when RENDER or TRUST_PROXY is set."`
	TrustProxy     bool     `env:"TRUST_PROXY" default:"false" help:"Believes the X-Forwarded headers of private and loopback addresses."`
	Render         string   `env:"RENDER" help:"Set by the hosting platform of that name; has the effect of TRUST_PROXY."`
	Staff2FA       string   `env:"STAFF_2FA_REQUIRED" default:"auto" oneof:"auto true false" help:"Whether staff must sign in with a second factor before they may work. auto is true in production, unless it was started with --demo."`

	DatabaseURL    string `env:"DATABASE_URL" secret:"url" section:"Database" help:"postgres://user:password@host/name or sqlite:///path. Empty is SQLite in DATA_DIR/bazaar.db. The default is safe behind a transaction pooler; add ?default_query_exec_mode=cache_statement on a direct connection."`
	DirectURL      string `env:"DATABASE_DIRECT_URL" secret:"url" help:"Connection for migrations when DATABASE_URL leads to a pooler that cannot run them."`
	ReplicaURL     string `env:"DATABASE_REPLICA_URL" secret:"url" later:"reading from a replica" help:"Read-only copy of the database."`
	DatabasePool   int    `env:"DATABASE_POOL" default:"0" help:"Database connections; 0 is 10 for PostgreSQL and one reader per core, at least 4, for SQLite."`
	MigrateOnStart bool   `env:"MIGRATE_ON_START" default:"true" help:"Brings the schema up to date at the start, one node at a time. Turn it off where a job runs bazaar migrate."`

	RedisURL string `env:"REDIS_URL" secret:"url" section:"Cache and jobs" help:"Redis that several nodes share, redis://:password@host:6379/0 or rediss:// for TLS: limits, counters, and copies of sessions for other programs. Empty is memory. It may be lost at any time; sessions and carts are in the database."`
	Jobs     string `env:"JOBS" default:"embedded" oneof:"embedded external" help:"embedded runs background jobs inside the web server; external leaves them to bazaar worker."`

	EmailHost     string `env:"EMAIL_HOST" section:"Mail" help:"SMTP server. Empty keeps mail as .eml files in DATA_DIR/mail and logs it."`
	EmailPort     int    `env:"EMAIL_PORT" default:"587" help:"Port of the SMTP server."`
	EmailTLS      bool   `env:"EMAIL_USE_TLS" default:"true" help:"Whether mail is sent over TLS only."`
	EmailUser     string `env:"EMAIL_HOST_USER" help:"User name for the SMTP server."`
	EmailPassword string `env:"EMAIL_HOST_PASSWORD" secret:"true" help:"Password for the SMTP server."`
	FromEmail     string `env:"DEFAULT_FROM_EMAIL" default:"Bazaar <noreply@localhost>" help:"Sender of mail."`
	ContactEmail  string `env:"CONTACT_EMAIL" help:"Where messages from the contact page are sent; the page shows it. Empty sends them to every administrator."`

	StorageURL      string `env:"STORAGE_URL" secret:"url" section:"Pictures" help:"s3://bucket?endpoint=https://s3.example.com&region=eu-1&path_style=true. Empty is DATA_DIR/media, and DATA_DIR/private for files that only their owners may fetch."`
	AccessKeyID     string `env:"AWS_ACCESS_KEY_ID" help:"Key id for STORAGE_URL when it holds none."`
	SecretAccessKey string `env:"AWS_SECRET_ACCESS_KEY" secret:"true" help:"Secret key for STORAGE_URL when it holds none."`

	Language      string `env:"LANGUAGE_CODE" default:"en" oneof:"en ru kk" section:"Market" help:"Language of letters to people who have not chosen one."`
	TimeZone      string `env:"TIME_ZONE" default:"Asia/Almaty" help:"Time zone of dates on pages and of the business day."`
	HandlingDays  int    `env:"HANDLING_DAYS" default:"3" help:"Days that a vendor has to send a parcel. Orders keep what held when they were placed."`
	Operator      string `env:"OPERATOR_NAME" default:"Bazaar" help:"Legal name of whoever runs the market, for its terms and its privacy policy."`
	BaseCurrency  string `env:"BASE_CURRENCY" default:"USD" oneof:"USD" help:"Currency in which prices are kept."`
	CurrencyRates string `env:"CURRENCY_RATES" default:"KZT=500,RUB=100" help:"What one unit of BASE_CURRENCY is worth in the currencies that visitors may choose for display."`
	GuestCart     bool   `env:"GUEST_CART" default:"false" later:"carts of guests" help:"Whether guests have a cart before they sign in."`
	VerifiedOnly  bool   `env:"REVIEWS_VERIFIED_ONLY" default:"false" help:"Whether only buyers of a product may review it."`

	LogLevel     string `env:"LOG_LEVEL" default:"info" oneof:"debug info warning error critical" section:"Logs and metrics" help:"Least level that is logged."`
	LogFormat    string `env:"LOG_FORMAT" default:"verbose" oneof:"verbose json" help:"One readable line per event, or one JSON object."`
	LogFile      string `env:"LOG_FILE" help:"Log file beside the console, rotated at 10 MB with three old ones kept. Empty is DATA_DIR/logs/bazaar.log."`
	MetricsToken string `env:"METRICS_TOKEN" secret:"true" help:"Bearer token for /metrics. Empty lets only this machine read them in production."`
	SentryDSN    string `env:"SENTRY_DSN" secret:"true" help:"https://key@host/project: where log entries of level error and above are reported to, scrubbed like every log line. Empty reports nothing."`
	OTLPEndpoint string `env:"OTEL_EXPORTER_OTLP_ENDPOINT" help:"Collector of traces that speaks OTLP over HTTP, such as http://collector:4318. Empty records nothing."`
	OTLPHeaders  string `env:"OTEL_EXPORTER_OTLP_HEADERS" secret:"true" help:"Headers for it, as name=value,name=value."`

	AdminPassword string `env:"ADMIN_PASSWORD" secret:"true" section:"Commands" help:"Password for bazaar admin create; it is asked for when this is empty."`

	CardGateway   string `env:"CARD_GATEWAY" default:"auto" oneof:"auto none sandbox" section:"Payments" help:"Through whom cards are paid. sandbox plays a provider on this host and takes no money; auto is sandbox in debug and none in production."`
	StripeKey     string `env:"STRIPE_SECRET_KEY" secret:"true" later:"paying with Stripe" help:"Secret key of Stripe."`
	StripeWebhook string `env:"STRIPE_WEBHOOK_SECRET" secret:"true" later:"paying with Stripe" help:"Secret that signs the messages of Stripe."`
	StripeBase    string `env:"STRIPE_API_BASE" later:"paying with Stripe" help:"Address of Stripe's interface, for tests."`
	PayPalID      string `env:"PAYPAL_CLIENT_ID" later:"paying with PayPal" help:"Client id of PayPal."`
	PayPalSecret  string `env:"PAYPAL_SECRET" secret:"true" later:"paying with PayPal" help:"Secret of PayPal."`
	PayPalBase    string `env:"PAYPAL_API_BASE" later:"paying with PayPal" help:"Address of PayPal's interface, for tests."`

	notes []string // what the start-up log should warn of
}

// loadConfig reads the environment, the only place that does.
func loadConfig() (*Config, error) { return parseConfig(os.Environ()) }

// production tells whether visitors other than developers may come.
func (c *Config) production() bool { return !c.Debug }

// listenAddr is where the web server listens, as host:port.
func (c *Config) listenAddr() string {
	if _, _, err := net.SplitHostPort(c.Addr); err == nil {
		return c.Addr
	}
	host := c.Addr
	if host == "" && c.Debug {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(c.Port))
}

// baseURL is the address of the site, without a slash at the end.
func (c *Config) baseURL() string {
	if c.BaseURL != "" {
		return strings.TrimRight(c.BaseURL, "/")
	}
	if c.production() && len(c.AllowedHosts) > 0 && c.AllowedHosts[0] != "*" {
		return "https://" + strings.TrimPrefix(c.AllowedHosts[0], ".")
	}
	return "http://127.0.0.1:" + strconv.Itoa(c.Port)
}

// cacheKind is what the start-up log says of the cache.
func (c *Config) cacheKind() string {
	if c.RedisURL == "" {
		return "memory"
	}
	return "redis"
}

// queue is where jobs wait, for people: the database, without its password.
func (c *Config) queue() string {
	if c.DatabaseURL == "" {
		return "sqlite"
	}
	return withoutPassword(c.DatabaseURL)
}

// cardGateway names the gateway of cards; empty where they are not accepted.
func (c *Config) cardGateway() string {
	switch {
	case c.CardGateway == "auto" && c.Debug:
		return "sandbox"
	case c.CardGateway == "auto", c.CardGateway == "none":
		return ""
	}
	return c.CardGateway
}

// closed tells whether the site is closed for now: by its setting, or by a file that somebody put
// there while it runs.
func (c *Config) closed() bool {
	if c.Maintenance {
		return true
	}
	_, err := os.Stat(filepath.Join(c.DataDir, "maintenance"))
	return err == nil
}

func (c *Config) mediaDir() string { return filepath.Join(c.DataDir, "media") }
func (c *Config) filesDir() string { return filepath.Join(c.DataDir, "private") }
func (c *Config) mailDir() string  { return filepath.Join(c.DataDir, "mail") }

// staffSecondFactor tells whether staff must sign in with a second factor.
func (c *Config) staffSecondFactor(demo bool) bool {
	if c.Staff2FA == "auto" {
		return c.production() && !demo
	}
	return c.Staff2FA == "true"
}

// httpsRedirect tells whether http is sent to https: on wish, and by itself only where a trusted
// proxy can say which of them a visitor used.
func (c *Config) httpsRedirect() bool {
	if c.SSLRedirect == "auto" {
		return c.production() && len(c.proxies()) > 0
	}
	return c.SSLRedirect == "true"
}

// location is the time zone of the market; parseConfig has checked that it exists.
func (c *Config) location() *time.Location {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// logOptions say how the program logs; parseConfig has checked the level.
func (c *Config) logOptions(console io.Writer) telemetry.Options {
	level, err := telemetry.ParseLevel(c.LogLevel)
	if err != nil {
		level = slog.LevelInfo
	}
	file := c.LogFile
	if file == "" {
		file = filepath.Join(c.DataDir, "logs", "bazaar.log")
	}
	return telemetry.Options{Level: level, Format: telemetry.Format(c.LogFormat), Console: console, File: file}
}

// report starts reporting errors where somebody wants them.
func (c *Config) report(logs *telemetry.Log) error {
	if c.SentryDSN == "" {
		return nil
	}
	environment := "production"
	if c.Debug {
		environment = "development"
	}
	return logs.Report(telemetry.Sentry{DSN: c.SentryDSN, Release: version, Environment: environment})
}

// keepSecretKey makes the secret key of a debug run and keeps it, so that a restart signs nobody
// out.
func (c *Config) keepSecretKey() error {
	if c.SecretKey != "" || c.production() {
		return nil
	}
	path := filepath.Join(c.DataDir, "secret_key")
	if err := os.MkdirAll(c.DataDir, 0o750); err != nil {
		return fmt.Errorf("create DATA_DIR: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case err == nil:
		_, err = f.WriteString(rand.Text() + rand.Text())
		err = errors.Join(err, f.Close())
	case errors.Is(err, fs.ErrExist):
		err = nil
	}
	if err != nil {
		return fmt.Errorf("keep a secret key: %w", err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the secret key: %w", err)
	}
	c.SecretKey = strings.TrimSpace(string(b))
	return nil
}
