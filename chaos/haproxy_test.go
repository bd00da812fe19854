//go:build chaos

package chaos

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"bazaar/infra/cache/cachetest"
)

func requireHaproxy(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("haproxy"); err != nil {
		t.Fatal("haproxy is not installed: run make cluster as root on Debian, or install it")
	}
}

var (
	dockerNames = regexp.MustCompile(`(?s)resolvers docker\n.*?\n\n`)
	dockerNodes = regexp.MustCompile(`(?m)^  server-template .*$`)
)

// startHaproxy starts the proxy with the very file that compose.yaml uses; only the addresses are
// others.
func startHaproxy(t *testing.T, nodes []*node) (url string) {
	t.Helper()
	given, err := os.ReadFile("../deploy/haproxy/haproxy.cfg")
	if err != nil {
		t.Fatal(err)
	}
	var servers []string
	for i, n := range nodes {
		servers = append(servers, fmt.Sprintf("  server node%d %s", i, strings.TrimPrefix(n.url, "http://")))
	}
	port := freePort(t)
	text := dockerNames.ReplaceAllString(string(given), "")
	text = dockerNodes.ReplaceAllString(text, strings.Join(servers, "\n"))
	text = strings.Replace(text, "bind :8080", "bind 127.0.0.1:"+port, 1)
	file := filepath.Join(t.TempDir(), "haproxy.cfg")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	said := &tail{}
	cmd := exec.CommandContext(t.Context(), "haproxy", "-db", "-f", file)
	cmd.Stdout, cmd.Stderr = io.Discard, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	front := &node{t: t, url: "http://127.0.0.1:" + port}
	for deadline := time.Now().Add(time.Minute); !front.ready(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("haproxy does not answer:\n%s", said)
		}
	}
	return front.url
}

// startWorker starts a process that does jobs only.
func startWorker(t *testing.T, env map[string]string) {
	t.Helper()
	n := newNode(t, env)
	said := &tail{}
	n.cmd = n.command("worker")
	n.cmd.Stdout, n.cmd.Stderr = said, said
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the worker said:\n%s", said)
		}
	})
}

func mustRestart(t *testing.T, redis *cachetest.Server) {
	t.Helper()
	if err := redis.Restart(); err != nil {
		t.Fatal(err)
	}
}

// waitForRedis waits until every node uses Redis again.
func waitForRedis(t *testing.T, nodes []*node) {
	t.Helper()
	for _, n := range nodes {
		for deadline := time.Now().Add(time.Minute); !strings.Contains(health(n), `"cache":"ok"`); time.Sleep(100 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s does not use Redis again: %s", n.url, health(n))
			}
		}
	}
}

// health is what a node says of itself.
func health(n *node) string {
	response, err := http.Get(n.url + "/health/")
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	b, _ := io.ReadAll(response.Body) // an answer that ends early is shown as it is
	return string(b)
}
