package mail_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func schema(t *testing.T) sqldbtest.Schema {
	t.Helper()
	text, err := os.ReadFile("../../market/schema/migrations/00001_infra.sql")
	if err != nil {
		t.Fatal(err)
	}
	return sqldbtest.Schema{More: jobs.Migrate, Migrations: fs.FS(fstest.MapFS{"00001_infra.sql": {Data: text}})}
}

func confirmation(object, recipient string) mail.Letter {
	return mail.Letter{Kind: "order_confirmation", Object: object, Recipient: recipient, Language: "ru"}
}

// queue queues letters and returns the ids of all letters, oldest first.
func queue(t *testing.T, db *sqldb.DB, letters ...mail.Letter) []int64 {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
		for _, l := range letters {
			if err := mail.Queue(t.Context(), tx, l, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), "SELECT id FROM letters ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

func waiting(t *testing.T, db *sqldb.DB) int64 {
	t.Helper()
	s, err := jobs.ReadStats(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return s.Waiting
}

// post is a sender that answers as it is told and keeps what it is given.
type post struct {
	answer error
	got    []mail.Message
}

func (p *post) Send(_ context.Context, m mail.Message) error {
	p.got = append(p.got, m)
	return p.answer
}

// asksFor tells whether a job asked for another try after the pause.
func asksFor(err error, pause time.Duration) bool {
	return err != nil && err.Error() == jobs.Later(pause).Error()
}

func render(_ context.Context, l mail.Letter) (mail.Message, error) {
	return mail.Message{Subject: "Order Confirmation #" + l.Object, Text: "thank you"}, nil
}

func TestLetterIsQueuedOncePerKindObjectAndRecipient(t *testing.T) {
	sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
		ids := queue(t, db,
			confirmation("A1", "ann@example.com"), confirmation("A1", "ann@example.com"),
			confirmation("A1", "bob@example.com"), confirmation("A2", "ann@example.com"))
		if len(ids) != 3 || waiting(t, db) != 3 {
			t.Errorf("%d letters and %d jobs, want 3 of each", len(ids), waiting(t, db))
		}
	})
}

func TestLetterOfARolledBackTransactionIsNotOwed(t *testing.T) {
	sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
		no := errors.New("no")
		err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
			if err := mail.Queue(t.Context(), tx, confirmation("A1", "ann@example.com"), now); err != nil {
				return err
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Fatal(err)
		}
		if ids := queue(t, db); len(ids) != 0 || waiting(t, db) != 0 {
			t.Errorf("%d letters and %d jobs were left", len(ids), waiting(t, db))
		}
	})
}

func TestSentLetterIsNotSentAgain(t *testing.T) {
	sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
		id := queue(t, db, confirmation("A1", "ann@example.com"))[0]
		var p post
		for range 2 {
			if err := mail.Deliver(t.Context(), db, &p, render, id, now); err != nil {
				t.Fatal(err)
			}
		}
		if len(p.got) != 1 || p.got[0].To != "ann@example.com" || p.got[0].Subject != "Order Confirmation #A1" {
			t.Errorf("sent %+v, want one letter to ann", p.got)
		}
		if b := backlog(t, db); b != (mail.Backlog{}) {
			t.Errorf("backlog %+v, want none", b)
		}
		if err := mail.Deliver(t.Context(), db, &p, render, id+1000, now); err != nil || len(p.got) != 1 {
			t.Errorf("a letter that is not there: %v, %d sent", err, len(p.got))
		}
	})
}

