package jobs

import (
	"testing"
	"time"
)

func TestScheduleGivesTheLatestMomentNotAfterNow(t *testing.T) {
	almaty := time.FixedZone("Almaty", 5*60*60)
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		last func(time.Time) time.Time
		now  string
		want string
	}{
		{"daily, before its time", daily(3, 0, almaty), "2026-03-10T21:59:59Z", "2026-03-09T22:00:00Z"},
		{"daily, at its time", daily(3, 0, almaty), "2026-03-10T22:00:00Z", "2026-03-10T22:00:00Z"},
		{"daily, after its time", daily(3, 0, almaty), "2026-03-11T12:00:00Z", "2026-03-10T22:00:00Z"},
		{"daily, first of the year", daily(9, 0, almaty), "2026-01-01T03:00:00Z", "2025-12-31T04:00:00Z"},
		{"daily, on the day that has no 02:30", daily(2, 30, newYork), "2026-03-08T12:00:00Z", "2026-03-08T06:30:00Z"},
		{"daily, on the day that has 01:30 twice", daily(1, 30, newYork), "2026-11-01T12:00:00Z", "2026-11-01T05:30:00Z"},
		{"every six hours", every(6 * time.Hour), "2026-03-10T17:59:59Z", "2026-03-10T12:00:00Z"},
		{"every six hours, on the hour", every(6 * time.Hour), "2026-03-10T18:00:00Z", "2026-03-10T18:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.last(now).Format(time.RFC3339); got != c.want {
				t.Errorf("at %s: %s, want %s", c.now, got, c.want)
			}
		})
	}
}

func TestPauseGrowsAndItsLastValueRepeats(t *testing.T) {
	r := rulesOf([]Option{Pauses(time.Second, time.Minute)})
	for try, want := range map[int]time.Duration{0: time.Second, 1: time.Second, 2: time.Minute, 3: time.Minute, 50: time.Minute} {
		if got := r.pause(try); got != want {
			t.Errorf("pause after try %d: %s, want %s", try, got, want)
		}
	}
}
