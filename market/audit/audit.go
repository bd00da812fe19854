// Package audit keeps the append-only record of who changed what: verbs write an entry in the
// transaction of the change, so that there is no change without its entry and no entry without
// its change. The actor's label is copied, because the record outlives the account. Entries never
// hold passwords, tokens or addresses of customers; callers pass only what an administrator may
// read.
package audit

import (
	"encoding/json"
	"fmt"
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

func document(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("audit: %w", err)
	}
	return string(b), nil
}
