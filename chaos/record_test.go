//go:build chaos

package chaos

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

const paper = "../docs/measurements.md"

// record writes lines of Markdown between the markers of a section of docs/measurements.md.
func record(t *testing.T, section string, lines ...string) {
	t.Helper()
	text, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- begin "+section+" -->\n", "<!-- end "+section+" -->"
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no section %s", paper, section)
	}
	body := strings.Join(append(lines, "", stamp()), "\n") + "\n"
	if err := os.WriteFile(paper, []byte(before+begin+body+end+after), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s:\n%s", section, body)
}

// stamp says when and on what something was measured.
func stamp() string {
	return fmt.Sprintf("*Measured %s, %s, %d cores.*", time.Now().UTC().Format(time.DateOnly), runtime.Version(), runtime.NumCPU())
}

// percentile of durations; the slice is sorted in place.
func percentile(all []time.Duration, share float64) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, int(float64(len(all))*share))]
}

// ms prints a duration in whole milliseconds.
func ms(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
