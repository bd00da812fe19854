package bulk

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// layout is read by both engines; SQLite stores it as it is, in the width by which times sort.
const layout = "2006-01-02 15:04:05.000000+00:00"

// column is one tagged field of a row.
type column struct {
	name  string
	kind  string // PostgreSQL's name of its type
	once  bool   // written only when the row is new
	index int
}

// columnsOf reads the tags of T. A field that cannot be a column is a mistake of the programmer.
func columnsOf[T any]() []column {
	t := reflect.TypeFor[T]()
	cols := make([]column, 0, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("db"), ",")
		if name == "" {
			panic(fmt.Sprintf("bulk: field %s of %s has no column", f.Name, t))
		}
		cols = append(cols, column{name: name, kind: kindOf(f.Type), once: option == "once", index: i})
	}
	return cols
}

func kindOf(t reflect.Type) string {
	if t.Implements(reflect.TypeFor[driver.Valuer]()) {
		return "jsonb"
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "timestamptz"
	case t.Kind() == reflect.Int64:
		return "bigint"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() == reflect.String:
		return "text"
	}
	panic(fmt.Sprintf("bulk: %s cannot be a column", t))
}

// values are the fields of one row as they travel in JSON.
func values[T any](cols []column, row *T) []any {
	v := reflect.ValueOf(row).Elem()
	out := make([]any, len(cols))
	for i, c := range cols {
		out[i] = value(v.Field(c.index))
	}
	return out
}

func value(v reflect.Value) any {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case time.Time:
		return x.UTC().Format(layout)
	case driver.Valuer:
		plain, err := x.Value()
		if err != nil {
			panic(fmt.Sprintf("bulk: %v", err)) // texts always marshal
		}
		return plain
	default:
		return x
	}
}
