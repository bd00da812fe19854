//go:build chaos

package chaos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/markettest"
	"bazaar/market/schema"
)

const startLimit = time.Minute

// node is the program as a process of its own, in production mode.
type node struct {
	t    *testing.T
	url  string
	env  map[string]string
	cmd  *exec.Cmd
	said *tail
	args []string
}

// newNode prepares a node on a free port; changes are its environment.
func newNode(t *testing.T, changes map[string]string, args ...string) *node {
	t.Helper()
	port := freePort(t)
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "ADDR": "127.0.0.1", "PORT": port, "DATA_DIR": t.TempDir(), "ALLOWED_HOSTS": "127.0.0.1",
		"SECRET_KEY": strings.Repeat("chaos-", 8), "TRUST_PROXY": "true", "BASE_URL": "http://127.0.0.1:" + port, "LOG_LEVEL": "warning",
	}
	maps.Copy(env, changes)
	n := &node{t: t, url: "http://127.0.0.1:" + port, env: env, args: append([]string{"serve"}, args...)}
	t.Cleanup(n.kill)
	return n
}

// start runs the program and waits until it is ready.
func (n *node) start() {
	n.t.Helper()
	n.said = &tail{}
	n.cmd = n.command(n.args...)
	n.cmd.Stdout, n.cmd.Stderr = n.said, n.said
	if err := n.cmd.Start(); err != nil {
		n.t.Fatalf("start ./bazaar, which make build makes: %v", err)
	}
	for deadline := time.Now().Add(startLimit); ; time.Sleep(20 * time.Millisecond) {
		if n.ready() {
			return
		}
		if time.Now().After(deadline) {
			n.t.Fatalf("the node is not ready after %s:\n%s", startLimit, n.said)
		}
	}
}

func (n *node) ready() bool {
	response, err := http.Get(n.url + "/readyz/")
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func (n *node) command(args ...string) *exec.Cmd {
	binary, err := filepath.Abs("../bazaar")
	if err != nil {
		n.t.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), binary, args...)
	cmd.Dir = n.env["DATA_DIR"]
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	for _, name := range slices.Sorted(maps.Keys(n.env)) {
		cmd.Env = append(cmd.Env, name+"="+n.env[name])
	}
	return cmd
}

// kill ends the process as a power cut would. A dead node stays dead.
func (n *node) kill() {
	if n.cmd == nil {
		return
	}
	_ = n.cmd.Process.Kill()
	_ = n.cmd.Wait()
	n.cmd = nil
}

// stop asks the process to end in good order.
func (n *node) stop() {
	n.t.Helper()
	if err := n.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		n.t.Error(err)
	}
	if err := n.cmd.Wait(); err != nil {
		n.t.Errorf("the node ended with %v:\n%s", err, n.said)
	}
	n.cmd = nil
}

// invariants runs the program's own check of the books.
func (n *node) invariants() {
	n.t.Helper()
	if out, err := n.command("invariants").CombinedOutput(); err != nil {
		n.t.Errorf("bazaar invariants: %v\n%s", err, out)
	}
}

// tail keeps the last of what a process said.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.buf.Len() > 1<<16 {
		t.buf.Next(t.buf.Len() - 1<<15)
	}
	return t.buf.Write(p)
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}

// place is the database of a trial: its address for nodes, and the same opened here.
type place struct {
	*markettest.Market
	url    string
	server *sqldbtest.Cluster // nil on SQLite
}

// eachPlace runs a trial on a fresh place of every engine.
func eachPlace(t *testing.T, f func(t *testing.T, p place)) {
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) { f(t, newPlace(t, e)) })
	}
}

// newPlace makes a migrated, durable database with an empty market.
func newPlace(t *testing.T, e sqldb.Engine) place {
	t.Helper()
	url := sqldbtest.URL(t, e, markettest.Schema)
	var server *sqldbtest.Cluster
	if e == sqldb.Postgres {
		server = durable(t)
		url = server.URL
	}
	db, err := sqldb.Open(t.Context(), sqldb.Options{URL: url, Shown: schema.Shown})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := sqldb.Migrate(t.Context(), db, markettest.Schema.Migrations, func(ctx context.Context) error { return markettest.Schema.More(ctx, db) }); err != nil {
		t.Fatal(err)
	}
	p := place{markettest.On(t, db), url, server}
	p.Now = time.Now()
	return p
}

// durable starts a PostgreSQL that syncs every commit.
func durable(t *testing.T) *sqldbtest.Cluster {
	t.Helper()
	cluster, err := sqldbtest.StartPostgres(true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Remove)
	return cluster
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// client keeps connections open like many browsers and follows no redirect.
var client = &http.Client{
	Timeout:       30 * time.Second,
	Transport:     &http.Transport{MaxIdleConnsPerHost: 400, MaxIdleConns: 800},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

var errServer = errors.New("server error")

// serverError is errServer with what the answer says.
func serverError(status int, body []byte) error {
	return fmt.Errorf("%w: %d: %.300s", errServer, status, body)
}
