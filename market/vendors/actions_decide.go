package vendors

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/vendors/internal/rows"
)

// Kinds of letters to the owners of a shop. The object of each is the id of the entry of the record
// that tells what was decided.
const (
	LetterVerified  = "vendor_verified"
	LetterReturned  = "vendor_returned"
	LetterSuspended = "vendor_suspended"
	LetterLifted    = "vendor_lifted"
)

// Decision is what a moderator decides about a vendor, with the reason that the vendor is shown.
// Version is that of the vendor as it was looked at; 0 decides about whatever there is.
type Decision struct {
	VendorID int64
	Version  int64
	Reason   string
}

// maxReason bounds what a vendor is told, in characters.
const maxReason = 2000

// checkReason tells what is wrong with a reason that must be given.
func checkReason(reason string) error {
	wrong := fault.Fields{}
	switch {
	case reason == "":
		wrong.Add("reason", msgReason)
	case utf8.RuneCountInString(reason) > maxReason:
		wrong.Add("reason", msgTooLong, maxReason)
	}
	return wrong.Err()
}

const msgReason = "Say why, so that the vendor can mend it."

// Verify lets a vendor sell: one that applied, or one that was suspended. Call catalog.VerifyVendor,
// which also lists its goods. NotFound for an unknown vendor; Conflict when the state does not allow
// it, and when the vendor changed something since it was looked at.
func Verify(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	in.Reason = ""
	return decide(ctx, db, by, in, Verified, now)
}

// Suspend stops a vendor from selling; it must be told why. Call catalog.SuspendVendor, which also
// unlists its goods. It fails as Verify does.
func Suspend(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	in.Reason = strings.TrimSpace(in.Reason)
	if err := mayDecide(by); err != nil {
		return err
	}
	if err := checkReason(in.Reason); err != nil {
		return err
	}
	return decide(ctx, db, by, in, Suspended, now)
}

// decide moves a vendor into another state.
func decide(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, to State, now time.Time) error {
	return withVendor(ctx, db, by, in, func(tx *sqldb.DB, v rows.LockRow) error {
		from := State(v.State)
		if !from.mayBecome(to) {
			return fault.New(fault.Conflict, "state", "That is not possible in the present state.")
		}
		if err := rows.New(tx).SetState(ctx, string(to), in.Reason, v.ID); err != nil {
			return fmt.Errorf("set the state of vendor %d: %w", v.ID, err)
		}
		n := notice{vendor: v.ID, at: now, entry: audit.Entry{
			Action: string(to), Kind: "vendor", ID: v.ID, Before: wasOf(v), After: became{to, in.Reason, v.Version + 1},
		}}
		switch {
		case to == Suspended:
			n.letter = LetterSuspended
		case from == Suspended:
			n.letter = LetterLifted
		default:
			n.letter, n.at = LetterVerified, now.Add(UndoLife)
		}
		return n.write(ctx, tx, by, now)
	})
}

// ReturnApplication sends an application back to its owner with what the moderators ask for, which
// must be said. NotFound for an unknown vendor; Conflict for one that does not wait, and when the
// vendor changed something since it was looked at.
func ReturnApplication(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	in.Reason = strings.TrimSpace(in.Reason)
	if err := mayDecide(by); err != nil {
		return err
	}
	if err := checkReason(in.Reason); err != nil {
		return err
	}
	return withVendor(ctx, db, by, in, func(tx *sqldb.DB, v rows.LockRow) error {
		n, err := rows.New(tx).SetReturned(ctx, in.Reason, v.ID)
		if err != nil {
			return fmt.Errorf("return the application of vendor %d: %w", v.ID, err)
		}
		if n == 0 {
			return fault.New(fault.Conflict, "state", "That is not possible in the present state.")
		}
		back := notice{vendor: v.ID, letter: LetterReturned, at: now.Add(UndoLife), entry: audit.Entry{
			Action: "returned", Kind: "vendor", ID: v.ID, Before: wasOf(v), After: became{Applied, in.Reason, v.Version + 1},
		}}
		return back.write(ctx, tx, by, now)
	})
}

// withVendor locks a vendor as a moderator looked at it.
func withVendor(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, f func(tx *sqldb.DB, v rows.LockRow) error) error {
	if err := mayDecide(by); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		v, err := rows.New(tx).Lock(ctx, in.VendorID)
		switch {
		case sqldb.NoRows(err):
			return fault.Missing()
		case err != nil:
			return fmt.Errorf("lock vendor %d: %w", in.VendorID, err)
		case in.Version != 0 && in.Version != v.Version:
			return fault.New(fault.Conflict, "version", "Somebody changed this in the meantime. Please look at it again.")
		}
		return f(tx, v)
	})
}

func mayDecide(by actor.Actor) error {
	if !by.Can(actor.ModerateShop) {
		return fault.New(fault.Forbidden, "forbidden", "You may not do that.")
	}
	return nil
}

// notice is an entry of the record and the letter that tells the owners of it, which leaves at at.
type notice struct {
	vendor int64
	entry  audit.Entry
	letter string
	at     time.Time
}

// write keeps the entry and owes the letter. What the program decides itself, such as for a demo
// market, is told to nobody.
func (n notice) write(ctx context.Context, tx *sqldb.DB, by actor.Actor, now time.Time) error {
	id, err := audit.Record(ctx, tx, by, n.entry, now)
	if err != nil || by.IsSystem() {
		return err
	}
	return WriteTo(ctx, tx, News{VendorID: n.vendor, Duty: Everything, Kind: n.letter, Object: strconv.FormatInt(id, 10), At: n.at}, now)
}

// News is a letter to those members of a shop whose role includes a duty. It leaves at At.
type News struct {
	VendorID     int64
	Duty         Duty
	Kind, Object string
	At           time.Time
}

// WriteTo owes a letter to members of a shop, to each in the language of the account, in the running
// transaction.
func WriteTo(ctx context.Context, tx *sqldb.DB, n News, now time.Time) error {
	found, err := rows.New(tx).Readers(ctx, n.VendorID)
	if err != nil {
		return fmt.Errorf("list the members of vendor %d: %w", n.VendorID, err)
	}
	for _, m := range found {
		if !Role(m.Role).Includes(n.Duty) {
			continue
		}
		letter := mail.Letter{Kind: n.Kind, Object: n.Object, Recipient: m.Email, Language: m.Language}
		if err := mail.QueueAt(ctx, tx, letter, n.At, now); err != nil {
			return err
		}
	}
	return nil
}

// Told is a decision about a shop for the letter that tells of it.
type Told struct {
	VendorID     int64
	Name, Reason string
	// Undone tells that it was taken back.
	Undone bool
}

// ReadDecision reads what an entry of the record decided about a shop. NotFound without one.
func ReadDecision(ctx context.Context, db *sqldb.DB, entryID int64) (Told, error) {
	past, err := audit.Get(ctx, db, entryID)
	if err != nil {
		return Told{}, err
	}
	name, err := rows.New(db).NameOf(ctx, past.Object)
	if sqldb.NoRows(err) || past.Kind != "vendor" {
		return Told{}, fault.Missing()
	}
	if err != nil {
		return Told{}, fmt.Errorf("read vendor %d: %w", past.Object, err)
	}
	back, err := undone(ctx, db, past)
	return Told{VendorID: past.Object, Name: name, Reason: past.Told("reason"), Undone: back}, err
}
