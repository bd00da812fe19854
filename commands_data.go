package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/legacy"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/schema"
)

type migrateCmd struct {
	DryRun bool `help:"Only list what would run."`
}

// Run migrates.
func (m *migrateCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	cfg.MigrateOnStart = false
	return c.with(cfg, c.errOut, func(n *node) error {
		if m.DryRun {
			names, err := sqldb.Pending(c.ctx, n.db, schema.Migrations())
			listMigrations(c.out, "would run", names, err)
			return err
		}
		names, err := migrate(c.ctx, cfg, n.db)
		listMigrations(c.out, "ran", names, err)
		return err
	})
}

// listMigrations prints those that ran, also when a later one failed.
func listMigrations(out io.Writer, verb string, names []string, err error) {
	for _, name := range names {
		fmt.Fprintln(out, verb, name)
	}
	if err == nil && len(names) == 0 {
		fmt.Fprintln(out, "The schema is up to date.")
	}
}

type djangoCmd struct {
	Fixture string `required:"" type:"existingfile" help:"JSON file that Django's dumpdata wrote."`
	Media   string `type:"existingdir" help:"Directory of the old shop's pictures; without it products have none."`
}

// Run imports and prints a report.
func (d *djangoCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	fixture, err := os.Open(d.Fixture)
	if err != nil {
		return err
	}
	defer fixture.Close() //nolint:errcheck // it was only read
	return c.with(cfg, c.errOut, func(n *node) error {
		r, err := legacy.Import(c.ctx, n.db, legacy.Options{
			Fixture: fixture, MediaDir: d.Media, Media: n.media, Now: time.Now(), Log: telemetry.Logger("import"),
		})
		if err != nil {
			return fmt.Errorf("%w\nNothing was changed; mend this and run the import again", err)
		}
		return r.Write(c.out)
	})
}

type adminCmd struct {
	Email    string `required:"" help:"E-mail address to sign in with."`
	Username string `required:"" help:"User name."`
}

// Run makes an administrator.
func (a *adminCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	password := cfg.AdminPassword
	if password == "" {
		if password, err = askPassword(c.errOut); err != nil {
			return err
		}
	}
	return c.with(cfg, c.errOut, func(n *node) error {
		form := accounts.SignUpForm{Username: a.Username, Email: a.Email, Password1: password, Password2: password, Language: cfg.Language}
		_, err := accounts.CreateAdmin(c.ctx, n.db, actor.System, form, time.Now())
		if f := fault.As(err); f != nil {
			return usageError{errors.New(explain(f))}
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s is an administrator and signs in with %s.\n", a.Username, a.Email)
		return nil
	})
}

// releaseCmd lets somebody in who has lost both the app and the recovery codes.
type releaseCmd struct {
	Email string `required:"" help:"E-mail address of the account."`
}

// Run turns two-step sign-in off for one account.
func (a *releaseCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	return c.with(cfg, c.errOut, func(n *node) error {
		err := accounts.ReleaseSecond(c.ctx, n.db, actor.System, a.Email, time.Now())
		if fault.Is(err, fault.NotFound) {
			return usageError{fmt.Errorf("nobody who may sign in has the address %s", a.Email)}
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s signs in with the password alone from now on, and anew on every device. A letter says so.\n", a.Email)
		return nil
	})
}

// askPassword reads a password from the terminal without showing it, or a line from a pipe.
func askPassword(prompt io.Writer) (string, error) {
	in := int(os.Stdin.Fd())
	if !term.IsTerminal(in) {
		b, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<12))
		if line, _, _ := strings.Cut(string(b), "\n"); err == nil && line != "" {
			return strings.TrimSuffix(line, "\r"), nil
		}
		return "", usageError{errors.New("there is no password: set ADMIN_PASSWORD or pipe one in")}
	}
	fmt.Fprint(prompt, "Password: ")
	b, err := term.ReadPassword(in)
	fmt.Fprintln(prompt)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return string(b), nil
}

// explain writes a refusal for the terminal.
func explain(f *fault.Fault) string {
	lines := []string{fmt.Sprintf(f.Message, f.Args...)}
	for field, m := range f.Fields {
		lines = append(lines, "  "+field+": "+fmt.Sprintf(m.Text, m.Args...))
	}
	return strings.Join(lines, "\n")
}

type doctorCmd struct {
	Config bool `help:"Also print every variable in force, without secrets."`
}

// Run prints what is well and what is not.
func (d *doctorCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if d.Config {
		cfg.Dump(c.out)
		fmt.Fprintln(c.out)
	}
	if n := report(c.out, append(cfg.findings(), examine(c.ctx, cfg)...)); n > 0 {
		return fmt.Errorf("%d fatal findings: this must not go into production", n)
	}
	return nil
}

type invariantsCmd struct{}

// Run prints every row that should not be as it is.
func (*invariantsCmd) Run(c *call) error { return c.checkBooks(schema.Check) }

type ledgerCmd struct{}

// Run prints every row in which the ledger and what it stands for differ.
func (*ledgerCmd) Run(c *call) error { return c.checkBooks(schema.CheckLedger) }

// checkBooks prints what a check finds.
func (c *call) checkBooks(check func(context.Context, *sqldb.DB) ([]schema.Offence, error)) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	cfg.MigrateOnStart = false
	return c.with(cfg, c.errOut, func(n *node) error {
		offences, err := check(c.ctx, n.db)
		if err != nil {
			return fmt.Errorf("%w\nIf tables are missing, run bazaar migrate first", err)
		}
		for _, o := range offences {
			fmt.Fprintf(c.out, "%s: %s\n", o.Invariant, o.Row)
		}
		if len(offences) > 0 {
			return fmt.Errorf("the books are wrong in %d rows", len(offences))
		}
		fmt.Fprintln(c.out, "The books are right.")
		return nil
	})
}
