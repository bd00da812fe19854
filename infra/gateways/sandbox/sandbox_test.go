package sandbox_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bazaar/infra/gateways/sandbox"
	"bazaar/market/money"
	"bazaar/market/payments"
)

var _ payments.Gateway = (*sandbox.Gateway)(nil)

var at = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// market takes messages of the provider and reads them as the real one does.
type market struct {
	mu      sync.Mutex
	gateway *sandbox.Gateway
	fails   int // so many times it does not answer
	heard   []payments.Event
	errs    []error
}

// RoundTrip takes one message.
func (m *market) RoundTrip(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fails > 0 {
		m.fails--
		return nil, errors.New("nobody answers")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	e, err := m.gateway.Parse(payments.Message{Header: r.Header.Get, Body: body}, at)
	m.heard, m.errs = append(m.heard, e), append(m.errs, err)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

func open(t *testing.T, m *market) sandbox.Session {
	t.Helper()
	m.gateway = sandbox.New(sandbox.Options{
		Secret: "secret", HookURL: "https://shop.example/api/hooks/sandbox/", Client: &http.Client{Transport: m},
		Now: func() time.Time { return at }, Delay: time.Millisecond,
	})
	intent := payments.Intent{Key: "k", OID: "o", Amount: money.New(2_999, money.USD), SuccessPath: "/paid/", FailurePath: "/unpaid/", Expires: at.Add(time.Hour)}
	started, err := m.gateway.Start(t.Context(), intent)
	if again, _ := m.gateway.Start(t.Context(), intent); err != nil || again != started {
		t.Fatalf("%+v, then %+v: %v", started, again, err)
	}
	s, err := m.gateway.Open(strings.Trim(strings.TrimPrefix(started.URL, sandbox.PathPrefix), "/"))
	if err != nil || s.Amount() != intent.Amount || s.Key != "k" {
		t.Fatalf("%+v, %v", s, err)
	}
	return s
}

func TestTheProviderDoesAsTheTesterChooses(t *testing.T) {
	for _, c := range []struct {
		choice sandbox.Choice
		to     string
		heard  string
		ids    int
	}{
		{sandbox.Approve, "/paid/", "authorize capture", 2},
		{sandbox.Decline, "/unpaid/", "fail", 1},
		{sandbox.Delay, "/paid/", "authorize capture", 2},
		{sandbox.Duplicate, "/paid/", "capture capture capture capture authorize", 3},
		{sandbox.Reorder, "/paid/", "capture fail authorize", 3},
		{sandbox.Lapse, "/unpaid/", "expire", 1},
		{sandbox.Lose, "/paid/", "", 0},
	} {
		m := &market{fails: 1}
		s := open(t, m)
		to, err := m.gateway.Act(t.Context(), s, c.choice)
		m.gateway.Wait()
		var heard []string
		ids := map[string]bool{}
		for i, e := range m.heard {
			heard = append(heard, string(e.Action))
			ids[e.ID] = true
			if m.errs[i] != nil || e.Key != "k" || e.Amount != s.Amount() || !e.At.Equal(at) {
				t.Errorf("%s: %+v, %v", c.choice, e, m.errs[i])
			}
		}
		if got := strings.Join(heard, " "); err != nil || to != c.to || got != c.heard || len(ids) != c.ids {
			t.Errorf("%s leads to %q and says %q under %d ids, %v", c.choice, to, got, len(ids), err)
		}
	}
	if _, err := (&market{}).gatewayOf(t).Act(t.Context(), sandbox.Session{}, "steal"); !errors.Is(err, sandbox.ErrChoice) {
		t.Errorf("an odd choice: %v", err)
	}
}

func (m *market) gatewayOf(t *testing.T) *sandbox.Gateway {
	t.Helper()
	open(t, m)
	return m.gateway
}

func TestTheProviderCanBeAsked(t *testing.T) {
	for _, c := range []struct {
		choices []sandbox.Choice
		want    payments.Action
	}{
		{nil, ""},
		{[]sandbox.Choice{sandbox.Lose}, payments.Capture},
		{[]sandbox.Choice{sandbox.Approve}, payments.Capture},
		{[]sandbox.Choice{sandbox.Delay}, payments.Capture},
		{[]sandbox.Choice{sandbox.Reorder}, payments.Capture},
		{[]sandbox.Choice{sandbox.Decline}, payments.Fail},
		{[]sandbox.Choice{sandbox.Decline, sandbox.Lose}, payments.Capture},
		{[]sandbox.Choice{sandbox.Lose, sandbox.Decline}, payments.Capture},
	} {
		m := &market{}
		s := open(t, m)
		for _, choice := range c.choices {
			if _, err := m.gateway.Act(t.Context(), s, choice); err != nil {
				t.Fatal(err)
			}
		}
		m.gateway.Wait()
		e, err := m.gateway.LookUp(t.Context(), payments.Question{Key: "k"}, at)
		if err != nil || e.Action != c.want || c.want != "" && (e.Key != "k" || e.Amount != s.Amount() || e.ID == "" || !e.At.Equal(at)) {
			t.Errorf("after %v: %+v, %v", c.choices, e, err)
		}
		for _, heard := range m.heard { // the answer is the message that was sent, not another one
			if heard.Action == e.Action && len(c.choices) == 1 && c.choices[0] != sandbox.Reorder && heard.ID != e.ID {
				t.Errorf("after %v: told as %s, answered as %s", c.choices, heard.ID, e.ID)
			}
		}
	}
	if n := len((&market{}).gatewayOf(t).Origins()); n != 0 {
		t.Errorf("%d other sites", n)
	}
}

func TestARefundHasOneNameForOneKey(t *testing.T) {
	g := (&market{}).gatewayOf(t)
	in := payments.Return{Key: "cancel:parcel:1", PaymentKey: "k", Amount: money.New(1, money.USD)}
	one, err := g.Refund(t.Context(), in)
	if two, _ := g.Refund(t.Context(), in); err != nil || one != two || one == "" {
		t.Errorf("%q, then %q: %v", one, two, err)
	}
	in.PaymentKey = ""
	if _, err := g.Refund(t.Context(), in); !errors.Is(err, payments.ErrRefused) {
		t.Errorf("a refund of nothing: %v", err)
	}
}

// Whatever comes under whatever signature is read without a panic, and nothing is believed that
// was not sealed.
func FuzzParse(f *testing.F) {
	g := sandbox.New(sandbox.Options{Secret: "secret", Now: func() time.Time { return at }})
	f.Add([]byte(`{"id":"e","type":"payment.captured","payment":"k","amount":2999,"currency":"USD"}`), "t=1,v1=00", true)
	f.Add([]byte(`{"id":"e","type":"refund.done","payment":"k","refund":"r","amount":-1,"currency":"USD"}`), "", true)
	f.Add([]byte(`{}`), "t=,v1=", false)
	f.Fuzz(func(t *testing.T, body []byte, signature string, seal bool) {
		if seal {
			signature = g.Sign(body, at)
		}
		e, err := g.Parse(payments.Message{Header: func(string) string { return signature }, Body: body}, at)
		switch {
		case !seal && !errors.Is(err, payments.ErrForged):
			t.Errorf("believed %q under %q: %+v, %v", body, signature, e, err)
		case err == nil && (e.ID == "" || len(e.Amount.Currency) != 3 || (e.Action == "") != (e.Refund != "")):
			t.Errorf("made %+v of %q", e, body)
		}
		g.Open(string(body)) //nolint:errcheck // only a panic matters
	})
}
