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

// Credentials are what somebody types to sign in. Login is an e-mail address or a user name.
type Credentials struct {
	Login, Password string
	From            Device
}

// maxLogin is more than any e-mail address or user name has, in bytes.
const maxLogin = 1000

func errCredentials() error {
	return fault.New(fault.Invalid, "bad_credentials", "Wrong email, username or password.")
}

func errInactive() error {
	return fault.New(fault.Invalid, "inactive", "This account is not active.")
}

// SignIn starts a session, with a new token each time; where the account takes a code besides the
// password, only a Half. Wrong names and wrong passwords are one
// fault of kind Invalid and take the same time; an account that is not active is told so, but only
// to who knows its password. A hash of the former shop or of a lower cost is replaced.
func SignIn(ctx context.Context, db *sqldb.DB, in Credentials, now time.Time) (Session, error) {
	account, err := rows.New(db).Candidate(ctx, i18n.Key(cut(in.Login, maxLogin)))
	if err != nil && !sqldb.NoRows(err) {
		return Session{}, fmt.Errorf("look for the account: %w", err)
	}
	var good bool
	stored := account.PasswordHash // empty for an unknown name: verify then works on a decoy
	if err := inSlot(ctx, func() { good = verify(stored, in.Password) }); err != nil {
		return Session{}, err
	}
	if !good {
		return Session{}, errCredentials()
	}
	if !account.IsActive {
		return Session{}, errInactive()
	}
	if !isFresh(stored) {
		if stored, err = Hash(ctx, in.Password); err != nil {
			return Session{}, err
		}
	}
	return enter(ctx, db, account, stored, in.From, now)
}

// enter writes what a verified password allows, unless the account changed meanwhile.
func enter(ctx context.Context, db *sqldb.DB, account rows.CandidateRow, newHash string, from Device, now time.Time) (Session, error) {
	var s Session
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		n, err := rows.New(tx).SignedIn(ctx, rows.SignedInParams{
			Now: sqldb.MaybeAt(&now), NewHash: newHash, ID: account.ID, Epoch: account.SessionEpoch, OldHash: account.PasswordHash,
		})
		if err != nil {
			return fmt.Errorf("note the sign-in: %w", err)
		}
		if n == 0 {
			return errCredentials()
		}
		if account.SecondFactor {
			s = Session{Half: &Half{AccountID: account.ID, Epoch: account.SessionEpoch}}
			return nil
		}
		s, err = StartSession(ctx, tx, account.ID, from, now)
		return err
	})
	return s, err
}

// StartSession makes a session of an active account whose owner has just proved who they are.
// NotFound without such an account.
func StartSession(ctx context.Context, db *sqldb.DB, accountID int64, from Device, now time.Time) (Session, error) {
	q := rows.New(db)
	owner, err := q.SessionOwner(ctx, accountID)
	if sqldb.NoRows(err) {
		return Session{}, fault.Missing()
	}
	if err != nil {
		return Session{}, fmt.Errorf("read the account: %w", err)
	}
	s := Session{
		Token: newToken(), Expires: now.UTC().Add(SessionLife), Language: owner.Language,
		Actor: actor.Actor{AccountID: owner.ID, Label: owner.Username, Staff: owner.IsStaff, Super: owner.IsSuperuser, Vendor: owner.IsVendor},
	}
	err = q.InsertSession(ctx, rows.InsertSessionParams{
		ID: sessionID(s.Token), AccountID: owner.ID, Epoch: owner.SessionEpoch,
		UserAgent: cut(from.UserAgent, maxDevice), Address: cut(from.Address, maxDevice),
		CreatedAt: sqldb.At(now), ExpiresAt: sqldb.At(s.Expires),
	})
	if err != nil {
		return Session{}, fmt.Errorf("insert session: %w", err)
	}
	return s, nil
}

