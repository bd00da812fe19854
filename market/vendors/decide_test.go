package vendors_test

import (
	"fmt"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/vendors"
)

// stage are the vendors that a moderator finds in a stage.
func stage(t *testing.T, db *sqldb.DB, staff actor.Actor, s vendors.Stage) []vendors.Entry {
	t.Helper()
	found, err := vendors.ListStage(t.Context(), db, staff, vendors.Sought{Stage: s})
	if err != nil {
		t.Fatal(err)
	}
	return found.Vendors
}

func TestModeratorsDecideAboutVendors(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		owner := account(t, db, "arman")
		id := open(t, db, owner)
		staff := account(t, db, "moderator")
		staff.Staff = true
		if err := vendors.Verify(t.Context(), db, owner, vendors.Decision{VendorID: id}, now); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an owner verified himself: %v", err)
		}
		if err := vendors.Verify(t.Context(), db, staff, vendors.Decision{VendorID: 999}, now); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown vendor: %v", err)
		}
		if err := vendors.Verify(t.Context(), db, staff, vendors.Decision{VendorID: id}, now); err != nil {
			t.Fatal(err)
		}
		if err := vendors.Verify(t.Context(), db, staff, vendors.Decision{VendorID: id}, now); !fault.Is(err, fault.Conflict) {
			t.Errorf("verified twice: %v", err)
		}
		names, err := vendors.Names(t.Context(), db)
		if err != nil || len(names) != 1 || names[0].Name != "TechStore" {
			t.Errorf("names %+v, %v", names, err)
		}
		if err := vendors.Suspend(t.Context(), db, staff, vendors.Decision{VendorID: id, Reason: " "}, now); !fault.Is(err, fault.Invalid) {
			t.Errorf("suspended without a reason: %v", err)
		}
		if err := vendors.Suspend(t.Context(), db, staff, vendors.Decision{VendorID: id, Reason: "complaints"}, now); err != nil {
			t.Fatal(err)
		}
		if names, err := vendors.Names(t.Context(), db); err != nil || len(names) != 0 {
			t.Errorf("names of the suspended %+v, %v", names, err)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM audit_log WHERE object_kind = 'vendor'"); n != 3 {
			t.Errorf("%d entries in the audit log", n)
		}
	})
}

func TestAnApplicationGoesBackWithWhatIsMissing(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		owner := account(t, db, "arman")
		id := open(t, db, owner)
		staff := account(t, db, "moderator")
		staff.Staff = true
		back := vendors.Decision{VendorID: id, Reason: " The BIN is of another firm. "}
		if err := vendors.ReturnApplication(t.Context(), db, staff, back, now); !fault.Is(err, fault.Conflict) {
			t.Errorf("one that was not sent: %v", err)
		}
		if _, err := db.ExecContext(t.Context(), "UPDATE vendors SET submitted_at = $1 WHERE id = $2", sqldb.At(now), id); err != nil {
			t.Fatal(err)
		}
		if got := stage(t, db, staff, vendors.Waiting); len(got) != 1 || got[0].ID != id || !got[0].Since.Equal(now) {
			t.Errorf("applications %+v", got)
		}
		if err := vendors.ReturnApplication(t.Context(), db, owner, back, now); !fault.Is(err, fault.Forbidden) {
			t.Errorf("by its owner: %v", err)
		}
		if err := vendors.ReturnApplication(t.Context(), db, staff, vendors.Decision{VendorID: id, Reason: " "}, now); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := vendors.ReturnApplication(t.Context(), db, staff, back, now); err != nil {
			t.Fatal(err)
		}
		s, err := vendors.ReadSetup(t.Context(), db, owner)
		if err != nil || s.Submitted != nil || s.Reason != "The BIN is of another firm." {
			t.Errorf("its owner sees %+v, %v", s, err)
		}
		if waiting, returned := stage(t, db, staff, vendors.Waiting), stage(t, db, staff, vendors.Returned); len(waiting) != 0 || len(returned) != 1 || returned[0].Reason != "The BIN is of another firm." {
			t.Errorf("it still waits: %+v, %+v", waiting, returned)
		}
	})
}

