package sqldbtest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"sync"
	"syscall"
	"time"

	"bazaar/infra/sqldb"
)

// cluster returns the address of the PostgreSQL of this run, starting one when none is given.
var cluster = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("TEST_DATABASE_URL"); given != "" {
		return given, nil
	}
	c, err := StartPostgres(false)
	if err != nil {
		return "", err
	}
	return c.URL, nil
})

// Cluster is a private PostgreSQL.
type Cluster struct {
	// URL is the address of its database "postgres", with the superuser.
	URL string
	// Dir is its data directory; Port its port on 127.0.0.1.
	Dir  string
	Port int

	cmd     *exec.Cmd
	durable bool
}

// StartPostgres makes and starts a throw-away cluster on a free port. It ends with this process.
// A durable one syncs every commit, for fault tests; the others trade that for speed.
func StartPostgres(durable bool) (*Cluster, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	root, err := os.MkdirTemp("", "bazaar-pg-")
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(root, "data")
	if err := ownedByPostgres(root); err != nil {
		return nil, err
	}
	out, err := asPostgres(filepath.Join(bin, "initdb"), "-D", dir, "-U", "bazaar", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	c := &Cluster{Dir: dir, durable: durable}
	if c.Port, err = freePort(); err != nil {
		return nil, err
	}
	c.URL = fmt.Sprintf("postgres://bazaar@127.0.0.1:%d/postgres?sslmode=disable", c.Port)
	return c, c.Start()
}

// Start starts the server of an existing data directory and waits until it answers.
func (c *Cluster) Start() error {
	bin, err := postgresBin()
	if err != nil {
		return err
	}
	args := []string{"-D", c.Dir, "-p", fmt.Sprint(c.Port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300", "-c", "shared_buffers=64MB"}
	if !c.durable {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	c.cmd = asPostgres(filepath.Join(bin, "postgres"), args...)
	if err := c.cmd.Start(); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	return c.wait()
}

// Kill ends the server as a crash would.
func (c *Cluster) Kill() error { return c.stop(syscall.SIGQUIT) }

// Stop ends the server in good order, closing connections.
func (c *Cluster) Stop() error { return c.stop(syscall.SIGINT) }

func (c *Cluster) stop(s syscall.Signal) error {
	if err := c.cmd.Process.Signal(s); err != nil {
		return err
	}
	c.cmd.Wait() //nolint:errcheck // it was told to die
	return nil
}

func (c *Cluster) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		db, err := sqldb.Open(ctx, sqldb.Options{URL: c.URL, Pool: 1})
		if err == nil {
			return db.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("postgres did not start: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func postgresBin() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	sort.Strings(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", fmt.Errorf("PostgreSQL is not installed; `make test` installs it on Debian as root, otherwise install the package postgresql or set TEST_DATABASE_URL")
}

// asPostgres runs a server program as the user postgres when the tests run as root, which the
// server refuses, and makes it die with this process.
func asPostgres(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = os.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Geteuid() == 0 {
		if uid, gid, err := postgresUser(); err == nil {
			cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: gid}
		}
	}
	return cmd
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
