// Command soak proves the job queue under abuse: processes that write and work on one database are
// killed in the middle, again and again, and at the end every committed job must have run. It
// prints the figures and exits with 1 when a property does not hold.
//
//	go run ./infra/jobs/soak -for 30m
//	go run ./infra/jobs/soak -for 5m -nodes 2 -database postgres://…/empty_database
//
// Two thirds of the time processes are killed; in the last third they run on, and their memory must
// stay flat.
package main

import (
	"context"
	"embed"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
)

//go:embed schema/*.sql
var files embed.FS

func main() {
	var (
		length   = flag.Duration("for", 30*time.Minute, "how long")
		database = flag.String("database", "", "address of an empty database; empty makes a SQLite file in a temporary folder")
		nodes    = flag.Int("nodes", 1, "how many processes at once")
		writers  = flag.Int("writers", 4, "concurrent writers of a process")
		asNode   = flag.Bool("node", false, "be one of the processes (the soak starts itself this way)")
	)
	flag.Parse()
	var err error
	if *asNode {
		err = runNode(*database, *writers)
	} else {
		err = soak(plan{length: *length, database: *database, nodes: *nodes, writers: *writers})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// plan is what the command line asks for.
type plan struct {
	length   time.Duration
	database string
	nodes    int
	writers  int
}

func soak(p plan) error {
	ctx := context.Background()
	if p.database == "" {
		dir, err := os.MkdirTemp("", "bazaar-soak-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir) //nolint:errcheck // a left-over in the temporary folder
		p.database = "sqlite://" + filepath.Join(dir, "soak.db")
	}
	db, err := sqldb.Open(ctx, sqldb.Options{URL: p.database})
	if err != nil {
		return err
	}
	defer db.Close()
	migrations, err := fs.Sub(files, "schema")
	if err != nil {
		return err
	}
	if _, err := sqldb.Migrate(ctx, db, migrations, func(ctx context.Context) error { return jobs.Migrate(ctx, db) }); err != nil {
		return err
	}
	f := &figures{engine: db.Engine()}
	if err := abuse(p, f); err != nil {
		return err
	}
	if err := finish(ctx, db, p, f); err != nil {
		return err
	}
	if err := f.read(ctx, db); err != nil {
		return err
	}
	f.print(os.Stdout)
	return f.verdict()
}