// owed are the letters to a shop's owner, in their order.
func owed(t *testing.T, db *sqldb.DB) string {
	t.Helper()
	found, err := db.QueryContext(t.Context(), "SELECT kind, recipient, language FROM letters WHERE kind LIKE 'vendor%' ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	all := ""
	for found.Next() {
		var kind, recipient, language string
		if err := found.Scan(&kind, &recipient, &language); err != nil {
			t.Fatal(err)
		}
		all += fmt.Sprintln(kind, recipient, language)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOwnersAreWrittenToInTheirLanguage(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		owner, packer := account(t, db, "arman"), account(t, db, "dana")
		id := open(t, db, owner)
		staff := account(t, db, "moderator")
		staff.Staff = true
		for _, text := range []string{
			"UPDATE accounts SET language = 'kk' WHERE username = 'arman'",
			fmt.Sprintf("INSERT INTO vendor_members (vendor_id, account_id, role, created_at) SELECT %d, %d, 'fulfilment', created_at FROM vendors", id, packer.AccountID),
			"UPDATE vendors SET submitted_at = created_at",
		} {
			if _, err := db.ExecContext(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		in := vendors.Decision{VendorID: id, Reason: "Please mend the address."}
		for _, do := range []func() error{
			func() error { return vendors.ReturnApplication(t.Context(), db, staff, in, now) },
			func() error { return vendors.Verify(t.Context(), db, staff, in, now) },
			func() error { return vendors.Suspend(t.Context(), db, staff, in, now) },
			func() error { return vendors.Verify(t.Context(), db, staff, in, now) },
			func() error { return vendors.Suspend(t.Context(), db, actor.System, in, now) }, // told to nobody
		} {
			if err := do(); err != nil {
				t.Fatal(err)
			}
		}
		want := "vendor_returned arman@x.com kk\nvendor_verified arman@x.com kk\nvendor_suspended arman@x.com kk\nvendor_lifted arman@x.com kk\n"
		if got := owed(t, db); got != want {
			t.Errorf("owed:\n%swant:\n%s", got, want)
		}
		d, err := vendors.ReadDossier(t.Context(), db, staff, id)
		if err != nil || d.Stage != vendors.Stopped || d.Language() != "kk" || len(d.Members) != 2 || len(d.Past) != 6 {
			t.Fatalf("dossier %+v, %v", d, err)
		}
		told, err := vendors.ReadDecision(t.Context(), db, d.Past[4].ID)
		if err != nil || told != (vendors.Told{VendorID: id, Name: "TechStore", Reason: in.Reason}) {
			t.Errorf("the letter says %+v, %v", told, err)
		}
	})
}

func TestADecisionAboutAnApplicationIsTakenBackWithinTenMinutes(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		owner := account(t, db, "arman")
		id := open(t, db, owner)
		staff := account(t, db, "moderator")
		staff.Staff = true
		if _, err := db.ExecContext(t.Context(), "UPDATE vendors SET submitted_at = created_at"); err != nil {
			t.Fatal(err)
		}
		read := func() vendors.Dossier {
			t.Helper()
			d, err := vendors.ReadDossier(t.Context(), db, staff, id)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		waited := read()
		in := vendors.Decision{VendorID: id, Reason: "Please mend the address."}
		for name, decide := range map[string]func() error{
			"sent back": func() error { return vendors.ReturnApplication(t.Context(), db, staff, in, now) },
			"verified":  func() error { return vendors.Verify(t.Context(), db, staff, in, now) },
		} {
			if err := decide(); err != nil {
				t.Fatal(err)
			}
			last, ok := read().Undoable(now)
			if !ok {
				t.Fatalf("%s: there is nothing to take back", name)
			}
			if _, ok := read().Undoable(now.Add(vendors.UndoLife)); ok {
				t.Errorf("%s: it is offered when it is too late", name)
			}
			if _, err := vendors.Undo(t.Context(), db, staff, last.ID, now.Add(vendors.UndoLife)); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s, ten minutes later: %v", name, err)
			}
			if _, err := vendors.Undo(t.Context(), db, owner, last.ID, now); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s, by the owner: %v", name, err)
			}
			if _, err := vendors.Undo(t.Context(), db, staff, last.ID, now); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if d := read(); d.Stage != vendors.Waiting || d.Reason != "" || !d.Submitted.Equal(*waited.Submitted) {
				t.Errorf("%s: the application does not wait as before: %s %q %v", name, d.Stage, d.Reason, d.Submitted)
			}
			if told, err := vendors.ReadDecision(t.Context(), db, last.ID); err != nil || !told.Undone {
				t.Errorf("%s: the letter would leave: %+v, %v", name, told, err)
			}
			if _, err := vendors.Undo(t.Context(), db, staff, last.ID, now); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s, twice: %v", name, err)
			}
		}
		if err := vendors.ReturnApplication(t.Context(), db, staff, in, now); err != nil {
			t.Fatal(err)
		}
		last, _ := read().Undoable(now)
		if _, err := db.ExecContext(t.Context(), "UPDATE vendors SET version = version + 1"); err != nil { // its owner wrote something
			t.Fatal(err)
		}
		if _, err := vendors.Undo(t.Context(), db, staff, last.ID, now); !fault.Is(err, fault.Conflict) {
			t.Errorf("after a change of the owner: %v", err)
		}
	})
}

func TestAnApplicationThatChangedIsLookedAtAgain(t *testing.T) {
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) {
		owner := account(t, db, "arman")
		id := open(t, db, owner)
		staff := account(t, db, "moderator")
		staff.Staff = true
		seen, err := vendors.ReadDossier(t.Context(), db, staff, id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), "UPDATE vendors SET iban = 'KZ86125KZT5004100100', submitted_at = created_at, version = version + 1"); err != nil {
			t.Fatal(err)
		}
		in := vendors.Decision{VendorID: id, Version: seen.Version, Reason: "x"}
		for name, err := range map[string]error{
			"verify": vendors.Verify(t.Context(), db, staff, in, now),
			"return": vendors.ReturnApplication(t.Context(), db, staff, in, now),
		} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := vendors.ReadDossier(t.Context(), db, owner, id); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an owner reads the dossier: %v", err)
		}
		if _, err := vendors.ListStage(t.Context(), db, owner, vendors.Sought{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an owner reads the list: %v", err)
		}
		if _, err := vendors.ReadDossier(t.Context(), db, staff, 999); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown vendor: %v", err)
		}
		for query, want := range map[string]int{"techST": 1, "nothing": 0, seen.VID: 1} {
			found, err := vendors.ListStage(t.Context(), db, staff, vendors.Sought{Query: query, Page: 9})
			if err != nil || len(found.Vendors) != want || found.Page != 1 {
				t.Errorf("%q finds %+v, %v", query, found, err)
			}
		}
		n, err := vendors.CountStages(t.Context(), db, staff)
		if err != nil || n[vendors.Waiting] != 1 || n[vendors.Selling]+n[vendors.Stopped]+n[vendors.Returned]+n[vendors.Unfinished] != 0 {
			t.Errorf("%v, %v", n, err)
		}
	})
}
