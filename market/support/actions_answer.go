package support

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/support/internal/rows"
)

// PageSize is how many messages stand on a page of the inbox.
const PageSize = 20

// Inbox is one page of the messages in a state, the newest first.
type Inbox struct {
	Messages []Message
	Total    int64
	// Page counts from 1 to Last.
	Page, Last int64
}

// List reads a page of the messages in a state. It takes the right to moderate. A page beyond the
// last one is the last, an unknown state is Open.
func List(ctx context.Context, db *sqldb.DB, by actor.Actor, state State, page int64) (Inbox, error) {
	if err := mayRead(by); err != nil {
		return Inbox{}, err
	}
	if !state.Known() {
		state = Open
	}
	total, err := rows.New(db).CountInState(ctx, string(state))
	if err != nil {
		return Inbox{}, fmt.Errorf("count messages: %w", err)
	}
	box := Inbox{Total: total, Last: max(1, (total+PageSize-1)/PageSize)}
	box.Page = min(max(page, 1), box.Last)
	found, err := rows.New(db).InState(ctx, string(state), (box.Page-1)*PageSize, PageSize)
	if err != nil {
		return Inbox{}, fmt.Errorf("list messages: %w", err)
	}
	for _, r := range found {
		box.Messages = append(box.Messages, messageOf(rows.GetRow(r)))
	}
	return box, nil
}

// Read reads a message with its answers. It takes the right to moderate; one that is not there is
// NotFound.
func Read(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64) (Thread, error) {
	if err := mayRead(by); err != nil {
		return Thread{}, err
	}
	r, err := rows.New(db).Get(ctx, id)
	if sqldb.NoRows(err) {
		return Thread{}, fault.Missing()
	}
	if err != nil {
		return Thread{}, fmt.Errorf("read message %d: %w", id, err)
	}
	t := Thread{Message: messageOf(r)}
	answers, err := rows.New(db).Answers(ctx, id)
	if err != nil {
		return Thread{}, fmt.Errorf("read the answers to message %d: %w", id, err)
	}
	for _, a := range answers {
		t.Answers = append(t.Answers, Answer{ID: a.ID, Author: a.Author, Body: a.Body, CreatedAt: a.CreatedAt.Time})
	}
	return t, nil
}

// Reply is what staff writes back.
type Reply struct {
	MessageID int64
	Body      string
}

// Write answers a message by a letter to its writer, in his language. It takes the right to
// moderate. An empty or too long text is Invalid, an unknown message is NotFound, a closed one a
// Conflict.
func Write(ctx context.Context, db *sqldb.DB, by actor.Actor, in Reply, now time.Time) error {
	if err := mayRead(by); err != nil {
		return err
	}
	wrong := fault.Fields{}
	switch in.Body = strings.TrimSpace(in.Body); {
	case in.Body == "":
		wrong.Add("body", accounts.MsgRequired)
	case utf8.RuneCountInString(in.Body) > MaxBody:
		wrong.Add("body", accounts.MsgTooLong, MaxBody)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return change(ctx, db, by, step{in.MessageID, Answered, now}, func(tx *sqldb.DB, m rows.LockRow) error {
		if State(m.State) == Closed {
			return fault.New(fault.Conflict, "closed", "This message is closed.")
		}
		id, err := rows.New(tx).InsertAnswer(ctx, rows.InsertAnswerParams{
			MessageID: m.ID, AccountID: by.ID(), Author: by.Label, Body: in.Body, Now: sqldb.At(now),
		})
		if err != nil {
			return fmt.Errorf("answer message %d: %w", m.ID, err)
		}
		letter := mail.Letter{Kind: LetterAnswer, Object: strconv.FormatInt(id, 10), Recipient: m.Email, Language: m.Language}
		return mail.Queue(ctx, tx, letter, now)
	})
}

// Close says that nothing is left to do about a message. It takes the right to moderate; an unknown
// message is NotFound, one that is closed already stays so.
func Close(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time) error {
	if err := mayRead(by); err != nil {
		return err
	}
	return change(ctx, db, by, step{id, Closed, now}, func(*sqldb.DB, rows.LockRow) error { return nil })
}

// step brings a message into a state.
type step struct {
	id  int64
	to  State
	now time.Time
}

// change takes a step under the lock of the message, with what else belongs to it, and records it.
func change(ctx context.Context, db *sqldb.DB, by actor.Actor, s step, more func(tx *sqldb.DB, m rows.LockRow) error) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		m, err := rows.New(tx).Lock(ctx, s.id)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock message %d: %w", s.id, err)
		}
		if err := more(tx, m); err != nil {
			return err
		}
		if State(m.State) == s.to && s.to == Closed {
			return nil
		}
		if err := rows.New(tx).SetState(ctx, string(s.to), sqldb.At(s.now), s.id); err != nil {
			return fmt.Errorf("change message %d: %w", s.id, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: string(s.to), Kind: "message", ID: s.id, Before: m.State, After: s.to}, s.now)
	})
}

// AnsweredMessage is an answer with what it answers, for its letter.
type AnsweredMessage struct {
	Answer                      string
	FullName, Subject, Question string
}

// AnswerOf reads an answer for the letter that carries it. One that is gone is NotFound.
func AnswerOf(ctx context.Context, db *sqldb.DB, id int64) (AnsweredMessage, error) {
	r, err := rows.New(db).Answer(ctx, id)
	if sqldb.NoRows(err) {
		return AnsweredMessage{}, fault.Missing()
	}
	if err != nil {
		return AnsweredMessage{}, fmt.Errorf("read answer %d: %w", id, err)
	}
	return AnsweredMessage{Answer: r.Body, FullName: r.FullName, Subject: r.Subject, Question: r.Question}, nil
}

func mayRead(by actor.Actor) error {
	if !by.Can(actor.ModerateShop) {
		return fault.New(fault.Forbidden, "forbidden", "You may not do that.")
	}
	return nil
}

func messageOf(r rows.GetRow) Message {
	return Message{
		ID: r.ID, AccountID: r.AccountID,
		Form:     Form{FullName: r.FullName, Email: r.Email, Phone: r.Phone, Subject: r.Subject, Body: r.Body, Order: r.OrderOid},
		Language: r.Language, State: State(r.State), CreatedAt: r.CreatedAt.Time,
	}
}

// CountOpen counts the messages that nobody has answered.
func CountOpen(ctx context.Context, db *sqldb.DB) (int64, error) {
	n, err := rows.New(db).CountInState(ctx, string(Open))
	if err != nil {
		return 0, fmt.Errorf("count open messages: %w", err)
	}
	return n, nil
}
