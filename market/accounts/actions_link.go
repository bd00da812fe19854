package accounts

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/fault"
)

// invitation is a link to be sent.
type invitation struct {
	accountID int64
	purpose   Purpose
	// email is where the letter goes, and what the link proves.
	email    string
	language string
}

// sendLink makes a link and queues its letter in the running transaction.
func sendLink(ctx context.Context, tx *sqldb.DB, in invitation, now time.Time) error {
	id := newLinkID()
	err := rows.New(tx).InsertLink(ctx, rows.InsertLinkParams{
		ID: id, AccountID: in.accountID, Purpose: string(in.purpose), Email: in.email,
		CreatedAt: sqldb.At(now), ExpiresAt: sqldb.At(now.Add(in.purpose.life())),
	})
	if err != nil {
		return fmt.Errorf("insert a link: %w", err)
	}
	return mail.Queue(ctx, tx, mail.Letter{Kind: letterOf[in.purpose], Object: id, Recipient: in.email, Language: language(in.language)}, now)
}

// FindLink reads a link by its id. One that was used, is too old or never was is a fault of kind
// Gone.
func FindLink(ctx context.Context, db *sqldb.DB, id string, now time.Time) (Link, error) {
	r, err := rows.New(db).Link(ctx, id, sqldb.At(now))
	if sqldb.NoRows(err) {
		return Link{}, errDeadLink()
	}
	if err != nil {
		return Link{}, fmt.Errorf("read a link: %w", err)
	}
	return Link{
		AccountID: r.AccountID, Purpose: Purpose(r.Purpose), SentTo: r.SentTo, Email: r.Email,
		Username: r.Username, Name: greeted(r.FullName, r.Username), Expires: r.ExpiresAt.Time,
	}, nil
}

// useLink ends a link, once.
func useLink(ctx context.Context, tx *sqldb.DB, id string, purpose Purpose, now time.Time) error {
	n, err := rows.New(tx).UseLink(ctx, id, string(purpose), sqldb.At(now))
	if err != nil {
		return fmt.Errorf("use a link: %w", err)
	}
	if n == 0 {
		return errDeadLink()
	}
	return nil
}

// Notice is what a letter about a change of an account needs to know.
type Notice struct {
	Name, Email string
}

// FindNotice reads whom a notice speaks to, by the object of its letter. An account that is gone
// is sqldb's error of no rows.
func FindNotice(ctx context.Context, db *sqldb.DB, object string) (Notice, error) {
	r, err := rows.New(db).Person(ctx, noticeAccount(object))
	if err != nil {
		return Notice{}, fmt.Errorf("read the account of a notice: %w", err)
	}
	return Notice{Name: greeted(r.FullName, r.Username), Email: r.Email}, nil
}

// notify queues a notice to an address in the running transaction.
func notify(ctx context.Context, tx *sqldb.DB, kind string, to rows.LockedAccountRow, now time.Time) error {
	return mail.Queue(ctx, tx, mail.Letter{Kind: kind, Object: noticeObject(to.ID), Recipient: to.Email, Language: to.Language}, now)
}

// lockActive locks an account, so that changes of how one gets in follow one another. NotFound for
// one that is not active.
func lockActive(ctx context.Context, tx *sqldb.DB, accountID int64) (rows.LockedAccountRow, error) {
	r, err := rows.New(tx).LockedAccount(ctx, accountID)
	if sqldb.NoRows(err) {
		return r, fault.Missing()
	}
	if err != nil {
		return r, fmt.Errorf("lock account %d: %w", accountID, err)
	}
	return r, nil
}

// CleanLinks deletes links that are too old.
func CleanLinks(ctx context.Context, db *sqldb.DB, now time.Time) error {
	return rows.New(db).DeleteOldLinks(ctx, sqldb.At(now))
}
