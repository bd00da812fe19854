package sqldbtest

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"bazaar/infra/sqldb"
)

// cluster is the PostgreSQL of this run: the given one, or a private one. It must stay reachable,
// or the garbage collector would close what keeps it alive.
var cluster = sync.OnceValues(func() (*Cluster, error) {
	if given := os.Getenv("TEST_DATABASE_URL"); given != "" {
		return &Cluster{URL: given}, nil
	}
	return StartPostgres(false)
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
	reaper  *exec.Cmd
	life    io.Closer // the reaper's standard input
}

// reap waits until its standard input ends, which it does however the owner dies, then ends the
// server and removes its files.
const reap = `cat >/dev/null
if pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"; then
  for i in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
fi
rm -rf "$1"`

// StartPostgres makes and starts a throw-away cluster on a free port. It ends, and its files go,
// with Remove or with this process, even when that is killed. A durable one syncs every commit,
// for fault tests; the others trade that for speed.
func StartPostgres(durable bool) (*Cluster, error) {
	root, err := os.MkdirTemp("", "bazaar-pg-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{Dir: filepath.Join(root, "data"), durable: durable}
	if err := c.watch(root); err != nil {
		return nil, err
	}
	if err := c.create(root); err != nil {
		c.Remove()
		return nil, err
	}
	return c, nil
}

func (c *Cluster) watch(root string) error {
	c.reaper = exec.CommandContext(context.Background(), "sh", "-c", reap, "reap", root)
	c.reaper.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt from the terminal must not end it early
	life, err := c.reaper.StdinPipe()
	if err != nil {
		return err
	}
	c.life = life
	return c.reaper.Start()
}

func (c *Cluster) create(root string) error {
	bin, err := postgresBin()
	if err != nil {
		return err
	}
	if err := ownedByPostgres(root); err != nil {
		return err
	}
	out, err := asPostgres(filepath.Join(bin, "initdb"), "-D", c.Dir, "-U", "bazaar", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N").CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	if c.Port, err = freePort(); err != nil {
		return err
	}
	c.URL = fmt.Sprintf("postgres://bazaar@127.0.0.1:%d/postgres?sslmode=disable", c.Port)
	return c.Start()
}

// Start starts the server of an existing data directory and waits until it answers.
func (c *Cluster) Start() error {
	bin, err := postgresBin()
	if err != nil {
		return err
	}
	args := []string{"-D", c.Dir, "-p", strconv.Itoa(c.Port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300", "-c", "shared_buffers=64MB"}
	if !c.durable {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	c.cmd = asPostgres(filepath.Join(bin, "postgres"), args...)
	if err := c.cmd.Start(); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	return c.wait()
}

// Kill ends the server as a crash would; Start recovers it.
func (c *Cluster) Kill() error { return c.stop(syscall.SIGQUIT) }

// Stop ends the server in good order, closing connections.
func (c *Cluster) Stop() error { return c.stop(syscall.SIGINT) }

// PID is the process id of the running server; its children are the sessions.
func (c *Cluster) PID() int { return c.cmd.Process.Pid }

// Remove ends the server and removes its files.
func (c *Cluster) Remove() {
	c.life.Close()
	if c.cmd != nil && c.cmd.Process != nil {
		_ = c.cmd.Wait() // the reaper ends it
	}
	_ = c.reaper.Wait()
}

func (c *Cluster) stop(s syscall.Signal) error {
	if err := c.cmd.Process.Signal(s); err != nil {
		return err
	}
	_ = c.cmd.Wait() // it was told to die
	return nil
}

func (c *Cluster) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		db, err := sqldb.Open(ctx, sqldb.Options{URL: c.URL, Pool: 2})
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
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // the pattern is well formed
	if len(found) > 0 {
		return filepath.Dir(slices.Max(found)), nil
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", fmt.Errorf("PostgreSQL is not installed; `make test` installs it on Debian as root, otherwise install the package postgresql or set TEST_DATABASE_URL")
}

// asPostgres runs a server program as the user postgres when the tests run as root, which the
// server refuses.
func asPostgres(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), name, args...)
	cmd.Dir = os.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() == 0 {
		if uid, gid, err := postgresUser(); err == nil {
			cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: gid}
		}
	}
	return cmd
}

func freePort() (int, error) {
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
