package vendors

import (
	"strings"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/fault"
)

// Roles lists them, the one with most duties first.
var Roles = []Role{OwnerRole, CatalogueRole, FulfilmentRole}

// known tells whether r is a role.
func (r Role) known() bool { return r.Includes(AnyDuty) }

// Bounds of who works for a shop.
const (
	maxMembers     = 50
	maxInvitations = 20
	// InvitationLife is how long an invitation can be accepted.
	InvitationLife = 7 * 24 * time.Hour
)

// Kinds of letters about who works for a shop. The object of an invitation is its key, that of the
// others the id of the entry of the record.
const (
	LetterInvited = "vendor_invited"
	LetterJoined  = "vendor_joined"
	LetterRole    = "vendor_role"
	LetterRemoved = "vendor_removed"
)

// Crew is who works for a shop, and who is asked to.
type Crew struct {
	Members     []CrewMember
	Invitations []Invitation
}

// CrewMember is an account that works for a shop.
type CrewMember struct {
	AccountID             int64
	Name, Username, Email string
	Role                  Role
	Since                 time.Time
}

// Invitation asks somebody to work for a shop.
type Invitation struct {
	ID               int64
	VendorID         int64
	Shop             string
	Email            string
	Role             Role
	Created, Expires time.Time
}

// CrewChange is a change of who works for a shop, for the letter that tells of it: who made it, and the
// role that it was about.
type CrewChange struct {
	Shop, By string
	Role     Role
}

// InvitationForm is what an owner types. Language is that of the letter where the address has no
// account.
type InvitationForm struct {
	Email    string
	Role     Role
	Language string
}

const msgRole = "Choose a role."

// check tells what is wrong, under the names of the inputs.
func (f InvitationForm) check() error {
	wrong := fault.Fields{}
	switch {
	case strings.TrimSpace(f.Email) == "":
		wrong.Add("email", msgRequired)
	case !accounts.IsEmail(strings.TrimSpace(f.Email)):
		wrong.Add("email", "Enter a valid email address.")
	}
	if !f.Role.known() {
		wrong.Add("role", msgRole)
	}
	return wrong.Err()
}

// RoleForm gives a member of a shop another role.
type RoleForm struct {
	AccountID int64
	Role      Role
}

func errLastOwner() error {
	return fault.New(fault.Conflict, "last_owner", "A shop needs an owner: make somebody else one first.")
}

func errDeadInvitation() error {
	return fault.New(fault.Gone, "dead_invitation", "This invitation was used, taken back or is too old. Please ask for a new one.")
}
