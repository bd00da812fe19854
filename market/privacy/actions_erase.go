package privacy

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/messages"
)

// Erasure is somebody's wish to be forgotten. Language is that of the letter that confirms it.
type Erasure struct{ Password, Language string }

// DropFiles is the job that deletes the files of who was forgotten: keys of the private store, and
// the reference of a picture.
type DropFiles struct {
	Files   []string `json:"files"`
	Picture string   `json:"picture"`
}

// Kind names the job.
func (DropFiles) Kind() string { return "drop_files" }

// Obstacle tells why the actor cannot be forgotten now, as a Conflict; nil when nothing stands in
// the way.
func Obstacle(ctx context.Context, db *sqldb.DB, by actor.Actor) error {
	open, err := count(ctx, db, openOrders, by.AccountID)
	if err != nil {
		return err
	}
	shops, err := count(ctx, db, ownShops, by.AccountID)
	switch {
	case err != nil:
		return err
	case by.Can(actor.ModerateShop):
		return errStaff()
	case shops > 0:
		return errShop()
	case open > 0:
		return errOpenOrders(open)
	}
	return nil
}

// Erase forgets the actor: sessions end, addresses, wishes and carts go, what others need (orders,
// reviews, the log of changes) loses the name. A letter confirms it. A wrong password is Invalid
// under "password"; orders on their way, a shop and rights of staff are a Conflict.
func Erase(ctx context.Context, db *sqldb.DB, by actor.Actor, in Erasure, now time.Time) error {
	if err := accounts.Prove(ctx, db, by, in.Password); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		if err := accounts.Lock(ctx, tx, by.AccountID); err != nil {
			return err
		}
		if err := Obstacle(ctx, tx, by); err != nil {
			return err
		}
		return eraseIn(ctx, tx, by, in.Language, now)
	})
}

func eraseIn(ctx context.Context, tx *sqldb.DB, by actor.Actor, language string, now time.Time) error {
	who, err := find(ctx, tx, by.AccountID)
	if sqldb.NoRows(err) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("read the account: %w", err)
	}
	files, err := tasks.FilesOf(ctx, tx, by.AccountID)
	if err != nil {
		return err
	}
	recount, err := messages.Forgetting(ctx, tx, by.AccountID)
	if err != nil {
		return err
	}
	for _, t := range Tables {
		if err := forget(ctx, tx, t, who.person); err != nil {
			return err
		}
	}
	if err := recount(); err != nil {
		return err
	}
	nobody := actor.Actor{AccountID: by.AccountID, Label: pseudonym(by.AccountID)}
	if err := audit.Write(ctx, tx, nobody, audit.Entry{Action: "erased account", Kind: "account", ID: by.AccountID}, now); err != nil {
		return err
	}
	farewell := mail.Letter{Kind: LetterErased, Object: strconv.FormatInt(by.AccountID, 10), Recipient: who.email, Language: language}
	if err := mail.Queue(ctx, tx, farewell, now); err != nil {
		return err
	}
	if err := jobs.Enqueue(ctx, tx, accounts.SessionsEnded{AccountID: by.AccountID}); err != nil {
		return err
	}
	return jobs.Enqueue(ctx, tx, DropFiles{Files: files, Picture: who.picture})
}

// Drop is the body of the job DropFiles. A picture that somebody else shows too stays.
func Drop(ctx context.Context, db *sqldb.DB, private, pictures media.Store, j DropFiles) error {
	for _, key := range j.Files {
		if err := private.Delete(ctx, key); err != nil {
			return err
		}
	}
	if j.Picture == "" {
		return nil
	}
	uses, err := count(ctx, db, usesOf, j.Picture)
	if err != nil || uses > 0 {
		return err
	}
	return media.Remove(ctx, pictures, j.Picture)
}
