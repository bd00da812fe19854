package moderation_test

import (
	"context"
	"testing"
	"time"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/market/messages"
	"bazaar/market/moderation"
	"bazaar/market/reviews"
	"bazaar/market/support"
)

func TestEveryQueueIsCountedInOneStatement(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		staff, v := m.Staff(), m.Vendor()
		kettle, pot := m.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 3}), m.Product(v, markettest.Goods{Title: "Pot", Price: 900, Stock: 3})
		read := func() moderation.Queues {
			t.Helper()
			var all moderation.Queues
			taken := m.Statements(func(ctx context.Context) (err error) {
				all, err = moderation.Waiting(ctx, m.DB, staff)
				return err
			})
			if len(taken) != 1 {
				t.Errorf("it takes %v", taken)
			}
			return all
		}
		if all := read(); all.Total(moderation.Vendors, moderation.Products, moderation.Changes, moderation.Reviews, moderation.Messages) != 0 || !all[moderation.Products].Oldest.IsZero() {
			t.Errorf("nothing waits, but %+v", all)
		}
		author, reader, other := m.Customer(), m.Customer(), m.Customer()
		var review int64
		for what, do := range map[string]func() error{
			"duplicate": func() error {
				id, err := catalog.Duplicate(t.Context(), m.DB, v.Owner, kettle.ID, m.Now)
				if err != nil {
					return err
				}
				return catalog.Submit(t.Context(), m.DB, v.Owner, id, m.Now.Add(time.Hour))
			},
			"change": func() error {
				d, err := catalog.ReadOwn(t.Context(), m.DB, v.ID, pot.ID)
				if err != nil {
					return err
				}
				in := catalog.Change{ProductID: pot.ID, Version: d.Version, Proposal: d.Live}
				in.Texts.Title = i18n.Text{"en": "Copper pot"}
				_, err = catalog.SaveProduct(t.Context(), m.DB, v.Owner, in, m.Now)
				return err
			},
			"review reported twice": func() error {
				if _, err := reviews.Write(t.Context(), m.DB, author, reviews.Form{ProductID: kettle.ID, Rating: 1, Body: "Bad."}, m.Now); err != nil {
					return err
				}
				review = m.Scalar("SELECT id FROM reviews")
				if err := reviews.Report(t.Context(), m.DB, reader, reviews.Complaint{ReviewID: review, Reason: "spam"}, m.Now); err != nil {
					return err
				}
				return reviews.Report(t.Context(), m.DB, other, reviews.Complaint{ReviewID: review, Reason: "abuse"}, m.Now)
			},
			"conversation reported": func() error {
				id, err := messages.Ask(t.Context(), m.DB, reader, messages.Question{Topic: messages.Topic{ProductID: pot.ID}, Body: "Is it red?"}, m.Now)
				if err != nil {
					return err
				}
				return messages.Report(t.Context(), m.DB, reader, messages.Answer{ID: id, As: messages.Customer, Body: "Rude."}, m.Now)
			},
			"message": func() error {
				form := support.Form{FullName: "A", Email: "a@example.com", Subject: "Hello", Body: "Hello"}
				return support.Send(t.Context(), m.DB, reader, support.Post{Form: form, Language: "en"}, m.Now)
			},
		} {
			if err := do(); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		all := read()
		for _, name := range []moderation.Name{moderation.Products, moderation.Changes, moderation.Reviews, moderation.Messages, moderation.Talks} {
			if all[name].Things != 1 {
				t.Errorf("%s: %+v", name, all[name])
			}
		}
		if got := all[moderation.Products].Oldest; !got.Equal(m.Now.Add(time.Hour)) {
			t.Errorf("the oldest product waits since %v", got)
		}
		if _, err := moderation.Waiting(t.Context(), m.DB, v.Owner); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a vendor reads the queues: %v", err)
		}
	})
}
