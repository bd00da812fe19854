package support_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/support"
)

var desk = support.Desk{Email: "help@bazaar.test", Language: "ru"}

func post(changes ...func(*support.Post)) support.Post {
	p := support.Post{Language: "kk", Desk: desk, Form: support.Form{
		FullName: " Aigerim ", Email: "aigerim@example.com", Subject: "Where is\nmy parcel?", Body: "It has not come.", Order: "#abc ",
	}}
	for _, change := range changes {
		change(&p)
	}
	return p
}

func send(t *testing.T, m *markettest.Market, by actor.Actor, p support.Post) {
	t.Helper()
	if err := support.Send(t.Context(), m.DB, by, p, m.Now); err != nil {
		t.Fatal(err)
	}
}

// letters are what is owed: kind, recipient and language of each.
func letters(m *markettest.Market) string {
	return m.Text("SELECT CAST(COALESCE((SELECT string_agg(x.line, '; ') FROM (SELECT kind || ' ' || recipient || ' ' || language AS line FROM letters ORDER BY id) AS x), '') AS text)")
}

func TestAMessageReachesTheDeskOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		send(t, m, actor.Actor{}, post())
		send(t, m, actor.Actor{}, post())
		if got := letters(m); got != "contact_message help@bazaar.test ru" {
			t.Errorf("a guest's message owes %q", got)
		}
		m.Now = m.Now.Add(24 * time.Hour)
		send(t, m, actor.Actor{}, post())
		if n := m.Scalar("SELECT COUNT(*) FROM support_messages"); n != 2 {
			t.Errorf("%d messages, want one for each day", n)
		}
	})
}

func TestOnlyTheAccountsOwnAddressIsTold(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		buyer := m.Customer()
		send(t, m, buyer, post())
		own := m.Text("SELECT email FROM accounts WHERE id = $1", buyer.AccountID)
		if got, want := letters(m), "contact_message help@bazaar.test ru; contact_received "+own+" kk"; got != want {
			t.Errorf("it owes %q, want %q", got, want)
		}
	})
}

func TestWithoutADeskEveryAdministratorIsTold(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		m.Staff()
		first, second := m.Admin(), m.Admin()
		send(t, m, actor.Actor{}, post(func(p *support.Post) { p.Desk = support.Desk{} }))
		if got, want := letters(m), fmt.Sprintf("contact_message %s@example.com en; contact_message %s@example.com en", first.Label, second.Label); got != want {
			t.Errorf("it owes %q, want %q", got, want)
		}
	})
}

func TestWrongFieldsAreNamed(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		for field, change := range map[string]func(*support.Post){
			"full_name": func(p *support.Post) { p.FullName = " " },
			"email":     func(p *support.Post) { p.Email = "nobody" },
			"phone":     func(p *support.Post) { p.Phone = strings.Repeat("7", 41) },
			"subject":   func(p *support.Post) { p.Subject = "" },
			"message":   func(p *support.Post) { p.Body = strings.Repeat("ұ", 5001) },
			"order":     func(p *support.Post) { p.Order = strings.Repeat("x", 41) },
		} {
			err := support.Send(t.Context(), m.DB, actor.Actor{}, post(change), m.Now)
			if f := fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[field].Text == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		if n := m.Scalar("SELECT COUNT(*) FROM support_messages"); n != 0 {
			t.Errorf("%d refused messages were kept", n)
		}
	})
}

func TestStaffReadsAnswersAndCloses(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		staff, buyer := m.Staff(), m.Customer()
		send(t, m, buyer, post())
		box, err := support.List(t.Context(), m.DB, staff, support.Open, 99)
		if err != nil || box.Total != 1 || box.Page != 1 || box.Messages[0].Subject != "Where is my parcel?" || box.Messages[0].Order != "abc" {
			t.Fatalf("%+v, %v", box, err)
		}
		id := box.Messages[0].ID
		write := func(body string) error {
			return support.Write(t.Context(), m.DB, staff, support.Reply{MessageID: id, Body: body}, m.Now)
		}
		if err := write("  "); !fault.Is(err, fault.Invalid) {
			t.Errorf("an empty answer: %v", err)
		}
		if err := write(" It comes tomorrow. "); err != nil {
			t.Fatal(err)
		}
		thread, err := support.Read(t.Context(), m.DB, staff, id)
		if err != nil || thread.State != support.Answered || len(thread.Answers) != 1 || thread.Answers[0].Body != "It comes tomorrow." {
			t.Errorf("%+v, %v", thread, err)
		}
		if got := letters(m); !strings.HasSuffix(got, "contact_answer aigerim@example.com kk") {
			t.Errorf("it owes %q", got)
		}
		answer, err := support.AnswerOf(t.Context(), m.DB, thread.Answers[0].ID)
		if err != nil || answer.Question != "It has not come." {
			t.Errorf("%+v, %v", answer, err)
		}
		for range 2 {
			if err := support.Close(t.Context(), m.DB, staff, id, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		if err := write("Again"); !fault.Is(err, fault.Conflict) {
			t.Errorf("an answer to a closed message: %v", err)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM audit_log WHERE object_kind = 'message'"); n != 2 {
			t.Errorf("%d entries of the record, want an answer and a close", n)
		}
	})
}

func TestOnlyStaffReadsMessages(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		staff := m.Staff()
		for name, do := range map[string]func(by actor.Actor, id int64) error{
			"list": func(by actor.Actor, _ int64) error { _, err := support.List(t.Context(), m.DB, by, "", 1); return err },
			"read": func(by actor.Actor, id int64) error { _, err := support.Read(t.Context(), m.DB, by, id); return err },
			"answer": func(by actor.Actor, id int64) error {
				return support.Write(t.Context(), m.DB, by, support.Reply{MessageID: id, Body: "x"}, m.Now)
			},
			"close": func(by actor.Actor, id int64) error { return support.Close(t.Context(), m.DB, by, id, m.Now) },
		} {
			if err := do(m.Customer(), 1); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s as a customer: %v", name, err)
			}
			if err := do(staff, 999_999); name != "list" && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s of what is not there: %v", name, err)
			}
		}
	})
}
