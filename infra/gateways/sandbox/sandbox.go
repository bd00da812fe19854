// Package sandbox is a gateway for cards that takes no money: it plays a provider, with a page of
// his own on this host, so that a market can be tried and tested from end to end. The tester
// chooses on that page what the provider is to do; the provider then sends signed messages over
// HTTP as a real one does, late, twice or out of order if so chosen.
//
// All that the provider has to know of a payment before it is paid travels in a sealed address; what
// became of it stands in his book, which is a cache and may be lost.
package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"bazaar/infra/cache"
	"bazaar/market/money"
	"bazaar/market/payments"
)

// Name is the gateway's name in the market.
const Name = "sandbox"

// SignatureHeader carries the time of a message and its seal: "t=1700000000,v1=<hex>".
const SignatureHeader = "Sandbox-Signature"

// PathPrefix is where the provider's page is on this host.
const PathPrefix = "/sandbox/pay/"

// tolerance is how far the time of a message may be from ours.
const tolerance = 5 * time.Minute

// Options are what the provider is told by who opens an account with him.
type Options struct {
	// Secret seals messages and addresses; every node has the same.
	Secret string
	// HookURL is where messages go.
	HookURL string
	// Client sends them; it has a time-out.
	Client *http.Client
	Now    func() time.Time
	// Book is where he notes what became of payments, so that he can be asked; nil is a memory of
	// his own.
	Book cache.Cache
	// Delay is how long the provider hesitates when he is asked to.
	Delay time.Duration
}

// Gateway is the provider and the market's door to him.
type Gateway struct {
	Options
	sending sync.WaitGroup
}

// New opens a sandbox.
func New(o Options) *Gateway {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Book == nil {
		o.Book = cache.NewMemory(o.Now)
	}
	return &Gateway{Options: o}
}

// Session is a payment as the provider knows it.
type Session struct {
	Key         string         `json:"key"`
	OID         string         `json:"oid"`
	Minor       int64          `json:"amount"`
	Currency    money.Currency `json:"currency"`
	SuccessPath string         `json:"success"`
	FailurePath string         `json:"failure"`
	Expires     int64          `json:"expires"`
}

// Amount is what is to be paid.
func (s Session) Amount() money.Amount { return money.New(s.Minor, s.Currency) }

// reference is the provider's name of a payment.
func reference(key string) string { return "sb_" + key }

// Start seals what the provider has to know into the address of his page.
func (g *Gateway) Start(_ context.Context, in payments.Intent) (payments.Started, error) {
	text, err := json.Marshal(Session{
		Key: in.Key, OID: in.OID, Minor: in.Amount.Minor, Currency: in.Amount.Currency,
		SuccessPath: in.SuccessPath, FailurePath: in.FailurePath, Expires: in.Expires.Unix(),
	})
	if err != nil {
		return payments.Started{}, fmt.Errorf("write a session: %w", err)
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	return payments.Started{Reference: reference(in.Key), URL: PathPrefix + body + "." + g.seal("session", body) + "/"}, nil
}

// ErrUnknown is returned for an address that the provider did not make.
var ErrUnknown = errors.New("sandbox: no such payment")

// Open reads a session back from its address.
func (g *Gateway) Open(token string) (Session, error) {
	body, seal, _ := strings.Cut(token, ".")
	if !hmac.Equal([]byte(seal), []byte(g.seal("session", body))) {
		return Session{}, ErrUnknown
	}
	text, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return Session{}, ErrUnknown
	}
	var s Session
	if err := json.Unmarshal(text, &s); err != nil {
		return Session{}, ErrUnknown
	}
	return s, nil
}

// Origins are none: the provider's page is on this host.
func (*Gateway) Origins() []string { return nil }

// Refund gives money back that never was; the provider's name of it follows from its key.
func (g *Gateway) Refund(_ context.Context, in payments.Return) (string, error) {
	if in.PaymentKey == "" {
		return "", payments.ErrRefused
	}
	return "re_" + g.seal("refund", in.Key)[:24], nil
}

// wire is a message as it travels.
type wire struct {
	ID       string         `json:"id"`
	Type     string         `json:"type"`
	Payment  string         `json:"payment"`
	Refund   string         `json:"refund,omitempty"`
	Amount   int64          `json:"amount"`
	Currency money.Currency `json:"currency"`
}

// actions are the types of messages and what they mean to the market.
var actions = map[string]payments.Action{
	"payment.authorized": payments.Authorize,
	"payment.captured":   payments.Capture,
	"payment.failed":     payments.Fail,
	"payment.expired":    payments.Expire,
	"refund.done":        "",
}

// longest bounds the names in a message.
const longest = 200

// Parse checks the seal and time of a message, then reads it.
func (g *Gateway) Parse(m payments.Message, now time.Time) (payments.Event, error) {
	at, err := g.verify(m, now)
	if err != nil {
		return payments.Event{}, err
	}
	var w wire
	if err := json.Unmarshal(m.Body, &w); err != nil {
		return payments.Event{}, fmt.Errorf("read a message of the sandbox: %w", err)
	}
	action, known := actions[w.Type]
	if !known || w.ID == "" || len(w.ID) > longest || len(w.Payment) > longest || len(w.Refund) > longest || (action == "") != (w.Refund != "") || len(w.Currency) != 3 {
		return payments.Event{}, fmt.Errorf("a message of the sandbox makes no sense: type %q", w.Type)
	}
	return payments.Event{ID: w.ID, Action: action, Key: w.Payment, Refund: w.Refund, Amount: money.New(w.Amount, w.Currency), At: at}, nil
}

// verify is when a message was sealed; ErrForged when it was not, or not about now.
func (g *Gateway) verify(m payments.Message, now time.Time) (time.Time, error) {
	stamp, seal := "", ""
	for part := range strings.SplitSeq(m.Header(SignatureHeader), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			stamp = value
		case "v1":
			seal = value
		}
	}
	unix, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || !hmac.Equal([]byte(seal), []byte(g.seal("message", stamp+"."+string(m.Body)))) {
		return time.Time{}, payments.ErrForged
	}
	at := time.Unix(unix, 0).UTC()
	if age := now.Sub(at); age > tolerance || age < -tolerance {
		return time.Time{}, payments.ErrForged
	}
	return at, nil
}

// seal is the HMAC of a text under the secret, apart for each use.
func (g *Gateway) seal(use, text string) string {
	h := hmac.New(sha256.New, []byte(g.Secret))
	h.Write([]byte(Name + " " + use + "\x00" + text))
	return hex.EncodeToString(h.Sum(nil))
}
