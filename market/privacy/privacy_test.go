package privacy_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/messages"
	"bazaar/market/orders"
	"bazaar/market/privacy"
	"bazaar/market/schema"
)

const password = "market-day-2026"

// naming are columns that tell who somebody is.
var naming = []string{
	"account_id", "actor_id", "actor_label", "email", "recipient", "full_name", "first_name", "last_name", "phone", "address", "username",
	"author", "label", "voter", "user_agent", "ip", "bio", "owner", "decided_by",
}

func TestEveryTableThatNamesAPersonIsListed(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		for table := range schema.Owners {
			found, err := m.DB.QueryContext(t.Context(), "SELECT * FROM "+table+" WHERE 1 = 0")
			if err != nil {
				t.Fatal(err)
			}
			columns, err := found.Columns()
			if found.Close(); err != nil || found.Err() != nil {
				t.Fatal(err, found.Err())
			}
			listed := slices.ContainsFunc(privacy.Tables, func(of privacy.Table) bool { return of.Name == table })
			for _, c := range columns {
				if slices.Contains(naming, c) && !listed && privacy.Impersonal[table+"."+c] == "" {
					t.Errorf("%s.%s names a person: privacy.Tables needs a line for the table", table, c)
				}
			}
		}
		for _, of := range privacy.Tables {
			if (len(of.Forget) == 0) != (of.Kept != "") {
				t.Errorf("%s is neither forgotten nor kept for a reason", of.Name)
			}
		}
	})
}

// person signs somebody up who has left traces in many tables.
func person(t *testing.T, m *markettest.Market) actor.Actor {
	t.Helper()
	ctx := t.Context()
	s, err := accounts.SignUp(ctx, m.DB, accounts.SignUpForm{Username: "Zarina77", Email: "zarina@example.com", Password1: password, Password2: password, Language: "ru"}, accounts.Device{UserAgent: "Secret Browser", Address: "203.0.113.77"}, m.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.AddAddress(ctx, m.DB, s.Actor, accounts.AddressForm{FullName: "Zarina Hidden", Phone: "+77770001122", Address: "Whisper street 1"}, m.Now); err != nil {
		t.Fatal(err)
	}
	picture := strings.Repeat("ab", 32)
	if err := accounts.EditProfile(ctx, m.DB, s.Actor, accounts.ProfileEdit{Version: 1, Picture: &picture, ProfileForm: accounts.ProfileForm{FullName: "Zarina Hidden", Bio: "I whisper"}}); err != nil {
		t.Fatal(err)
	}
	cup := m.Product(m.Vendor(), markettest.Goods{Title: "Cup", Price: 500, Stock: 50})
	m.Fill(s.Actor, markettest.Pick{Product: cup, Quantity: 1})
	m.Place(s.Actor, "full_name", "Zarina Hidden", "email", "zarina.home@example.com", "phone", "+77770001122", "address", "Whisper street 1", "notes", "Whisper at the door")
	m.Fill(s.Actor, markettest.Pick{Product: cup, Quantity: 2})
	return s.Actor
}

// secrets are what nobody may find after somebody was forgotten.
var secrets = []string{"zarina", "hidden", "whisper", "77770001122", "secret browser", "203.0.113.77"}

// traces are the cells of all tables that hold a secret.
func traces(t *testing.T, db *sqldb.DB) []string {
	t.Helper()
	var all []string
	for table := range schema.Owners {
		found, err := db.QueryContext(t.Context(), "SELECT * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := found.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for found.Next() {
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(any)
			}
			if err := found.Scan(cells...); err != nil {
				t.Fatal(err)
			}
			for i := range cells {
				v := *cells[i].(*any)
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				for _, secret := range secrets {
					if strings.Contains(strings.ToLower(fmt.Sprint(v)), secret) {
						all = append(all, fmt.Sprintf("%s.%s = %v", table, columns[i], v))
					}
				}
			}
		}
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
		found.Close()
	}
	return all
}

