// Command bazaar is the whole marketplace: web server, background jobs and tools in one program.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/accounts"
	"bazaar/market/money"
	"bazaar/market/support"
	"bazaar/site"
	"bazaar/site/locale"
	"bazaar/site/shop"
)

// version is set by the linker.
var version = "dev"

var log = telemetry.Logger("bazaar")

func main() { os.Exit(execute(os.Args[1:], os.Stdout, os.Stderr)) }

// node is one running process of the market: what its parts share.
type node struct {
	cfg     *Config
	demo    bool // it was started with the demo market
	db      *sqldb.DB
	media   media.Store
	files   media.Store // private: results of tasks
	sender  mail.Sender
	metrics *telemetry.Metrics
	cache   cache.Cache       // only where it serves or works
	tracer  *telemetry.Tracer // only where it serves; nil records nothing
}

// open connects a node to everything around it and brings the schema up to date. Who opens a node
// closes its database.
func open(ctx context.Context, cfg *Config) (*node, error) {
	if cfg.Workers > 0 {
		runtime.GOMAXPROCS(cfg.Workers)
	}
	locale.UseZone(cfg.location())
	n := &node{cfg: cfg, metrics: telemetry.NewMetrics()}
	var err error
	if n.media, err = openMedia(cfg); err != nil {
		return nil, err
	}
	if n.files, err = openFiles(cfg); err != nil {
		return nil, err
	}
	if n.sender, err = openMail(cfg); err != nil {
		return nil, err
	}
	if n.db, err = openDatabase(ctx, cfg); err != nil {
		return nil, err
	}
	if cfg.MigrateOnStart {
		if err := migrateAndLog(ctx, cfg, n.db); err != nil {
			n.db.Close()
			return nil, err
		}
	}
	return n, nil
}

// run serves the site and does the jobs until ctx ends, then lets both finish.
func run(ctx context.Context, n *node, listener net.Listener) error {
	var err error
	if n.cache, err = cache.Open(ctx, n.cfg.RedisURL); err != nil {
		return err
	}
	defer n.cache.Close()
	if n.tracer, err = telemetry.NewTracer(n.cfg.OTLPEndpoint, n.cfg.OTLPHeaders, version); err != nil {
		return usageError{err}
	}
	defer n.tracer.Close()
	health := &site.Health{DB: n.db, Cache: n.cache, Now: time.Now, Metrics: n.metrics, MetricsToken: n.cfg.MetricsToken, Open: n.cfg.Debug}
	views := shop.NewViews(n.db, time.Now, n.cfg.location())
	handler, err := n.handler(health, views)
	if err != nil {
		return err
	}
	runner, err := n.startJobs(ctx)
	if err != nil {
		return err
	}
	n.measure(health)
	counting, stopCounting := context.WithCancel(context.WithoutCancel(ctx))
	counted := make(chan struct{})
	go func() { defer close(counted); views.Run(counting) }()
	defer func() { stopCounting(); <-counted }()
	server := newServer(n.cfg, health.Parting(handler))
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.InfoContext(ctx, "Listening at: http://"+shownAddr(listener.Addr()))
	select {
	case err = <-failed:
		err = fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
		signal.Reset(os.Interrupt, syscall.SIGTERM) // before the line that promises it
		log.InfoContext(ctx, "Shutting down; a second signal ends the program at once")
	}
	return n.drain(health, server, runner, err)
}

