package accounts

import (
	"strings"
	"testing"
)

func TestSignUpFormSaysWhatIsWrongUnderTheNameOfTheInput(t *testing.T) {
	good := SignUpForm{Username: "aigerim", Email: "aigerim@example.com", Password1: "market-day-2026", Password2: "market-day-2026"}
	for _, c := range []struct {
		name  string
		edit  func(*SignUpForm)
		field string // empty: nothing is wrong
		text  string
	}{
		{"good", func(*SignUpForm) {}, "", ""},
		{"spaces around are cut", func(f *SignUpForm) { f.Username, f.Email = "  aigerim ", " aigerim@example.com " }, "", ""},
		{"Cyrillic name", func(f *SignUpForm) { f.Username = "Айгерім Ә." }, "", ""},
		{"100 characters", func(f *SignUpForm) { f.Username = strings.Repeat("ә", 100) }, "", ""},
		{"no username", func(f *SignUpForm) { f.Username = "   " }, "username", MsgRequired},
		{"101 characters", func(f *SignUpForm) { f.Username = strings.Repeat("ә", 101) }, "username", MsgTooLong},
		{"invisible characters", func(f *SignUpForm) { f.Username = "admin\u200b" }, "username", msgUsernameSigns},
		{"NUL", func(f *SignUpForm) { f.Username = "ad\x00min" }, "username", msgUsernameSigns},
		{"not UTF-8", func(f *SignUpForm) { f.Username = "ad\xffmin" }, "username", msgUsernameSigns},
		{"no email", func(f *SignUpForm) { f.Email = "" }, "email", MsgRequired},
		{"email of 255", func(f *SignUpForm) { f.Email = "a@" + strings.Repeat("b.", 125) + "com" }, "email", MsgTooLong},
		{"email without host", func(f *SignUpForm) { f.Email = "aigerim@" }, "email", msgEmailInvalid},
		{"no password", func(f *SignUpForm) { f.Password1, f.Password2 = "", "" }, "password1", MsgRequired},
		{"passwords differ", func(f *SignUpForm) { f.Password2 = "market-day-2027" }, "password2", msgMismatch},
		{"weak password", func(f *SignUpForm) { f.Password1, f.Password2 = "short", "short" }, "password1", msgShort},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := good
			c.edit(&f)
			wrong := f.Check()
			if c.field == "" && len(wrong) > 0 {
				t.Fatalf("refused: %v", wrong)
			}
			if c.field != "" && (wrong[c.field].Text != c.text || len(wrong) != 1) {
				t.Errorf("wrong = %v, want %q under %s", wrong, c.text, c.field)
			}
		})
	}
}

func TestValidEmail(t *testing.T) {
	for _, good := range []string{
		"a@b.co", "first.last+tag@sub.example.com", "o'neil@example.com", "x_y-z@xn--80ak6aa92e.com", "vendor10@bazaar.test", "A@B.KZ",
		strings.Repeat("a", 64) + "@example.com",
	} {
		if !validEmail(good) {
			t.Errorf("%q was refused", good)
		}
	}
	for _, bad := range []string{
		"a", "a@", "@b.co", "a@b", "a b@c.de", "a@b..co", ".a@b.co", "a.@b.co", "a..b@c.de", "a@b.co\n", "a@b.co>", "\"a\"@b.co", "a@[127.0.0.1]",
		"a@-b.co", "a@b-.co", "a@b.c", "a,b@c.de", "имя@пример.рф", "a@b@c.de", strings.Repeat("a", 65) + "@example.com", "a\x00@b.co",
	} {
		if validEmail(bad) {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestMaskHidesAnAddress(t *testing.T) {
	for in, want := range map[string]string{"john@example.com": "j***@example.com", "ж@x.kz": "ж***@x.kz"} {
		if got := Masked(in); got != want {
			t.Errorf("Masked(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCutKeepsTextsStorable(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Firefox", "Firefox"}, {"a\x00b\xffc", "abc"}, {"12345678", "1234567"}, {"123456ә", "123456"}, {"", ""},
	} {
		if got := cut(c.in, 7); got != c.want {
			t.Errorf("cut(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestContactTakesThePlaceWholeFromOneSource(t *testing.T) {
	profile := Contact{FullName: "Profile", Phone: "1", Address: "Old street", City: "Almaty", Country: "KZ"}
	for _, c := range []struct {
		name         string
		chosen, want Contact
	}{
		{"no address", Contact{}, Contact{FullName: "Profile", Email: "a@b.co", Phone: "1", Address: "Old street", City: "Almaty", Country: "KZ"}},
		{"address without a city", Contact{Address: "New street", Phone: "2"}, Contact{FullName: "Profile", Email: "a@b.co", Phone: "2", Address: "New street"}},
	} {
		if got := contactOf("a@b.co", profile, c.chosen); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestAddressFormChecksEachField(t *testing.T) {
	long := strings.Repeat("ә", 201)
	wrong := AddressForm{FullName: long, Phone: strings.Repeat("1", 301), Address: " ", City: long, State: long, Country: long, ZipCode: strings.Repeat("1", 41)}.Check()
	if len(wrong) != 7 || wrong["address"].Text != MsgRequired || wrong["zip_code"].Text != MsgTooLong {
		t.Errorf("wrong = %v", wrong)
	}
	if wrong := (AddressForm{Address: "Abay 1"}).Check(); len(wrong) != 0 {
		t.Errorf("a plain address is refused: %v", wrong)
	}
}
