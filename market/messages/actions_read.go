package messages

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/messages/internal/rows"
)

// PageSize is how many conversations stand on a page, shownMessages how many messages of one.
const (
	PageSize      = 20
	shownMessages = 200
)

// Box is one page of the conversations of a side, the last written first.
type Box struct {
	Conversations      []Conversation
	Total, Page, Pages int64
}

func newBox(total, page int64) Box {
	b := Box{Total: total, Pages: max(1, (total+PageSize-1)/PageSize)}
	b.Page = min(max(1, page), b.Pages)
	return b
}

// OfCustomer lists a page of the actor's conversations, in two statements.
func OfCustomer(ctx context.Context, db *sqldb.DB, by actor.Actor, page int64) (Box, error) {
	total, err := rows.New(db).CountOfAccount(ctx, by.AccountID)
	if err != nil {
		return Box{}, fmt.Errorf("count conversations: %w", err)
	}
	b := newBox(total, page)
	found, err := rows.New(db).OfAccount(ctx, by.AccountID, (b.Page-1)*PageSize, PageSize)
	if err != nil {
		return Box{}, fmt.Errorf("list conversations: %w", err)
	}
	for _, r := range found {
		c, err := conversationOf(r)
		if err != nil {
			return Box{}, err
		}
		b.Conversations = append(b.Conversations, c)
	}
	return b, nil
}

// OfVendor lists a page of the conversations of a shop, in two statements.
func OfVendor(ctx context.Context, db *sqldb.DB, vendorID, page int64) (Box, error) {
	total, err := rows.New(db).CountOfVendor(ctx, vendorID)
	if err != nil {
		return Box{}, fmt.Errorf("count conversations: %w", err)
	}
	b := newBox(total, page)
	found, err := rows.New(db).OfVendor(ctx, vendorID, (b.Page-1)*PageSize, PageSize)
	if err != nil {
		return Box{}, fmt.Errorf("list conversations: %w", err)
	}
	for _, r := range found {
		c, err := conversationOf(rows.OfAccountRow(r))
		if err != nil {
			return Box{}, err
		}
		b.Conversations = append(b.Conversations, c)
	}
	return b, nil
}

func conversationOf(r rows.OfAccountRow) (Conversation, error) {
	c := Conversation{
		ID: r.ID, VendorID: r.VendorID, AccountID: r.AccountID, Shop: r.Shop, Person: r.Person, Listed: r.Listed, OID: r.Oid,
		Closed: r.Closed, Unread: r.Unread, Last: r.LastBody, LastAt: r.LastAt.Time,
	}
	if r.ProductID != nil {
		c.ProductID = *r.ProductID
	}
	if r.ParcelID != nil {
		c.ParcelID = *r.ParcelID
	}
	if err := c.Title.Scan(r.Title); err != nil {
		return c, fmt.Errorf("read conversation %d: %w", r.ID, err)
	}
	return c, nil
}

// Thread is a conversation with its last messages, the oldest first.
type Thread struct {
	Conversation
	Messages []Message
}

// Show reads a conversation as a side sees it. Another's is NotFound.
func Show(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, as Side) (Thread, error) {
	t, err := read(ctx, db, id, as)
	if err != nil {
		return Thread{}, err
	}
	t.cover()
	return t, belongs(ctx, db, by, t.AccountID, t.VendorID, as)
}

// ForLetter reads a conversation for a letter to a side.
func ForLetter(ctx context.Context, db *sqldb.DB, id int64, to Side) (Thread, error) {
	t, err := read(ctx, db, id, to)
	t.Messages = slices.DeleteFunc(t.Messages, func(m Message) bool { return m.Hidden })
	return t, err
}

// cover leaves out what the market has hidden.
func (t *Thread) cover() {
	for i := range t.Messages {
		if t.Messages[i].Hidden {
			t.Messages[i].Body = ""
		}
	}
}

func read(ctx context.Context, db *sqldb.DB, id int64, as Side) (Thread, error) {
	r, err := rows.New(db).Get(ctx, id)
	if sqldb.NoRows(err) {
		return Thread{}, fault.Missing()
	}
	if err != nil {
		return Thread{}, fmt.Errorf("read conversation %d: %w", id, err)
	}
	unread := r.CustomerUnread
	if as == Vendor {
		unread = r.VendorUnread
	}
	c, err := conversationOf(rows.OfAccountRow{
		ID: r.ID, VendorID: r.VendorID, AccountID: r.AccountID, ProductID: r.ProductID, ParcelID: r.ParcelID, Closed: r.Closed, Unread: unread,
		LastBody: r.LastBody, LastAt: r.LastAt, Shop: r.Shop, Person: r.Person, Title: r.Title, Listed: r.Listed, Oid: r.Oid,
	})
	if err != nil {
		return Thread{}, err
	}
	c.Stopped = r.Stopped
	t := Thread{Conversation: c}
	found, err := rows.New(db).Messages(ctx, id, shownMessages)
	if err != nil {
		return Thread{}, fmt.Errorf("read the messages of conversation %d: %w", id, err)
	}
	for _, m := range found {
		from := Customer
		if m.FromVendor {
			from = Vendor
		}
		t.Messages = append(t.Messages, Message{ID: m.ID, From: from, Body: m.Body, Hidden: m.Hidden, At: m.CreatedAt.Time})
	}
	slices.Reverse(t.Messages)
	return t, nil
}

// Notes are what was reported of a conversation, by whom. Open tells that nobody has decided yet.
type Notes struct {
	Person, Note string
	Side         Side
	Open         bool
	At           time.Time
}

// ReportsOf reads what was reported of a conversation, for the letter to the administrators.
func ReportsOf(ctx context.Context, db *sqldb.DB, id, customerID int64) ([]Notes, error) {
	found, err := rows.New(db).Reports(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the reports of conversation %d: %w", id, err)
	}
	all := make([]Notes, len(found))
	for i, r := range found {
		all[i] = Notes{Person: r.Username, Note: r.Note, Side: Vendor, Open: r.Open, At: r.CreatedAt.Time}
		if r.AccountID == customerID {
			all[i].Side = Customer
		}
	}
	return all, nil
}

// Subject is what a customer is about to write about, and to whom, before there is a conversation: it
// has no ID. What is not on sale, or another's, is NotFound; the actor's own shop a Conflict (own_shop).
func Subject(ctx context.Context, db *sqldb.DB, by actor.Actor, t Topic) (Conversation, error) {
	return shopOf(ctx, db, by, t)
}
