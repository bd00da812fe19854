package page

import (
	"strings"
	"testing"
)

func TestPageNumberIsAlwaysInRange(t *testing.T) {
	tests := []struct {
		raw  string
		want int64
	}{
		{"", 1},
		{"1", 1},
		{"2", 2},
		{"007", 7},
		{"0", 1},
		{"-1", 1},
		{"two", 1},
		{"2.0", 1},
		{" 2", 1},
		{"+2", 1},
		{"٢", 1},
		{"500", 500},
		{"501", 500},
		{"1000000000000000000", 500},
		{"99999999999999999999999999", 500},
		{strings.Repeat("9", 1_000_000), 500},
		{strings.Repeat("0", 1_000_000) + "3", 3},
	}
	for _, tt := range tests {
		if got := Number(tt.raw); got != tt.want {
			t.Errorf("Number(%.30q) = %d, want %d", tt.raw, got, tt.want)
		}
	}
}

func FuzzNumber(f *testing.F) {
	f.Add("2")
	f.Add("1000000000000000000")
	f.Add("-1")
	f.Fuzz(func(t *testing.T, raw string) {
		if n := Number(raw); n < 1 || n > LastPage {
			t.Errorf("Number(%q) = %d", raw, n)
		}
	})
}
