package catalog_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
)

// submitted sends a copy of the goods to the moderators.
func (s shelf) submitted() int64 {
	s.t.Helper()
	id, err := catalog.Duplicate(s.t.Context(), s.DB, s.vendor.Owner, s.goods.ID, s.Now)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := catalog.Submit(s.t.Context(), s.DB, s.vendor.Owner, id, s.Now); err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s shelf) look(by actor.Actor, id int64) catalog.Case {
	s.t.Helper()
	c, err := catalog.ReadCase(s.t.Context(), s.DB, by, id, s.Now)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// code is that of a fault, empty without one.
func code(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	return ""
}

func TestADecisionIsKeptAndToldWhenItCannotBeTakenBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s, staff := newShelf(t, m), m.Staff()
		id := s.submitted()
		in := catalog.Decision{ProductID: id, Version: s.look(staff, id).Version, Reason: strings.Repeat("ә", 2001)}
		if err := catalog.Decline(t.Context(), m.DB, staff, in, m.Now); !fault.Is(err, fault.Invalid) {
			t.Errorf("a reason without end: %v", err)
		}
		in.Reason = " The picture is blurred. "
		if err := catalog.Decline(t.Context(), m.DB, staff, in, m.Now); err != nil {
			t.Fatal(err)
		}
		change := catalog.Decision{ProductID: s.goods.ID, ChangeID: s.propose("Copper kettle")}
		if err := catalog.Approve(t.Context(), m.DB, staff, change, m.Now); err != nil {
			t.Fatal(err)
		}
		if err := catalog.TakeOff(t.Context(), m.DB, staff, catalog.Rejection{ProductID: s.goods.ID}, m.Now); !fault.Is(err, fault.Invalid) {
			t.Errorf("taken off without a reason: %v", err)
		}
		off := catalog.Rejection{ProductID: s.goods.ID, Reason: "It is not yours to sell."}
		for range 2 {
			err := catalog.TakeOff(t.Context(), m.DB, staff, off, m.Now)
			if off.Reason == "again" != (code(err) == "state") {
				t.Errorf("%s: %v", off.Reason, err)
			}
			off.Reason = "again"
		}
		past := s.look(staff, s.goods.ID).Past
		if len(past) != 2 || past[0].Verdict != catalog.WasStopped || past[1].Verdict != catalog.WasApproved || past[1].Differences[0].After != "Copper kettle" || past[1].Moderator != staff.Label {
			t.Errorf("the history is %+v", past)
		}
		for kind, n := range map[string]int64{catalog.LetterRejected: 1, catalog.LetterApproved: 1, catalog.LetterStopped: 1, catalog.LetterPublished: 0} {
			if got := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = $1", kind); got != n {
				t.Errorf("%d letters of the kind %s, want %d", got, kind, n)
			}
		}
		decision, err := catalog.ReadDecision(t.Context(), m.DB, s.look(staff, id).Past[0].ID)
		if err != nil || decision.Reason != "The picture is blurred." || decision.Title.In("en") == "" {
			t.Errorf("the letter says %+v, %v", decision, err)
		}
		if _, err := catalog.ReadDecision(t.Context(), m.DB, 999); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown decision: %v", err)
		}
	})
}

