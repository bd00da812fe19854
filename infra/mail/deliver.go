package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/mail/internal/rows"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
)

const (
	// SendTimeout bounds one try of the job Send: three steps of the conversation with the server,
	// ten seconds each, and the database.
	SendTimeout = 40 * time.Second

	// A refused letter is tried again a few times, far apart, since some refusals are the server's
	// passing mood.
	retriesAfterRefusal = 3
	pauseAfterRefusal   = 5 * time.Minute

	// While the server cannot be reached a letter waits as long again as it has waited, within
	// these bounds: short enough for all to leave within two minutes of its return.
	shortestPause = 15 * time.Second
	longestPause  = 80 * time.Second

	// patience is how long a server may be out of reach before its letters are parked.
	patience = 5 * 24 * time.Hour

	// markTimeout bounds the note of what happened, which is written even when the job's own time
	// is over: a letter that has left and is not marked would leave again.
	markTimeout = 5 * time.Second
)

// ErrMoot is what a Render returns for a letter that has lost its reason before it left, such as one
// whose link was overtaken. The letter is dropped.
var ErrMoot = errors.New("mail: the letter has lost its reason")

// Render makes the text of a letter. ErrMoot drops the letter; another error parks it after a few
// tries, like a refusal.
type Render func(ctx context.Context, l Letter) (Message, error)

// Deliver tries to send one letter and notes the outcome. It is the body of the job Send: an error
// from jobs.Later asks for another try. A letter that is gone, sent or parked is left alone.
func Deliver(ctx context.Context, db *sqldb.DB, sender Sender, render Render, letterID int64, now time.Time) error {
	r, err := rows.New(db).GetLetter(ctx, letterID)
	if sqldb.NoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read letter %d: %w", letterID, err)
	}
	if r.State != "queued" {
		return nil
	}
	l := letterOf(r)
	sendErr := send(ctx, sender, render, l)

	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), markTimeout)
	defer cancel()
	a := attempt{db: db, letter: l, refusals: r.Refusals, now: now}
	var refused *RefusedError
	switch {
	case sendErr == nil:
		return a.sent(ctx)
	case errors.Is(sendErr, ErrMoot):
		return a.drop(ctx)
	case errors.As(sendErr, &refused):
		return a.refused(ctx, sendErr)
	}
	return a.unreachable(ctx, sendErr)
}

// send renders and sends. A panic of the renderer is as lasting as a refusal.
func send(ctx context.Context, sender Sender, render Render, l Letter) (err error) {
	m, err := rendered(ctx, render, l)
	if errors.Is(err, ErrMoot) {
		return err
	}
	if err != nil {
		return &RefusedError{Reason: "cannot be rendered: " + err.Error()}
	}
	m.To, m.MessageID = l.Recipient, l.MessageID
	return sender.Send(ctx, m)
}

func rendered(ctx context.Context, render Render, l Letter) (m Message, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return render(ctx, l)
}

// attempt is one try to send a letter, after the fact.
type attempt struct {
	db       *sqldb.DB
	letter   Letter
	refusals int64 // of earlier tries
	now      time.Time
}

func (a attempt) log(ctx context.Context, level slog.Level, message string, more ...any) {
	l := a.letter
	log.Log(ctx, level, message, append([]any{"kind", l.Kind, "object", l.Object, "to", telemetry.Scrub(l.Recipient)}, more...)...)
}

func (a attempt) sent(ctx context.Context) error {
	if err := rows.New(a.db).MarkSent(ctx, a.letter.ID, sqldb.MaybeAt(&a.now)); err != nil {
		return fmt.Errorf("mark letter %d as sent: %w", a.letter.ID, err)
	}
	a.log(ctx, slog.LevelInfo, "Letter sent")
	return nil
}

func (a attempt) drop(ctx context.Context) error {
	if err := rows.New(a.db).Drop(ctx, a.letter.ID); err != nil {
		return fmt.Errorf("drop letter %d: %w", a.letter.ID, err)
	}
	a.log(ctx, slog.LevelInfo, "Letter dropped; it has lost its reason")
	return nil
}

func (a attempt) refused(ctx context.Context, cause error) error {
	if a.refusals >= retriesAfterRefusal {
		return a.park(ctx, cause)
	}
	if err := rows.New(a.db).CountRefusal(ctx, a.letter.ID, a.refusals, cause.Error()); err != nil {
		return fmt.Errorf("note the refusal of letter %d: %w", a.letter.ID, err)
	}
	a.log(ctx, slog.LevelWarn, "Letter refused; trying again", "refusals", a.refusals+1, "error", cause)
	return jobs.Later(pauseAfterRefusal)
}

// unreachable does not count: the letter is not to blame.
func (a attempt) unreachable(ctx context.Context, cause error) error {
	waited := a.now.Sub(a.letter.At)
	if waited > patience {
		return a.park(ctx, cause)
	}
	if err := rows.New(a.db).NoteTrouble(ctx, a.letter.ID, cause.Error()); err != nil {
		return fmt.Errorf("note the trouble of letter %d: %w", a.letter.ID, err)
	}
	level := slog.LevelWarn
	if a.letter.Error != "" { // said once per letter
		level = slog.LevelDebug
	}
	a.log(ctx, level, "Mail server cannot be reached; trying again", "error", cause)
	return jobs.Later(min(max(waited, shortestPause), longestPause))
}

func (a attempt) park(ctx context.Context, cause error) error {
	if err := rows.New(a.db).Park(ctx, a.letter.ID, cause.Error()); err != nil {
		return fmt.Errorf("park letter %d: %w", a.letter.ID, err)
	}
	a.log(ctx, slog.LevelError, "Letter parked; it can be resent", "error", cause)
	return nil
}
