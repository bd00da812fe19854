package messages

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/messages/internal/rows"
	"bazaar/market/vendors"
)

// Question is the first message of a customer about something, or one more.
type Question struct {
	Topic
	Body string
}

// Ask writes to the shop of a product on sale, or of a parcel of one's own order, and returns the id of
// the conversation, which is made when there is none; a closed one is open again. What is not there,
// and another's parcel, is NotFound; one's own shop, and what the market closed, a Conflict; a wrong
// text Invalid.
func Ask(ctx context.Context, db *sqldb.DB, by actor.Actor, in Question, now time.Time) (int64, error) {
	body, err := checked(in.Body)
	if err != nil {
		return 0, err
	}
	var id int64
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		shop, err := shopOf(ctx, tx, by, in.Topic)
		if err != nil {
			return err
		}
		q := rows.New(tx)
		p := rows.InsertParams{VendorID: shop.VendorID, AccountID: by.AccountID, Now: sqldb.At(now)}
		if in.ParcelID != 0 {
			p.ParcelID = &in.ParcelID
		} else {
			p.ProductID = &in.ProductID
		}
		if err := q.Insert(ctx, p); err != nil {
			return fmt.Errorf("begin a conversation: %w", err)
		}
		if id, err = q.Find(ctx, rows.FindParams{AccountID: by.AccountID, VendorID: shop.VendorID, ProductID: p.ProductID, ParcelID: p.ParcelID}); err != nil {
			return fmt.Errorf("find a conversation: %w", err)
		}
		c, err := q.Lock(ctx, id)
		if err != nil {
			return fmt.Errorf("lock conversation %d: %w", id, err)
		}
		if c.Stopped {
			return fault.New(fault.Conflict, "stopped", msgStopped)
		}
		if c.Closed {
			if err := q.SetClosed(ctx, false, id); err != nil {
				return fmt.Errorf("open conversation %d again: %w", id, err)
			}
		}
		return write(ctx, tx, by, c, Answer{ID: id, As: Customer, Body: body}, now)
	})
	return id, err
}

// shopOf is the shop that a topic belongs to, as a conversation that has not begun.
func shopOf(ctx context.Context, tx *sqldb.DB, by actor.Actor, t Topic) (Conversation, error) {
	if !by.SignedIn() {
		return Conversation{}, fault.New(fault.SignIn, "", "Please sign in.")
	}
	of := Conversation{AccountID: by.AccountID}
	var err error
	if t.ParcelID != 0 {
		var r rows.ShopOfParcelRow
		r, err = rows.New(tx).ShopOfParcel(ctx, t.ParcelID, by.ID())
		of.VendorID, of.Shop, of.ParcelID, of.OID = r.VendorID, r.Shop, t.ParcelID, r.Oid
	} else {
		var r rows.ShopOfProductRow
		r, err = rows.New(tx).ShopOfProduct(ctx, t.ProductID)
		of.VendorID, of.Shop, of.ProductID, of.Title, of.Listed = r.VendorID, r.Shop, t.ProductID, r.Title, true
	}
	if sqldb.NoRows(err) {
		return Conversation{}, fault.Missing()
	}
	if err != nil {
		return Conversation{}, fmt.Errorf("look for the shop: %w", err)
	}
	if m, err := vendors.MemberOf(ctx, tx, by); err == nil && m.VendorID == of.VendorID {
		return Conversation{}, fault.New(fault.Conflict, "own_shop", msgOwn)
	} else if err != nil && !fault.Is(err, fault.NotFound) {
		return Conversation{}, err
	}
	return of, nil
}

// Answer is what a side writes in a conversation, or notes about it.
type Answer struct {
	ID   int64
	As   Side
	Body string
}

// Write adds a message of a side. Another's conversation is NotFound, a closed one a Conflict, a wrong
// text Invalid.
func Write(ctx context.Context, db *sqldb.DB, by actor.Actor, in Answer, now time.Time) error {
	var err error
	if in.Body, err = checked(in.Body); err != nil {
		return err
	}
	return with(ctx, db, by, in, func(tx *sqldb.DB, c rows.LockRow) error {
		if c.Closed {
			return fault.New(fault.Conflict, "closed", msgClosed)
		}
		return write(ctx, tx, by, c, in, now)
	})
}

