package sandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"bazaar/infra/telemetry"
)

var log = telemetry.Logger("sandbox")

// Choice is what the provider is to do.
type Choice string

// The choices on the provider's page.
const (
	Approve   Choice = "approve"
	Decline   Choice = "decline"
	Delay     Choice = "delay"
	Duplicate Choice = "duplicate"
	Reorder   Choice = "reorder"
	Lapse     Choice = "expire"
	// Lose takes the money and tells nobody.
	Lose Choice = "lose"
)

// Choices are all of them, in the order of the page.
var Choices = []Choice{Approve, Decline, Delay, Duplicate, Reorder, Lapse, Lose}

// The types of messages.
const (
	authorized = "payment.authorized"
	captured   = "payment.captured"
	failed     = "payment.failed"
	expired    = "payment.expired"
)

// script is which messages a choice sends: at once, and after the delay. A message of the same
// number is the same message again.
type script struct {
	now, later []line
	success    bool
	silent     bool // nothing is told; who asks is answered
}

type line struct {
	number int
	kind   string
}

var scripts = map[Choice]script{
	Approve:   {now: []line{{1, authorized}, {2, captured}}, success: true},
	Decline:   {now: []line{{1, failed}}},
	Delay:     {now: []line{{1, authorized}}, later: []line{{2, captured}}, success: true},
	Duplicate: {now: []line{{1, captured}, {1, captured}, {2, captured}, {1, captured}, {3, authorized}}, success: true},
	Reorder:   {now: []line{{1, captured}, {2, failed}, {3, authorized}}, success: true},
	Lapse:     {now: []line{{1, expired}}},
	Lose:      {now: []line{{1, captured}}, success: true, silent: true},
}

// ErrChoice is returned for a choice that there is not.
var ErrChoice = fmt.Errorf("sandbox: choose one of %v", Choices)

// Act does as the tester chose and returns the path to which the provider sends the buyer. What
// is to be told at once has been told by then, or could not be.
func (g *Gateway) Act(ctx context.Context, s Session, c Choice) (string, error) {
	if !slices.Contains(Choices, c) {
		return "", ErrChoice
	}
	play := scripts[c]
	if g.Now().Unix() > s.Expires {
		play = scripts[Lapse]
	}
	ids := map[int]string{}
	send := func(ctx context.Context, lines []line) {
		for _, l := range lines {
			if ids[l.number] == "" {
				ids[l.number] = "evt_" + rand.Text()
			}
			w := wire{ID: ids[l.number], Type: l.kind, Payment: s.Key, Amount: s.Minor, Currency: s.Currency}
			g.note(ctx, w)
			if !play.silent {
				g.deliver(ctx, w)
			}
		}
	}
	send(ctx, play.now)
	if len(play.later) > 0 {
		g.sending.Add(1)
		go func() {
			defer g.sending.Done()
			time.Sleep(g.Options.Delay)
			send(context.WithoutCancel(ctx), play.later)
		}()
	}
	if play.success {
		return s.SuccessPath, nil
	}
	return s.FailurePath, nil
}

// Wait waits until nothing is left to be sent.
func (g *Gateway) Wait() { g.sending.Wait() }

// deliver sends a message and tries again a few times, as providers do.
func (g *Gateway) deliver(ctx context.Context, w wire) {
	pauses := []time.Duration{0, 200 * time.Millisecond, time.Second}
	var err error
	for _, pause := range pauses {
		time.Sleep(pause)
		if err = g.post(ctx, w); err == nil {
			return
		}
	}
	log.WarnContext(ctx, "A message was not taken", "type", w.Type, "error", err)
}

func (g *Gateway) post(ctx context.Context, w wire) error {
	body, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("write a message: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.HookURL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(SignatureHeader, g.Sign(body, g.Now()))
	answer, err := g.Client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16)) //nolint:errcheck // so that the connection can be used again
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("answered with %d", answer.StatusCode)
	}
	return nil
}

// Sign is the value of SignatureHeader for a message at a time.
func (g *Gateway) Sign(body []byte, at time.Time) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	return "t=" + stamp + ",v1=" + g.seal("message", stamp+"."+string(body))
}
