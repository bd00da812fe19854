package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Bounds of what a packed file may unpack to, in bytes, and in parts. A part that is larger than
// onDisk is read from a temporary file.
const (
	mostUnpacked = 128 << 20
	mostParts    = 2000
	onDisk       = 1 << 20
)

// readXLSX reads the first sheet of a workbook.
func readXLSX(body []byte, l Limits, f func(Row) error) (err error) {
	if err := checkParts(body); err != nil {
		return err
	}
	defer func() { // a broken workbook must not end the program
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrFormat, p)
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: onDisk,
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer book.Close() //nolint:errcheck // it only removes temporary files
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return ErrFormat
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer rows.Close() //nolint:errcheck // the same
	g := &gate{limits: l, f: f}
	for at := int64(1); rows.Next(); at++ {
		if at > mostRows {
			return ErrRows
		}
		cells, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		for i, c := range cells {
			cells[i] = number(c)
		}
		if err := g.pass(at, cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return nil
}

// mostRows is how many rows a sheet can have, empty ones included.
const mostRows = 1 << 20

// checkParts refuses an archive that says of itself that it unpacks to more than anybody needs. One
// that lies is refused while it is read.
func checkParts(body []byte) error {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if len(z.File) > mostParts {
		return ErrTooLarge
	}
	sum := uint64(0)
	for _, part := range z.File {
		if sum += part.UncompressedSize64; part.UncompressedSize64 > mostUnpacked || sum > mostUnpacked {
			return ErrTooLarge
		}
	}
	return nil
}
