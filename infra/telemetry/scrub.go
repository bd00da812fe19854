package telemetry

import (
	"regexp"
	"strings"
	"unicode"
)

// longestText bounds the time and space that one text may take, in bytes.
const longestText = 16 << 10

// mask stands where a secret stood.
const mask = "***"

// secretNames are the words in the name of a field whose value is never written.
var secretNames = map[string]bool{
	"password": true, "passwd": true, "pwd": true, "passphrase": true, "secret": true, "token": true,
	"authorization": true, "cookie": true, "session": true, "sessionid": true, "csrf": true,
	"csrftoken": true, "csrfmiddlewaretoken": true, "apikey": true, "credential": true,
	"credentials": true, "cvv": true, "cvc": true, "pan": true, "signature": true, "otp": true,
}

// secretKeys are the words that make a name ending in "key" a secret one.
var secretKeys = map[string]bool{"api": true, "access": true, "private": true, "secret": true, "signing": true, "encryption": true}

// isSecretName tells whether a field of the name holds a secret: "password1", "X-CSRFToken",
// "stripe_secret_key", "AccessKey", but not "key" or "sessions".
func isSecretName(name string) bool {
	words := nameWords(name)
	for i, w := range words {
		if secretNames[w] || w == "key" && i > 0 && secretKeys[words[i-1]] {
			return true
		}
	}
	return false
}

// nameWords splits a name at punctuation and at a change to upper case, in lower case and without
// trailing digits.
func nameWords(name string) []string {
	var words []string
	start, lower := 0, false
	end := func(at int) {
		if w := strings.TrimRight(strings.ToLower(name[start:at]), "0123456789"); w != "" {
			words = append(words, w)
		}
	}
	for i, r := range name {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case !letter:
			end(i)
			start = i + len(string(r))
		case unicode.IsUpper(r) && lower:
			end(i)
			start = i
		}
		lower = unicode.IsLower(r)
	}
	end(len(name))
	return words
}

var (
	// The password in the address of a server.
	reUserinfo = regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@"']*:)[^\s/"']*@`)
	reScheme   = regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}`)
	// Things that are secret by their look: keys of payment providers, signed tokens, hashes of
	// passwords, the secret key of the shop that was moved over.
	reLooks = regexp.MustCompile(`\b(?:[srp]k_(?:live|test)_\w+|whsec_\w+|eyJ[\w-]+\.[\w-]+\.[\w-]*|AKIA[A-Z0-9]{12,}|django-insecure-\S+)|\$argon2\w*\$[^\s"']+|pbkdf2_sha256\$[^\s"']+`)
	// The last part of the address of a page that a letter links to is as good as a password.
	reLinkToken = regexp.MustCompile(`(/(?:confirm|verify-email|unsubscribe|reset)/)[^\s/?"']{12,}`)
	reEmail     = regexp.MustCompile(`([\pL\pN])[\pL\pN._%+'~-]*(@|%40)([\pL\pN][\pL\pN.-]*\.\pL{2,})`)
)

// Scrub masks what must never be logged in a text: e-mail addresses (j***@example.com), card
// numbers (13 to 19 digits with a valid check digit), and the values of fields that are named
// like a secret or look like one. What is longer than 16 KiB is cut.
func Scrub(s string) string {
	if len(s) > longestText {
		s = s[:longestText] + "…"
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.Contains(s, "://") {
		s = reUserinfo.ReplaceAllString(s, "${1}"+mask+"@")
	}
	s = reLooks.ReplaceAllString(s, mask)
	if strings.ContainsAny(s, "=:") {
		s = scrubPairs(s)
	}
	if strings.Contains(s, "/") {
		s = reLinkToken.ReplaceAllString(s, "${1}"+mask)
	}
	s = reScheme.ReplaceAllString(s, "${1} "+mask)
	if strings.Contains(s, "@") || strings.Contains(s, "%40") {
		s = reEmail.ReplaceAllString(s, "${1}"+mask+"${2}${3}")
	}
	return scrubCards(s)
}
