package vendors

import "testing"

func TestRolesIncludeTheirDutiesOnly(t *testing.T) {
	for _, tt := range []struct {
		role Role
		want string
	}{
		{OwnerRole, "any goods parcels everything"},
		{CatalogueRole, "any goods"},
		{FulfilmentRole, "any parcels"},
		{"", ""},
		{"guest", ""},
	} {
		got := ""
		for _, d := range []Duty{AnyDuty, Goods, Parcels, Everything} {
			if tt.role.Includes(d) {
				got += " " + string(d)
			}
		}
		if want := tt.want; got != "" && got[1:] != want || got == "" && want != "" {
			t.Errorf("role %q includes%s, want %s", tt.role, got, want)
		}
	}
}
