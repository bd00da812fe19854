package checkout_test

import (
	"maps"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"bazaar/market/checkout"
	"bazaar/market/fault"
	"bazaar/market/payments"
)

// filled is a form with everything that is required; with changes the fields given in pairs.
func filled(changes ...string) url.Values {
	v := url.Values{
		"full_name": {"Aigerim Sadykova"}, "email": {"aigerim@example.com"}, "phone": {"+7 701 234-56-78"},
		"address": {"Abay Ave 10"}, "city": {"Almaty"}, "country": {"Kazakhstan"}, "checkout_key": {"key-1"},
	}
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func TestParseFormTrimsAndChoosesCash(t *testing.T) {
	f := checkout.ParseForm(filled("full_name", "  A B ", "coupon", " welcome10 ").Get)
	if f.Contact.FullName != "A B" || f.Coupon != "welcome10" || f.Method != payments.CashOnDelivery || f.Key != "key-1" {
		t.Errorf("form %+v", f)
	}
}

func TestValidateNamesEachWrongField(t *testing.T) {
	for _, c := range []struct {
		name    string
		changes []string
		wrong   []string
	}{
		{"complete", nil, nil},
		{"state and zip are a choice", []string{"state", "Almaty", "zip_code", "050000", "notes", "ring\ntwice"}, nil},
		{"no key", []string{"checkout_key", ""}, nil},
		{"nothing", []string{"full_name", "", "email", "", "phone", "", "address", "", "city", "", "country", ""}, []string{"address", "city", "country", "email", "full_name", "phone"}},
		{"only spaces", []string{"city", "   "}, []string{"city"}},
		{"e-mail", []string{"email", "aigerim"}, []string{"email"}},
		{"e-mail with a header", []string{"email", "a@b.co\r\nBcc: x@y.co"}, []string{"email"}},
		{"e-mail with a name", []string{"email", "A <a@b.co>"}, []string{"email"}},
		{"e-mail too long", []string{"email", strings.Repeat("a", 250) + "@b.co"}, []string{"email"}},
		{"phone of letters", []string{"phone", "call me"}, []string{"phone"}},
		{"phone too short", []string{"phone", "12"}, []string{"phone"}},
		{"name too long", []string{"full_name", strings.Repeat("я", 201)}, []string{"full_name"}},
		{"name of the longest", []string{"full_name", strings.Repeat("я", 200)}, nil},
		{"NUL", []string{"address", "Abay\x00 10"}, []string{"address"}},
		{"bad UTF-8", []string{"city", "Alma\xff"}, []string{"city"}},
		{"notes too long", []string{"notes", strings.Repeat("n", 2001)}, []string{"notes"}},
		{"a way to pay that is not", []string{"payment_method", "barter"}, []string{"payment_method"}},
		{"key too long", []string{"checkout_key", strings.Repeat("k", 65)}, []string{"checkout_key"}},
	} {
		var wrong []string
		err := checkout.ParseForm(filled(c.changes...).Get).Validate()
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v is not invalid", c.name, err)
			}
			wrong = slices.Sorted(maps.Keys(fault.As(err).Fields))
		}
		if !slices.Equal(wrong, c.wrong) {
			t.Errorf("%s: wrong fields %v, want %v", c.name, wrong, c.wrong)
		}
	}
}

func FuzzForm(f *testing.F) {
	f.Add("Aigerim Sadykova", "aigerim@example.com", "+7 701 234 56 78", "ring\r\ntwice", "WELCOME10", "2029.97")
	f.Add("a\x00b", "a@example.com\r\nBcc: b@example.com", "12345", "\xff", " ", "NaN")
	f.Add("\u2028", "\"a b\"@example.com", "((((((", "\u202e", "' OR 1=1", "-1")
	f.Add("x", "<a@b.co>", "1234567890123456789012", "", "\u00a0", "1e309")
	f.Fuzz(func(t *testing.T, name, email, phone, notes, coupon, total string) {
		typed := filled("full_name", name, "email", email, "phone", phone, "notes", notes, "coupon", coupon, "seen_total", total)
		form := checkout.ParseForm(typed.Get)
		err := form.Validate()
		if wrong := fault.As(err); err != nil && (wrong == nil || wrong.Kind != fault.Invalid || len(wrong.Fields) == 0) {
			t.Fatalf("refused without a field: %v", err)
		}
		if err != nil {
			return
		}
		for _, text := range []string{form.Contact.FullName, form.Contact.Email, form.Contact.Phone, form.Coupon, form.SeenTotal} {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r\n") || utf8.RuneCountInString(text) > 254 {
				t.Fatalf("%q is accepted in one line of a letter and of a table", text)
			}
		}
		if !utf8.ValidString(form.Notes) || strings.ContainsRune(form.Notes, 0) || utf8.RuneCountInString(form.Notes) > 2000 {
			t.Fatalf("notes %q are accepted", form.Notes)
		}
		if a, err := mail.ParseAddress(form.Contact.Email); err != nil || a.Address != form.Contact.Email || strings.Count(form.Contact.Email, "@") != 1 {
			t.Fatalf("e-mail address %q is accepted (%v)", form.Contact.Email, err)
		}
		again := filled("full_name", form.Contact.FullName, "email", form.Contact.Email, "phone", form.Contact.Phone, "notes", form.Notes, "coupon", form.Coupon, "seen_total", form.SeenTotal)
		if shown := checkout.ParseForm(again.Get); shown != form {
			t.Fatalf("what is shown again, %+v, is not what was typed, %+v", shown, form)
		}
	})
}
