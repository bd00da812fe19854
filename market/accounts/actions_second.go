package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// Half is a sign-in after the right password, before the code. It signs nobody in.
type Half struct {
	AccountID int64
	// Epoch is that of the account when the password was right; a change of password ends the half.
	Epoch int64
}

// SecondStep is what somebody types after the password: a code of the app, or a recovery code.
type SecondStep struct {
	Half Half
	Code string
	From Device
	Keys Keys
}

func errCode() error {
	return fault.Fields{"code": {Text: "This code is not right, or was used already."}}.Err()
}

// Complete starts the session of who knows the password and the code. A wrong code, or one that was
// used, is a fault of kind Invalid; an account that changed meanwhile one of kind SignIn.
func Complete(ctx context.Context, db *sqldb.DB, in SecondStep, now time.Time) (Session, error) {
	var s Session
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		account, err := lockActive(ctx, tx, in.Half.AccountID)
		if fault.Is(err, fault.NotFound) || err == nil && (account.SessionEpoch != in.Half.Epoch || !account.SecondFactor) {
			return fault.New(fault.SignIn, "", "Please sign in.")
		}
		if err != nil {
			return err
		}
		if err := useCode(ctx, tx, in, now); err != nil {
			return err
		}
		s, err = StartSession(ctx, tx, account.ID, in.From, now)
		return err
	})
	return s, err
}

// useCode ends a code, so that it is good once.
func useCode(ctx context.Context, tx *sqldb.DB, in SecondStep, now time.Time) error {
	q, code := rows.New(tx), plainCode(in.Code)
	if len(code) == recoveryCodeLetter {
		n, err := q.UseRecoveryCode(ctx, in.Half.AccountID, recoveryHash(code))
		if err != nil {
			return fmt.Errorf("use a recovery code: %w", err)
		}
		if n == 0 {
			return errCode()
		}
		by := actor.Actor{AccountID: in.Half.AccountID, Label: "recovery code"}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "used a recovery code", Kind: "account", ID: in.Half.AccountID}, now)
	}
	secret, err := factorSecret(ctx, tx, in.Keys, in.Half.AccountID)
	if err != nil {
		return err
	}
	step := codeStep(secret, code, now)
	n, err := q.UseStep(ctx, step, in.Half.AccountID)
	if err != nil {
		return fmt.Errorf("use a code: %w", err)
	}
	if step == 0 || n == 0 {
		return errCode()
	}
	return nil
}

// factorSecret is the secret of an account's app. One that the present keys do not open is no
// secret: no code fits it, recovery codes still do.
func factorSecret(ctx context.Context, db *sqldb.DB, keys Keys, accountID int64) (string, error) {
	sealed, err := rows.New(db).FactorSecret(ctx, accountID)
	if sqldb.NoRows(err) {
		return "", fault.Missing()
	}
	if err != nil {
		return "", fmt.Errorf("read the second factor: %w", err)
	}
	secret, err := keys.open(accountID, sealed)
	if err != nil {
		logger.WarnContext(ctx, "A second factor cannot be read", "account", accountID, "error", err)
		return "", nil
	}
	return secret, nil
}

// Proof is the owner's password, which every change of the second factor takes.
type Proof struct {
	Password string
	Keys     Keys
}

// BeginSecond makes the secret that the actor's app is to read; nothing changes until ConfirmSecond.
// A wrong password is a fault of kind Invalid, a second factor that is on already a Conflict.
func BeginSecond(ctx context.Context, db *sqldb.DB, by actor.Actor, in Proof, now time.Time) error {
	if err := confirmOwn(ctx, db, by, in.Password); err != nil {
		return err
	}
	sealed, err := in.Keys.seal(by.AccountID, newFactorSecret())
	if err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		account, err := lockActive(ctx, tx, by.AccountID)
		if err != nil {
			return err
		}
		if account.SecondFactor {
			return errOn()
		}
		return rows.New(tx).BeginFactor(ctx, by.AccountID, sealed, sqldb.At(now))
	})
}

func errOn() error {
	return fault.New(fault.Conflict, "second_factor", "Two-step sign-in is on already.")
}

// PendingSecret is the secret that the actor is setting up. NotFound when there is none.
func PendingSecret(ctx context.Context, db *sqldb.DB, by actor.Actor, keys Keys) (string, error) {
	sealed, err := rows.New(db).PendingFactor(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return "", fault.Missing()
	}
	if err != nil {
		return "", fmt.Errorf("read the pending second factor: %w", err)
	}
	return keys.open(by.AccountID, sealed)
}

// Enrolment is the first code of an app. From is where it was typed.
type Enrolment struct {
	Code string
	From Device
	Keys Keys
}

// Enrolled is what comes of an enrolment: the recovery codes, which are shown now and never again,
// and the one session that the account has from here on.
type Enrolled struct {
	Codes   []string
	Session Session
}