func backlog(t *testing.T, db *sqldb.DB) mail.Backlog {
	t.Helper()
	b, err := mail.ReadBacklog(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestUnreachableServerIsTriedAtGrowingPausesWithoutCounting(t *testing.T) {
	sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
		id := queue(t, db, confirmation("A1", "ann@example.com"))[0]
		p := post{answer: errors.New("connection refused")}
		for _, c := range []struct{ age, pause time.Duration }{
			{0, 15 * time.Second},
			{10 * time.Second, 15 * time.Second},
			{30 * time.Second, 30 * time.Second},
			{time.Minute, time.Minute},
			{time.Hour, 80 * time.Second},
			{4 * 24 * time.Hour, 80 * time.Second},
		} {
			err := mail.Deliver(t.Context(), db, &p, render, id, now.Add(c.age))
			if !asksFor(err, c.pause) {
				t.Errorf("after %s: %v, want a pause of %s", c.age, err, c.pause)
			}
		}
		if b := backlog(t, db); b.Queued != 1 || !b.Oldest.Equal(now) {
			t.Errorf("backlog %+v, want the letter of %s", b, now)
		}
		p.answer = nil
		if err := mail.Deliver(t.Context(), db, &p, render, id, now.Add(5*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if b := backlog(t, db); b != (mail.Backlog{}) {
			t.Errorf("backlog after the server's return: %+v", b)
		}
		for _, m := range p.got {
			if m.MessageID == "" || m.MessageID != p.got[0].MessageID {
				t.Errorf("Message-IDs differ: %q and %q", m.MessageID, p.got[0].MessageID)
			}
		}
	})
}

func TestLetterIsParkedWhenTheServerIsGoneForDays(t *testing.T) {
	sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
		id := queue(t, db, confirmation("A1", "ann@example.com"))[0]
		p := post{answer: errors.New("connection refused")}
		if err := mail.Deliver(t.Context(), db, &p, render, id, now.Add(6*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if b := backlog(t, db); b.Parked != 1 {
			t.Errorf("backlog %+v, want a parked letter", b)
		}
	})
}

func TestRefusedLetterIsParkedAfterThreeRetriesAndCanBeResent(t *testing.T) {
	panics := func(context.Context, mail.Letter) (mail.Message, error) { panic("no such template") }
	fails := func(context.Context, mail.Letter) (mail.Message, error) {
		return mail.Message{}, errors.New("no such order")
	}
	for _, c := range []struct {
		name   string
		answer error
		render mail.Render
		says   string
	}{
		{"refused by the server", &mail.RefusedError{Reason: "550 no such user"}, render, "refused: 550 no such user"},
		{"cannot be rendered", nil, fails, "refused: cannot be rendered: no such order"},
		{"renderer panics", nil, panics, "refused: cannot be rendered: panic: no such template"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
				id := queue(t, db, confirmation("A1", "ann@example.com"))[0]
				p := post{answer: c.answer}
				for try := range 3 {
					err := mail.Deliver(t.Context(), db, &p, c.render, id, now)
					if !asksFor(err, 5*time.Minute) {
						t.Errorf("try %d: %v, want a pause of five minutes", try, err)
					}
				}
				if err := mail.Resend(t.Context(), db, id, now); !errors.Is(err, mail.ErrUnknown) {
					t.Errorf("Resend of a queued letter = %v, want ErrUnknown", err)
				}
				if err := mail.Deliver(t.Context(), db, &p, c.render, id, now); err != nil {
					t.Fatal(err)
				}
				checkParked(t, db, id, c.says)
				resend(t, db, id)
			})
		})
	}
}

func checkParked(t *testing.T, db *sqldb.DB, id int64, says string) {
	t.Helper()
	list, err := mail.ListParked(t.Context(), db, 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("ListParked = %v, %v; want one letter", list, err)
	}
	if l := list[0]; l.ID != id || l.Error != says || l.Recipient != "ann@example.com" || l.Language != "ru" {
		t.Errorf("parked letter %+v", l)
	}
}

// resend gives the letter its tries again and lets it leave.
func resend(t *testing.T, db *sqldb.DB, id int64) {
	t.Helper()
	later := now.Add(7 * 24 * time.Hour)
	before := waiting(t, db)
	if err := mail.Resend(t.Context(), db, id, later); err != nil {
		t.Fatal(err)
	}
	if n := waiting(t, db) - before; n != 1 {
		t.Errorf("Resend enqueued %d jobs, want 1", n)
	}
	p := post{answer: errors.New("connection refused")}
	if err := mail.Deliver(t.Context(), db, &p, render, id, later); !asksFor(err, 15*time.Second) {
		t.Errorf("after Resend: %v, want a fresh start", err)
	}
	p.answer = nil
	if err := mail.Deliver(t.Context(), db, &p, render, id, later); err != nil {
		t.Fatal(err)
	}
	if b := backlog(t, db); b != (mail.Backlog{}) {
		t.Errorf("backlog after Resend: %+v", b)
	}
}

func TestOutcomeIsNotedEvenWhenTheJobsTimeIsOver(t *testing.T) {
	sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
		id := queue(t, db, confirmation("A1", "ann@example.com"))[0]
		ctx, cancel := context.WithCancel(t.Context())
		slow := senderFunc(func(context.Context, mail.Message) error { cancel(); return nil })
		if err := mail.Deliver(ctx, db, slow, render, id, now); err != nil {
			t.Fatal(err)
		}
		if b := backlog(t, db); b != (mail.Backlog{}) {
			t.Errorf("backlog %+v, want none: the letter has left", b)
		}
	})
}

type senderFunc func(context.Context, mail.Message) error

func (f senderFunc) Send(ctx context.Context, m mail.Message) error { return f(ctx, m) }

func TestLetterWithoutReasonIsDroppedUnsent(t *testing.T) {
	sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
		id := queue(t, db, confirmation("A1", "ann@example.com"))[0]
		moot := func(context.Context, mail.Letter) (mail.Message, error) { return mail.Message{}, mail.ErrMoot }
		var p post
		if err := mail.Deliver(t.Context(), db, &p, moot, id, now); err != nil {
			t.Fatal(err)
		}
		if left := queue(t, db); len(left) != 0 || len(p.got) != 0 {
			t.Errorf("letters left %v, sent %v", left, p.got)
		}
	})
}
