// Package mail is the outbox: it owns the table letters, the record of every e-mail that is owed.
// A letter is queued inside the transaction that owes it and sent afterwards by a job, so that an
// order neither waits for a mail server nor is lost with one. There is one letter per kind, object
// and recipient, and it keeps its Message-ID for life: it may leave twice when a process dies at
// the wrong moment, and mail programs then show it once.
//
// A letter is queued, then sent; or parked, when the server has refused it too often or could not
// be reached for days. A parked letter waits for somebody to resend it. One that has lost its reason
// before it left is deleted.
package mail

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/mail/internal/rows"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
)

var log = telemetry.Logger("mail")

// Letter is one e-mail that is owed. Its text is rendered when it is sent.
type Letter struct {
	ID int64
	// Kind says which text, such as "order_confirmation"; Object what it is about, such as the
	// number of an order.
	Kind, Object string
	// Recipient is an e-mail address.
	Recipient string
	// Language is en, ru or kk.
	Language string
	// MessageID is the part before the @, made by Queue.
	MessageID string
	// Error says why a letter has not left yet; At is when it was queued.
	Error string
	At    time.Time
}

// Message is a rendered letter. MessageID is the part before the @.
type Message struct {
	To, Subject, Text, HTML, MessageID string
	// ReplyTo is the address that answers go to; the sender's when empty.
	ReplyTo string
	// Unsubscribe is an address that ends letters of the kind when something is posted to it; empty
	// for letters that nobody can do without.
	Unsubscribe string
}

// Sender hands a message to the outside world. A RefusedError is the message's own fault; any
// other error means that the server could not be reached or would not listen now.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// RefusedError is the server's lasting refusal of one message.
type RefusedError struct{ Reason string }

// Error gives the reason.
func (e *RefusedError) Error() string { return "refused: " + e.Reason }

// ErrUnknown is returned for a letter that is not there, or is not parked.
var ErrUnknown = errors.New("mail: no such parked letter")

// Send is the job that delivers one letter. It has a queue of its own, so that a mail server that
// does not answer holds up no other work.
type Send struct {
	LetterID int64 `json:"letter"`

	at time.Time // not before; zero is at once
}

// Kind names the job.
func (Send) Kind() string { return "send_letter" }

// InsertOpts places it in its queue.
func (s Send) InsertOpts() jobs.Placement { return jobs.Placement{Queue: "letters", ScheduledAt: s.at} }

// silence is the key of contexts in which no letter is owed.
type silence struct{}

// Silent is a context in which Queue does nothing: for the past of a demo market, of which nobody has
// to be told.
func Silent(ctx context.Context) context.Context { return context.WithValue(ctx, silence{}, true) }

// Queue records a letter and enqueues its delivery in the running transaction of db. A letter of
// the same kind to the same recipient about the same object is queued only once.
func Queue(ctx context.Context, db *sqldb.DB, l Letter, now time.Time) error {
	return QueueAt(ctx, db, l, now, now)
}

// QueueAt is Queue for a letter that leaves later, such as one about something that can still be
// taken back: its Render may then say that it is moot.
func QueueAt(ctx context.Context, db *sqldb.DB, l Letter, at, now time.Time) error {
	if ctx.Value(silence{}) != nil {
		return nil
	}
	ids, err := rows.New(db).InsertLetter(ctx, rows.InsertLetterParams{
		Kind: l.Kind, Object: l.Object, Recipient: l.Recipient, Language: l.Language, MessageID: rand.Text(), Now: sqldb.At(now),
	})
	if err != nil {
		return fmt.Errorf("queue the letter %s %s: %w", l.Kind, l.Object, err)
	}
	send := Send{}
	if at.After(now) {
		send.at = at
	}
	for _, send.LetterID = range ids {
		if err := jobs.Enqueue(ctx, db, send); err != nil {
			return err
		}
	}
	return nil
}

// QueueAgain enqueues the delivery of every letter that is owed, as after the jobs of a market were
// left behind. A letter that has a job already leaves once all the same.
func QueueAgain(ctx context.Context, db *sqldb.DB) (int, error) {
	n, after := 0, int64(0)
	for {
		ids, err := rows.New(db).ListQueued(ctx, after)
		if err != nil {
			return n, fmt.Errorf("list queued letters: %w", err)
		}
		if len(ids) == 0 {
			return n, nil
		}
		err = db.Tx(ctx, func(tx *sqldb.DB) error {
			for _, id := range ids {
				if err := jobs.Enqueue(ctx, tx, Send{LetterID: id}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		n, after = n+len(ids), ids[len(ids)-1]
	}
}

// Resend gives a parked letter all its tries again. It returns ErrUnknown when there is no such
// parked letter.
func Resend(ctx context.Context, db *sqldb.DB, id int64, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		n, err := rows.New(tx).Requeue(ctx, id, sqldb.At(now))
		if err != nil {
			return fmt.Errorf("resend letter %d: %w", id, err)
		}
		if n == 0 {
			return ErrUnknown
		}
		return jobs.Enqueue(ctx, tx, Send{LetterID: id})
	})
}

// Forget deletes the letters of a kind that have left, and those that have waited since before a
// time: letters to people who want to be forgotten.
func Forget(ctx context.Context, db *sqldb.DB, kind string, before time.Time) error {
	if err := rows.New(db).ForgetLetters(ctx, kind, sqldb.At(before)); err != nil {
		return fmt.Errorf("forget letters of kind %s: %w", kind, err)
	}
	return nil
}

// ListParked gives the newest parked letters, at most limit.
func ListParked(ctx context.Context, db *sqldb.DB, limit int) ([]Letter, error) {
	found, err := rows.New(db).ListParked(ctx, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list parked letters: %w", err)
	}
	list := make([]Letter, len(found))
	for i, r := range found {
		list[i] = letterOf(r)
	}
	return list, nil
}

func letterOf(r rows.Letter) Letter {
	return Letter{
		ID: r.ID, Kind: r.Kind, Object: r.Object, Recipient: r.Recipient, Language: r.Language,
		MessageID: r.MessageID, Error: r.LastError, At: r.QueuedAt.Time,
	}
}

// Backlog is what has not been sent.
type Backlog struct {
	Queued, Parked int64
	// Oldest is when the oldest queued letter was queued; zero when there is none.
	Oldest time.Time
}

// ReadBacklog counts the letters that have not been sent.
func ReadBacklog(ctx context.Context, db *sqldb.DB) (Backlog, error) {
	counts, err := rows.New(db).CountUnsent(ctx)
	if err != nil {
		return Backlog{}, fmt.Errorf("count letters: %w", err)
	}
	var b Backlog
	for _, c := range counts {
		if c.State == "parked" {
			b.Parked = c.Letters
			continue
		}
		b.Queued, b.Oldest = c.Letters, c.Oldest.Time
	}
	return b, nil
}
