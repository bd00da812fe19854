// Package audit keeps the append-only record of who changed what: verbs write an entry in the
// transaction of the change, so that there is no change without its entry and no entry without
// its change. The actor's label is copied, because the record outlives the account. Entries never
// hold passwords, tokens or addresses of customers; callers pass only what an administrator may
// read.
package audit

import (
	"encoding/json"
	"fmt"
	"time"
)

// Entry is one change of one object.
type Entry struct {
	// Action is a verb in the past, such as "published".
	Action string
	// Kind and ID name the object, such as "product" and its id.
	Kind string
	ID   int64
	// Before and After are what changed, written as JSON; nil is written as null.
	Before, After any
}

// Object names one object and how many of its latest entries are wanted.
type Object struct {
	Kind string
	ID   int64
	Most int64
}

// Past is an entry as it was kept.
type Past struct {
	ID int64
	// At is when it was done, UTC; Actor is the name of who did it, as it was then.
	At            time.Time
	Actor, Action string
	Kind          string
	Object        int64
	// Before and After are JSON; "null" where nothing was told.
	Before, After string
}

// Told is a text of what was told about the change: After itself, or its field of that name. Empty
// without one.
func (p Past) Told(field string) string {
	var whole string
	if json.Unmarshal([]byte(p.After), &whole) == nil {
		return whole
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(p.After), &fields) != nil || json.Unmarshal(fields[field], &whole) != nil {
		return ""
	}
	return whole
}

func document(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("audit: %w", err)
	}
	return string(b), nil
}
