package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/alecthomas/kong"

	"bazaar/infra/telemetry"
)

// Exit codes. A mistake in how the program was called or configured is not a failure of the work.
const (
	exitFine   = 0
	exitFailed = 1
	exitUsage  = 2
)

// commands are what the program can do, each a few lines over a room or the ground.
type commands struct {
	Serve   serveCmd   `cmd:"" help:"Run the web server, with background jobs unless JOBS is external."`
	Worker  workerCmd  `cmd:"" help:"Run background jobs only."`
	Migrate migrateCmd `cmd:"" help:"Bring the database schema up to date."`
	Seed    seedCmd    `cmd:"" help:"Fill an empty database with a demo market."`
	Import  struct {
		Django djangoCmd `cmd:"" help:"Move a Django shop over. It may be repeated."`
	} `cmd:"" help:"Take over another shop."`
	Admin struct {
		Create  adminCmd   `cmd:"" help:"Make an administrator. The password comes from ADMIN_PASSWORD or is asked for."`
		Release releaseCmd `cmd:"" help:"Turn two-step sign-in off for somebody who lost the app and the recovery codes. Make sure first whom you speak with."`
	} `cmd:"" help:"Manage administrators."`
	Backup     backupCmd     `cmd:"" help:"Copy the whole market, database and pictures, into one file while it runs."`
	Restore    restoreCmd    `cmd:"" help:"Fill the database and the store of pictures from such a file. Stop every node first."`
	Health     healthCmd     `cmd:"" help:"Ask the web server on this machine how it is. Exit code 1 when it is not well."`
	Doctor     doctorCmd     `cmd:"" help:"Check the configuration and what it leads to."`
	Invariants invariantsCmd `cmd:"" help:"Check the books: orders, stock, payments. Exit code 1 when something is wrong."`
	Ledger     struct {
		Verify ledgerCmd `cmd:"" help:"Compare the ledger with orders, parcels and payments. Exit code 1 when something is wrong."`
	} `cmd:"" help:"Look after the ledger."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// usageError is a mistake in how the program was called or configured.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// execute runs one command line and returns the exit code.
func execute(args []string, out, errOut io.Writer) int {
	var cli commands
	parser, err := kong.New(&cli, kong.Name("bazaar"), kong.Description("A marketplace of many vendors in one program."),
		kong.Writers(out, errOut), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errOut, "bazaar:", err)
		return exitFailed
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errOut, "bazaar: %v\nRun bazaar --help, or --help after a command.\n", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the next signal ends the process at once
	err = chosen.Run(&call{ctx: ctx, out: out, errOut: errOut})
	if err == nil {
		return exitFine
	}
	fmt.Fprintln(errOut, "bazaar:", telemetry.Scrub(err.Error()))
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}

// call is one run of a command.
type call struct {
	ctx         context.Context //nolint:containedctx // kong hands it to Run methods, which take no context
	out, errOut io.Writer
}

// config reads the environment; its error is the caller's mistake.
func (c *call) config() (*Config, error) {
	cfg, err := loadConfig()
	if err != nil {
		return nil, usageError{fmt.Errorf("the configuration is wrong:\n%w", err)}
	}
	return cfg, nil
}

// with opens a node, its log included, for the length of f.
func (c *call) with(cfg *Config, console io.Writer, f func(*node) error) error {
	logs := telemetry.Start(cfg.logOptions(console))
	defer logs.Close() //nolint:errcheck // the last lines of a log that cannot be written
	if err := cfg.report(logs); err != nil {
		return err
	}
	n, err := open(c.ctx, cfg)
	if err != nil {
		return err
	}
	defer n.db.Close()
	logs.KeepIn(n.db)
	defer logs.Release()
	return f(n)
}

type versionCmd struct{}

// Run prints the version.
func (*versionCmd) Run(c *call) error {
	_, err := fmt.Fprintln(c.out, "bazaar", version, runtime.Version())
	return err
}
