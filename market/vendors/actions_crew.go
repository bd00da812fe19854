package vendors

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/vendors/internal/rows"
)

// ListCrew lists who works for the shop that the actor owns, and who is asked to, in two statements.
func ListCrew(ctx context.Context, db *sqldb.DB, by actor.Actor) (Crew, error) {
	q := rows.New(db)
	members, err := q.Staff(ctx, by.AccountID)
	if err != nil {
		return Crew{}, fmt.Errorf("list the members of the actor's shop: %w", err)
	}
	open, err := q.Invitations(ctx, by.AccountID)
	if err != nil {
		return Crew{}, fmt.Errorf("list the invitations of the actor's shop: %w", err)
	}
	var c Crew
	for _, m := range members {
		c.Members = append(c.Members, CrewMember{AccountID: m.AccountID, Name: m.Name, Username: m.Username, Email: m.Email, Role: Role(m.Role), Since: m.CreatedAt.Time})
	}
	for _, i := range open {
		c.Invitations = append(c.Invitations, Invitation{ID: i.ID, Email: i.Email, Role: Role(i.Role), Created: i.CreatedAt.Time, Expires: i.ExpiresAt.Time})
	}
	return c, nil
}

// Invite asks somebody by letter to work for the actor's shop; asking again sends a new link and ends
// the old one. A member already is a Conflict (member), as are too many of them (too_many).
func Invite(ctx context.Context, db *sqldb.DB, by actor.Actor, in InvitationForm, now time.Time) error {
	if err := in.check(); err != nil {
		return err
	}
	in.Email = strings.TrimSpace(in.Email)
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		v, err := lockOwn(ctx, tx, by)
		if err != nil {
			return err
		}
		q := rows.New(tx)
		n, err := q.CountStaff(ctx, v.ID, i18n.Key(in.Email))
		switch {
		case err != nil:
			return fmt.Errorf("count the members of vendor %d: %w", v.ID, err)
		case n.Member:
			return fault.New(fault.Conflict, "member", "This person works for your shop already.")
		case n.Members >= maxMembers || n.Invitations >= maxInvitations:
			return fault.New(fault.Conflict, "too_many", "There are too many people or open invitations. Take one back first.")
		}
		key := make([]byte, 16)
		rand.Read(key) // never fails
		letter := mail.Letter{Kind: LetterInvited, Object: hex.EncodeToString(key), Recipient: in.Email, Language: in.Language}
		err = q.PutInvitation(ctx, rows.PutInvitationParams{
			Key: letter.Object, VendorID: v.ID, Email: in.Email, EmailKey: i18n.Key(in.Email), Role: string(in.Role),
			CreatedAt: sqldb.At(now), ExpiresAt: sqldb.At(now.Add(InvitationLife)),
		})
		if err != nil {
			return fmt.Errorf("invite to vendor %d: %w", v.ID, err)
		}
		if language, err := q.LanguageOf(ctx, i18n.Key(in.Email)); err == nil {
			letter.Language = language
		} else if !sqldb.NoRows(err) {
			return fmt.Errorf("read the language of who is invited: %w", err)
		}
		if err := mail.Queue(ctx, tx, letter, now); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "invited", Kind: "vendor", ID: v.ID, After: roleNote(in.Role)}, now)
	})
}

func roleNote(r Role) map[string]string { return map[string]string{"role": string(r)} }

// TakeBackInvitation ends an invitation of the actor's shop. NotFound without one.
func TakeBackInvitation(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		v, err := lockOwn(ctx, tx, by)
		if err != nil {
			return err
		}
		n, err := rows.New(tx).DropInvitation(ctx, id, v.ID)
		if err != nil {
			return fmt.Errorf("take an invitation of vendor %d back: %w", v.ID, err)
		}
		if n == 0 {
			return fault.Missing()
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "took an invitation back", Kind: "vendor", ID: v.ID}, now)
	})
}

// FindInvitation reads an open invitation by its key. One that was used, taken back, is too old or
// never was is a fault of kind Gone.
func FindInvitation(ctx context.Context, db *sqldb.DB, key string, now time.Time) (Invitation, error) {
	r, err := rows.New(db).Invitation(ctx, key, sqldb.At(now))
	if sqldb.NoRows(err) {
		return Invitation{}, errDeadInvitation()
	}
	if err != nil {
		return Invitation{}, fmt.Errorf("read an invitation: %w", err)
	}
	return Invitation{ID: r.ID, VendorID: r.VendorID, Shop: r.Name, Email: r.Email, Role: Role(r.Role), Expires: r.ExpiresAt.Time}, nil
}

