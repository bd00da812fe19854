// Package actor says who acts. Verbs take an Actor by value; nothing reads it from a context.
package actor

import "strconv"

// Right is one thing that somebody may do beyond being a customer. This is the one list.
type Right string

// The rights.
const (
	SellGoods    Right = "sell"     // use the vendor desk
	ModerateShop Right = "moderate" // publish, reject, verify, suspend
	Administer   Right = "admin"    // everything in the administration
)

// Actor is an account that acts, a guest (zero value), or the system itself.
type Actor struct {
	AccountID int64
	// Label is the user name as copied into histories and the audit log.
	Label  string
	Staff  bool
	Super  bool
	Vendor bool
	system bool
}

// System acts for jobs, imports and the seed.
var System = Actor{Label: "system", system: true}

// SignedIn tells whether a real account acts.
func (a Actor) SignedIn() bool { return a.AccountID != 0 }

// IsSystem tells whether the program itself acts.
func (a Actor) IsSystem() bool { return a.system }

// Can tells whether the actor has a right.
func (a Actor) Can(r Right) bool {
	switch r {
	case SellGoods:
		return a.Vendor || a.Super || a.system
	case ModerateShop:
		return a.Staff || a.Super || a.system
	case Administer:
		return a.Super || a.system
	}
	return false
}

// Owner is the key under which carts and orders of the account are kept; empty for a guest.
func (a Actor) Owner() string {
	if a.AccountID == 0 {
		return ""
	}
	return "account:" + strconv.FormatInt(a.AccountID, 10)
}

// ID is the account id for a nullable column.
func (a Actor) ID() *int64 {
	if a.AccountID == 0 {
		return nil
	}
	id := a.AccountID
	return &id
}
