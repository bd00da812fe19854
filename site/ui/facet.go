package ui

import "strings"

// Facet is one filter of a list with the values that it may take.
type Facet struct {
	// Name of the form field.
	Name, Title string
	// Single values exclude each other; otherwise several may be chosen.
	Single bool
	Values []FacetValue
}

// FacetValue is one value of a filter. Count is what the list would show with it; a value that
// would show nothing cannot be chosen.
type FacetValue struct {
	Value, Text string
	Count       int64
	Chosen      bool
	// Below says that the value is a part of the one before it.
	Below bool
}

// shownValues is how many values stand open; the others fold away, to be searched.
const shownValues = 10

// open are the values that are always seen.
func (f Facet) open() []FacetValue {
	if !f.folds() {
		return f.Values
	}
	return f.Values[:shownValues]
}

// folded are the rest.
func (f Facet) folded() []FacetValue {
	if !f.folds() {
		return nil
	}
	return f.Values[shownValues:]
}

func (f Facet) folds() bool { return len(f.Values) > shownValues+1 }

// unfolded tells whether a folded value is chosen, which must be seen.
func (f Facet) unfolded() bool {
	for _, v := range f.folded() {
		if v.Chosen {
			return true
		}
	}
	return false
}

// id of the element of a value, by which scripts find it again in a fresh page.
func (f Facet) id(v FacetValue) string {
	return "facet-" + f.Name + "-" + strings.ReplaceAll(v.Value, " ", "_")
}

func (f Facet) kind() string {
	if f.Single {
		return "radio"
	}
	return "checkbox"
}
