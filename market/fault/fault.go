// Package fault names the kinds of failure that a verb may return on purpose. Fronts translate
// each kind to a status and a text in the visitor's language once; any other error is internal
// and shows only a request id.
package fault

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind is one of the few ways in which a request can be refused.
type Kind string

// The kinds, with the HTTP status that fronts give them.
const (
	NotFound  Kind = "not_found"      // 404: missing, or not yours
	Invalid   Kind = "invalid"        // 422 page, 400 JSON: fields are wrong
	Conflict  Kind = "conflict"       // 409: the state of things forbids it
	Forbidden Kind = "forbidden"      // 403: known actor without the right
	SignIn    Kind = "login_required" // 401 JSON, redirect to sign-in otherwise
	TooMany   Kind = "rate_limit"     // 429
	Gone      Kind = "gone"           // 410: was there once
)

// Fault is a failure that the visitor can understand and mend.
type Fault struct {
	Kind Kind
	// Code is stable and machine-readable, such as "out_of_stock"; empty means the kind itself.
	Code string
	// Message is an English text that is also the key of its translations; Args fill its verbs.
	Message string
	Args    []any
	// Fields maps a form field to its message (English text and key of translations).
	Fields map[string]Message
	// Detail carries what a page needs to show, such as the lines of a cart that are short.
	Detail any
}

// Message is a translatable text with the values of its verbs.
type Message struct {
	Text string
	Args []any
}

// Error is for logs.
func (f *Fault) Error() string {
	if len(f.Fields) > 0 {
		names := slices.Sorted(maps.Keys(f.Fields))
		return string(f.Kind) + ": " + strings.Join(names, ", ")
	}
	return string(f.Kind) + ": " + fmt.Sprintf(f.Message, f.Args...)
}

// New makes a fault of a kind with a code and a text.
func New(kind Kind, code, message string, args ...any) *Fault {
	return &Fault{Kind: kind, Code: code, Message: message, Args: args}
}

// Missing is the fault of a thing that is not there or not the actor's.
func Missing() *Fault { return New(NotFound, "not_found", "We could not find that.") }

// Fields collects the messages of a form's fields.
type Fields map[string]Message

// Add notes what is wrong with a field; the first message of a field stays.
func (f Fields) Add(field, message string, args ...any) {
	if _, ok := f[field]; !ok {
		f[field] = Message{Text: message, Args: args}
	}
}

// Err is nil when no field is wrong, otherwise a Fault of kind Invalid.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Code: "invalid", Message: "Please correct the errors below.", Fields: f}
}

// As returns the fault inside err, nil when err is internal.
func As(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Is tells whether err is a fault of the kind.
func Is(err error, kind Kind) bool {
	f := As(err)
	return f != nil && f.Kind == kind
}
