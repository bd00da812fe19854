package main

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
	"time"
)

// redis is a throw-away server that keeps nothing on disk.
type redis struct {
	url  string
	cmd  *exec.Cmd
	life io.Closer // closing it, or the death of this process, ends the server
}

// guard runs the server until its standard input ends, however this process dies.
const guard = `redis-server "$@" >/dev/null 2>&1 & server=$!; cat >/dev/null; kill "$server"; wait "$server"`

func startRedis() (*redis, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(context.Background(), "sh", "-c", guard, "redis", "--bind", host, "--port", port, "--save", "", "--appendonly", "no")
	cmd.Dir = os.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt from the terminal is for the command
	life, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start redis-server: %w", err)
	}
	r := &redis{url: "redis://" + address + "/0", cmd: cmd, life: life}
	if err := waitForPong(address); err != nil {
		r.stop()
		return nil, err
	}
	return r, nil
}

func (r *redis) stop() {
	r.life.Close()
	_ = r.cmd.Wait() // it was told to end
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
