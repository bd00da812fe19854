package page

import (
	"strings"
	"testing"
)

func TestPageNumberIsAlwaysOneThatExists(t *testing.T) {
	tests := []struct {
		raw                string
		total              int64
		number, last, skip int64
	}{
		{"", 45, 1, 3, 0},
		{"2", 45, 2, 3, 20},
		{"3", 45, 3, 3, 40},
		{"4", 45, 3, 3, 40},
		{"0", 45, 1, 3, 0},
		{"-1", 45, 1, 3, 0},
		{"two", 45, 1, 3, 0},
		{"2.0", 45, 1, 3, 0},
		{" 2", 45, 1, 3, 0},
		{"٢", 45, 1, 3, 0},
		{"007", 200, 7, 10, 120},
		{"1000000000000000000", 45, 3, 3, 40},
		{strings.Repeat("9", 1_000_000), 45, 3, 3, 40},
		{"1", 0, 1, 1, 0},
		{"5", -3, 1, 1, 0},
		{"501", 1_000_000, 500, 500, 9980},
		{"1", 20, 1, 1, 0},
		{"2", 21, 2, 2, 20},
	}
	for _, tt := range tests {
		p := Paginate(tt.raw, tt.total, 20)
		if p.Number != tt.number || p.Last != tt.last || p.Offset() != tt.skip {
			t.Errorf("Paginate(%.20q, %d) = %+v, offset %d; want page %d of %d, offset %d",
				tt.raw, tt.total, p, p.Offset(), tt.number, tt.last, tt.skip)
		}
	}
}

func FuzzPaginate(f *testing.F) {
	f.Add("2", int64(45), int64(20))
	f.Add("1000000000000000000", int64(1<<62), int64(1))
	f.Add("-1", int64(-1), int64(100))
	f.Fuzz(func(t *testing.T, raw string, total, size int64) {
		if size < 1 || size > 1000 || total > 1<<62 {
			return
		}
		p := Paginate(raw, total, size)
		if p.Number < 1 || p.Number > p.Last || p.Last > LastPage || p.Offset() < 0 {
			t.Errorf("Paginate(%q, %d, %d) = %+v", raw, total, size, p)
		}
		if p.Offset() > 0 && p.Offset() >= total {
			t.Errorf("page %+v is empty", p)
		}
	})
}
