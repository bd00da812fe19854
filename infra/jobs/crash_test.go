package jobs_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

// victim names the variable that turns the test binary into a process that takes a job, says so
// and never finishes it.
const victim = "JOBS_TEST_VICTIM"

func TestMain(m *testing.M) {
	if url := os.Getenv(victim); url != "" {
		if err := beVictim(url); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

func beVictim(url string) error {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, sqldb.Options{URL: url})
	if err != nil {
		return err
	}
	r, err := jobs.New(jobs.Options{DB: db, Poll: 20 * time.Millisecond})
	if err != nil {
		return err
	}
	jobs.Register(r, func(context.Context, count) error {
		fmt.Fprintln(os.Stdout, "taken")
		select {}
	})
	if err := r.Start(ctx); err != nil {
		return err
	}
	select {}
}

func TestJobOfAKilledProcessIsTakenAgain(t *testing.T) {
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			url := sqldbtest.URL(t, e, tables)
			db, err := sqldb.Open(t.Context(), sqldb.Options{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			enqueue(t, db, count{7})
			killWhileWorking(t, url)
			if s := stats(t, db); s.Running != 1 {
				t.Fatalf("after the kill: %+v, want the job to look as if it ran", s)
			}
			passHalfAMinute(t, db)

			var ran trace
			r := newRunner(t, db)
			jobs.Register(r, func(_ context.Context, c count) error { ran.add(c.N); return nil }, jobs.Pauses(10*time.Millisecond))
			start(t, r)
			eventually(t, "the job was taken again", func() bool { return ran.of(7) == 1 })
		})
	}
}

func killWhileWorking(t *testing.T, url string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), victim+"="+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "taken\n" {
		t.Errorf("the victim said %q, %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the victim was not killed")
	}
}

// passHalfAMinute moves what the dead process wrote into the past: the start of its job and its
// claim to lead.
func passHalfAMinute(t *testing.T, db *sqldb.DB) {
	t.Helper()
	past := sqldb.At(time.Now().Add(-30 * time.Second))
	for _, q := range []string{"UPDATE river_job SET attempted_at = $1", "UPDATE river_leader SET expires_at = $1"} {
		if _, err := db.ExecContext(t.Context(), q, past); err != nil {
			t.Fatal(err)
		}
	}
}
