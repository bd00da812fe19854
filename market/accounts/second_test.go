package accounts

import (
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// The codes of RFC 6238, appendix B, for SHA-1: the last six digits, in base32 the secret "12345678901234567890".
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		if got, want := codeStep(secret, code, time.Unix(at, 0)), at/30; got != want {
			t.Errorf("at %d the code %s is of step %d, want %d", at, code, got, want)
		}
		if codeStep(secret, "000000", time.Unix(at, 0)) != 0 {
			t.Errorf("at %d a wrong code fits", at)
		}
	}
}

func TestNoCodeFitsASecretThatCannotBeRead(t *testing.T) {
	now := time.Unix(1234567890, 0)
	code, err := hotp.GenerateCodeCustom("", uint64(now.Unix()/30), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err == nil && codeStep("", code, now) != 0 {
		t.Error("the code of an empty secret, which anybody can work out, signs in")
	}
}
