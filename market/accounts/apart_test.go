package accounts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
)

// heldBy writes out every row that the tables of the room hold of an account.
func heldBy(t *testing.T, db *sqldb.DB, who actor.Actor) string {
	t.Helper()
	var all strings.Builder
	for table, columns := range map[string]string{
		"addresses": "id || address || is_default || version", "profiles": "full_name || version", "sessions": "id",
		"account_links": "id || purpose", "second_factors": "secret || last_step", "recovery_codes": "hash",
	} {
		fmt.Fprintln(&all, table, count(t, db, "SELECT COUNT(*) FROM "+table+" WHERE account_id = $1", who.AccountID))
		found, err := db.QueryContext(t.Context(), "SELECT "+columns+" FROM "+table+" WHERE account_id = $1 ORDER BY 1", who.AccountID)
		if err != nil {
			t.Fatal(err)
		}
		for found.Next() {
			var row string
			if err := found.Scan(&row); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&all, table, row)
		}
		if err := found.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return strings.Join(slices.Sorted(strings.Lines(all.String())), "")
}

// settle gives an account two addresses, two sessions, a second factor, a recovery code and links.
func settle(t *testing.T, db *sqldb.DB, who actor.Actor) (addresses [2]accounts.Address, token string) {
	t.Helper()
	addresses = [2]accounts.Address{addAddress(t, db, who, "Abay 1"), addAddress(t, db, who, "Abay 2")}
	session(t, db, who)
	exec(t, db, "INSERT INTO second_factors (account_id, secret, created_at) VALUES ($1, 'sealed', $2)", who.AccountID, sqldb.At(now))
	exec(t, db, "INSERT INTO recovery_codes (account_id, hash) VALUES ($1, 'one'), ($1, 'two')", who.AccountID)
	for _, purpose := range []string{"change", "reset", "verify"} {
		exec(t, db, "INSERT INTO account_links (id, account_id, purpose, email, created_at, expires_at) VALUES ($1, $2, $3, 'a@b.co', $4, $5)",
			who.Label+purpose, who.AccountID, purpose, sqldb.At(now), sqldb.At(now.AddDate(0, 0, 1)))
	}
	return addresses, session(t, db, who)
}

func TestWhatOneAccountDoesLeavesTheOthersAlone(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		ctx, who, other := t.Context(), add(t, db, "a", "a@b.co"), add(t, db, "b", "b@b.co")
		own, token := settle(t, db, who)
		theirs, theirToken := settle(t, db, other)
		before := heldBy(t, db, other)
		devices, err := accounts.Devices(ctx, db, who, token, now)
		if err != nil || len(devices) != 2 {
			t.Errorf("%d devices, %v", len(devices), err)
		}
		foreign, err := accounts.Devices(ctx, db, other, theirToken, now)
		if err != nil {
			t.Fatal(err)
		}
		if live, err := accounts.LiveSessions(ctx, db, who.AccountID, now); err != nil || len(live) != 2 {
			t.Errorf("%d live sessions, %v", len(live), err)
		}
		line := accounts.AddressForm{Address: "Dostyk 7", City: "Almaty"}
		_, read := accounts.AddressOf(ctx, db, who, theirs[0].ID)
		for verb, err := range map[string]error{
			"read an address": read, "edit an address": accounts.EditAddress(ctx, db, who, theirs[0].ID, line, 1),
			"delete an address": accounts.DeleteAddress(ctx, db, who, theirs[0].ID), "choose an address": accounts.MakeDefault(ctx, db, who, theirs[1].ID),
			"end a session": accounts.EndSession(ctx, db, who, foreign[1].ID, now),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s of another's: %v", verb, err)
			}
		}
		profile := accounts.ProfileEdit{ProfileForm: accounts.ProfileForm{FullName: "Aigerim"}, Version: 1}
		proof := accounts.Proof{Password: password}
		for _, do := range []struct {
			verb string
			run  func() error
		}{
			{"edit an address", func() error { return accounts.EditAddress(ctx, db, who, own[1].ID, line, 1) }},
			{"delete the default", func() error { return accounts.DeleteAddress(ctx, db, who, own[0].ID) }},
			{"edit the profile", func() error { return accounts.EditProfile(ctx, db, who, profile) }},
			{"end other sessions", func() error { _, err := accounts.EndOtherSessions(ctx, db, who, token, now); return err }},
			{"change the address", func() error {
				return accounts.AskEmailChange(ctx, db, who, accounts.EmailChange{Email: "new@b.co", Password: password, Language: "en"}, now)
			}},
			{"end the second step", func() error { return accounts.EndSecond(ctx, db, who, proof, now) }},
			{"end all sessions", func() error { return accounts.EndSessions(ctx, db, who, who.AccountID, now) }},
			{"change the password", func() error {
				_, err := accounts.ChangePassword(ctx, db, who, accounts.PasswordChange{Old: password, Password1: "a-fair-at-noon-77", Password2: "a-fair-at-noon-77"}, now)
				return err
			}},
		} {
			if err := do.run(); err != nil {
				t.Errorf("%s: %v", do.verb, err)
			}
			if after := heldBy(t, db, other); after != before {
				t.Errorf("%s changed what another holds:\n%s\nwas\n%s", do.verb, after, before)
				before = after
			}
		}
		if list, err := accounts.Addresses(ctx, db, who); err != nil || len(list) != 1 || !list[0].Default {
			t.Errorf("the last address is not the default: %+v, %v", list, err)
		}
	})
}
