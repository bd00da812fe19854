package accounts_test

import (
	"sync"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
)

func addAddress(t *testing.T, db *sqldb.DB, who actor.Actor, line string) accounts.Address {
	t.Helper()
	a, err := accounts.AddAddress(t.Context(), db, who, accounts.AddressForm{Address: line, City: " Almaty "}, now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestOneAddressIsTheDefault(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		who, other := add(t, db, "a", "a@b.co"), add(t, db, "b", "b@b.co")
		first, second := addAddress(t, db, who, "Abay 1"), addAddress(t, db, who, "Abay 2")
		theirs := addAddress(t, db, other, "Dostyk 3")
		if !first.Default || second.Default || !theirs.Default {
			t.Fatalf("defaults: %v %v %v", first.Default, second.Default, theirs.Default)
		}
		if err := accounts.MakeDefault(t.Context(), db, who, second.ID); err != nil {
			t.Fatal(err)
		}
		if err := accounts.MakeDefault(t.Context(), db, who, theirs.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's address: %v", err)
		}
		list, err := accounts.Addresses(t.Context(), db, who)
		if err != nil || len(list) != 2 || list[0].ID != second.ID || !list[0].Default || list[1].Default || list[0].City != "Almaty" {
			t.Errorf("addresses %+v, %v", list, err)
		}
		if list, err := accounts.Addresses(t.Context(), db, other); err != nil || len(list) != 1 || !list[0].Default {
			t.Errorf("the other's addresses %+v, %v", list, err)
		}
	})
}

func TestParallelEditsOfAddressesFollowOneAnother(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		who := add(t, db, "a", "a@b.co")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				a, err := accounts.AddAddress(t.Context(), db, who, accounts.AddressForm{Address: "Abay"}, now)
				if err == nil {
					err = accounts.MakeDefault(t.Context(), db, who, a.ID)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db, "SELECT COUNT(*) FROM addresses WHERE is_default"); n != 1 {
			t.Errorf("%d defaults", n)
		}
	})
}

func TestAddressesNeedAnAccountAndAPlace(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		if _, err := accounts.AddAddress(t.Context(), db, actor.Actor{}, accounts.AddressForm{Address: "Abay"}, now); !fault.Is(err, fault.NotFound) {
			t.Errorf("a guest: %v", err)
		}
		if _, err := accounts.AddAddress(t.Context(), db, add(t, db, "a", "a@b.co"), accounts.AddressForm{}, now); !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing typed: %v", err)
		}
	})
}

func TestContactIsTheDefaultAddressAndTheProfile(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		id, err := accounts.Create(t.Context(), db, actor.System, accounts.NewAccount{
			Username: "a", Email: "a@b.co", PasswordHash: quick,
			Profile: accounts.Contact{FullName: "Aigerim A.", Phone: "+7 701", Address: "Old street", City: "Astana", Country: "KZ"},
		}, now)
		if err != nil {
			t.Fatal(err)
		}
		who := actor.Actor{AccountID: id}
		ctx, counter := sqldb.Count(t.Context(), nil)
		got, err := accounts.ContactOf(ctx, db, who)
		if want := (accounts.Contact{FullName: "Aigerim A.", Email: "a@b.co", Phone: "+7 701", Address: "Old street", City: "Astana", Country: "KZ"}); err != nil || got != want {
			t.Errorf("without address: %+v, %v", got, err)
		}
		if n := counter.Statements(); n != 1 {
			t.Errorf("%d statements", n)
		}
		addAddress(t, db, who, "Abay 1")
		got, err = accounts.ContactOf(t.Context(), db, who)
		if want := (accounts.Contact{FullName: "Aigerim A.", Email: "a@b.co", Phone: "+7 701", Address: "Abay 1", City: "Almaty"}); err != nil || got != want {
			t.Errorf("with address: %+v, %v", got, err)
		}
		if _, err := accounts.ContactOf(t.Context(), db, actor.Actor{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a guest: %v", err)
		}
	})
}