// ConfirmSecond turns two-step sign-in on: from here on signing in takes a code. Every other session
// of the actor ends. A wrong code is a fault of kind Invalid.
func ConfirmSecond(ctx context.Context, db *sqldb.DB, by actor.Actor, in Enrolment, now time.Time) (Enrolled, error) {
	done := Enrolled{Codes: newRecoveryCodes()}
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		account, err := lockActive(ctx, tx, by.AccountID)
		if err != nil {
			return err
		}
		secret, err := PendingSecret(ctx, tx, by, in.Keys)
		if err != nil {
			return err
		}
		step := codeStep(secret, plainCode(in.Code), now)
		if step == 0 {
			return errCode()
		}
		q := rows.New(tx)
		if err := q.ConfirmFactor(ctx, sqldb.MaybeAt(&now), step, by.AccountID); err != nil {
			return fmt.Errorf("confirm the second factor: %w", err)
		}
		if err := q.SetSecondFactor(ctx, true, by.AccountID); err != nil {
			return fmt.Errorf("turn the second step on: %w", err)
		}
		if err := keepRecoveryCodes(ctx, tx, by.AccountID, done.Codes); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, by.AccountID); err != nil {
			return err
		}
		if done.Session, err = StartSession(ctx, tx, by.AccountID, in.From, now); err != nil {
			return err
		}
		return noteSecond(ctx, tx, by, account, LetterSecondOn, now)
	})
	return done, err
}

func keepRecoveryCodes(ctx context.Context, tx *sqldb.DB, accountID int64, codes []string) error {
	q := rows.New(tx)
	if err := q.DropRecoveryCodes(ctx, accountID); err != nil {
		return fmt.Errorf("drop recovery codes: %w", err)
	}
	kept := make([]map[string]string, len(codes))
	for i, c := range codes {
		kept[i] = map[string]string{"hash": recoveryHash(c)}
	}
	list, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("write recovery codes: %w", err)
	}
	if err := q.InsertRecoveryCodes(ctx, accountID, string(list)); err != nil {
		return fmt.Errorf("keep recovery codes: %w", err)
	}
	return nil
}

func noteSecond(ctx context.Context, tx *sqldb.DB, by actor.Actor, account rows.LockedAccountRow, kind string, now time.Time) error {
	action := map[string]string{LetterSecondOn: "turned two-step sign-in on", LetterSecondOff: "turned two-step sign-in off"}[kind]
	if err := audit.Write(ctx, tx, by, audit.Entry{Action: action, Kind: "account", ID: account.ID}, now); err != nil {
		return err
	}
	return notify(ctx, tx, kind, account, now)
}

// EndSecond turns two-step sign-in off. A wrong password is a fault of kind Invalid.
func EndSecond(ctx context.Context, db *sqldb.DB, by actor.Actor, in Proof, now time.Time) error {
	if err := confirmOwn(ctx, db, by, in.Password); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		account, err := lockActive(ctx, tx, by.AccountID)
		if err != nil {
			return err
		}
		return dropSecond(ctx, tx, by, account, now)
	})
}

func dropSecond(ctx context.Context, tx *sqldb.DB, by actor.Actor, account rows.LockedAccountRow, now time.Time) error {
	q := rows.New(tx)
	if err := q.SetSecondFactor(ctx, false, account.ID); err != nil {
		return fmt.Errorf("turn the second step off: %w", err)
	}
	if err := q.DropFactor(ctx, account.ID); err != nil {
		return fmt.Errorf("drop the second factor: %w", err)
	}
	if err := q.DropRecoveryCodes(ctx, account.ID); err != nil {
		return fmt.Errorf("drop recovery codes: %w", err)
	}
	if !account.SecondFactor {
		return nil
	}
	return noteSecond(ctx, tx, by, account, LetterSecondOff, now)
}

// ReleaseSecond turns two-step sign-in off for somebody who has lost the app and the recovery codes.
// It is for whoever runs the market, at the console, after making sure whom he speaks with: every
// session of the account ends, and its owner gets the letter. NotFound without such an active account.
func ReleaseSecond(ctx context.Context, db *sqldb.DB, by actor.Actor, email string, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		owner, err := rows.New(tx).ResetOwner(ctx, i18n.Key(email))
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("find the account: %w", err)
		}
		account, err := lockActive(ctx, tx, owner.ID)
		if err != nil {
			return err
		}
		if err := endSessions(ctx, tx, account.ID); err != nil {
			return err
		}
		return dropSecond(ctx, tx, by, account, now)
	})
}

// RenewRecoveryCodes replaces the actor's recovery codes; they are shown now and never again. A
// wrong password is a fault of kind Invalid, an account without second factor a Conflict.
func RenewRecoveryCodes(ctx context.Context, db *sqldb.DB, by actor.Actor, in Proof, now time.Time) ([]string, error) {
	if err := confirmOwn(ctx, db, by, in.Password); err != nil {
		return nil, err
	}
	codes := newRecoveryCodes()
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		account, err := lockActive(ctx, tx, by.AccountID)
		if err != nil {
			return err
		}
		if !account.SecondFactor {
			return fault.New(fault.Conflict, "second_factor", "Two-step sign-in is off.")
		}
		if err := keepRecoveryCodes(ctx, tx, by.AccountID, codes); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "renewed recovery codes", Kind: "account", ID: by.AccountID}, now)
	})
	return codes, err
}
