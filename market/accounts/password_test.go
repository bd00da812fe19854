package accounts

import (
	"strings"
	"testing"
)

func TestWeakness(t *testing.T) {
	for _, c := range []struct {
		name, password, username, email string
		want                            string // empty: strong enough
	}{
		{"good", "market-day-2026", "aigerim", "aigerim@example.com", ""},
		{"eight characters", "gw7#kLp2", "aigerim", "a@b.co", ""},
		{"seven characters", "gw7#kLp", "aigerim", "a@b.co", msgShort},
		{"eight Kazakh letters", "әіңғүұқө", "aigerim", "a@b.co", ""},
		{"64 characters", strings.Repeat("a1-ж", 16), "aigerim", "a@b.co", ""},
		{"4096 bytes", strings.Repeat("ab1-", 1024), "aigerim", "a@b.co", ""},
		{"4097 bytes", strings.Repeat("ab1-", 1024) + "x", "aigerim", "a@b.co", MsgTooLong},
		{"only digits", "82764509182", "aigerim", "a@b.co", msgDigits},
		{"common word", "Password", "aigerim", "a@b.co", msgCommon},
		{"common word and ending", "Qwerty123!", "aigerim", "a@b.co", msgCommon},
		{"common digits", "1234567890", "aigerim", "a@b.co", msgCommon},
		{"the username", "aigerim1", "aigerim", "a@b.co", msgSimilar},
		{"the username turned round", "miregia99", "aigerim", "a@b.co", msgSimilar},
		{"the name in the email", "Dostoevsky1", "fedya", "dostoevsky@example.com", msgSimilar},
		{"the host of the email", "bazaarkz", "fedya", "f@bazaarkz.com", msgSimilar},
		{"one letter of a name", "xkcd-horse-99", "x", "x@example.com", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, bad := weakness(c.password, c.username, c.email)
			if bad != (c.want != "") || m.Text != c.want {
				t.Errorf("weakness = %q, %v; want %q", m.Text, bad, c.want)
			}
		})
	}
}

func TestTheCommonListIsLongAndInGoodOrder(t *testing.T) {
	list := commonWords()
	if n := len(list.words) * len(list.endings); n < 40_000 {
		t.Errorf("%d combinations", n)
	}
	for w := range list.words {
		if w != strings.ToLower(w) || w == "endings:" {
			t.Errorf("%q can never match", w)
		}
	}
	for _, famous := range []string{"password", "password1", "iloveyou", "sunshine1", "football", "qwertyuiop", "1q2w3e4r", "trustno1", "superman123", "Gfhjkm123"} {
		if !common(famous) {
			t.Errorf("%q is not common", famous)
		}
	}
}

func TestVerify(t *testing.T) {
	argon, err := hash("market-day-2026")
	if err != nil {
		t.Fatal(err)
	}
	const django = "pbkdf2_sha256$1000$saltsaltsaltsalt$48fCOL9378ejhmqUyWmoTPEX0sgkMxpKZ+1vP47BR2s="
	for _, c := range []struct {
		name, stored, password string
		want                   bool
	}{
		{"own hash", argon, "market-day-2026", true},
		{"own hash, other case", argon, "Market-day-2026", false},
		{"lower cost", "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$4T+6LTsgjzjuBLxaNQmxhAugmPNsmknxEGyjc9ZWmfQ", "market-day-2026", true},
		{"argon without key", "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$", "x", false},
		{"argon without passes", strings.Replace(argon, ",t=2,", ",t=0,", 1), "market-day-2026", false},
		{"argon for a giant", strings.Replace(argon, "m=19456,", "m=4000000,", 1), "market-day-2026", false},
		{"Django hash", django, "market-day-2026", true},
		{"Django hash, wrong", django, "market-day-2027", false},
		{"Django hash, empty digest", "pbkdf2_sha256$260000$saltsaltsaltsalt$", "market-day-2026", false},
		{"Django hash, empty digest and password", "pbkdf2_sha256$260000$saltsaltsaltsalt$", "", false},
		{"Django hash without digest", "pbkdf2_sha256$260000$saltsaltsaltsalt", "market-day-2026", false},
		{"Django hash, absurd rounds", strings.Replace(django, "$1000$", "$99999999999$", 1), "market-day-2026", false},
		{"Django hash, no rounds", strings.Replace(django, "$1000$", "$0$", 1), "market-day-2026", false},
		{"unusable", Unusable, "!", false},
		{"Django's unusable", "!" + argon, "market-day-2026", false},
		{"empty", "", "", false},
		{"plain text", "market-day-2026", "market-day-2026", false},
		{"the decoy's own password", decoy, "no password verifies against this one", false},
		{"longer than a password can be", argon, strings.Repeat("x", MaxPassword+1), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := verify(c.stored, c.password); got != c.want {
				t.Errorf("verify = %v, want %v", got, c.want)
			}
		})
	}
}

func TestNewHashesHaveThePresentCost(t *testing.T) {
	stored, err := hash("market-day-2026")
	if err != nil || !isFresh(stored) || !isFresh(decoy) {
		t.Errorf("hash %q, %v", stored, err)
	}
}