func TestADecisionIsTakenBack(t *testing.T) {
	for verdict, decide := range map[catalog.Verdict]func(s shelf, staff actor.Actor) (productID int64, err error){
		catalog.WasPublished: func(s shelf, staff actor.Actor) (int64, error) {
			id := s.submitted()
			return id, catalog.Approve(s.t.Context(), s.DB, staff, catalog.Decision{ProductID: id}, s.Now)
		},
		catalog.WasRejected: func(s shelf, staff actor.Actor) (int64, error) {
			id := s.submitted()
			return id, catalog.Decline(s.t.Context(), s.DB, staff, catalog.Decision{ProductID: id, Reason: "no"}, s.Now)
		},
		catalog.WasStopped: func(s shelf, staff actor.Actor) (int64, error) {
			return s.goods.ID, catalog.TakeOff(s.t.Context(), s.DB, staff, catalog.Rejection{ProductID: s.goods.ID, Reason: "no"}, s.Now)
		},
		catalog.WasApproved: func(s shelf, staff actor.Actor) (int64, error) {
			change := s.propose("Copper kettle")
			return s.goods.ID, catalog.Approve(s.t.Context(), s.DB, staff, catalog.Decision{ProductID: s.goods.ID, ChangeID: change}, s.Now)
		},
		catalog.WasDeclined: func(s shelf, staff actor.Actor) (int64, error) {
			change := s.propose("Copper kettle")
			return s.goods.ID, catalog.Decline(s.t.Context(), s.DB, staff, catalog.Decision{ProductID: s.goods.ID, ChangeID: change, Reason: "no"}, s.Now)
		},
	} {
		t.Run(string(verdict), func(t *testing.T) {
			markettest.Each(t, func(t *testing.T, m *markettest.Market) {
				s, staff := newShelf(t, m), m.Staff()
				id, err := decide(s, staff)
				if err != nil {
					t.Fatal(err)
				}
				last, ok, err := catalog.LastDecision(t.Context(), m.DB, staff, m.Now)
				if err != nil || !ok || last.Verdict != verdict || last.ProductID != id {
					t.Fatalf("the last decision is %+v, %v, %v", last, ok, err)
				}
				if _, ok, err := catalog.LastDecision(t.Context(), m.DB, staff, m.Now.Add(catalog.UndoLife)); ok || err != nil {
					t.Errorf("it is offered too late: %v", err)
				}
				if _, err := catalog.Undo(t.Context(), m.DB, s.vendor.Owner, last.ID, m.Now); !fault.Is(err, fault.Forbidden) {
					t.Errorf("by its vendor: %v", err)
				}
				if _, err := catalog.Undo(t.Context(), m.DB, staff, last.ID, m.Now.Add(catalog.UndoLife)); code(err) != "too_late" {
					t.Errorf("too late: %v", err)
				}
				if _, err := catalog.Undo(t.Context(), m.DB, staff, last.ID, m.Now); err != nil {
					t.Fatal(err)
				}
				if _, err := catalog.Undo(t.Context(), m.DB, staff, last.ID, m.Now); code(err) != "too_late" {
					t.Errorf("twice: %v", err)
				}
				c := s.look(staff, id)
				waits := verdict != catalog.WasStopped
				if c.Waits() != waits || !c.Past[0].Undone || s.shown() != "Kettle" {
					t.Errorf("afterwards it waits: %v, undone: %v, shown: %s", c.Waits(), c.Past[0].Undone, s.shown())
				}
				if verdict == catalog.WasApproved || verdict == catalog.WasDeclined {
					if c.Wanted.Texts.Title.In("en") != "Copper kettle" || c.State != catalog.Published {
						t.Errorf("the change is %q, the product %s", c.Wanted.Texts.Title.In("en"), c.State)
					}
				}
				if decided, err := catalog.ReadDecision(t.Context(), m.DB, last.ID); err != nil || !decided.Undone {
					t.Errorf("its letter would leave: %+v, %v", decided, err)
				}
			})
		})
	}
}

func TestWhatHasChangedSinceIsNotTakenBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s, staff := newShelf(t, m), m.Staff()
		undo := func() string {
			t.Helper()
			last, ok, err := catalog.LastDecision(t.Context(), m.DB, staff, m.Now)
			if err != nil || !ok {
				t.Fatalf("%v, %v", ok, err)
			}
			_, err = catalog.Undo(t.Context(), m.DB, staff, last.ID, m.Now)
			return code(err)
		}
		in := catalog.Decision{ProductID: s.goods.ID, ChangeID: s.propose("Copper kettle"), Reason: "no"}
		if err := catalog.Decline(t.Context(), m.DB, staff, in, m.Now); err != nil {
			t.Fatal(err)
		}
		newer := s.propose("Steel kettle")
		if got := undo(); got != "changed" {
			t.Errorf("beside a newer change: %q", got)
		}
		if err := catalog.Approve(t.Context(), m.DB, staff, catalog.Decision{ProductID: s.goods.ID, ChangeID: newer}, m.Now); err != nil {
			t.Fatal(err)
		}
		m.Reprice(s.vendor, s.goods, 2000)
		if got := undo(); got != "changed" {
			t.Errorf("after a new price: %q", got)
		}
		d := s.own()
		c := catalog.Change{ProductID: d.ID, Version: d.Version, Proposal: d.Wanted}
		c.Variants = append(c.Variants, catalog.ProposedVariant{SKU: "blue", Price: 2500, Choices: map[string]string{"colour": "blue"}})
		c.Variants[0].Choices = map[string]string{"colour": "red"}
		c.Options = []catalog.Option{{Code: "colour", Name: i18n.Text{"en": "Colour"}, Choices: []catalog.Choice{{Code: "red", Name: i18n.Text{"en": "Red"}}, {Code: "blue", Name: i18n.Text{"en": "Blue"}}}}}
		saved, err := catalog.SaveProduct(t.Context(), m.DB, s.vendor.Owner, c, m.Now)
		if err != nil {
			t.Fatal(err)
		}
		if err := catalog.Approve(t.Context(), m.DB, staff, catalog.Decision{ProductID: d.ID, ChangeID: saved.ChangeID}, m.Now); err != nil {
			t.Fatal(err)
		}
		if got := undo(); got != "variants" {
			t.Errorf("with other variants: %q", got)
		}
		if got := s.look(staff, d.ID); got.Past[0].Undone || len(got.Variants) != 2 {
			t.Errorf("a refused undo left its mark: %+v", got.Past[0])
		}
	})
}

