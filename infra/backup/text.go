package backup

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// null stands for NULL in the text format of COPY.
const null = `\N`

var escape = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "\b", `\b`, "\f", `\f`, "\v", `\v`)

// appendRow writes one row; a nil field is NULL.
func appendRow(b []byte, fields []*string) []byte {
	for i, f := range fields {
		if i > 0 {
			b = append(b, '\t')
		}
		if f == nil {
			b = append(b, null...)
		} else {
			b = append(b, escape.Replace(*f)...)
		}
	}
	return append(b, '\n')
}

// parseRow reads what appendRow or PostgreSQL wrote, without the line break.
func parseRow(line string) ([]*string, error) {
	parts := strings.Split(line, "\t")
	fields := make([]*string, len(parts))
	for i, p := range parts {
		if p == null {
			continue
		}
		text, err := unescape(p)
		if err != nil {
			return nil, err
		}
		fields[i] = &text
	}
	return fields, nil
}

var unescaped = map[byte]byte{'\\': '\\', 't': '\t', 'n': '\n', 'r': '\r', 'b': '\b', 'f': '\f', 'v': '\v'}

func unescape(s string) (string, error) {
	if !strings.Contains(s, `\`) {
		return s, nil
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' {
			i++
			if i == len(s) {
				return "", damaged("a row ends in the middle of a character")
			}
			plain, ok := unescaped[s[i]]
			if !ok {
				return "", damaged("a row has an unknown character")
			}
			c = plain
		}
		b = append(b, c)
	}
	return string(b), nil
}

// longestRow bounds one row; an article has at most a few hundred kilobytes of text.
const longestRow = 64 << 20

// eachRow hands the rows of a table to f.
func eachRow(r io.Reader, f func(line string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), longestRow)
	for lines.Scan() {
		if err := f(lines.Text()); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return damaged("a row is longer than %d bytes", longestRow)
	}
	return lines.Err()
}

// counter counts the rows that pass through it.
type counter struct {
	io.Writer
	rows int64
}

func (c *counter) Write(p []byte) (int, error) {
	c.rows += int64(bytes.Count(p, []byte{'\n'}))
	return c.Writer.Write(p)
}

// column is a column of a SQLite table as it was declared.
type column struct {
	name, kind string
}

// Kinds of columns whose values look different on the two engines.
const (
	kindBool = "BOOLEAN"
	kindTime = "TIMESTAMP"
	kindBlob = "BLOB"
	kindInt  = "INTEGER"
)

// selected is the expression that gives a column as text, the way PostgreSQL would write it.
func (c column) selected() string {
	switch c.kind {
	case kindBool:
		return "CASE WHEN " + c.name + " IS NULL THEN NULL WHEN " + c.name + " THEN 't' ELSE 'f' END"
	case kindBlob:
		return "CASE typeof(" + c.name + `) WHEN 'blob' THEN '\x' || lower(hex(` + c.name + ")) ELSE " + c.name + " END"
	}
	return "CAST(" + c.name + " AS TEXT)"
}

// storedTime is the fixed form in which SQLite keeps times, so that they sort as text.
const storedTime = "2006-01-02 15:04:05.000000+00:00"

// value is a field as SQLite stores it. Times that another engine wrote get the fixed form.
func (c column) value(field *string, foreign bool) (any, error) {
	if field == nil {
		return nil, nil
	}
	s := *field
	switch {
	case c.kind == kindBool:
		return s == "t", nil
	case c.kind == kindInt || c.kind == "BIGINT":
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return s, nil //nolint:nilerr // SQLite keeps other things in such columns, too
		}
		return n, nil
	case c.kind == kindBlob && strings.HasPrefix(s, `\x`):
		b, err := hex.DecodeString(s[2:])
		if err != nil {
			return nil, damaged("column %s: %v", c.name, err)
		}
		return b, nil
	case c.kind == kindTime && foreign:
		at, err := time.Parse("2006-01-02 15:04:05.999999Z07", s)
		if err != nil {
			return nil, damaged("column %s: %v", c.name, err)
		}
		return at.UTC().Format(storedTime), nil
	}
	return s, nil
}

func quoted(names []string) string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = fmt.Sprintf("%q", n)
	}
	return strings.Join(all, ", ")
}
