package messages_test

import (
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/messages"
)

// accused is a conversation with two messages that the buyer has reported.
func (p *pair) accused() (id, answer int64) {
	p.t.Helper()
	id = p.ask(messages.Topic{ProductID: p.product}, "Is it quiet?")
	must(p.t, messages.Write(p.t.Context(), p.DB, p.owner, messages.Answer{ID: id, As: messages.Vendor, Body: "Pay me outside."}, p.Now))
	must(p.t, messages.Report(p.t.Context(), p.DB, p.buyer, messages.Answer{ID: id, As: messages.Customer, Body: "They want money outside."}, p.Now))
	return id, p.Scalar("SELECT MAX(id) FROM conversation_messages")
}

func (p *pair) look(by actor.Actor, id int64) messages.Case {
	p.t.Helper()
	c, err := messages.ReadCase(p.t.Context(), p.DB, by, id, p.Now)
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func codeOf(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	return ""
}

func TestOnlyReportedConversationsAreReadAndEachReadingIsOnRecord(t *testing.T) {
	each(t, func(t *testing.T, p *pair) {
		staff, second := p.Staff(), p.Staff()
		private := p.ask(messages.Topic{ParcelID: p.parcel}, "My door code is 1234.")
		id, _ := p.accused()
		if _, err := messages.ReadCase(t.Context(), p.DB, staff, private, p.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("a conversation that nobody reported is read: %v", err)
		}
		if err := messages.ClaimReported(t.Context(), p.DB, staff, private, p.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("a conversation that nobody reported is opened: %v", err)
		}
		if c := p.look(staff, id); len(c.Messages) != 0 || c.Last != "" || len(c.Notes) != 1 || c.Notes[0].Side != messages.Customer || !c.Waits {
			t.Errorf("before it is opened: %+v", c)
		}
		if n := p.Scalar("SELECT COUNT(*) FROM audit_log WHERE action = 'read'"); n != 0 {
			t.Errorf("%d readings are on record before there was one", n)
		}
		must(t, messages.ClaimReported(t.Context(), p.DB, staff, id, p.Now))
		if c := p.look(staff, id); len(c.Messages) != 2 || c.ClaimedBy != staff.AccountID {
			t.Errorf("opened: %+v", c)
		}
		if c := p.look(second, id); len(c.Messages) != 0 || c.Claimer == "" {
			t.Errorf("another moderator sees %+v", c)
		}
		if err := messages.ClaimReported(t.Context(), p.DB, second, id, p.Now); codeOf(err) != "claimed" {
			t.Errorf("opened by two: %v", err)
		}
		if n := p.Scalar("SELECT COUNT(*) FROM audit_log WHERE action = 'read' AND object_kind = 'conversation' AND actor_id = $1", staff.AccountID); n != 1 {
			t.Errorf("%d readings are on record, want 1", n)
		}
		p.Now = p.Now.Add(messages.ClaimLife)
		if c := p.look(staff, id); len(c.Messages) != 0 {
			t.Error("the conversation stays open for ever")
		}
		must(t, messages.ClaimReported(t.Context(), p.DB, second, id, p.Now))
		must(t, messages.ReleaseReported(t.Context(), p.DB, second, id, p.Now))
		for name, by := range map[string]actor.Actor{"its shop": p.owner, "its customer": p.buyer, "a guest": {}} {
			if _, err := messages.ReadCase(t.Context(), p.DB, by, id, p.Now); !fault.Is(err, fault.Forbidden) {
				t.Errorf("read by %s: %v", name, err)
			}
			if _, err := messages.ListReported(t.Context(), p.DB, by, 1, p.Now); !fault.Is(err, fault.Forbidden) {
				t.Errorf("listed for %s: %v", name, err)
			}
			if err := messages.Decide(t.Context(), p.DB, by, messages.Ruling{ID: id, Verdict: messages.Nothing}, p.Now); !fault.Is(err, fault.Forbidden) {
				t.Errorf("decided by %s: %v", name, err)
			}
		}
	})
}

func TestEveryRulingDoesWhatItSaysAndCanBeTakenBack(t *testing.T) {
	for _, c := range []struct {
		ruling             messages.Ruling
		hidden, stopped    bool
		toBuyer, toOwner   int64
		afterBody, lastNow string
	}{
		{messages.Ruling{Verdict: messages.Nothing}, false, false, 1, 0, "Pay me outside.", "Pay me outside."},
		{messages.Ruling{Verdict: messages.Warned, Side: messages.Vendor, Reason: "No."}, false, false, 1, 1, "Pay me outside.", "Pay me outside."},
		{messages.Ruling{Verdict: messages.Hidden, Reason: "No."}, true, false, 1, 1, "", ""},
		{messages.Ruling{Verdict: messages.Closed, Side: messages.Vendor, Reason: "No."}, false, true, 1, 1, "Pay me outside.", "Pay me outside."},
	} {
		t.Run(string(c.ruling.Verdict), func(t *testing.T) {
			each(t, func(t *testing.T, p *pair) {
				staff := p.Staff()
				id, answer := p.accused()
				in := c.ruling
				if in.ID = id; in.Verdict == messages.Hidden {
					in.MessageID = answer
				}
				if err := messages.Decide(t.Context(), p.DB, staff, in, p.Now); codeOf(err) != "unread" {
					t.Errorf("decided unread: %v", err)
				}
				must(t, messages.ClaimReported(t.Context(), p.DB, staff, id, p.Now))
				must(t, messages.Decide(t.Context(), p.DB, staff, in, p.Now))
				look := func(hidden, stopped bool, body, last string) {
					t.Helper()
					thread, err := messages.Show(t.Context(), p.DB, p.buyer, id, messages.Customer)
					if err != nil || thread.Stopped != stopped || thread.Closed != stopped || thread.Messages[1].Hidden != hidden || thread.Messages[1].Body != body || thread.Last != last {
						t.Errorf("the buyer sees %+v, %v", thread, err)
					}
				}
				look(c.hidden, c.stopped, c.afterBody, c.lastNow)
				if _, err := messages.Ask(t.Context(), p.DB, p.buyer, messages.Question{Topic: messages.Topic{ProductID: p.product}, Body: "Hello?"}, p.Now); (codeOf(err) == "stopped") != c.stopped {
					t.Errorf("asked again: %v", err)
				}
				letters := func(kind string, state string) int64 {
					return p.Scalar("SELECT COUNT(*) FROM letters WHERE kind = $1 AND state = $2", kind, state)
				}
				if a, b := letters(messages.LetterLooked, "queued"), letters(messages.LetterWarned, "queued"); a != c.toBuyer || b != c.toOwner {
					t.Errorf("%d letters to who reported, %d to who is meant", a, b)
				}
				list, err := messages.ListReported(t.Context(), p.DB, staff, 1, p.Now)
				if err != nil || list.Total != 0 {
					t.Errorf("it still waits: %+v, %v", list, err)
				}
				if err := messages.ClaimReported(t.Context(), p.DB, staff, id, p.Now); codeOf(err) != "decided" {
					t.Errorf("opened after the decision: %v", err)
				}
				if err := messages.TakeBack(t.Context(), p.DB, staff, id, p.Now.Add(messages.UndoLife)); codeOf(err) != "too_late" {
					t.Errorf("taken back too late: %v", err)
				}
				must(t, messages.TakeBack(t.Context(), p.DB, staff, id, p.Now))
				if err := messages.TakeBack(t.Context(), p.DB, staff, id, p.Now); !fault.Is(err, fault.Conflict) {
					t.Errorf("taken back twice: %v", err)
				}
				last := "Pay me outside."
				if !c.stopped {
					last = "Hello?"
				}
				look(false, false, "Pay me outside.", last)
				if again := p.look(staff, id); !again.Waits || len(again.Past) != 1 || !again.Past[0].Undone {
					t.Errorf("after it was taken back: %+v", again)
				}
				d, err := messages.ReadDecision(t.Context(), p.DB, p.Scalar("SELECT MAX(id) FROM conversation_decisions"))
				if err != nil || !d.Undone {
					t.Errorf("%+v, %v", d, err)
				}
			})
		})
	}
}

func TestWhatWasDecidedCanBeReportedAgain(t *testing.T) {
	each(t, func(t *testing.T, p *pair) {
		staff := p.Staff()
		id, _ := p.accused()
		must(t, messages.ClaimReported(t.Context(), p.DB, staff, id, p.Now))
		must(t, messages.Decide(t.Context(), p.DB, staff, messages.Ruling{ID: id, Verdict: messages.Nothing}, p.Now))
		p.Now = p.Now.Add(time.Hour)
		must(t, messages.Report(t.Context(), p.DB, p.buyer, messages.Answer{ID: id, As: messages.Customer, Body: "Again."}, p.Now))
		c := p.look(staff, id)
		if !c.Waits || len(c.Notes) != 1 || c.Notes[0].Note != "Again." {
			t.Errorf("%+v", c)
		}
		if err := messages.TakeBack(t.Context(), p.DB, staff, id, p.Now); codeOf(err) != "too_late" {
			t.Errorf("the former decision is taken back: %v", err)
		}
	})
}

func TestAWrongRulingIsRefused(t *testing.T) {
	each(t, func(t *testing.T, p *pair) {
		staff := p.Staff()
		id, _ := p.accused()
		p.ask(messages.Topic{ParcelID: p.parcel}, "Another conversation.")
		foreign := p.Scalar("SELECT MAX(id) FROM conversation_messages")
		must(t, messages.ClaimReported(t.Context(), p.DB, staff, id, p.Now))
		for field, in := range map[string]messages.Ruling{
			"verdict": {Verdict: "burn", Reason: "No."},
			"side":    {Verdict: messages.Warned, Reason: "No."},
			"reason":  {Verdict: messages.Closed, Side: messages.Vendor},
			"message": {Verdict: messages.Hidden, Reason: "No.", MessageID: foreign},
		} {
			in.ID = id
			err := fault.As(messages.Decide(t.Context(), p.DB, staff, in, p.Now))
			if err == nil || err.Kind != fault.Invalid || err.Fields[field].Text == "" {
				t.Errorf("wrong %s: %v", field, err)
			}
		}
		if n := p.Scalar("SELECT COUNT(*) FROM letters WHERE kind IN ($1, $2)", messages.LetterLooked, messages.LetterWarned); n != 0 {
			t.Errorf("%d letters are owed for refused rulings", n)
		}
	})
}
