package accounts

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// AskVerification sends the actor a link that proves the account's address. An address that is
// proven already is a Conflict.
func AskVerification(ctx context.Context, db *sqldb.DB, by actor.Actor, language string, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		account, err := lockActive(ctx, tx, by.AccountID)
		if err != nil {
			return err
		}
		if account.EmailVerifiedAt.Valid {
			return fault.New(fault.Conflict, "verified", "Your email address is confirmed already.")
		}
		return sendLink(ctx, tx, invitation{accountID: account.ID, purpose: Verifying, email: account.Email, language: language}, now)
	})
}

// EmailChange is what somebody types who wants another address.
type EmailChange struct {
	Email, Password string
	Language        string
}

// AskEmailChange sends a link to the address that the actor's account is to have; until it is used
// the account keeps the old one. What is wrong with the form is a fault of kind Invalid.
func AskEmailChange(ctx context.Context, db *sqldb.DB, by actor.Actor, in EmailChange, now time.Time) error {
	in.Email = strings.TrimSpace(in.Email)
	own, err := secrets(ctx, db, by)
	if err != nil {
		return err
	}
	wrong := fault.Fields{}
	checkEmail(wrong, in.Email)
	if i18n.Key(in.Email) == i18n.Key(own.Email) {
		wrong.Add("email", "This is your address already.")
	} else if err := addTaken(ctx, db, wrong, "", in.Email); err != nil {
		return err
	}
	if err := checkOwn(ctx, wrong, "password", own.PasswordHash, in.Password); err != nil {
		return err
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		if _, err := lockActive(ctx, tx, by.AccountID); err != nil {
			return err
		}
		if err := rows.New(tx).DropChanges(ctx, by.AccountID); err != nil {
			return fmt.Errorf("drop older changes: %w", err)
		}
		return sendLink(ctx, tx, invitation{accountID: by.AccountID, purpose: Changing, email: in.Email, language: in.Language}, now)
	})
}

// ConfirmEmail uses a link that proves an address: the account's own, or the one that it gets by it.
// Faults are of kind Gone for the link, and Conflict when somebody else has the address by now.
func ConfirmEmail(ctx context.Context, db *sqldb.DB, linkID string, now time.Time) (Link, error) {
	link, err := FindLink(ctx, db, linkID, now)
	if err != nil {
		return Link{}, err
	}
	return link, db.Tx(ctx, func(tx *sqldb.DB) error {
		account, err := lockActive(ctx, tx, link.AccountID)
		if err != nil {
			return err
		}
		switch {
		case link.Purpose == Changing:
			return changeEmail(ctx, tx, account, link, linkID, now)
		case link.Purpose != Verifying || account.Email != link.SentTo:
			return errDeadLink()
		}
		if err := useLink(ctx, tx, linkID, Verifying, now); err != nil {
			return err
		}
		if _, err := rows.New(tx).MarkVerified(ctx, sqldb.MaybeAt(&now), account.ID); err != nil {
			return fmt.Errorf("mark the address as verified: %w", err)
		}
		return nil
	})
}

func changeEmail(ctx context.Context, tx *sqldb.DB, account rows.LockedAccountRow, link Link, linkID string, now time.Time) error {
	if err := useLink(ctx, tx, linkID, Changing, now); err != nil {
		return err
	}
	q := rows.New(tx)
	n, err := q.SetEmail(ctx, rows.SetEmailParams{Email: link.SentTo, EmailKey: i18n.Key(link.SentTo), Now: sqldb.MaybeAt(&now), ID: account.ID})
	if err != nil {
		return fmt.Errorf("set the address: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "email_taken", MsgEmailTaken)
	}
	if err := q.DropLinks(ctx, account.ID); err != nil {
		return fmt.Errorf("drop links: %w", err)
	}
	by := actor.Actor{AccountID: account.ID, Label: account.Username}
	if err := audit.Write(ctx, tx, by, audit.Entry{Action: "changed email", Kind: "account", ID: account.ID}, now); err != nil {
		return err
	}
	return mail.Queue(ctx, tx, mail.Letter{Kind: LetterEmailChanged, Object: noticeObject(account.ID), Recipient: account.Email, Language: account.Language}, now)
}
