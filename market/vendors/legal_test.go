package vendors

import "testing"

func TestNumbersOfBusinessesCheckThemselves(t *testing.T) {
	for _, tt := range []struct {
		number string
		valid  bool
	}{
		{"940440001235", true},
		{"870315300121", true},
		{"120340005670", true},  // by the second row of weights
		{"120340005671", false}, // and only with its own digit
		{"940440001236", false},
		{"904440001235", false}, // two digits exchanged
		{"150340010800", false}, // neither row of weights gives a digit
		{"000000000000", false},
		{"94044000123", false},
		{"9404400012350", false},
		{"94044000123x", false},
		{"٩40440001235", false},
		{"", false},
	} {
		if got := ValidBIN(tt.number); got != tt.valid {
			t.Errorf("%q: valid is %v", tt.number, got)
		}
	}
}

func TestNumbersOfAccountsCheckThemselves(t *testing.T) {
	for _, tt := range []struct {
		number string
		valid  bool
	}{
		{"KZ86125KZT5004100100", true},
		{"KZ84722C000012345678", true},
		{"KZ85125KZT5004100100", false},
		{"KZ86125KZT5004100010", false}, // two signs exchanged
		{"DE86125KZT5004100100", false},
		{"KZ86125KZT500410010", false},
		{"KZ86A25KZT5004100100", false},
		{"kz86125kzt5004100100", false}, // number makes the letters large
		{"KZ86125KZT500410010ё", false},
		{"", false},
	} {
		if got := ValidIBAN(tt.number); got != tt.valid {
			t.Errorf("%q: valid is %v", tt.number, got)
		}
	}
	if got := number(" kz86 125k-zt50\u00a004100100 "); got != "KZ86125KZT5004100100" {
		t.Errorf("the number is kept as %q", got)
	}
}
