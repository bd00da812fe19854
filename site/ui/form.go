package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// Input is one field of a form.
type Input struct {
	Name, Label string
	Value       string
	// Hint is shown below the label, Error in its place among the field's messages.
	Hint, Error string
	// Type of the input element; "text" when empty.
	Type string
	// Autocomplete is a token such as "email"; InputMode picks the keyboard of a phone.
	Autocomplete, InputMode string
	Required                bool
	// Needed says that something will ask for it, though the form can be sent without it: it is
	// neither marked as optional nor demanded.
	Needed    bool
	MaxLength int
	// Pattern is a regular expression that the whole value fits, for scripts; the server has the say.
	Pattern string
	// Lang is the language in which it is written, when that is not the page's.
	Lang string
	// Long asks for more than a line; Rich may have headings, lists and links. Pages look at them.
	Long, Rich bool
	// Folded is shown when it is asked for, or holds something. Pages look at it.
	Folded bool
	// Rows of a longer text; 3 when not set.
	Rows int
	// Width is "half" or "third" of the row inside Fields; empty takes all of it.
	Width string
}

// Option is one choice of a select.
type Option struct {
	Value, Text string
}

// Hidden is a value that a form carries unseen.
type Hidden struct {
	Name, Value string
}

// ID is the id of the element, to which labels and the error summary point.
func (in Input) ID() string { return "f-" + in.Name }

func (in Input) hintID() string { return in.ID() + "-hint" }

func (in Input) errorID() string { return in.ID() + "-error" }

// kind is the type attribute.
func (in Input) kind() string {
	if in.Type == "" {
		return "text"
	}
	return in.Type
}

// rows is the height of a longer text.
func (in Input) rows() string {
	if in.Rows == 0 {
		return "3"
	}
	return strconv.Itoa(in.Rows)
}

// describedBy lists the ids of the texts that belong to the field.
func (in Input) describedBy() string {
	switch {
	case in.Hint != "" && in.Error != "":
		return in.hintID() + " " + in.errorID()
	case in.Hint != "":
		return in.hintID()
	case in.Error != "":
		return in.errorID()
	}
	return ""
}

// common are the attributes that input, select and textarea share.
func (in Input) common() templ.Attributes {
	all := templ.Attributes{"id": in.ID(), "name": in.Name}
	if in.Error != "" {
		all["aria-invalid"] = "true"
	}
	if ids := in.describedBy(); ids != "" {
		all["aria-describedby"] = ids
	}
	if in.Lang != "" {
		all["lang"] = in.Lang
	}
	if in.Required {
		all["required"] = true
	}
	if in.Autocomplete != "" {
		all["autocomplete"] = in.Autocomplete
	}
	return all
}

// failed keeps the fields that have an error, in the order of the form.
func failed(all []Input) []Input {
	var bad []Input
	for _, in := range all {
		if in.Error != "" {
			bad = append(bad, in)
		}
	}
	return bad
}
