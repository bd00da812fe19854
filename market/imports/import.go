package imports

import (
	"encoding/json"
	"errors"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/infra/sheet"
	"bazaar/market/fault"
)

// State is how far an import is.
type State string

// The states of an import.
const (
	Checking  State = "checking"  // the file is being looked at
	Checked   State = "checked"   // the vendor decides
	Accepting State = "accepting" // the good rows are being taken over
	Done      State = "done"
	Undoing   State = "undoing"
	Undone    State = "undone"
	Dropped   State = "dropped" // the vendor did not want it
)

// The kinds of long work of the room.
const (
	TaskCheck  = "import_check"
	TaskAccept = "import_accept"
	TaskUndo   = "import_undo"
	TaskExport = "goods_export"
)

// LetterDone tells those who work on the goods of a shop that a file was taken over.
const LetterDone = "import_done"

// Bounds of a file.
const (
	MaxBytes = sheet.MaxBytes
	// MaxRows is without the head.
	MaxRows = 20_000
	// maxCell is of one cell, in bytes: a description of MaxText letters of Cyrillic.
	maxCell    = 100_000
	maxColumns = 60
	maxName    = 200
)

// Life is how long a file waits for its vendor, and how long an import can be undone.
const Life = 7 * 24 * time.Hour

// Import is a file of goods and what became of it.
type Import struct {
	ID, VendorID int64
	// Account is whoever began it, 0 when that account is gone.
	Account  int64
	State    State
	TaskID   int64
	FileName string
	Language string
	// Submit sends goods with a picture to the moderators.
	Submit bool
	// Total, Fresh, Changed, Same and Wrong are numbers of rows, as the check found them.
	Total, Fresh, Changed, Same, Wrong int64
	// Odd are the rows whose price is so far from the former one that it may be a slip; OddRow is the
	// first of them.
	Odd, OddRow int64
	// Ignored are the heads of columns that are not known.
	Ignored []string
	// LastRow is how far the file has been taken over.
	LastRow int64
	// Made and Edited are products; Refused rows that could not be taken over after all.
	Made, Edited, Refused int64
	// Restored and Kept are products that undoing brought back, and left as they are.
	Restored, Kept   int64
	Created, Updated time.Time

	file string
}

// Good is the number of rows that change something when they are taken over.
func (i Import) Good() int64 { return i.Fresh + i.Changed }

// Undoable tells whether what it did can be undone at a time.
func (i Import) Undoable(now time.Time) bool {
	did := i.Made+i.Edited > 0
	return did && (i.State == Done || i.State == Accepting) && now.Sub(i.Updated) < Life
}

// Problem is what is wrong with a cell of a row; Column is a key, empty for the whole row.
type Problem struct {
	Row     int64
	Column  string
	Value   string
	Message fault.Message
}

const (
	msgFormat   = "We cannot read this file. Save it as XLSX or as CSV and send it again."
	msgOld      = "This is the old Excel format (.xls). Save the file as .xlsx and send it again."
	msgLarge    = "The file is larger than 10 MB. Split it into several."
	msgRows     = "The file has more than 20,000 rows. Split it into several."
	msgNothing  = "Choose a file first."
	msgEmpty    = "The file has no rows below its head."
	msgNoSKU    = "The first row must name the columns, and one of them must be SKU. Download the template to see how."
	msgTwice    = "Two columns of the file have the same name. Leave one of them."
	msgState    = "That is not possible any more: the import has gone on meanwhile."
	msgVanished = "The file is not kept any more. Send it again."
)

func refuse(message string) error { return fault.New(fault.Invalid, "file", message) }

// errSheet is what an error of reading a file says to its vendor; other errors stay as they are.
func errSheet(err error) error {
	switch {
	case errors.Is(err, sheet.ErrTooLarge):
		return refuse(msgLarge)
	case errors.Is(err, sheet.ErrRows):
		return refuse(msgRows)
	case errors.Is(err, sheet.ErrOld):
		return refuse(msgOld)
	case errors.Is(err, sheet.ErrFormat):
		return refuse(msgFormat)
	}
	return err
}

// cleanName is the name of a file for people, without a path.
func cleanName(s string) string {
	s = path.Base(strings.ReplaceAll(strings.ToValidUTF8(s, ""), `\`, "/"))
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s))
	if utf8.RuneCountInString(s) > maxName {
		s = string([]rune(s)[:maxName])
	}
	if s == "" || s == "." || s == "/" {
		return "goods"
	}
	return s
}

// argsText keeps the values of a message.
func argsText(args []any) string {
	if len(args) == 0 {
		return "[]"
	}
	b, err := json.Marshal(args)
	if err != nil {
		return "[]" // they are numbers and texts
	}
	return string(b)
}

// argsOf reads the values of a message; whole numbers stay whole.
func argsOf(text string) []any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var args []any
	if d.Decode(&args) != nil {
		return nil
	}
	for i, a := range args {
		if n, ok := a.(json.Number); ok {
			if whole, err := n.Int64(); err == nil {
				args[i] = whole
			}
		}
	}
	return args
}
