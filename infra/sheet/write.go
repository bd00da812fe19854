package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// Format is a kind of file.
type Format string

// The formats that are written.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Known tells whether f is written.
func (f Format) Known() bool { return f == CSV || f == XLSX }

// ContentType is how a file of the format is sent.
func (f Format) ContentType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Style says how a table is written.
type Style struct {
	Format Format
	// Comma says that readers write a decimal comma; their CSV is separated by semicolons.
	Comma bool
	// Numbers are the columns whose values are numbers with a decimal point.
	Numbers []int
	// Name is that of the sheet.
	Name string
}

// Writer writes a table row by row. No text of it can act as a formula.
type Writer struct {
	row   func(cells []string) error
	close func() error
}

// Row writes one row.
func (w *Writer) Row(cells []string) error { return w.row(cells) }

// Close ends the table; without it the file is not whole.
func (w *Writer) Close() error { return w.close() }

// NewWriter begins a table.
func NewWriter(to io.Writer, s Style) (*Writer, error) {
	if s.Format == XLSX {
		return newXLSX(to, s)
	}
	if _, err := io.WriteString(to, "\ufeff"); err != nil { // by which Excel knows UTF-8
		return nil, err
	}
	c := csv.NewWriter(to)
	c.UseCRLF = true
	if s.Comma {
		c.Comma = ';'
	}
	out := []string{}
	row := func(cells []string) error {
		out = out[:0]
		for i, cell := range cells {
			if s.Comma && slices.Contains(s.Numbers, i) {
				cell = pointToComma(cell)
			}
			out = append(out, Harmless(cell))
		}
		return c.Write(out)
	}
	return &Writer{row: row, close: func() error { c.Flush(); return c.Error() }}, nil
}

func pointToComma(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] == '.' {
			b[i] = ','
		}
	}
	return string(b)
}

func newXLSX(to io.Writer, s Style) (*Writer, error) {
	book := excelize.NewFile()
	if s.Name != "" {
		if err := book.SetSheetName("Sheet1", s.Name); err != nil {
			return nil, fmt.Errorf("name the sheet: %w", err)
		}
	}
	stream, err := book.NewStreamWriter(book.GetSheetName(0))
	if err != nil {
		return nil, fmt.Errorf("begin a sheet: %w", err)
	}
	at := 0
	row := func(cells []string) error {
		at++
		values := make([]any, len(cells))
		for i, cell := range cells {
			values[i] = Harmless(cell)
			if f, err := strconv.ParseFloat(cell, 64); err == nil && at > 1 && slices.Contains(s.Numbers, i) {
				values[i] = f
			}
		}
		return stream.SetRow("A"+strconv.Itoa(at), values)
	}
	end := func() error {
		defer book.Close() //nolint:errcheck // it only removes temporary files
		if err := stream.Flush(); err != nil {
			return fmt.Errorf("end the sheet: %w", err)
		}
		if _, err := book.WriteTo(to); err != nil {
			return fmt.Errorf("write the workbook: %w", err)
		}
		return nil
	}
	return &Writer{row: row, close: end}, nil
}