// write adds a message and counts it for the other side.
func write(ctx context.Context, tx *sqldb.DB, by actor.Actor, c rows.LockRow, in Answer, now time.Time) error {
	q := rows.New(tx)
	fromVendor := in.As == Vendor
	if err := q.InsertMessage(ctx, rows.InsertMessageParams{ConversationID: c.ID, FromVendor: fromVendor, AccountID: by.ID(), Body: in.Body, Now: sqldb.At(now)}); err != nil {
		return fmt.Errorf("write in conversation %d: %w", c.ID, err)
	}
	if err := q.Wrote(ctx, rows.WroteParams{LastBody: beginning(in.Body), Now: sqldb.At(now), FromVendor: fromVendor, ID: c.ID}); err != nil {
		return fmt.Errorf("count a message of conversation %d: %w", c.ID, err)
	}
	return count(ctx, tx, c)
}

// count keeps with both sides how many conversations wait for them.
func count(ctx context.Context, tx *sqldb.DB, c rows.LockRow) error {
	q := rows.New(tx)
	n, err := q.UnreadOfAccount(ctx, c.AccountID)
	if err != nil {
		return fmt.Errorf("count what account %d has not read: %w", c.AccountID, err)
	}
	if err := accounts.SetUnread(ctx, tx, c.AccountID, n); err != nil {
		return err
	}
	return countOfVendor(ctx, tx, c.VendorID)
}

func countOfVendor(ctx context.Context, tx *sqldb.DB, vendorID int64) error {
	n, err := rows.New(tx).UnreadOfVendor(ctx, vendorID)
	if err != nil {
		return fmt.Errorf("count what vendor %d has not read: %w", vendorID, err)
	}
	return vendors.SetUnread(ctx, tx, vendorID, n)
}

// Forgetting lists the shops with which an account has conversations, and returns what counts their
// unread ones again once the conversations of the account are gone. Both run in the transaction tx.
func Forgetting(ctx context.Context, tx *sqldb.DB, accountID int64) (recount func() error, err error) {
	shops, err := rows.New(tx).ShopsOfAccount(ctx, accountID)
	if err != nil {
		return nil, fmt.Errorf("list the shops that account %d wrote to: %w", accountID, err)
	}
	return func() error {
		for _, id := range shops {
			if err := countOfVendor(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// Read says that a side has read everything of a conversation.
func Read(ctx context.Context, db *sqldb.DB, by actor.Actor, in Answer) error {
	return with(ctx, db, by, in, func(tx *sqldb.DB, c rows.LockRow) error {
		do := rows.New(tx).ReadByCustomer
		if in.As == Vendor {
			do = rows.New(tx).ReadByVendor
		}
		if err := do(ctx, c.ID); err != nil {
			return fmt.Errorf("mark conversation %d as read: %w", c.ID, err)
		}
		return count(ctx, tx, c)
	})
}

// Close ends a conversation; whoever writes to the shop about the same thing opens it again.
func Close(ctx context.Context, db *sqldb.DB, by actor.Actor, in Answer, now time.Time) error {
	return with(ctx, db, by, in, func(tx *sqldb.DB, c rows.LockRow) error {
		q := rows.New(tx)
		if err := q.SetClosed(ctx, true, c.ID); err != nil {
			return fmt.Errorf("close conversation %d: %w", c.ID, err)
		}
		if in.As == Vendor {
			if err := q.ReadByVendor(ctx, c.ID); err != nil {
				return fmt.Errorf("mark conversation %d as read: %w", c.ID, err)
			}
		}
		if err := audit.Write(ctx, tx, by, audit.Entry{Action: "closed", Kind: "conversation", ID: c.ID}, now); err != nil {
			return err
		}
		return count(ctx, tx, c)
	})
}

// Report says to the market that something is wrong in a conversation, which puts it before the
// moderators; every administrator gets a letter. A second report of the same account changes nothing
// until the first is decided.
func Report(ctx context.Context, db *sqldb.DB, by actor.Actor, in Answer, now time.Time) error {
	note := strings.TrimSpace(in.Body)
	if note == "" || !utf8.ValidString(note) || strings.ContainsRune(note, 0) || utf8.RuneCountInString(note) > MaxNote {
		return fault.Fields{"note": {Text: msgNote, Args: []any{MaxNote}}}.Err()
	}
	return with(ctx, db, by, in, func(tx *sqldb.DB, c rows.LockRow) error {
		n, err := rows.New(tx).InsertReport(ctx, rows.InsertReportParams{ConversationID: c.ID, AccountID: by.AccountID, Note: note, Now: sqldb.At(now)})
		if err != nil {
			return fmt.Errorf("report conversation %d: %w", c.ID, err)
		}
		if n == 0 {
			return nil
		}
		return accounts.WriteToAdministrators(ctx, tx, LetterReport, strconv.FormatInt(c.ID, 10), now)
	})
}

// with locks a conversation for one of its sides.
func with(ctx context.Context, db *sqldb.DB, by actor.Actor, in Answer, f func(tx *sqldb.DB, c rows.LockRow) error) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		c, err := rows.New(tx).Lock(ctx, in.ID)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock conversation %d: %w", in.ID, err)
		}
		if err := belongs(ctx, tx, by, c.AccountID, c.VendorID, in.As); err != nil {
			return err
		}
		return f(tx, c)
	})
}

