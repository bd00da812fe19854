package vendors_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
)

// invited asks an account to work for a shop and returns the key of the invitation.
func invited(t *testing.T, m *markettest.Market, v markettest.Vendor, who actor.Actor, role vendors.Role) string {
	t.Helper()
	form := vendors.InvitationForm{Email: who.Label + "@example.com", Role: role, Language: "en"}
	if err := vendors.Invite(t.Context(), m.DB, v.Owner, form, m.Now); err != nil {
		t.Fatal(err)
	}
	return m.Text("SELECT key FROM vendor_invitations WHERE email = $1 AND vendor_id = $2", form.Email, v.ID)
}

func TestAnInvitationIsAcceptedOnceByWhomItIsFor(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, other := m.Vendor(), m.Vendor()
		hand := m.Customer()
		old := invited(t, m, v, hand, vendors.CatalogueRole)
		key := invited(t, m, v, hand, vendors.FulfilmentRole)
		busy := invited(t, m, v, other.Owner, vendors.CatalogueRole)
		for _, tt := range []struct {
			name string
			by   actor.Actor
			key  string
			at   time.Time
			want fault.Kind
		}{
			{"a link that was replaced", hand, old, m.Now, fault.Gone},
			{"a link that is none", hand, "x", m.Now, fault.Gone},
			{"a link that is too old", hand, key, m.Now.Add(vendors.InvitationLife), fault.Gone},
			{"another account", m.Customer(), key, m.Now, fault.Forbidden},
			{"who owns a shop", other.Owner, busy, m.Now, fault.Conflict},
		} {
			t.Run(tt.name, func(t *testing.T) {
				if err := vendors.AcceptInvitation(t.Context(), m.DB, tt.by, tt.key, tt.at); !fault.Is(err, tt.want) {
					t.Errorf("it answers %v", err)
				}
			})
		}
		if err := vendors.AcceptInvitation(t.Context(), m.DB, hand, key, m.Now); err != nil {
			t.Fatal(err)
		}
		if err := vendors.AcceptInvitation(t.Context(), m.DB, hand, key, m.Now); !fault.Is(err, fault.Gone) {
			t.Errorf("the second time it answers %v", err)
		}
		if s, err := vendors.MemberOf(t.Context(), m.DB, hand); err != nil || s.VendorID != v.ID || s.Role != vendors.FulfilmentRole {
			t.Errorf("the member is %+v, %v", s, err)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'vendor_joined'"); n != 1 {
			t.Errorf("%d owners are told", n)
		}
	})
}

func TestTheLastOwnerStaysWhateverIsTriedAtOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		m.Vendor() // the owner of another shop does not count
		second := m.Customer()
		key := invited(t, m, v, second, vendors.OwnerRole)
		if err := vendors.RemoveMember(t.Context(), m.DB, v.Owner, v.Owner.AccountID, m.Now); !fault.Is(err, fault.Conflict) {
			t.Errorf("the only owner goes: %v", err)
		}
		if err := vendors.SetRole(t.Context(), m.DB, v.Owner, vendors.RoleForm{AccountID: v.Owner.AccountID, Role: vendors.CatalogueRole}, m.Now); !fault.Is(err, fault.Conflict) {
			t.Errorf("the only owner changes: %v", err)
		}
		if err := vendors.AcceptInvitation(t.Context(), m.DB, second, key, m.Now); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup // each removes the other
		for by, whom := range map[actor.Actor]int64{v.Owner: second.AccountID, second: v.Owner.AccountID} {
			all.Go(func() {
				if err := vendors.RemoveMember(t.Context(), m.DB, by, whom, m.Now); err != nil && fault.As(err) == nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := m.Scalar("SELECT COUNT(*) FROM vendor_members WHERE vendor_id = $1 AND role = 'owner'", v.ID); n != 1 {
			t.Errorf("%d owners are left", n)
		}
	})
}

