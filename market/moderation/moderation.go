// Package moderation tells moderators what waits for them. It owns no table: each queue belongs to
// the room of what stands in it, which also has the verbs that decide. The numbers are read here in
// one statement because every page of the administration shows them.
package moderation

import "time"

// Name is one of the queues.
type Name string

// The queues.
const (
	Vendors  Name = "vendors"  // applications
	Products Name = "products" // new goods
	Changes  Name = "changes"  // changes of published goods
	Reviews  Name = "reviews"  // that somebody reported
	Messages Name = "messages" // that nobody answered
	Talks    Name = "talks"    // conversations that somebody reported
)

// Queue is how much waits, and since when the oldest does.
type Queue struct {
	Things int64
	Oldest time.Time // UTC; zero when nothing waits
}

// Queues are all of them.
type Queues map[Name]Queue

// Total is how many things wait in some queues.
func (q Queues) Total(names ...Name) int64 {
	var n int64
	for _, name := range names {
		n += q[name].Things
	}
	return n
}
