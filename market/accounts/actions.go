package accounts

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

var logger = telemetry.Logger("accounts")

// slots bounds how many passwords are hashed at once. Each hash takes 19 MiB and a whole core, so
// more would only make everybody wait longer, in more memory.
var slots = make(chan struct{}, min(runtime.GOMAXPROCS(0), 4))

func inSlot(ctx context.Context, f func()) error {
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
		f()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Hash makes the form in which a password is stored. Call it before a transaction, never in one.
func Hash(ctx context.Context, password string) (string, error) {
	var (
		stored string
		err    error
	)
	if waited := inSlot(ctx, func() { stored, err = hash(password) }); waited != nil {
		return "", waited
	}
	return stored, err
}

// NewAccount is what Create needs. Names are expected to be checked; PasswordHash is made by Hash
// or is Unusable.
type NewAccount struct {
	Username, Email     string
	PasswordHash        string
	FirstName, LastName string
	Language            string
	Staff, Super        bool
	// Profile fills the new profile; its Email, State and ZipCode are not used.
	Profile Contact
}

// Create makes an account and its profile in one transaction and returns the account's id. Names
// that are taken are a fault of kind Invalid under "username" and "email".
func Create(ctx context.Context, db *sqldb.DB, by actor.Actor, in NewAccount, now time.Time) (int64, error) {
	if (in.Staff || in.Super) && !by.Can(actor.Administer) {
		return 0, fault.New(fault.Forbidden, "forbidden", "You may not do that.")
	}
	in.Username, in.Email = strings.TrimSpace(in.Username), strings.TrimSpace(in.Email)
	var id int64
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		var err error
		q := rows.New(tx)
		id, err = q.InsertAccount(ctx, rows.InsertAccountParams{
			Email: in.Email, EmailKey: i18n.Key(in.Email), Username: in.Username, UsernameKey: i18n.Key(in.Username),
			PasswordHash: in.PasswordHash, FirstName: in.FirstName, LastName: in.LastName, Language: language(in.Language),
			IsStaff: in.Staff, IsSuperuser: in.Super, JoinedAt: sqldb.At(now),
		})
		if sqldb.NoRows(err) {
			return lostRace(ctx, tx, in)
		}
		if err != nil {
			return fmt.Errorf("insert account: %w", err)
		}
		p := in.Profile
		return q.InsertProfile(ctx, rows.InsertProfileParams{
			AccountID: id, FullName: p.FullName, Phone: p.Phone, Address: p.Address, City: p.City, Country: p.Country,
		})
	})
	return id, err
}

// Announce logs that an account was made. Call it after the transaction, which may have run more
// than once.
func Announce(ctx context.Context, made NewAccount) {
	logger.InfoContext(ctx, "User registered: "+Masked(strings.TrimSpace(made.Email)))
	logger.InfoContext(ctx, "Profile created for user "+strings.TrimSpace(made.Username))
}

// lostRace names the field on which an insert clashed.
func lostRace(ctx context.Context, tx *sqldb.DB, in NewAccount) error {
	wrong := fault.Fields{}
	if err := addTaken(ctx, tx, wrong, in.Username, in.Email); err != nil {
		return err
	}
	wrong.Add("username", MsgUsernameTaken) // for a name that was freed again in between
	return wrong.Err()
}

func addTaken(ctx context.Context, db *sqldb.DB, wrong fault.Fields, username, email string) error {
	taken, err := rows.New(db).Taken(ctx, i18n.Key(email), i18n.Key(username))
	if err != nil {
		return fmt.Errorf("look for taken names: %w", err)
	}
	if taken.Username {
		wrong.Add("username", MsgUsernameTaken)
	}
	if taken.Email {
		wrong.Add("email", MsgEmailTaken)
	}
	return nil
}

// Prepared checks a sign-up form and hashes its password, which must happen outside of a
// transaction; what it returns is ready for Create. Faults are of kind Invalid.
func Prepared(ctx context.Context, db *sqldb.DB, in SignUpForm) (NewAccount, error) {
	wrong := in.Check()
	if err := addTaken(ctx, db, wrong, in.Username, in.Email); err != nil {
		return NewAccount{}, err
	}
	if err := wrong.Err(); err != nil {
		return NewAccount{}, err
	}
	stored, err := Hash(ctx, in.Password1)
	if err != nil {
		return NewAccount{}, err
	}
	return NewAccount{Username: in.Username, Email: in.Email, PasswordHash: stored, Language: in.Language}, nil
}

// SignUp makes a customer, signs them in and sends a link that proves the address. What is wrong with the form is a fault of kind
// Invalid with the names of its inputs.
func SignUp(ctx context.Context, db *sqldb.DB, in SignUpForm, from Device, now time.Time) (Session, error) {
	account, err := Prepared(ctx, db, in)
	if err != nil {
		return Session{}, err
	}
	var s Session
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		id, err := Create(ctx, tx, actor.Actor{}, account, now)
		if err != nil {
			return err
		}
		if err := Welcome(ctx, tx, id, account, now); err != nil {
			return err
		}
		s, err = StartSession(ctx, tx, id, from, now)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	Announce(ctx, account)
	return s, nil
}

// Welcome sends a new account the link that proves its address. Nothing waits for it: the account
// can do everything before.
func Welcome(ctx context.Context, tx *sqldb.DB, id int64, made NewAccount, now time.Time) error {
	return sendLink(ctx, tx, invitation{accountID: id, purpose: Verifying, email: strings.TrimSpace(made.Email), language: made.Language}, now)
}

// CreateAdmin makes an account with every right.
func CreateAdmin(ctx context.Context, db *sqldb.DB, by actor.Actor, in SignUpForm, now time.Time) (int64, error) {
	account, err := Prepared(ctx, db, in)
	if err != nil {
		return 0, err
	}
	account.Staff, account.Super = true, true
	var id int64
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		if id, err = Create(ctx, tx, by, account, now); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "created administrator", Kind: "account", ID: id, After: account.Username}, now)
	})
	if err != nil {
		return 0, err
	}
	Announce(ctx, account)
	return id, nil
}

// MakeVendor lets an account use the vendor desk. NotFound without such an active account.
func MakeVendor(ctx context.Context, db *sqldb.DB, accountID int64) error {
	n, err := rows.New(db).MakeVendor(ctx, accountID)
	if err == nil && n == 0 {
		return fault.Missing()
	}
	return err
}

// UnmakeVendor takes the use of the vendor desk from an account that works for no shop any more.
func UnmakeVendor(ctx context.Context, db *sqldb.DB, accountID int64) error {
	if err := rows.New(db).UnmakeVendor(ctx, accountID); err != nil {
		return fmt.Errorf("end the desk of account %d: %w", accountID, err)
	}
	return nil
}

// SetCartUnits keeps the number on the cart's badge; cart verbs call it in their transaction.
func SetCartUnits(ctx context.Context, db *sqldb.DB, accountID, units int64) error {
	return rows.New(db).SetCartUnits(ctx, units, accountID)
}
