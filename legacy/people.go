package legacy

import (
	"encoding/base64"
	"net/mail"
	"strconv"
	"strings"

	"bazaar/market/accounts"
	"bazaar/market/i18n"
)

// takeUsers makes an account of every user. Nobody is left out, since orders and reviews hang on
// them: who has an address or a name that is taken gets a substitute, and the report says so.
func (p *plan) takeUsers() {
	emails, usernames := names{}, names{}
	p.take(userModel, func(r record) bool {
		a := accountRow{
			ID: r.pk, PasswordHash: p.password(r), Email: p.email(r, emails),
			Username:  usernames.claim(r.pk, p.clip(r, "username", accounts.MaxUsername), i18n.Key),
			FirstName: p.clip(r, "first_name", 150), LastName: p.clip(r, "last_name", 150),
			Active: r.flag("is_active", true), Staff: r.flag("is_staff", false), Super: r.flag("is_superuser", false),
			JoinedAt: r.whenOr(p.now, "date_joined"), LastSignIn: r.when("last_login"),
		}
		if a.Username != r.text("username") {
			p.report.note(r, "the user name %q is missing or taken; it became %q", r.text("username"), a.Username)
		}
		a.EmailKey, a.UsernameKey = i18n.Key(a.Email), i18n.Key(a.Username)
		p.accounts = append(p.accounts, a)
		return true
	})
	for i := range p.accounts {
		p.accountOf[p.accounts[i].ID] = &p.accounts[i]
	}
}

// email is the user's address in small letters, or one at which nobody can be reached.
func (p *plan) email(r record, given names) string {
	address := strings.ToLower(r.text("email"))
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > accounts.MaxEmail {
		p.report.note(r, "the e-mail address %q cannot be used", r.text("email"))
	} else if first, clash := given[i18n.Key(address)]; clash {
		p.report.note(r, "the e-mail address %s belongs to user %d already, ignoring case", address, first)
	} else {
		given[i18n.Key(address)] = r.pk
		return address
	}
	return "user-" + strconv.FormatInt(r.pk, 10) + "@import.invalid"
}

// password keeps a hash against which a password can be checked.
func (p *plan) password(r record) string {
	hash := r.text("password")
	if usable(hash) {
		return hash
	}
	p.report.note(r, "the password cannot be checked any more; the user must set a new one")
	return accounts.Unusable
}

// usable tells whether a hash is a whole pbkdf2_sha256$rounds$salt$digest.
func usable(hash string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 4 || parts[0] != "pbkdf2_sha256" || parts[2] == "" {
		return false
	}
	const digest = 32
	rounds, err := strconv.Atoi(parts[1])
	sum, bad := base64.StdEncoding.DecodeString(parts[3])
	return err == nil && rounds > 0 && bad == nil && len(sum) == digest
}

// takeProfiles fills one profile for each account; who had none gets an empty one.
func (p *plan) takeProfiles() {
	made := map[int64]bool{}
	p.take(profileModel, func(r record) bool {
		user := r.ref("user")
		switch {
		case p.accountOf[user] == nil:
			return p.skip(r, "user %d is not there", user)
		case made[user]:
			return p.skip(r, "user %d has a profile already", user)
		}
		made[user] = true
		p.profiles = append(p.profiles, profileRow{
			AccountID: user, Picture: p.album.ref(r.text("image")),
			FullName: p.clip(r, "full_name", 200), Bio: p.clip(r, "bio", 200), Phone: p.clip(r, "phone", 200),
			Address: p.clip(r, "address", 200), Country: p.clip(r, "country", 200), City: p.clip(r, "city", 200),
			Verified: r.flag("verified", false),
		})
		return true
	})
	bios := map[int64]string{}
	for _, r := range p.shop.records[userModel] {
		bios[r.pk] = p.clip(r, "bio", 200)
	}
	for _, a := range p.accounts {
		if !made[a.ID] {
			p.profiles = append(p.profiles, profileRow{AccountID: a.ID})
		}
	}
	for i := range p.profiles {
		if row := &p.profiles[i]; row.Bio == "" {
			row.Bio = bios[row.AccountID]
		}
	}
}

// takeAddresses keeps at most one default address of each account: the first.
func (p *plan) takeAddresses() {
	hasDefault := map[int64]bool{}
	p.take(addressModel, func(r record) bool {
		user := r.ref("user")
		a := addressRow{
			ID: r.pk, AccountID: user, Phone: p.clip(r, "mobile", 300), Address: p.clip(r, "address", 200),
			Default: r.flag("status", false), CreatedAt: p.now,
		}
		switch {
		case p.accountOf[user] == nil:
			return p.skip(r, "user %d is not there", user)
		case a.Address == "":
			return p.skip(r, "it names no address")
		case a.Default && hasDefault[user]:
			p.report.note(r, "user %d has another default address; this one is not", user)
			a.Default = false
		}
		hasDefault[user] = hasDefault[user] || a.Default
		p.addresses = append(p.addresses, a)
		return true
	})
}

// takeVendors makes a verified vendor of every shop, owned by its user.
func (p *plan) takeVendors() {
	vids, slugs := names{}, names{}
	p.take(vendorModel, func(r record) bool {
		name := p.clip(r, "title", 100)
		if name == "" {
			name = "Vendor " + strconv.FormatInt(r.pk, 10)
			p.report.note(r, "it has no title; it became %q", name)
		}
		p.vendors = append(p.vendors, vendorRow{
			ID: r.pk, VID: p.code(r, "vid", vids), Slug: slugs.slug(r.pk, name), Name: name, NameKey: i18n.Fold(name),
			Description: english(r.text("description")).CleanHTML(), Address: p.clip(r, "address", 200), Contact: p.clip(r, "contact", 100),
			Logo: p.album.ref(r.text("image")), Cover: p.album.ref(r.text("cover_image")), State: "verified",
			ChatRespTime: p.clip(r, "chat_resp_time", 100), ShippingOnTime: p.clip(r, "shipping_on_time", 100),
			AuthenticRate: p.clip(r, "authentic_rating", 100), DaysReturn: p.clip(r, "days_return", 100),
			WarrantyPeriod: p.clip(r, "warranty_period", 100), CreatedAt: r.whenOr(p.now, "date"),
		})
		p.own(r, r.ref("user"))
		return true
	})
	for i := range p.vendors {
		p.vendorOf[p.vendors[i].ID] = &p.vendors[i]
	}
}

// own gives a vendor to the user who kept the shop, as long as that user has no other.
func (p *plan) own(r record, user int64) {
	account := p.accountOf[user]
	switch {
	case user == 0:
		p.report.note(r, "no user kept this shop; it has no owner")
	case account == nil:
		p.report.note(r, "user %d is not there; the vendor has no owner", user)
	case p.ownedBy[user] != 0:
		p.report.note(r, "user %d owns vendor %d already; this one has no owner", user, p.ownedBy[user])
	default:
		account.Vendor = true
		p.ownedBy[user] = r.pk
		p.members = append(p.members, memberRow{VendorID: r.pk, AccountID: user, Role: "owner", CreatedAt: r.whenOr(p.now, "date")})
	}
}

// code is a public id of at most 20 characters, or one made of the record's own number.
func (p *plan) code(r record, field string, given names) string {
	const most = 20
	code := r.text(field)
	if code == "" || len(code) > most || given[code] != 0 {
		old := code
		code = "old" + strconv.FormatInt(r.pk, 10)
		p.report.note(r, "%s %q is missing, too long or taken; it became %s", field, old, code)
	}
	given[code] = r.pk
	return code
}
