package accounts

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// Limits of the fields of an account, in characters.
const (
	MaxUsername = 100
	MaxEmail    = 254
)

// Texts that forms show; each is also the key of its translations.
const (
	MsgRequired      = "This field is required."
	MsgTooLong       = "This is too long: at most %d characters."
	MsgUsernameTaken = "That username is already taken."
	MsgEmailTaken    = "That email address is already registered."
	msgUsernameSigns = "Use letters, digits and signs that can be seen."
	msgEmailInvalid  = "Enter a valid email address."
	msgMismatch      = "The two passwords do not match."
)

// SignUpForm is what a visitor types to become a customer.
type SignUpForm struct {
	Username, Email      string
	Password1, Password2 string
	// Language ("en", "ru", "kk") is that of the page and becomes the account's.
	Language string
}

// Check tells what is wrong with the form, field by field, under the names of its inputs.
func (f SignUpForm) Check() fault.Fields {
	wrong := fault.Fields{}
	checkNames(wrong, f.Username, f.Email)
	checkPasswords(wrong, f.Password1, f.Password2, f.Username, f.Email)
	return wrong
}

func checkNames(wrong fault.Fields, username, email string) {
	switch name := strings.TrimSpace(username); {
	case name == "":
		wrong.Add("username", MsgRequired)
	case utf8.RuneCountInString(name) > MaxUsername:
		wrong.Add("username", MsgTooLong, MaxUsername)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		wrong.Add("username", msgUsernameSigns)
	}
	checkEmail(wrong, email)
}

// checkPasswords tells what is wrong with a new password and its repetition; names are what it
// must not resemble.
func checkPasswords(wrong fault.Fields, password1, password2 string, names ...string) {
	switch {
	case password1 == "":
		wrong.Add("password1", MsgRequired)
	case password1 != password2:
		wrong.Add("password2", msgMismatch)
	default:
		if m, bad := weakness(password1, names...); bad {
			wrong.Add("password1", m.Text, m.Args...)
		}
	}
}

func checkEmail(wrong fault.Fields, email string) {
	switch address := strings.TrimSpace(email); {
	case address == "":
		wrong.Add("email", MsgRequired)
	case len(address) > MaxEmail:
		wrong.Add("email", MsgTooLong, MaxEmail)
	case !validEmail(address):
		wrong.Add("email", msgEmailInvalid)
	}
}

var emailShape = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_{|}~`-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_{|}~`-]+)*" +
	`@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$`)

// maxLocalPart is what mail servers take before the @.
const maxLocalPart = 64

// CheckEmail is Invalid, under the field email, for what is no address.
func CheckEmail(address string) error {
	wrong := fault.Fields{}
	switch {
	case address == "":
		wrong.Add("email", MsgRequired)
	case len(address) > MaxEmail:
		wrong.Add("email", MsgTooLong, MaxEmail)
	case !validEmail(address):
		wrong.Add("email", msgEmailInvalid)
	}
	return wrong.Err()
}

func validEmail(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	return len(local) <= maxLocalPart && emailShape.MatchString(address)
}

// Masked hides an address in logs and letters but lets its owner recognise it: j***@example.com.
func Masked(email string) string {
	local, domain, _ := strings.Cut(email, "@")
	first, _ := utf8.DecodeRuneInString(local)
	return string(first) + "***@" + domain
}

// language is lang when pages exist in it, otherwise English.
func language(lang string) string {
	for _, l := range i18n.Languages {
		if l == lang {
			return l
		}
	}
	return "en"
}