func TestALateDecisionIsToldWhatHappened(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s, first, second := newShelf(t, m), m.Staff(), m.Staff()
		id := s.submitted()
		seen := catalog.Decision{ProductID: id, Version: s.look(second, id).Version, Reason: "no"}
		if err := catalog.Approve(t.Context(), m.DB, first, seen, m.Now); err != nil {
			t.Fatal(err)
		}
		if err := catalog.Decline(t.Context(), m.DB, second, seen, m.Now); code(err) != "decided" || fault.As(err).Args[0] != first.Label {
			t.Errorf("the second moderator: %v", err)
		}
		looked := catalog.Decision{ProductID: s.goods.ID, ChangeID: s.propose("Copper kettle"), Reason: "no"}
		newer := s.propose("Steel kettle")
		for name, do := range map[string]func() error{
			"approve": func() error { return catalog.Approve(t.Context(), m.DB, first, looked, m.Now) },
			"decline": func() error { return catalog.Decline(t.Context(), m.DB, first, looked, m.Now) },
		} {
			if err := do(); code(err) != "version" {
				t.Errorf("%s of what the vendor changed again: %v", name, err)
			}
		}
		if c := s.look(first, s.goods.ID); c.ChangeID != newer || len(c.Past) != 0 {
			t.Errorf("the newest change waits no more: %+v", c)
		}
		fresh := s.submitted()
		old := catalog.Decision{ProductID: fresh, Version: s.look(first, fresh).Version}
		if err := catalog.Withdraw(t.Context(), m.DB, s.vendor.Owner, fresh, m.Now); err != nil {
			t.Fatal(err)
		}
		if err := catalog.Approve(t.Context(), m.DB, first, old, m.Now); code(err) != "version" {
			t.Errorf("approved what its vendor took back: %v", err)
		}
	})
}

func TestTheNextIsWhatNobodyLooksAt(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s, first, second := newShelf(t, m), m.Staff(), m.Staff()
		one := s.submitted()
		s.Now = m.Now.Add(time.Minute)
		other := s.submitted()
		next := func(by actor.Actor, want int64) {
			t.Helper()
			if id, err := catalog.ClaimNext(t.Context(), m.DB, by, m.Now); err != nil || id != want {
				t.Errorf("the next is %d, %v; want %d", id, err, want)
			}
		}
		next(first, one)
		next(first, one) // still his
		next(second, other)
		if c := s.look(second, one); c.ClaimedBy != first.AccountID || c.Claimer != first.Label || !c.Until.Equal(m.Now.Add(catalog.ClaimLife)) {
			t.Errorf("the claim reads %+v", c)
		}
		if err := catalog.Release(t.Context(), m.DB, second, one); err != nil { // not his: nothing happens
			t.Fatal(err)
		}
		third := m.Staff()
		if _, err := catalog.ClaimNext(t.Context(), m.DB, third, m.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("all is taken: %v", err)
		}
		if err := catalog.Release(t.Context(), m.DB, first, one); err != nil {
			t.Fatal(err)
		}
		next(third, one)
		change := s.propose("Copper kettle")
		for sort, want := range map[catalog.Sort]string{catalog.AllWaiting: "3", catalog.NewGoods: "2", catalog.Changes: fmt.Sprint("1 of change ", change)} {
			q, err := catalog.ListQueue(t.Context(), m.DB, first, sort, 1, m.Now)
			got := fmt.Sprint(q.Total)
			if sort == catalog.Changes && len(q.Waiting) == 1 {
				got = fmt.Sprint(q.Total, " of change ", q.Waiting[0].ChangeID)
			}
			if err != nil || got != want || int64(len(q.Waiting)) != q.Total {
				t.Errorf("%q: %s, %v; want %s", sort, got, err, want)
			}
		}
	})
}