// handler builds the site.
func (n *node) handler(health *site.Health, views *shop.Views) (http.Handler, error) {
	c := n.cfg
	base := money.Currency(c.BaseCurrency)
	rates, err := money.ParseRates(base, c.CurrencyRates)
	if err != nil {
		return nil, fmt.Errorf("CURRENCY_RATES: %w", err)
	}
	keys, err := accounts.NewKeys(c.SecretKey)
	if err != nil {
		return nil, err
	}
	gateways, provider := openGateways(c, n.cache)
	return site.Handler(site.Options{
		DB: n.db, Cache: n.cache, Tracer: n.tracer, Now: time.Now, Zone: c.location(), Media: media.Handler(n.media), Pictures: n.media, Files: n.files, Metrics: n.metrics, Probes: health.Probes(),
		Debug: c.Debug, SecretKey: c.SecretKey, Keys: keys, Hosts: c.AllowedHosts, TrustedOrigins: c.TrustedOrigins,
		TrustedProxies: c.proxies(), HTTPSRedirect: c.httpsRedirect(), BaseURL: c.baseURL(),
		Timeout: c.RequestTimeout, Base: base, Rates: rates, JobsElsewhere: c.Jobs == "external", Queue: c.queue(), Maintenance: c.closed,
		Gateways: gateways, Sandbox: provider, BuyersOnly: c.VerifiedOnly, ShipWithin: time.Duration(c.HandlingDays) * 24 * time.Hour, Operator: c.Operator, Desk: support.Desk{Email: c.ContactEmail, Language: c.Language},
		StaffSecondFactor: c.staffSecondFactor(n.demo), Views: views,
	})
}

// startJobs runs background jobs in this process unless another one is to do them; nil then.
func (n *node) startJobs(ctx context.Context) (*jobs.Runner, error) {
	if n.cfg.Jobs == "external" {
		return nil, nil //nolint:nilnil // no runner and no error: that is the setting
	}
	return n.work(ctx)
}

// measure lists the figures that are read whenever somebody asks for the metrics.
func (n *node) measure(health *site.Health) {
	queue := func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		s, err := jobs.ReadStats(ctx, n.db)
		if err != nil {
			return -1
		}
		return float64(s.Waiting)
	}
	n.metrics.Gauge("jobs_queue_length", "Jobs that wait for a worker; -1 when the database does not say.", queue)
	if redis, ok := n.cache.(*cache.Redis); ok {
		n.metrics.Gauge("redis_up", "1 while Redis answers.", func() float64 { return zeroOrOne(!redis.Down()) })
		n.metrics.Counter("redis_errors_total", "Calls of Redis that failed.", func() float64 { return float64(redis.Errors()) })
	}
	n.metrics.Gauge("db_connections", "Open database connections.", func() float64 { return float64(n.db.Pool().Stats().OpenConnections) })
	n.metrics.Counter("db_errors_total", "Statements that failed in the database.", func() float64 { return float64(n.db.Errors()) })
	n.metrics.Gauge("node_ready", "1 while the node says that it is ready.", func() float64 { return zeroOrOne(health.Ready(context.Background())) })
	n.metrics.MeasureProcess()
}

func zeroOrOne(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func openMedia(c *Config) (media.Store, error) {
	return media.Open(media.Options{URL: c.StorageURL, Dir: c.mediaDir(), KeyID: c.AccessKeyID, Secret: c.SecretAccessKey})
}

func openFiles(c *Config) (media.Store, error) {
	return media.OpenPrivate(media.Options{URL: c.StorageURL, Dir: c.filesDir(), KeyID: c.AccessKeyID, Secret: c.SecretAccessKey})
}

func openMail(c *Config) (mail.Sender, error) {
	if c.EmailHost == "" {
		return mail.NewConsole(c.mailDir(), c.FromEmail)
	}
	return mail.NewSMTP(mail.SMTPOptions{
		Host: c.EmailHost, Port: c.EmailPort, TLS: c.EmailTLS, User: c.EmailUser, Password: c.EmailPassword, From: c.FromEmail,
	})
}

// announce writes the first lines of the log.
func announce(ctx context.Context, c *Config, db *sqldb.DB, mode string) {
	goVersion := runtime.Version()
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
	}
	log.InfoContext(ctx, "Starting Bazaar "+version, "mode", mode, "go", goVersion, "workers", runtime.GOMAXPROCS(0),
		"database", db.Engine(), "cache", c.cacheKind(), "jobs", c.Jobs, "debug", c.Debug)
}