// AcceptInvitation makes the actor a member of the shop that asked him, once; the owners are told by
// letter. An account with another address than the invited one is Forbidden (other_address), one that
// belongs to a shop already is a Conflict.
func AcceptInvitation(ctx context.Context, db *sqldb.DB, by actor.Actor, key string, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		found, err := FindInvitation(ctx, tx, key, now)
		if err != nil {
			return err
		}
		if _, err := q.Lock(ctx, found.VendorID); err != nil {
			return fmt.Errorf("lock vendor %d: %w", found.VendorID, err)
		}
		me, err := q.InvitedAccount(ctx, by.AccountID)
		if sqldb.NoRows(err) {
			return fault.New(fault.SignIn, "", "Please sign in.")
		}
		if err != nil {
			return fmt.Errorf("lock account %d: %w", by.AccountID, err)
		}
		if me.EmailKey != i18n.Key(found.Email) {
			return fault.New(fault.Forbidden, "other_address", "This invitation is for another email address. Sign in with the one that it was sent to.")
		}
		if err := checkFree(ctx, tx, by); err != nil {
			return err
		}
		if n, err := q.DropInvitation(ctx, found.ID, found.VendorID); err != nil || n == 0 {
			return cmpErr(err, errDeadInvitation())
		}
		if err := q.InsertMember(ctx, rows.InsertMemberParams{VendorID: found.VendorID, AccountID: by.AccountID, Role: string(found.Role), CreatedAt: sqldb.At(now)}); err != nil {
			return fmt.Errorf("insert a member of vendor %d: %w", found.VendorID, err)
		}
		if err := accounts.MakeVendor(ctx, tx, by.AccountID); err != nil {
			return err
		}
		told := notice{vendor: found.VendorID, letter: LetterJoined, entry: audit.Entry{Action: "joined", Kind: "vendor", ID: found.VendorID, After: roleNote(found.Role)}}
		return told.write(ctx, tx, by, now)
	})
}

// cmpErr is the first error that is one.
func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// SetRole gives a member of the actor's shop another role, and tells the member by letter. NotFound
// without such a member; the last owner keeps the role (a Conflict, last_owner).
func SetRole(ctx context.Context, db *sqldb.DB, by actor.Actor, in RoleForm, now time.Time) error {
	if !in.Role.known() {
		return fault.Fields{"role": {Text: msgRole}}.Err()
	}
	return withMember(ctx, db, by, in.AccountID, func(tx *sqldb.DB, vendorID int64, m rows.MemberRow) error {
		switch {
		case Role(m.Role) == in.Role:
			return nil
		case Role(m.Role) == OwnerRole && m.Owners <= 1:
			return errLastOwner()
		}
		if err := rows.New(tx).SetRole(ctx, string(in.Role), vendorID, in.AccountID); err != nil {
			return fmt.Errorf("change a role in vendor %d: %w", vendorID, err)
		}
		return tell(ctx, tx, by, m, notice{vendor: vendorID, letter: LetterRole, entry: audit.Entry{Action: "changed a role", Kind: "vendor", ID: vendorID, Before: roleNote(Role(m.Role)), After: roleNote(in.Role)}}, now)
	})
}

// RemoveMember ends somebody's work for the actor's shop, and tells it by letter. NotFound without such
// a member; the last owner cannot go (a Conflict, last_owner).
func RemoveMember(ctx context.Context, db *sqldb.DB, by actor.Actor, accountID int64, now time.Time) error {
	return withMember(ctx, db, by, accountID, func(tx *sqldb.DB, vendorID int64, m rows.MemberRow) error {
		if Role(m.Role) == OwnerRole && m.Owners <= 1 {
			return errLastOwner()
		}
		if err := rows.New(tx).DropMember(ctx, vendorID, accountID); err != nil {
			return fmt.Errorf("remove a member of vendor %d: %w", vendorID, err)
		}
		if err := accounts.UnmakeVendor(ctx, tx, accountID); err != nil {
			return err
		}
		return tell(ctx, tx, by, m, notice{vendor: vendorID, letter: LetterRemoved, entry: audit.Entry{Action: "removed a member", Kind: "vendor", ID: vendorID, Before: roleNote(Role(m.Role))}}, now)
	})
}

// withMember locks the shop that the actor owns and hands one of its members to f.
func withMember(ctx context.Context, db *sqldb.DB, by actor.Actor, accountID int64, f func(tx *sqldb.DB, vendorID int64, m rows.MemberRow) error) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		v, err := lockOwn(ctx, tx, by)
		if err != nil {
			return err
		}
		m, err := rows.New(tx).Member(ctx, v.ID, accountID)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("read a member of vendor %d: %w", v.ID, err)
		}
		return f(tx, v.ID, m)
	})
}

// tell keeps an entry and owes the member a letter about it.
func tell(ctx context.Context, tx *sqldb.DB, by actor.Actor, m rows.MemberRow, n notice, now time.Time) error {
	id, err := audit.Record(ctx, tx, by, n.entry, now)
	if err != nil {
		return err
	}
	return mail.Queue(ctx, tx, mail.Letter{Kind: n.letter, Object: strconv.FormatInt(id, 10), Recipient: m.Email, Language: m.Language}, now)
}

// ReadCrewChange reads what an entry of the record changed about who works for a shop. NotFound without
// one.
func ReadCrewChange(ctx context.Context, db *sqldb.DB, entryID int64) (CrewChange, error) {
	told, err := ReadDecision(ctx, db, entryID)
	if err != nil {
		return CrewChange{}, err
	}
	past, err := audit.Get(ctx, db, entryID)
	return CrewChange{Shop: told.Name, By: past.Actor, Role: Role(past.Told("role"))}, err
}

// ForgetInvitations deletes those that are too old.
func ForgetInvitations(ctx context.Context, db *sqldb.DB, now time.Time) error {
	if err := rows.New(db).ForgetInvitations(ctx, sqldb.At(now)); err != nil {
		return fmt.Errorf("forget old invitations: %w", err)
	}
	return nil
}
