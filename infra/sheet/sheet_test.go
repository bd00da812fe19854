package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"bazaar/infra/sheet"
)

var limits = sheet.Limits{Rows: 1000, Columns: 20, Cell: 1000}

// lines are the rows of a file as text: the number, then the cells.
func lines(body []byte) (string, error) {
	var all []string
	err := sheet.Read(body, limits, func(r sheet.Row) error {
		all = append(all, fmt.Sprint(r.Number, " ", strings.Join(r.Cells, "|")))
		return nil
	})
	return strings.Join(all, "\n"), err
}

func encoded(t *testing.T, e interface{ String(string) (string, error) }, s string) []byte {
	t.Helper()
	out, err := e.String(s)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(out)
}

func TestWhatSpreadsheetsSaveIsRead(t *testing.T) {
	const table = "Артикул;Цена\r\nA1;1990,50\r\n"
	for _, tt := range []struct{ name, want, body string }{
		{"semicolons", "1 Артикул|Цена\n2 A1|1990,50", table},
		{"a mark of UTF-8", "1 Артикул|Цена\n2 A1|1990,50", "\ufeff" + table},
		{"windows-1251", "1 Артикул|Цена\n2 A1|1990,50", string(encoded(t, charmap.Windows1251.NewEncoder(), table))},
		{"UTF-16 with tabs", "1 Артикул|Цена\n2 A1|1990,50", string(encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), strings.ReplaceAll(table, ";", "\t")))},
		{"commas", "1 sku|price\n2 A1|19.90", "sku,price\nA1,19.90"},
		{"commas inside of quotes", "1 a, b, c|x\n2 1|2", "\"a, b, c\";x\n1;2"},
		{"an announced separator", "2 sku|price\n3 A,1|2", "sep=;\nsku;price\n\"A,1\";2\n"},
		{"empty lines count, and are left out", "1 a|b\n4 c|d", "a,b\n\n , \nc,d\n"},
		{"a record of several lines is one row", "1 a|b\n2 x\ny|1\n3 z|2", "a,b\n\"x\ny\",1\nz,2\n"},
		{"a stray quote", "1 name|n\n2 24\" screen|1", "name,n\n24\" screen,1\n"},
		{"the apostrophe of an export", "1 -5|=x|'quoted", "'-5,'=x,'quoted"},
		{"nothing", "", ""},
	} {
		if got, err := lines([]byte(tt.body)); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

// workbook is a file of XLSX with the rows.
func workbook(t testing.TB, rows ...[]string) []byte {
	t.Helper()
	return written(t, sheet.Style{Format: sheet.XLSX, Numbers: []int{1}, Name: "Bazaar"}, rows...)
}

func written(t testing.TB, s sheet.Style, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rows := [][]string{
		{"sku", "price", "title"},
		{"4870123456789", "19.99", "Кесе, «ақ»; 250 мл"},
		{"007", "1990.5", "=HYPERLINK(\"http://x\")"},
		{"-A", "0.1", "two\nlines \"quoted\""},
		{"1E5", "1990", "+7 701"},
	}
	for _, s := range []sheet.Style{
		{Format: sheet.CSV, Numbers: []int{1}},
		{Format: sheet.CSV, Numbers: []int{1}, Comma: true},
		{Format: sheet.XLSX, Numbers: []int{1}, Name: "Bazaar"},
	} {
		var got [][]string
		err := sheet.Read(written(t, s, rows...), limits, func(r sheet.Row) error {
			if s.Comma {
				r.Cells[1] = strings.ReplaceAll(r.Cells[1], ",", ".")
			}
			got = append(got, slices.Clone(r.Cells))
			return nil
		})
		if err != nil || fmt.Sprint(got) != fmt.Sprint(rows) {
			t.Errorf("%+v: %q, %v, want %q", s, got, err, rows)
		}
	}
}

func TestNoTextOfAFileActsAsAFormula(t *testing.T) {
	for _, s := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"} {
		body := string(written(t, sheet.Style{Format: sheet.CSV}, []string{"head"}, []string{s}))
		if !strings.Contains(body, "'"+s) {
			t.Errorf("%q is written as %q", s, body)
		}
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	part, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 200 {
		if _, err := part.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	whole := workbook(t, []string{"sku", "price"}, []string{"A", "1"})
	for _, tt := range []struct {
		name string
		body []byte
		want error
	}{
		{"an old workbook", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), sheet.ErrOld},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), sheet.ErrFormat},
		{"another archive", []byte("PK\x03\x04nothing"), sheet.ErrFormat},
		{"half a workbook", whole[:len(whole)/2], sheet.ErrFormat},
		{"an archive that unpacks to 200 MB", bomb.Bytes(), sheet.ErrTooLarge},
		{"a large file", make([]byte, sheet.MaxBytes+1), sheet.ErrTooLarge},
		{"many rows", []byte(strings.Repeat("a,b\n", limits.Rows+1)), sheet.ErrRows},
	} {
		if _, err := lines(tt.body); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("sku;price\r\nA1;1990,50\r\n"))
	f.Add([]byte("\ufeffsku,price\n\"A\n1\",\"2\"\"\"\n"))
	f.Add([]byte("\xff\xfes\x00k\x00u\x00"))
	f.Add([]byte("sep=;\n'=1;2"))
	f.Add(workbook(f, []string{"sku", "price"}, []string{"A", "19.99"}))
	f.Fuzz(func(t *testing.T, body []byte) {
		last := int64(0)
		err := sheet.Read(body, limits, func(r sheet.Row) error {
			if r.Number <= last {
				t.Fatalf("row %d comes after row %d", r.Number, last)
			}
			last = r.Number
			for _, c := range r.Cells {
				if len(c) > limits.Cell || strings.ContainsRune(c, 0) || c != strings.TrimSpace(c) {
					t.Fatalf("a cell is %q", c)
				}
			}
			return nil
		})
		for _, known := range []error{nil, sheet.ErrFormat, sheet.ErrOld, sheet.ErrTooLarge, sheet.ErrRows} {
			if errors.Is(err, known) {
				return
			}
		}
		t.Fatalf("an error without a name: %v", err)
	})
}