func TestNothingIsLeftOfWhoIsForgotten(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := person(t, m)
		erase := func(word string) error {
			return privacy.Erase(t.Context(), m.DB, by, privacy.Erasure{Password: word, Language: "ru"}, m.Now)
		}
		if err := erase("wrong"); !fault.Is(err, fault.Invalid) {
			t.Errorf("with a wrong password: %v", err)
		}
		if err := erase(password); !fault.Is(err, fault.Conflict) {
			t.Errorf("with an order on its way: %v", err)
		}
		page, err := orders.History(t.Context(), m.DB, by, orders.Search{})
		if err != nil || len(page.Orders) != 1 {
			t.Fatal(page, err)
		}
		if err := orders.Cancel(t.Context(), m.DB, by, orders.Cancellation{OID: page.Orders[0].OID}, m.Now); err != nil {
			t.Fatal(err)
		}
		if err := erase(password); err != nil {
			t.Fatal(err)
		}
		for _, trace := range traces(t, m.DB) {
			if !strings.HasPrefix(trace, "letters.recipient") { // the letter that confirms it, until it has left
				t.Error(trace)
			}
		}
		if o, err := orders.ByOID(t.Context(), m.DB, actor.System, page.Orders[0].OID); err != nil || o.Contact.FullName != "" {
			t.Errorf("the order is %+v, %v", o.Contact, err)
		}
		if _, err := accounts.SignIn(t.Context(), m.DB, accounts.Credentials{Login: "zarina@example.com", Password: password}, m.Now); err == nil {
			t.Error("who was forgotten signs in")
		}
		if m.Scalar("SELECT COUNT(*) FROM river_job WHERE kind = 'sessions_ended'") == 0 {
			t.Error("nobody is told to forget the copies of the sessions")
		}
		if err := erase(password); !fault.Is(err, fault.NotFound) {
			t.Errorf("forgotten again: %v", err)
		}
		if offences, err := schema.Check(t.Context(), m.DB); err != nil || len(offences) > 0 {
			t.Errorf("the books: %v, %v", offences, err)
		}
	})
}

func TestWhatIsForgottenDoesNotWaitForAShop(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		leaves, stays, shop := m.Customer(), m.Customer(), m.Vendor()
		kettle := m.Product(shop, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 9})
		for _, by := range []actor.Actor{leaves, stays} {
			if _, err := messages.Ask(t.Context(), m.DB, by, messages.Question{Topic: messages.Topic{ProductID: kettle.ID}, Body: "Is it quiet?"}, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		unread := func() int64 { return m.Scalar("SELECT unread FROM vendor_members WHERE vendor_id = $1", shop.ID) }
		if n := unread(); n != 2 {
			t.Fatalf("the shop has %d to read before", n)
		}
		hash, err := accounts.Hash(t.Context(), password)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.DB.ExecContext(t.Context(), "UPDATE accounts SET password_hash = $1 WHERE id = $2", hash, leaves.AccountID); err != nil {
			t.Fatal(err)
		}
		if err := privacy.Erase(t.Context(), m.DB, leaves, privacy.Erasure{Password: password, Language: "en"}, m.Now); err != nil {
			t.Fatal(err)
		}
		if n := unread(); n != 1 {
			t.Errorf("the shop has %d to read afterwards", n)
		}
	})
}

func TestAnExportHoldsWhatIsKnown(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := person(t, m)
		id, err := privacy.AskExport(t.Context(), m.DB, by, privacy.ExportInput{}, m.Now)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := privacy.AskExport(t.Context(), m.DB, by, privacy.ExportInput{}, m.Now); err != nil || again != id {
			t.Errorf("asked again it is %d instead of %d, %v", again, id, err)
		}
		files, err := media.OpenPrivate(media.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		board := &tasks.Board{DB: m.DB, Files: files, Now: func() time.Time { return m.Now }}
		board.Add(privacy.TaskExport, privacy.Export(m.DB, func() time.Time { return m.Now }))
		if err := board.Do(t.Context(), tasks.Do{TaskID: id}); err != nil {
			t.Fatal(err)
		}
		task, err := tasks.Get(t.Context(), m.DB, by.AccountID, id)
		if err != nil || task.State != tasks.Done {
			t.Fatalf("%+v, %v", task, err)
		}
		body, _, err := tasks.Open(t.Context(), files, task)
		if err != nil {
			t.Fatal(err)
		}
		defer body.Close()
		b, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		text := contents(t, b)
		for _, want := range []string{"zarina@example.com", "zarina.home@example.com", "Whisper street 1", "Whisper at the door", "203.0.113.77", "'+77770001122", "Cup"} {
			if !strings.Contains(text, want) {
				t.Errorf("the export lacks %q", want)
			}
		}
		for _, secret := range []string{"password_hash", "argon2id", "access_token"} {
			if strings.Contains(text, secret) {
				t.Errorf("the export holds %q", secret)
			}
		}
	})
}

// contents is every file of an archive, one after the other.
func contents(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return all.String()
}
