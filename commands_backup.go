package main

import (
	"errors"
	"fmt"
	"time"

	"bazaar/infra/backup"
	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/schema"
)

// marketTables have rows in every market that is worth keeping.
var marketTables = []string{"accounts", "products", "orders"}

type backupCmd struct {
	File    string `arg:"" help:"File to write, such as bazaar-2026-11-28.tar.zst; .tar.gz is understood by more programs."`
	NoMedia bool   `help:"Leave the pictures out, where their store has copies of its own."`
}

// Run copies the market.
func (b *backupCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	cfg.MigrateOnStart = false
	return c.with(cfg, c.errOut, func(n *node) error {
		empty, err := backup.IsEmpty(c.ctx, n.db, marketTables...)
		if err == nil && empty {
			err = usageError{errors.New("there is nothing to copy: the database holds no market. Check DATABASE_URL and DATA_DIR")}
		}
		if err != nil {
			return err
		}
		began := time.Now()
		done, err := backup.Write(c.ctx, n.market(b.NoMedia), b.File, version, began)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s: %d tables, %d rows, %d pictures; %.1f MB in %s.\n", b.File, len(done.Manifest.Tables), done.Manifest.Rows(),
			done.Pictures, float64(done.Bytes)/1e6, time.Since(began).Round(10*time.Millisecond))
		return nil
	})
}

// market is the node for the package backup.
func (n *node) market(noMedia bool) backup.Market {
	m := backup.Market{DB: n.db, Media: n.media, Migrations: schema.Migrations(), More: jobs.Migrate}
	if noMedia {
		m.Media = nil
	}
	return m
}

type restoreCmd struct {
	File    string `arg:"" type:"existingfile" help:"File that bazaar backup wrote, on either database."`
	Force   bool   `help:"Also replace a market that is there. A SQLite file is kept beside the new one; PostgreSQL forgets."`
	NoMedia bool   `help:"Leave the store of pictures as it is."`
}

// Run restores the market and checks its books.
func (r *restoreCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	logs := telemetry.Start(cfg.logOptions(c.errOut))
	defer logs.Close() //nolint:errcheck // the last lines of a log that cannot be written
	began := time.Now()
	if _, err := backup.Verify(r.File); err != nil {
		return fmt.Errorf("%w\nNothing was changed", err)
	}
	if err := r.mayReplace(c, cfg); err != nil {
		return err
	}
	file, err := sqldb.File(cfg.database())
	if err != nil {
		return err
	}
	options := cfg.database()
	if file != "" {
		options.URL = "sqlite://" + file + ".restoring"
		if err := backup.Remove(file + ".restoring"); err != nil {
			return err
		}
	}
	done, offences, err := r.fill(c, cfg, options)
	if err == nil && file != "" {
		err = backup.Replace(file+".restoring", file)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Restored %s of %s: %d tables, %d rows, %d pictures in %s.\n", r.File, done.Manifest.At.Format(time.DateTime),
		len(done.Manifest.Tables), done.Manifest.Rows(), done.Pictures, time.Since(began).Round(10*time.Millisecond))
	for _, o := range offences {
		fmt.Fprintf(c.out, "%s: %s\n", o.Invariant, o.Row)
	}
	if len(offences) > 0 {
		return fmt.Errorf("the market is restored, and its books are wrong in %d rows", len(offences))
	}
	fmt.Fprintln(c.out, "The books are right.")
	return nil
}

// mayReplace refuses to replace a market without Force.
func (r *restoreCmd) mayReplace(c *call, cfg *Config) error {
	db, err := openDatabase(c.ctx, cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	empty, err := backup.IsEmpty(c.ctx, db, marketTables...)
	if err == nil && !empty && !r.Force {
		err = usageError{fmt.Errorf("%w; --force replaces it. Nothing was changed", backup.ErrNotEmpty)}
	}
	return err
}

// fill restores into one database and checks it.
func (r *restoreCmd) fill(c *call, cfg *Config, options sqldb.Options) (backup.Result, []schema.Offence, error) {
	if cfg.DirectURL != "" && options.URL == cfg.DatabaseURL {
		options.URL = cfg.DirectURL
	}
	db, err := sqldb.Open(c.ctx, options)
	if err != nil {
		return backup.Result{}, nil, err
	}
	defer db.Close()
	n := &node{cfg: cfg, db: db}
	if n.media, err = openMedia(cfg); err != nil {
		return backup.Result{}, nil, err
	}
	done, err := backup.Restore(c.ctx, n.market(r.NoMedia), r.File)
	if err != nil {
		return done, nil, err
	}
	if done.Manifest.Engine != db.Engine() {
		if _, err := mail.QueueAgain(c.ctx, db); err != nil {
			return done, nil, err
		}
	}
	offences, err := schema.Check(c.ctx, db)
	return done, offences, err
}
