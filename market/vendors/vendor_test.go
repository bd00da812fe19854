package vendors

import (
	"strings"
	"testing"

	"bazaar/market/i18n"
)

func TestStatesOfAVendor(t *testing.T) {
	states := []State{Applied, Verified, Suspended}
	allowed := map[[2]State]bool{
		{Applied, Verified}: true, {Applied, Suspended}: true, {Verified, Suspended}: true, {Suspended, Verified}: true,
	}
	for _, from := range states {
		for _, to := range states {
			if got := from.mayBecome(to); got != allowed[[2]State{from, to}] {
				t.Errorf("%s to %s: %v", from, to, got)
			}
		}
	}
}

func TestShopFormSaysWhatIsWrong(t *testing.T) {
	good := ShopForm{Name: "TechStore", Contact: "+7 717", Address: "1 Mangilik El", Terms: true}
	for _, c := range []struct {
		name  string
		edit  func(*ShopForm)
		field string
	}{
		{"good", func(*ShopForm) {}, ""},
		{"no name", func(f *ShopForm) { f.Name = " " }, "shop_name"},
		{"long name", func(f *ShopForm) { f.Name = strings.Repeat("ә", 101) }, "shop_name"},
		{"no contact", func(f *ShopForm) { f.Contact = "" }, "contact"},
		{"no address", func(f *ShopForm) { f.Address = "" }, "address"},
		{"long address", func(f *ShopForm) { f.Address = strings.Repeat("x", 201) }, "address"},
		{"long promise", func(f *ShopForm) { f.Promises.Warranty = strings.Repeat("x", 101) }, "warranty_period"},
		{"long description", func(f *ShopForm) { f.Description = i18n.Text{"ru": strings.Repeat("x", 20_001)} }, "description"},
		{"rules not accepted", func(f *ShopForm) { f.Terms = false }, "terms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := good
			c.edit(&f)
			wrong := f.Check()
			if _, told := wrong[c.field]; told != (c.field != "") || len(wrong) > 1 {
				t.Errorf("wrong = %v", wrong)
			}
		})
	}
}

func TestVendorsGetAddressesOfTheirOwn(t *testing.T) {
	for _, c := range []struct {
		name    string
		attempt int
		want    string
	}{
		{"Kitap House", 0, "kitap-house"},
		{"Kitap House", 1, "kitap-house-ven1"},
		{"店", 0, "ven1"},
	} {
		if got := slugOf(c.name, "ven1", c.attempt); got != c.want {
			t.Errorf("slug of %q: %q, want %q", c.name, got, c.want)
		}
	}
	vid := newVID()
	if len(vid) != 13 || !strings.HasPrefix(vid, "ven") || strings.Trim(vid[3:], "abcdefgh12345") != "" || vid == newVID() {
		t.Errorf("vid %q", vid)
	}
}
