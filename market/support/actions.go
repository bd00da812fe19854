package support

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/support/internal/rows"
)

// Desk is where messages are read: an address and the language of its letters. Without an address
// every administrator gets them.
type Desk struct{ Email, Language string }

// Post is a form on its way.
type Post struct {
	Form
	// Language is the writer's.
	Language string
	Desk     Desk
}

// Send keeps a message and owes the operator a letter about it. A writer who is signed in gets a
// letter that it came, at the address of his account: an address that was only typed gets none, so
// that nobody can make the market write to strangers. Wrong fields are Invalid; the same message
// again changes nothing.
func Send(ctx context.Context, db *sqldb.DB, by actor.Actor, in Post, now time.Time) error {
	in.Form = in.trimmed()
	if err := in.check(); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		ids, err := rows.New(tx).Insert(ctx, rows.InsertParams{
			AccountID: by.ID(), FullName: in.FullName, Email: in.Email, Phone: in.Phone, Subject: in.Subject, Body: in.Body,
			OrderOid: in.Order, Language: in.Language, Digest: in.digest(by.Owner(), now), Now: sqldb.At(now),
		})
		if err != nil {
			return fmt.Errorf("keep a message: %w", err)
		}
		for _, id := range ids {
			if err := announce(ctx, tx, by, in, strconv.FormatInt(id, 10), now); err != nil {
				return err
			}
		}
		return nil
	})
}

// announce owes the letters about a new message.
func announce(ctx context.Context, tx *sqldb.DB, by actor.Actor, in Post, object string, now time.Time) error {
	var err error
	if in.Desk.Email == "" {
		err = accounts.WriteToAdministrators(ctx, tx, LetterMessage, object, now)
	} else {
		err = mail.Queue(ctx, tx, mail.Letter{Kind: LetterMessage, Object: object, Recipient: in.Desk.Email, Language: in.Desk.Language}, now)
	}
	if err != nil || !by.SignedIn() {
		return err
	}
	own, err := rows.New(tx).AccountEmail(ctx, by.AccountID)
	if err != nil {
		return fmt.Errorf("read the address of account %d: %w", by.AccountID, err)
	}
	return mail.Queue(ctx, tx, mail.Letter{Kind: LetterReceived, Object: object, Recipient: own, Language: in.Language}, now)
}
