// Package sheet reads and writes tables as people exchange them: CSV with the separators and in the
// encodings that spreadsheets save, and XLSX. Rows are handed over one after the other, so that a
// long table costs no more memory than a short one beyond its own file.
package sheet

import (
	"bytes"
	"errors"
)

// MaxBytes bounds a file that is read.
const MaxBytes = 10 << 20

// The reasons for which a file is not read.
var (
	// ErrFormat is a file that is neither CSV nor XLSX, or a broken one.
	ErrFormat = errors.New("sheet: neither CSV nor XLSX")
	// ErrOld is a file in the format of Excel before 2007.
	ErrOld = errors.New("sheet: the format of Excel before 2007")
	// ErrTooLarge is a file, or a packed part of one, that is larger than anybody needs.
	ErrTooLarge = errors.New("sheet: too large")
	// ErrRows is a table with more rows than were asked for.
	ErrRows = errors.New("sheet: too many rows")
)

// Limits bound a table. What is beyond Columns, and of a cell beyond Cell bytes, is cut.
type Limits struct{ Rows, Columns, Cell int }

// Row is one row that is not empty. Number is the one that a spreadsheet shows beside it.
type Row struct {
	Number int64
	Cells  []string
}

// Cell is the trimmed text of a column; empty where the row has none.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Read hands every row of a file to f, which must not keep it, and ends with the first error of f.
// Its own errors are those above.
func Read(body []byte, l Limits, f func(Row) error) error {
	switch {
	case len(body) > MaxBytes:
		return ErrTooLarge
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		return readXLSX(body, l, f)
	case bytes.HasPrefix(body, []byte("\xd0\xcf\x11\xe0")):
		return ErrOld
	}
	return readCSV(body, l, f)
}

// gate trims and bounds rows, leaves out empty ones and counts the others.
type gate struct {
	limits Limits
	seen   int
	f      func(Row) error
}

func (g *gate) pass(number int64, cells []string) error {
	if len(cells) > g.limits.Columns {
		cells = cells[:g.limits.Columns]
	}
	empty := true
	for i, c := range cells {
		cells[i] = tidy(c, g.limits.Cell)
		empty = empty && cells[i] == ""
	}
	if empty {
		return nil
	}
	if g.seen++; g.seen > g.limits.Rows {
		return ErrRows
	}
	return g.f(Row{Number: number, Cells: cells})
}
