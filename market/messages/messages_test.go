package messages_test

import (
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/messages"
)

// pair is a shop, a customer with an order of it, and a stranger.
type pair struct {
	*markettest.Market
	t                *testing.T
	shop             markettest.Vendor
	buyer, stranger  actor.Actor
	product, parcel  int64
	owner, otherShop actor.Actor
}

func each(t *testing.T, f func(t *testing.T, p *pair)) {
	t.Helper()
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		p := &pair{Market: m, t: t, shop: m.Vendor(), buyer: m.Customer(), stranger: m.Customer(), otherShop: m.Vendor().Owner}
		p.owner = p.shop.Owner
		kettle := m.Product(p.shop, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 9})
		p.product = kettle.ID
		p.parcel = m.Order(p.buyer, markettest.Pick{Product: kettle, Quantity: 1}).Parcels[0].ID
		f(t, p)
	})
}

func (p *pair) ask(t messages.Topic, body string) int64 {
	p.t.Helper()
	id, err := messages.Ask(p.t.Context(), p.DB, p.buyer, messages.Question{Topic: t, Body: body}, p.Now)
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

// unread is what stands beside the messages of the buyer and of the shop.
func (p *pair) unread() [2]int64 {
	return [2]int64{
		p.Scalar("SELECT unread FROM accounts WHERE id = $1", p.buyer.AccountID),
		p.Scalar("SELECT unread FROM vendor_members WHERE vendor_id = $1", p.shop.ID),
	}
}

func TestBothSidesWriteAndReadInOneConversationPerThing(t *testing.T) {
	each(t, func(t *testing.T, p *pair) {
		id := p.ask(messages.Topic{ProductID: p.product}, "  Is it quiet?\r\nReally? ")
		if again := p.ask(messages.Topic{ProductID: p.product}, "And light?"); again != id {
			t.Errorf("the second question is conversation %d, the first %d", again, id)
		}
		if other := p.ask(messages.Topic{ParcelID: p.parcel}, "When does it come?"); other == id {
			t.Error("a parcel and a product share a conversation")
		}
		if got := p.unread(); got != [2]int64{0, 2} {
			t.Errorf("unread: %v", got)
		}
		must(t, messages.Write(t.Context(), p.DB, p.owner, messages.Answer{ID: id, As: messages.Vendor, Body: "Yes."}, p.Now))
		if got := p.unread(); got != [2]int64{1, 1} {
			t.Errorf("unread after the answer: %v", got)
		}
		thread, err := messages.Show(t.Context(), p.DB, p.buyer, id, messages.Customer)
		if err != nil || len(thread.Messages) != 3 || thread.Messages[0].Body != "Is it quiet?\nReally?" || thread.Messages[2].From != messages.Vendor || thread.Unread != 1 || thread.Last != "Yes." {
			t.Errorf("%+v, %v", thread, err)
		}
		must(t, messages.Read(t.Context(), p.DB, p.buyer, messages.Answer{ID: id, As: messages.Customer}))
		if got := p.unread(); got != [2]int64{0, 1} {
			t.Errorf("unread after reading: %v", got)
		}
		box, err := messages.OfVendor(t.Context(), p.DB, p.shop.ID, 99)
		if err != nil || box.Total != 2 || box.Page != 1 || len(box.Conversations) != 2 {
			t.Errorf("%+v, %v", box, err)
		}
		mine, err := messages.OfCustomer(t.Context(), p.DB, p.buyer, 1)
		if err != nil || mine.Total != 2 {
			t.Errorf("%+v, %v", mine, err)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAClosedConversationOpensWhenTheCustomerAsksAgain(t *testing.T) {
	each(t, func(t *testing.T, p *pair) {
		id := p.ask(messages.Topic{ProductID: p.product}, "Is it quiet?")
		must(t, messages.Close(t.Context(), p.DB, p.owner, messages.Answer{ID: id, As: messages.Vendor}, p.Now))
		if err := messages.Write(t.Context(), p.DB, p.buyer, messages.Answer{ID: id, As: messages.Customer, Body: "Hello?"}, p.Now); !fault.Is(err, fault.Conflict) {
			t.Errorf("an answer in a closed one: %v", err)
		}
		if got := p.unread(); got != [2]int64{0, 0} {
			t.Errorf("unread of a closed one: %v", got)
		}
		p.ask(messages.Topic{ProductID: p.product}, "Hello?")
		thread, err := messages.Show(t.Context(), p.DB, p.owner, id, messages.Vendor)
		if err != nil || thread.Closed || thread.Unread != 1 {
			t.Errorf("%+v, %v", thread, err)
		}
	})
}

func TestNobodyElseReadsOrWrites(t *testing.T) {
	each(t, func(t *testing.T, p *pair) {
		id := p.ask(messages.Topic{ProductID: p.product}, "Is it quiet?")
		ctx := t.Context()
		for name, by := range map[string]struct {
			actor.Actor
			as messages.Side
		}{
			"a stranger": {p.stranger, messages.Customer}, "a guest": {actor.Actor{}, messages.Customer}, "another shop": {p.otherShop, messages.Vendor},
			"the shop as the customer": {p.owner, messages.Customer}, "the customer as the shop": {p.buyer, messages.Vendor},
		} {
			for _, number := range []int64{id, 999_999} {
				in := messages.Answer{ID: number, As: by.as, Body: "x"}
				_, show := messages.Show(ctx, p.DB, by.Actor, number, by.as)
				for what, err := range map[string]error{
					"show": show, "write": messages.Write(ctx, p.DB, by.Actor, in, p.Now), "read": messages.Read(ctx, p.DB, by.Actor, in),
					"close": messages.Close(ctx, p.DB, by.Actor, in, p.Now), "report": messages.Report(ctx, p.DB, by.Actor, in, p.Now),
				} {
					if !fault.Is(err, fault.NotFound) {
						t.Errorf("%s, %s of %d: %v", name, what, number, err)
					}
				}
			}
		}
		for name, c := range map[string]struct {
			by   actor.Actor
			on   messages.Topic
			body string
			want fault.Kind
		}{
			"another's parcel": {p.stranger, messages.Topic{ParcelID: p.parcel}, "x", fault.NotFound},
			"nothing":          {p.buyer, messages.Topic{}, "x", fault.NotFound},
			"a guest":          {actor.Actor{}, messages.Topic{ProductID: p.product}, "x", fault.SignIn},
			"the own shop":     {p.owner, messages.Topic{ProductID: p.product}, "x", fault.Conflict},
			"no words":         {p.buyer, messages.Topic{ProductID: p.product}, " \n", fault.Invalid},
			"many words":       {p.buyer, messages.Topic{ProductID: p.product}, strings.Repeat("ұ", messages.MaxBody+1), fault.Invalid},
		} {
			if _, err := messages.Ask(ctx, p.DB, c.by, messages.Question{Topic: c.on, Body: c.body}, p.Now); !fault.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := p.Scalar("SELECT COUNT(*) FROM conversation_messages"); n != 1 {
			t.Errorf("%d messages, want the first alone", n)
		}
	})
}

func TestALetterTellsOnceOfWhatWaits(t *testing.T) {
	each(t, func(t *testing.T, p *pair) {
		remind := func(after time.Duration, want int) {
			t.Helper()
			p.Now = p.Now.Add(after)
			if n, err := messages.Remind(t.Context(), p.DB, p.Now); err != nil || n != want {
				t.Errorf("%d letters, %v, want %d", n, err, want)
			}
		}
		id := p.ask(messages.Topic{ProductID: p.product}, "Is it quiet?")
		remind(time.Minute, 0)
		remind(messages.Patience, 1)
		p.ask(messages.Topic{ProductID: p.product}, "Hello?")
		remind(time.Hour, 0) // told already, and not read since
		must(t, messages.Write(t.Context(), p.DB, p.owner, messages.Answer{ID: id, As: messages.Vendor, Body: "Yes."}, p.Now))
		remind(messages.Patience, 1)
		must(t, messages.Read(t.Context(), p.DB, p.buyer, messages.Answer{ID: id, As: messages.Customer}))
		p.ask(messages.Topic{ProductID: p.product}, "Thank you!")
		must(t, messages.Read(t.Context(), p.DB, p.owner, messages.Answer{ID: id, As: messages.Vendor}))
		remind(time.Hour, 0) // read in time
		if n := p.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'message_to_vendor'"); n != 1 {
			t.Errorf("%d letters to the shop", n)
		}
	})
}

func TestAReportReachesTheAdministratorsOnce(t *testing.T) {
	each(t, func(t *testing.T, p *pair) {
		p.Admin()
		id := p.ask(messages.Topic{ProductID: p.product}, "Is it quiet?")
		in := messages.Answer{ID: id, As: messages.Vendor, Body: "He swears."}
		for range 2 {
			must(t, messages.Report(t.Context(), p.DB, p.owner, in, p.Now))
		}
		if n := p.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'message_report'"); n != 1 {
			t.Errorf("%d letters", n)
		}
		in.Body = ""
		if err := messages.Report(t.Context(), p.DB, p.owner, in, p.Now); !fault.Is(err, fault.Invalid) {
			t.Errorf("a report without words: %v", err)
		}
	})
}

func TestEachSideHasItsOwnConversationsAndFigures(t *testing.T) {
	each(t, func(t *testing.T, p *pair) {
		ctx, neighbour := t.Context(), p.Shop(p.otherShop)
		rug := p.Product(neighbour, markettest.Goods{Title: "Rug", Price: 900, Stock: 1})
		ask := func(by actor.Actor, product int64) int64 {
			id, err := messages.Ask(ctx, p.DB, by, messages.Question{Topic: messages.Topic{ProductID: product}, Body: "Is it warm?"}, p.Now)
			must(t, err)
			return id
		}
		own, others := ask(p.buyer, p.product), ask(p.stranger, p.product)
		if own == others {
			t.Fatal("two customers who ask about one product share a conversation")
		}
		ask(p.stranger, rug.ID)
		must(t, messages.Write(ctx, p.DB, p.owner, messages.Answer{ID: own, As: messages.Vendor, Body: "It is."}, p.Now))
		must(t, messages.Write(ctx, p.DB, p.owner, messages.Answer{ID: others, As: messages.Vendor, Body: "It is."}, p.Now))
		ask(p.buyer, p.product)
		for what, c := range map[string]struct{ got, want int64 }{
			"of the shop":      {p.Scalar("SELECT unread FROM vendor_members WHERE vendor_id = $1", p.shop.ID), 1},
			"of the neighbour": {p.Scalar("SELECT unread FROM vendor_members WHERE vendor_id = $1", neighbour.ID), 1},
			"of the customer":  {p.Scalar("SELECT unread FROM accounts WHERE id = $1", p.buyer.AccountID), 0},
			"of the stranger":  {p.Scalar("SELECT unread FROM accounts WHERE id = $1", p.stranger.AccountID), 1},
		} {
			if c.got != c.want {
				t.Errorf("%d conversations %s wait, want %d", c.got, what, c.want)
			}
		}
		of := func(b messages.Box, err error) [2]int64 {
			must(t, err)
			return [2]int64{b.Total, int64(len(b.Conversations))}
		}
		if got := of(messages.OfVendor(ctx, p.DB, p.shop.ID, 1)); got != [2]int64{2, 2} {
			t.Errorf("the shop has %v conversations", got)
		}
		if got := of(messages.OfVendor(ctx, p.DB, neighbour.ID, 1)); got != [2]int64{1, 1} {
			t.Errorf("the neighbour has %v conversations", got)
		}
		if got := of(messages.OfCustomer(ctx, p.DB, p.buyer, 1)); got != [2]int64{1, 1} {
			t.Errorf("the customer has %v conversations", got)
		}
	})
}
