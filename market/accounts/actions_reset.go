package accounts

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// ResetRequest is the job that answers who forgot a password. Whether the address has an account is
// looked up by the job: the request takes the same time either way.
type ResetRequest struct {
	Email    string `json:"email"`
	Language string `json:"language"`
}

// Kind names the job.
func (ResetRequest) Kind() string { return "send_password_reset" }

// Check tells what is wrong with the address.
func (r ResetRequest) Check() fault.Fields {
	wrong := fault.Fields{}
	checkEmail(wrong, r.Email)
	return wrong
}

// AskReset asks for a letter with which to set a new password. An address that cannot be one is a
// fault of kind Invalid; whether there is an account is not told.
func AskReset(ctx context.Context, db *sqldb.DB, in ResetRequest) error {
	if err := in.Check().Err(); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error { return jobs.Enqueue(ctx, tx, in) })
}

// SendReset is the body of the job: it sends the letter when an active account has the address, to
// the address that the account has. Each run of the job sends a link of its own; all of them die
// with the first that is used.
func SendReset(ctx context.Context, db *sqldb.DB, in ResetRequest, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		owner, err := rows.New(tx).ResetOwner(ctx, i18n.Key(in.Email))
		if sqldb.NoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look for the account: %w", err)
		}
		return sendLink(ctx, tx, invitation{accountID: owner.ID, purpose: Resetting, email: owner.Email, language: in.Language}, now)
	})
}

// NewPassword is what somebody types who follows the link of a letter. Link is its id.
type NewPassword struct {
	Link                 string
	Password1, Password2 string
}

// Reset sets a password by a link and ends every session of the account. The link works once, and
// with it die all others that could change how one gets in; the address that it was sent to is
// proven. Faults are of kind Gone for the link and Invalid for the password.
func Reset(ctx context.Context, db *sqldb.DB, in NewPassword, now time.Time) (Link, error) {
	link, err := FindLink(ctx, db, in.Link, now)
	if err != nil {
		return Link{}, err
	}
	if link.Purpose != Resetting {
		return Link{}, errDeadLink()
	}
	wrong := fault.Fields{}
	checkPasswords(wrong, in.Password1, in.Password2, link.Username, link.Email, link.Name)
	if err := wrong.Err(); err != nil {
		return Link{}, err
	}
	stored, err := Hash(ctx, in.Password1)
	if err != nil {
		return Link{}, err
	}
	return link, db.Tx(ctx, func(tx *sqldb.DB) error {
		account, err := lockActive(ctx, tx, link.AccountID)
		if err != nil {
			return err
		}
		if err := useLink(ctx, tx, in.Link, Resetting, now); err != nil {
			return err
		}
		if account.Email == link.SentTo {
			if _, err := rows.New(tx).MarkVerified(ctx, sqldb.MaybeAt(&now), account.ID); err != nil {
				return fmt.Errorf("mark the address as verified: %w", err)
			}
		}
		by := actor.Actor{AccountID: account.ID, Label: account.Username}
		return replacePassword(ctx, tx, by, replacement{account, stored, "reset password"}, now)
	})
}

// replacement is a password on its way into the database.
type replacement struct {
	account rows.LockedAccountRow
	stored  string
	action  string // for the audit log
}

// replacePassword writes a hashed password, ends all sessions and links of the account, and tells
// its owner.
func replacePassword(ctx context.Context, tx *sqldb.DB, by actor.Actor, in replacement, now time.Time) error {
	q := rows.New(tx)
	if err := q.SetPassword(ctx, in.stored, in.account.ID); err != nil {
		return fmt.Errorf("set the password: %w", err)
	}
	if err := endSessions(ctx, tx, in.account.ID); err != nil {
		return err
	}
	if err := q.DropLinks(ctx, in.account.ID); err != nil {
		return fmt.Errorf("drop links: %w", err)
	}
	if err := audit.Write(ctx, tx, by, audit.Entry{Action: in.action, Kind: "account", ID: in.account.ID}, now); err != nil {
		return err
	}
	return notify(ctx, tx, LetterPasswordChanged, in.account, now)
}
