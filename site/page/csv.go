package page

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"

	"bazaar/infra/sheet"
)

// byteOrderMark tells spreadsheets that a file is UTF-8.
const byteOrderMark = "\ufeff"

// CSV answers with a table for spreadsheets as a file of a name, which is made of letters, digits and
// hyphens.
func CSV(w http.ResponseWriter, r *http.Request, name string, head []string, rows [][]string) error {
	var b bytes.Buffer
	b.WriteString(byteOrderMark)
	c := csv.NewWriter(&b)
	c.UseCRLF = true
	for _, row := range append([][]string{head}, rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = harmless(cell)
		}
		if err := c.Write(cells); err != nil {
			return fmt.Errorf("write %s.csv: %w", name, err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write %s.csv: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Encoding")
	send(w, r, http.StatusOK, b.Bytes())
	return nil
}

// harmless keeps a spreadsheet from taking a text for a formula; numbers stay numbers.
func harmless(cell string) string {
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return sheet.Harmless(cell)
}
