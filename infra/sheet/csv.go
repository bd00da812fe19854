package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// readCSV reads what Excel and others save: UTF-8 with or without a mark, UTF-16, or windows-1251;
// separated by semicolons, commas or tabs.
func readCSV(body []byte, l Limits, f func(Row) error) error {
	text := bufio.NewReaderSize(decoded(body), 64<<10) //nolint:mnd // bytes, enough for the first line
	head, err := text.Peek(text.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return ErrFormat
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return ErrFormat
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	r := csv.NewReader(text)
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	skipped := int64(0)
	if sep, ok := announced(string(line)); ok { // Excel's own first line
		if _, err := text.ReadString('\n'); err != nil {
			return nil //nolint:nilerr // nothing follows it
		}
		r.Comma, skipped = sep, 1
	} else {
		r.Comma = separator(string(line))
	}
	return records(r, skipped, &gate{limits: l, f: f})
}

// records hands over record after record. A spreadsheet counts one row for a record of several
// lines, and one for an empty line.
func records(r *csv.Reader, skipped int64, g *gate) error {
	number, end := skipped, 0
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		start, _ := r.FieldPos(0)
		number += int64(max(1, start-end))
		end = start
		for _, c := range cells {
			end += strings.Count(c, "\n")
		}
		if err := g.pass(number, cells); err != nil {
			return err
		}
	}
}

func decoded(body []byte) io.Reader {
	in := bytes.NewReader(body)
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return bytes.NewReader(body[3:])
	case bytes.HasPrefix(body, []byte("\xff\xfe")), bytes.HasPrefix(body, []byte("\xfe\xff")):
		return transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
	case utf8.Valid(body):
		return in
	}
	return transform.NewReader(in, charmap.Windows1251.NewDecoder())
}

// announced is the separator of a line such as "sep=;".
func announced(line string) (rune, bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(line, "\r")), "sep=")
	if !ok || rest != ";" && rest != "," && rest != "\t" {
		return 0, false
	}
	return rune(rest[0]), true
}

// separator is the sign that stands most often in the first line, outside of quotes.
func separator(line string) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case !quoted:
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{';', '\t'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}