// belongs is NotFound when the actor is not the side of the conversation.
func belongs(ctx context.Context, db *sqldb.DB, by actor.Actor, accountID, vendorID int64, as Side) error {
	if as == Customer {
		if !by.SignedIn() || by.AccountID != accountID {
			return fault.Missing()
		}
		return nil
	}
	m, err := vendors.MemberOf(ctx, db, by)
	if err != nil {
		return err
	}
	if m.VendorID != vendorID {
		return fault.Missing()
	}
	return nil
}

// Remind owes a letter to every side that has not read for Patience, one until it has read. It may run
// twice and on many nodes; it returns how many letters it owes.
func Remind(ctx context.Context, db *sqldb.DB, now time.Time) (int, error) {
	due, err := rows.New(db).Untold(ctx, sqldb.At(now.Add(-Patience)))
	if err != nil {
		return 0, fmt.Errorf("look for messages that wait: %w", err)
	}
	sent := 0
	for _, id := range due {
		err := db.Tx(ctx, func(tx *sqldb.DB) error {
			n, err := remind(ctx, tx, id, now)
			sent += n
			return err
		})
		if err != nil {
			return sent, fmt.Errorf("tell of conversation %d: %w", id, err)
		}
	}
	return sent, nil
}

func remind(ctx context.Context, tx *sqldb.DB, id int64, now time.Time) (int, error) {
	q := rows.New(tx)
	sent, object := 0, strconv.FormatInt(id, 10)
	n, err := q.TellCustomer(ctx, id)
	if err != nil {
		return 0, err
	}
	if n > 0 {
		a, err := q.CustomerAddress(ctx, id)
		if err != nil && !sqldb.NoRows(err) {
			return 0, err
		}
		if err == nil {
			sent++
			if err := mail.Queue(ctx, tx, mail.Letter{Kind: LetterToCustomer, Object: object, Recipient: a.Email, Language: a.Language}, now); err != nil {
				return 0, err
			}
		}
	}
	if n, err = q.TellVendor(ctx, id); err != nil || n == 0 {
		return sent, err
	}
	all, err := q.VendorAddresses(ctx, id)
	if err != nil {
		return 0, err
	}
	for _, a := range all {
		sent++
		if err := mail.Queue(ctx, tx, mail.Letter{Kind: LetterToVendor, Object: object, Recipient: a.Email, Language: a.Language}, now); err != nil {
			return 0, err
		}
	}
	return sent, nil
}
