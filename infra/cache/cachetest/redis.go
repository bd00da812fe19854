// Package cachetest gives tests a real Redis, and a wire to it that can be cut or swallow everything.
package cachetest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Server is a throw-away Redis that keeps nothing on disk.
type Server struct {
	URL     string
	Address string
	cmd     *exec.Cmd
	life    io.Closer // closing it, or the death of this process, ends the server
}

// Installed tells whether there is a redis-server to start.
func Installed() bool {
	_, err := exec.LookPath("redis-server")
	return err == nil
}

// URL is the Redis that the suite shares: TEST_REDIS_URL, or a private one of this test. Keys in it
// may be left over from other tests. A machine without Redis skips the test.
func URL(t testing.TB) string {
	t.Helper()
	if given := os.Getenv("TEST_REDIS_URL"); given != "" {
		return given
	}
	return New(t).URL
}

// New starts a Redis for one test.
func New(t testing.TB) *Server {
	t.Helper()
	if !Installed() {
		t.Skip("redis-server is not installed")
	}
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// guard runs the server until its standard input ends, however this process dies.
const guard = `redis-server "$@" >/dev/null 2>&1 & server=$!; cat >/dev/null; kill -9 "$server"; wait "$server"`

// Start starts a server on a free port.
func Start() (*Server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := &Server{URL: "redis://" + address + "/0", Address: address}
	return s, s.Restart()
}

// Restart starts the server again, empty, where it was before.
func (s *Server) Restart() error {
	host, port, err := net.SplitHostPort(s.Address)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.Background(), "sh", "-c", guard, "redis", "--bind", host, "--port", port, "--save", "", "--appendonly", "no")
	cmd.Dir = os.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt from the terminal is for the command
	life, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start redis-server: %w", err)
	}
	s.cmd, s.life = cmd, life
	if err := waitForPong(s.Address); err != nil {
		s.Stop()
		return err
	}
	return nil
}

// Stop ends the server at once; what it held is gone.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	s.life.Close()
	_ = s.cmd.Wait() // it was told to end
	s.cmd = nil
}

func waitForPong(address string) error {
	var err error
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err = ping(address); err == nil {
			return nil
		}
	}
	return fmt.Errorf("redis-server did not start: %w", err)
}

func ping(address string) error {
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	if _, err := io.WriteString(conn, "PING\r\n"); err != nil {
		return err
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err == nil && !strings.HasPrefix(answer, "+PONG") {
		err = fmt.Errorf("answered %q", answer)
	}
	return err
}

func freeAddress() (string, error) {
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
