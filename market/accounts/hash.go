package accounts

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/alexedwards/argon2id"
)

// cost is that of new hashes: about 50 ms and 19 MiB on one core.
var cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Prefixes of stored hashes. fresh is that of hashes made with the present cost; others are made
// anew at the next sign-in.
const (
	fresh        = "$argon2id$v=19$m=19456,t=2,p=1$"
	djangoPrefix = "pbkdf2_sha256$"
)

// Unusable is stored for an account that has no password: no password verifies against it, and
// its owner sets one by the reset link.
const Unusable = "!"

// decoy is verified when there is nothing to verify against, so that an unknown name takes as long
// as a wrong password.
const decoy = fresh + "34P1rDzZlWnxhjSB6k8oEw$S3u8XgbE6jwGSSFwRRK1CfrZB0fhhEHAnLftj+lYD+w"

// maxRounds refuses a stored count of rounds that would keep a core busy for minutes.
const maxRounds = 10_000_000

// hash makes the stored form of a password. It takes a whole core for a moment: see slots.
func hash(password string) (string, error) { return argon2id.CreateHash(password, cost) }

// isFresh tells whether a stored hash has the present cost.
func isFresh(stored string) bool { return strings.HasPrefix(stored, fresh) }

// verify tells whether a password belongs to a stored hash. It takes about as long when it cannot.
func verify(stored, password string) bool {
	switch {
	case len(password) > MaxPassword:
		password, stored = "", decoy
	case strings.HasPrefix(stored, djangoPrefix):
		if ok, usable := verifyDjango(stored, password); usable {
			return ok
		}
		stored = decoy
	case !soundArgon(stored):
		stored = decoy
	}
	ok, err := argon2id.ComparePasswordAndHash(password, stored)
	return ok && err == nil && stored != decoy
}

// Bounds of what a stored argon2id hash may ask for; the library would panic on less.
const (
	maxMemory = 256 * 1024 // KiB
	maxPasses = 16
	minBytes  = 8 // of salt and key
)

func soundArgon(stored string) bool {
	p, salt, key, err := argon2id.DecodeHash(stored)
	return err == nil && strings.HasPrefix(stored, "$argon2id$") && p.Memory <= maxMemory && p.Iterations >= 1 && p.Iterations <= maxPasses && p.Parallelism >= 1 &&
		len(salt) >= minBytes && len(key) >= minBytes
}

// verifyDjango checks pbkdf2_sha256$rounds$salt$base64. A hash with a part missing is not usable.
func verifyDjango(stored, password string) (ok, usable bool) {
	parts := strings.Split(strings.TrimPrefix(stored, djangoPrefix), "$")
	if len(parts) != 3 {
		return false, false
	}
	rounds, err := strconv.Atoi(parts[0])
	if err != nil || rounds < 1 || rounds > maxRounds {
		return false, false
	}
	want, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(want) != sha256.Size {
		return false, false
	}
	got, err := pbkdf2.Key(sha256.New, password, []byte(parts[1]), rounds, len(want))
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err == nil
}
