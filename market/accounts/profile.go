package accounts

import (
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/fault"
)

// Profile is what somebody tells about themselves.
type Profile struct {
	Username, Email string
	// Verified tells that the e-mail address is known to be theirs.
	Verified bool
	Joined   time.Time
	// Picture is the reference of the avatar, empty without one.
	Picture string
	// Version counts the changes; an edit names the one that it was made from.
	Version int64
	ProfileForm
}

// ProfileForm is what somebody types about themselves, and what they want. Nothing is required.
type ProfileForm struct {
	FullName, Bio, Phone   string
	Address, City, Country string
	// CartReminders says that letters may remind them of a cart that they left.
	CartReminders bool
}

// MaxProfileField is the longest field of a profile, in characters.
const MaxProfileField = 200

// trimmed is the form without outer spaces.
func (f ProfileForm) trimmed() ProfileForm {
	for _, s := range []*string{&f.FullName, &f.Bio, &f.Phone, &f.Address, &f.City, &f.Country} {
		*s = strings.TrimSpace(*s)
	}
	return f
}

// Check tells what is wrong with the form, under the names of its inputs.
func (f ProfileForm) Check() fault.Fields {
	wrong := fault.Fields{}
	for name, value := range map[string]string{
		"full_name": f.FullName, "bio": f.Bio, "phone": f.Phone, "address": f.Address, "city": f.City, "country": f.Country,
	} {
		if utf8.RuneCountInString(strings.TrimSpace(value)) > MaxProfileField {
			wrong.Add(name, MsgTooLong, MaxProfileField)
		}
	}
	return wrong
}
