//go:build chaos

package chaos

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	coldLimit   = 180 * time.Second
	warmLimit   = 20 * time.Second
	secondLimit = time.Second
	restLimit   = 60 // MB
	resting     = 10 * time.Second
)

// TestCostOfStarting measures how long a person waits for the first page. COST_COLD=1 also begins
// with empty caches, which downloads every module.
func TestCostOfStarting(t *testing.T) {
	clone := filepath.Join(t.TempDir(), "clone")
	if out, err := exec.CommandContext(t.Context(), "git", "clone", "-q", "..", clone).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}
	lines := []string{"| what | took | limit |", "|---|---|---|"}
	if os.Getenv("COST_COLD") != "" {
		home := t.TempDir()
		took := firstPage(t, clone, start{command: []string{"make", "run"}, env: []string{
			"HOME=" + home, "GOPATH=" + home + "/go", "GOCACHE=" + home + "/cache", "GOMODCACHE=" + home + "/mod", "GOFLAGS=-modcacherw",
		}})
		lines = append(lines, startLine(t, "`make run` in a fresh clone with empty caches", took.took, coldLimit))
		if err := os.RemoveAll(filepath.Join(clone, "data")); err != nil {
			t.Fatal(err)
		}
	}
	warm := firstPage(t, clone, start{command: []string{"make", "run"}})
	lines = append(lines, startLine(t, "`make run` with warm caches, making the demo market", warm.took, warmLimit))
	again := firstPage(t, clone, start{command: []string{"./bazaar", "serve", "--demo"}, rest: resting})
	lines = append(lines, startLine(t, "second start, with the market that is there", again.took, secondLimit))
	if again.memory > restLimit {
		t.Errorf("%d MB of memory at rest, at most %d are allowed", again.memory, restLimit)
	}
	lines = append(lines, fmt.Sprintf("| memory at rest, %s after the first page | %d MB | %d MB |", resting, again.memory, restLimit))
	if !t.Failed() {
		record(t, "starting", lines...)
	}
}

func startLine(t *testing.T, what string, took, limit time.Duration) string {
	t.Helper()
	if took > limit {
		t.Errorf("%s took %s, at most %s are allowed", what, took, limit)
	}
	return fmt.Sprintf("| %s | %.2f s | %.0f s |", what, took.Seconds(), limit.Seconds())
}

// start is one way to start the program.
type start struct {
	command []string
	env     []string
	rest    time.Duration // before its memory is read
}

type started struct {
	took   time.Duration
	memory int // MB
}

// firstPage starts the program, waits for its first page and ends it.
func firstPage(t *testing.T, dir string, s start) started {
	t.Helper()
	port := freePort(t)
	cmd := exec.CommandContext(t.Context(), s.command[0], s.command[1:]...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "PORT="+port, "DEBUG=true", "LOG_LEVEL=warning"), s.env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	said := &tail{}
	cmd.Stdout, cmd.Stderr = said, said
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) // make and what it started
		_ = cmd.Wait()
	}()
	for !answers("http://127.0.0.1:" + port + "/") {
		if time.Since(began) > 2*coldLimit {
			t.Fatalf("%v shows no page:\n%s", s.command, said)
		}
		time.Sleep(5 * time.Millisecond)
	}
	done := started{took: time.Since(began)}
	if s.rest > 0 {
		time.Sleep(s.rest)
		done.memory = memoryOf(t, cmd.Process.Pid)
	}
	return done
}

func answers(url string) bool {
	response, err := http.Get(url)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// memoryOf is the resident memory of a process in MB.
func memoryOf(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kb >> 10
}
