package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
)

// killEvery is the mean time between two kills.
const killEvery = 20 * time.Second

// process is a running node.
type process struct {
	cmd  *exec.Cmd
	read sync.WaitGroup
}

func launch(p plan, writers int, f *figures) (*process, error) {
	c := &process{cmd: exec.CommandContext(context.Background(), os.Args[0], "-node", "-database", p.database, "-writers", strconv.Itoa(writers))}
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	log, err := c.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.read.Go(func() { eachLine(out, f.hear) })
	c.read.Go(func() { eachLine(log, f.readLog) })
	return c, nil
}

func eachLine(r io.Reader, f func(string)) {
	for s := bufio.NewScanner(r); s.Scan(); {
		f(s.Text())
	}
}

// end sends the signal and waits until the process is gone.
func (c *process) end(s os.Signal) error {
	if err := c.cmd.Process.Signal(s); err != nil {
		return err
	}
	c.read.Wait()
	return c.cmd.Wait()
}

// abuse kills and restarts nodes for two thirds of the time, then lets them run in peace, and
// ends them in good order.
func abuse(p plan, f *figures) error {
	nodes := make([]*process, p.nodes)
	for i := range nodes {
		var err error
		if nodes[i], err = launch(p, p.writers, f); err != nil {
			return err
		}
	}
	began := time.Now()
	for {
		time.Sleep(killEvery/2 + rand.N(killEvery))
		if time.Since(began) > p.length*2/3 {
			break
		}
		i := rand.IntN(len(nodes))
		if err := f.disturb(nodes[i]); err != nil {
			return err
		}
		var err error
		if nodes[i], err = launch(p, p.writers, f); err != nil {
			return err
		}
	}
	f.calm()
	time.Sleep(p.length - time.Since(began))
	for _, n := range nodes {
		if err := n.end(syscall.SIGTERM); err != nil {
			return fmt.Errorf("a node did not end in good order: %w", err)
		}
	}
	return nil
}

// disturb kills a node, or now and then asks it to drain, which must succeed.
func (f *figures) disturb(n *process) error {
	if rand.IntN(4) > 0 {
		f.kills++
		n.end(syscall.SIGKILL) //nolint:errcheck // it reports that it was killed
		return nil
	}
	f.drains++
	began := time.Now()
	if err := n.end(syscall.SIGTERM); err != nil {
		return fmt.Errorf("a node did not drain: %w", err)
	}
	f.slowestDrain = max(f.slowestDrain, time.Since(began))
	return nil
}

// finish lets one node without writers do what is left.
func finish(ctx context.Context, db *sqldb.DB, p plan, f *figures) error {
	n, err := launch(p, 0, f)
	if err != nil {
		return err
	}
	began := time.Now()
	for {
		s, err := jobs.ReadStats(ctx, db)
		if err != nil {
			return err
		}
		if s.Waiting+s.Running+s.Delayed == 0 {
			break
		}
		if time.Since(began) > 10*time.Minute {
			return errors.New("jobs were still open ten minutes after the end: " + fmt.Sprintf("%+v", s))
		}
		time.Sleep(time.Second)
	}
	f.rest = time.Since(began)
	return n.end(syscall.SIGTERM)
}

// hear takes a line that a node prints: "memory <kB>" or "error <text>".
func (f *figures) hear(line string) {
	what, rest, _ := strings.Cut(line, " ")
	f.mu.Lock()
	defer f.mu.Unlock()
	switch what {
	case "memory":
		if kb, err := strconv.ParseInt(rest, 10, 64); err == nil && f.quiet {
			f.memory = append(f.memory, kb)
		}
	default:
		f.errors = append(f.errors, line)
	}
}

// readLog counts the complaints of the queue itself about a locked database.
func (f *figures) readLog(line string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if strings.Contains(line, "locked") || strings.Contains(line, "SQLITE_BUSY") {
		f.queueBusy++
	}
	if !strings.Contains(line, "poison") && !strings.Contains(line, "a passing trouble") {
		f.complaints = append(f.complaints, line)
	}
}

func (f *figures) calm() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.quiet = true
}
