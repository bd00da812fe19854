package vendors

// Role is what an account does for a vendor.
type Role string

// The roles.
const (
	OwnerRole      Role = "owner"
	CatalogueRole  Role = "catalogue"
	FulfilmentRole Role = "fulfilment"
)

// Duty is a part of the work for a vendor.
type Duty string

// The duties. AnyDuty is part of every role.
const (
	AnyDuty    Duty = "any"
	Goods      Duty = "goods"
	Parcels    Duty = "parcels"
	Everything Duty = "everything"
)

// includes lists the duties of each role but for AnyDuty and the owner, who has all.
var includes = map[Role]Duty{CatalogueRole: Goods, FulfilmentRole: Parcels}

// Includes tells whether a duty is part of the role. No role includes nothing.
func (r Role) Includes(d Duty) bool {
	switch r {
	case OwnerRole:
		return true
	case CatalogueRole, FulfilmentRole:
		return d == AnyDuty || includes[r] == d
	}
	return false
}

// Membership is an account's work for a vendor.
type Membership struct {
	VendorID int64
	Name     string
	Logo     string // reference of a picture, empty without one
	State    State
	// Reason is what a moderator gave for the state, empty without one.
	Reason string
	// Submitted tells that the application was sent to the moderators.
	Submitted bool
	Role      Role
	// Absence is when the shop is away.
	Absence Absence
	// Unread is how many conversations with customers wait to be read.
	Unread int64
}

// Selling tells whether the vendor's goods may be public.
func (m Membership) Selling() bool { return m.State == Verified }
