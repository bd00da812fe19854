package orders

import "testing"

func TestAShortNumberIsSaidAndFound(t *testing.T) {
	for oid, want := range map[string]string{"7kQ2m9XbCdEfGhJkLmNpQr": "7KQ2-M9XB", "abc": "ABC", "": ""} {
		if got := ShortNumber(oid); got != want {
			t.Errorf("%q is said as %q, want %q", oid, got, want)
		}
	}
	for text, want := range map[string]string{
		"7KQ2-M9XB": "7kq2m9xb", "7kq2 m9xb": "7kq2m9xb", "#7KQ2M9XB": "7kq2m9xb", "№ 7KQ2–M9XB": "7kq2m9xb",
		"7KQ2": "", "red kettle": "", "чайник": "", "7kQ2m9XbCdEfGhJkLmNpQr": "", "": "",
	} {
		if got := shortSought(text); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}
