package accounts

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"bazaar/market/fault"
)

// Address is a place to which somebody has goods sent.
type Address struct {
	ID                            int64
	FullName, Phone               string
	Address, City, State, Country string
	ZipCode                       string
	Default                       bool
	// Version counts the changes; an edit names the one that it was made from.
	Version int64
}

// MaxAddresses is how many somebody may keep.
const MaxAddresses = 100

// AddressForm is what somebody types to add an address. Only Address is required.
type AddressForm struct {
	FullName, Phone               string
	Address, City, State, Country string
	ZipCode                       string
}

// Contact is what a checkout form starts with.
type Contact struct {
	FullName, Email, Phone        string
	Address, City, State, Country string
	ZipCode                       string
}

// Limits of an address's fields, in characters.
const (
	maxPhone   = 300
	maxLine    = 200
	maxZipCode = 40
)

// trimmed is the form without outer spaces.
func (f AddressForm) trimmed() AddressForm {
	for _, s := range []*string{&f.FullName, &f.Phone, &f.Address, &f.City, &f.State, &f.Country, &f.ZipCode} {
		*s = strings.TrimSpace(*s)
	}
	return f
}

// Check tells what is wrong with the form, under the names of its inputs.
func (f AddressForm) Check() fault.Fields {
	wrong := fault.Fields{}
	if strings.TrimSpace(f.Address) == "" {
		wrong.Add("address", MsgRequired)
	}
	for _, c := range []struct {
		name, value string
		limit       int
	}{
		{"full_name", f.FullName, maxLine},
		{"phone", f.Phone, maxPhone},
		{"address", f.Address, maxLine},
		{"city", f.City, maxLine},
		{"state", f.State, maxLine},
		{"country", f.Country, maxLine},
		{"zip_code", f.ZipCode, maxZipCode},
	} {
		if utf8.RuneCountInString(c.value) > c.limit {
			wrong.Add(c.name, MsgTooLong, c.limit)
		}
	}
	return wrong
}

// contactOf prefers the default address. The place is taken whole from one of the two, so that no
// street of one town is sent to another; name and phone fill each other's gaps.
func contactOf(email string, profile, chosen Contact) Contact {
	c := chosen
	if c.Address == "" {
		c = profile
	}
	c.Email = email
	c.FullName = cmp.Or(chosen.FullName, profile.FullName)
	c.Phone = cmp.Or(chosen.Phone, profile.Phone)
	return c
}
