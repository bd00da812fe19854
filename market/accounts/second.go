package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// Measures of a second factor, those that every authenticator app takes for granted (RFC 6238).
const (
	stepLength = 30 * time.Second
	// drift is how many steps a phone's clock may be off, either way.
	drift        = 1
	secretLetter = 32 // of base32: 160 bits

	recoveryCodes      = 10
	recoveryCodeLetter = 16 // of base32: 80 bits, too many to try even with the hashes at hand
)

// newFactorSecret is what the site and the app share, in base32.
func newFactorSecret() string {
	return (rand.Text() + rand.Text())[:secretLetter]
}

// codeStep finds the step within the drift of now whose code was typed; 0 when there is none. No
// code fits an empty secret: anybody could work it out.
func codeStep(secret, code string, now time.Time) int64 {
	if secret == "" {
		return 0
	}
	step, found := now.Unix()/int64(stepLength/time.Second), int64(0)
	for at := step - drift; at <= step+drift; at++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(at), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = at
		}
	}
	return found
}

// plainCode is a code as it is compared: without spaces and dashes, in capitals.
func plainCode(typed string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(typed))
}

// newRecoveryCodes are for who lost the app. They are shown once, in groups of four letters.
func newRecoveryCodes() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		c := strings.ToLower(rand.Text()[:recoveryCodeLetter])
		codes[i] = c[:4] + "-" + c[4:8] + "-" + c[8:12] + "-" + c[12:]
	}
	return codes
}

// recoveryHash is what is stored of a recovery code.
func recoveryHash(code string) string {
	sum := sha256.Sum256([]byte(plainCode(code)))
	return hex.EncodeToString(sum[:])
}