func TestWhoWorksForAShopIsItsOwnersBusiness(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, other := m.Vendor(), m.Vendor()
		hand := m.Customer()
		if err := vendors.AcceptInvitation(t.Context(), m.DB, hand, invited(t, m, v, hand, vendors.CatalogueRole), m.Now); err != nil {
			t.Fatal(err)
		}
		invited(t, m, v, m.Customer(), vendors.CatalogueRole)
		open := m.Scalar("SELECT id FROM vendor_invitations")
		for name, by := range map[string]actor.Actor{"another owner": other.Owner, "who has another role": hand, "a customer": m.Customer(), "a guest": {}} {
			for verb, err := range map[string]error{
				"invite":    vendors.Invite(t.Context(), m.DB, by, vendors.InvitationForm{Email: "a@example.com", Role: vendors.OwnerRole}, m.Now),
				"set role":  vendors.SetRole(t.Context(), m.DB, by, vendors.RoleForm{AccountID: hand.AccountID, Role: vendors.OwnerRole}, m.Now),
				"remove":    vendors.RemoveMember(t.Context(), m.DB, by, hand.AccountID, m.Now),
				"take back": vendors.TakeBackInvitation(t.Context(), m.DB, by, open, m.Now),
			} {
				ownInvitation := by == other.Owner && verb == "invite"
				if !ownInvitation && !fault.Is(err, fault.NotFound) {
					t.Errorf("%s by %s answers %v", verb, name, err)
				}
			}
		}
		if err := vendors.Invite(t.Context(), m.DB, v.Owner, vendors.InvitationForm{Email: hand.Label + "@example.com", Role: vendors.OwnerRole}, m.Now); !fault.Is(err, fault.Conflict) {
			t.Errorf("a member is asked again: %v", err)
		}
		if err := vendors.Invite(t.Context(), m.DB, v.Owner, vendors.InvitationForm{Email: "nobody", Role: "boss"}, m.Now); !fault.Is(err, fault.Invalid) {
			t.Errorf("a form without sense answers %v", err)
		}
		if err := vendors.RemoveMember(t.Context(), m.DB, v.Owner, hand.AccountID, m.Now); err != nil {
			t.Fatal(err)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM accounts WHERE id = $1 AND is_vendor", hand.AccountID); n != 0 {
			t.Error("who was removed is still a vendor")
		}
		if err := vendors.ForgetInvitations(t.Context(), m.DB, m.Now.Add(vendors.InvitationLife)); err != nil {
			t.Fatal(err)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM vendor_invitations"); n != 0 {
			t.Errorf("%d old invitations are left", n)
		}
	})
}

func TestAChangeOfOneMemberLeavesTheOthers(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, other := m.Vendor(), m.Vendor()
		hire := func(v markettest.Vendor, role vendors.Role) actor.Actor {
			who := m.Customer()
			if err := vendors.AcceptInvitation(t.Context(), m.DB, who, invited(t, m, v, who, role), m.Now); err != nil {
				t.Fatal(err)
			}
			return who
		}
		hand, colleague, stranger := hire(v, vendors.CatalogueRole), hire(v, vendors.CatalogueRole), hire(other, vendors.CatalogueRole)
		if err := vendors.SetRole(t.Context(), m.DB, v.Owner, vendors.RoleForm{AccountID: hand.AccountID, Role: vendors.FulfilmentRole}, m.Now); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[actor.Actor]vendors.Role{
			v.Owner: vendors.OwnerRole, hand: vendors.FulfilmentRole, colleague: vendors.CatalogueRole, stranger: vendors.CatalogueRole, other.Owner: vendors.OwnerRole,
		} {
			if got, err := vendors.MemberOf(t.Context(), m.DB, who); err != nil || got.Role != want {
				t.Errorf("%s is %q, want %q, %v", who.Label, got.Role, want, err)
			}
		}
	})
}

func TestWhoWorksForOtherShopsTakesNoPlace(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, other := m.Vendor(), m.Vendor()
		for range 50 { // as many as a shop may have
			if _, err := m.DB.ExecContext(t.Context(), "INSERT INTO vendor_members (vendor_id, account_id, role, created_at) VALUES ($1, $2, 'catalogue', $3)", other.ID, m.Customer().AccountID, sqldb.At(m.Now)); err != nil {
				t.Fatal(err)
			}
		}
		asked := m.Customer()
		invited(t, m, v, asked, vendors.CatalogueRole)
		err := vendors.Invite(t.Context(), m.DB, other.Owner, vendors.InvitationForm{Email: "one@example.com", Role: vendors.CatalogueRole, Language: "en"}, m.Now)
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a full shop invites: %v", err)
		}
		third := m.Vendor()
		for i := range 20 { // as many invitations as may be open
			if err := vendors.Invite(t.Context(), m.DB, third.Owner, vendors.InvitationForm{Email: fmt.Sprintf("hand%d@example.com", i), Role: vendors.CatalogueRole, Language: "en"}, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		invited(t, m, v, m.Customer(), vendors.CatalogueRole)
	})
}
