package sqldb

import (
	"strconv"
	"strings"
)

// Where builds the condition of a listing with optional filters. Text comes from the program
// only; values always travel as arguments.
type Where struct {
	conditions []string
	// Args are the values in the order of their numbers.
	Args []any
}

// And adds a condition; each ? in it stands for the next of values.
func (w *Where) And(condition string, values ...any) {
	for _, v := range values {
		condition = strings.Replace(condition, "?", w.Arg(v), 1)
	}
	w.conditions = append(w.conditions, condition)
}

// Arg adds a value and returns its placeholder.
func (w *Where) Arg(v any) string {
	w.Args = append(w.Args, v)
	return "$" + strconv.Itoa(len(w.Args))
}

// String is the WHERE clause, empty without conditions.
func (w *Where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// EscapeLike makes text literal inside a LIKE pattern with ESCAPE '\'.
func EscapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