// Acting is an active account as it acts, for work that goes on without a request. NotFound without
// such an account.
func Acting(ctx context.Context, db *sqldb.DB, accountID int64) (actor.Actor, error) {
	r, err := rows.New(db).SessionOwner(ctx, accountID)
	if sqldb.NoRows(err) {
		return actor.Actor{}, fault.Missing()
	}
	if err != nil {
		return actor.Actor{}, fmt.Errorf("read account %d: %w", accountID, err)
	}
	return actor.Actor{AccountID: r.ID, Label: r.Username, Staff: r.IsStaff, Super: r.IsSuperuser, Vendor: r.IsVendor}, nil
}

// Visit tells who sends a request with a session's token, in one statement. A token that is
// unknown, too old or of an ended epoch is a fault of kind SignIn.
func Visit(ctx context.Context, db *sqldb.DB, token string, now time.Time) (Visitor, error) {
	r, err := rows.New(db).Visit(ctx, sessionID(token), sqldb.At(now))
	if sqldb.NoRows(err) {
		return Visitor{}, fault.New(fault.SignIn, "", "Please sign in.")
	}
	if err != nil {
		return Visitor{}, fmt.Errorf("read the session: %w", err)
	}
	v := Visitor{
		Actor:    actor.Actor{AccountID: r.ID, Label: r.Username, Staff: r.IsStaff, Super: r.IsSuperuser, Vendor: r.IsVendor},
		FullName: r.FullName, Email: r.Email, Picture: r.Picture, Language: r.Language, CartUnits: r.CartUnits,
		Wishes: idsOf(r.Wishes), Unread: r.Unread, SecondFactor: r.SecondFactor, Seen: r.CreatedAt.Time,
	}
	if r.SeenAt.Valid {
		v.Seen = r.SeenAt.Time
	}
	return v, nil
}

// LiveSession is a session that lasts until Expires. ID is not the token: it signs nobody in.
type LiveSession struct {
	ID      string
	Expires time.Time
}

// LiveSessions lists the sessions of an account that are good now, the youngest 20 of them.
func LiveSessions(ctx context.Context, db *sqldb.DB, accountID int64, now time.Time) ([]LiveSession, error) {
	found, err := rows.New(db).LiveSessions(ctx, accountID, sqldb.At(now))
	if err != nil {
		return nil, fmt.Errorf("list the sessions of account %d: %w", accountID, err)
	}
	var all []LiveSession
	for _, r := range found {
		all = append(all, LiveSession{ID: r.ID, Expires: r.ExpiresAt.Time})
	}
	return all, nil
}

// SignOut ends the session of a token. An unknown token is no error.
func SignOut(ctx context.Context, db *sqldb.DB, token string) error {
	return rows.New(db).DeleteSession(ctx, sessionID(token))
}

// SessionsEnded is the job that makes other programs forget the sessions of an account.
type SessionsEnded struct {
	AccountID int64 `json:"account"`
}

// Kind names the job.
func (SessionsEnded) Kind() string { return "sessions_ended" }

// EndSessions ends every session of an account on every node: after a change of password, a ban,
// or at the owner's wish. NotFound for somebody else's account.
func EndSessions(ctx context.Context, db *sqldb.DB, by actor.Actor, accountID int64, now time.Time) error {
	if by.AccountID != accountID && !by.Can(actor.Administer) {
		return fault.Missing()
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		n, err := rows.New(tx).RaiseEpoch(ctx, accountID)
		if err != nil {
			return fmt.Errorf("raise the epoch: %w", err)
		}
		if n == 0 {
			return fault.Missing()
		}
		if err := endSessions(ctx, tx, accountID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "ended sessions", Kind: "account", ID: accountID}, now)
	})
}

// endSessions deletes the sessions of an account, and their copies by a job.
func endSessions(ctx context.Context, tx *sqldb.DB, accountID int64) error {
	if err := rows.New(tx).DeleteSessionsOf(ctx, accountID); err != nil {
		return fmt.Errorf("delete sessions: %w", err)
	}
	return jobs.Enqueue(ctx, tx, SessionsEnded{accountID})
}

// CleanSessions deletes sessions that are over and returns how many.
func CleanSessions(ctx context.Context, db *sqldb.DB, now time.Time) (int64, error) {
	return rows.New(db).DeleteOldSessions(ctx, sqldb.At(now))
}
