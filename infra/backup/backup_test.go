package backup_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bazaar/infra/backup"
	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/markettest"
	"bazaar/market/schema"
)

// nasty is a text with everything that a format of rows may trip over.
var at = time.Date(2026, time.November, 28, 12, 0, 0, 0, time.UTC)

const nasty = "tab\there, line\nbreak, \r return, back\\slash, \\N no null, \\t no tab, 'quotes\" ёЖқ 🫖 \u2028 end\\"

// filled is a small market.
type filled struct {
	backup.Market
	// sell places an order in a copy of it, of what is in the cart of a buyer.
	sell func(t *testing.T, in backup.Market)
}

// market fills a database with a small market, pictures included.
func market(t *testing.T, e sqldb.Engine) filled {
	t.Helper()
	m := markettest.Open(t, e)
	v := m.Vendor()
	kettle := m.Product(v, markettest.Goods{Title: "Kettle\t\\N\n{x}", Price: 2500, Stock: 20})
	cup := m.Product(v, markettest.Goods{Title: "Cup", Price: 199, Stock: 7})
	buyer, other := m.Customer(), m.Customer()
	m.Order(buyer, markettest.Pick{Product: kettle, Quantity: 2}, markettest.Pick{Product: cup, Quantity: 1})
	m.Fill(other, markettest.Pick{Product: cup, Quantity: 3})
	note(t, m.DB, nasty)
	store, err := media.NewDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		key := fmt.Sprintf("%064d/320.webp", i)
		if err := store.Put(t.Context(), key, "image/webp", bytes.Repeat([]byte{byte(i), 0, 255}, 1000*i)); err != nil {
			t.Fatal(err)
		}
	}
	return filled{
		backup.Market{DB: m.DB, Media: store, Migrations: schema.Migrations(), More: jobs.Migrate},
		func(t *testing.T, in backup.Market) {
			copied := markettest.On(t, in.DB)
			if o := copied.Place(other, "checkout_key", "after the restore"); len(o.Parcels) != 1 {
				t.Errorf("ordered %+v", o)
			}
			copied.CheckInvariants()
		},
	}
}

// note adds a row to the audit log and returns its number.
func note(t *testing.T, db *sqldb.DB, action string) (id int64) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *sqldb.DB) error {
		return tx.QueryRowContext(t.Context(), `INSERT INTO audit_log (at, actor_label, action, object_kind, object_id, before, after)
			VALUES ($1, 'system', $2, 'account', '1', 'null', '{}') RETURNING id`, sqldb.At(at), action).Scan(&id)
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// empty is a place to restore into: a database with or without a schema, and no pictures.
func empty(t *testing.T, e sqldb.Engine) backup.Market {
	t.Helper()
	store, err := media.NewDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := backup.Market{Media: store, Migrations: schema.Migrations(), More: jobs.Migrate}
	if e == sqldb.Postgres {
		m.DB = sqldbtest.Open(t, e, markettest.Schema)
		return m
	}
	if m.DB, err = sqldb.Open(t.Context(), sqldb.Options{DataDir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.DB.Close() })
	return m
}

// fingerprint is every row of every table and every picture as text, sorted.
func fingerprint(t *testing.T, m backup.Market, without ...string) []string {
	t.Helper()
	all := []string{}
	names := []string{"river_job"}
	for table := range schema.Owners {
		names = append(names, table)
	}
	for _, table := range names {
		if !slices.Contains(without, table) {
			all = append(all, rows(t, m.DB, table)...)
		}
	}
	err := m.Media.Each(t.Context(), func(key string) error {
		body, info, err := m.Media.Get(t.Context(), key)
		if err != nil {
			return err
		}
		defer body.Close()
		b, err := io.ReadAll(body)
		all = append(all, fmt.Sprintf("%s %s %x", key, info.ContentType, b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func rows(t *testing.T, db *sqldb.DB, table string) []string {
	t.Helper()
	found, err := db.QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for found.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := found.Scan(values...); err != nil {
			t.Fatal(err)
		}
		row := table
		for i, v := range values {
			row += fmt.Sprintf("|%s=%s", columns[i], plain(*v.(*any)))
		}
		all = append(all, row)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// plain writes a value; JSON in one form, because PostgreSQL has its own.
func plain(v any) string {
	s := fmt.Sprintf("%T %v", v, v)
	var text string
	switch x := v.(type) {
	case string:
		text = x
	case []byte:
		text = string(x)
	default:
		return s
	}
	var parsed any
	if json.Unmarshal([]byte(text), &parsed) == nil {
		b, _ := json.Marshal(parsed)
		return string(b)
	}
	return s
}

func write(t *testing.T, m backup.Market, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if _, err := backup.Write(t.Context(), m, path, "test", at); err != nil {
		t.Fatal(err)
	}
	return path
}

func compare(t *testing.T, got, want []string) {
	t.Helper()
	if len(want) < 30 {
		t.Fatalf("only %d rows to compare", len(want))
	}
	for _, row := range want {
		if !slices.Contains(got, row) {
			t.Errorf("lost or changed: %.600s", row)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d rows and pictures, want %d", len(got), len(want))
	}
}

func eachEngine(t *testing.T, f func(t *testing.T, e sqldb.Engine)) {
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) { f(t, e) })
	}
}

func TestWhatIsRestoredIsWhatWasCopied(t *testing.T) {
	eachEngine(t, func(t *testing.T, e sqldb.Engine) {
		from := market(t, e)
		want := fingerprint(t, from.Market)
		for _, name := range []string{"a.tar.zst", "b.tar.gz"} {
			path := write(t, from.Market, name)
			to := empty(t, e)
			done, err := backup.Restore(t.Context(), to, path)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, fingerprint(t, to), want)
			if done.Pictures != 5 || done.Manifest.Rows() == 0 {
				t.Errorf("%d pictures, %d rows", done.Pictures, done.Manifest.Rows())
			}
			offences, err := schema.Check(t.Context(), to.DB)
			if err != nil || len(offences) > 0 {
				t.Errorf("invariants: %v, %v", offences, err)
			}
			if stat, err := os.Stat(path); err != nil || stat.Mode().Perm() != 0o600 {
				t.Errorf("the file is open to others: %v, %v", stat.Mode(), err)
			}
			left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".bazaar-backup-*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %q, %v", left, err)
			}
		}
		compare(t, fingerprint(t, from.Market), want)
	})
}

func TestRestoredMarketGoesOnWithNewNumbers(t *testing.T) {
	eachEngine(t, func(t *testing.T, e sqldb.Engine) {
		from := market(t, e)
		// Numbers that were given and taken back must not come again.
		if _, err := from.DB.ExecContext(t.Context(), "DELETE FROM audit_log"); err != nil {
			t.Fatal(err)
		}
		to := empty(t, e)
		if _, err := backup.Restore(t.Context(), to, write(t, from.Market, "a.tar.zst")); err != nil {
			t.Fatal(err)
		}
		if a, b := note(t, from.DB, "tried"), note(t, to.DB, "tried"); a != b {
			t.Errorf("the next number is %d, the original's %d", b, a)
		}
		from.sell(t, to)
	})
}

func TestMarketMovesBetweenEngines(t *testing.T) {
	if len(sqldbtest.Engines()) < 2 {
		return // both engines are its subject
	}
	for _, c := range [][2]sqldb.Engine{{sqldb.SQLite, sqldb.Postgres}, {sqldb.Postgres, sqldb.SQLite}} {
		t.Run(string(c[0]+" to "+c[1]), func(t *testing.T) {
			from := market(t, c[0])
			there, back := empty(t, c[1]), empty(t, c[0])
			if _, err := backup.Restore(t.Context(), there, write(t, from.Market, "there.tar.zst")); err != nil {
				t.Fatal(err)
			}
			offences, err := schema.Check(t.Context(), there.DB)
			if err != nil || len(offences) > 0 {
				t.Errorf("invariants: %v, %v", offences, err)
			}
			if n, err := mail.QueueAgain(t.Context(), there.DB); err != nil || n != 1 {
				t.Errorf("%d letters are queued again, %v", n, err)
			}
			from.sell(t, there)
			if _, err := backup.Restore(t.Context(), back, write(t, from.Market, "back.tar.zst")); err != nil {
				t.Fatal(err)
			}
			compare(t, fingerprint(t, back, "river_job"), fingerprint(t, from.Market, "river_job"))

			again := empty(t, c[0])
			clean := empty(t, c[1])
			if _, err := backup.Restore(t.Context(), clean, write(t, from.Market, "1.tar.zst")); err != nil {
				t.Fatal(err)
			}
			if _, err := backup.Restore(t.Context(), again, write(t, clean, "2.tar.zst")); err != nil {
				t.Fatal(err)
			}
			compare(t, fingerprint(t, again, "river_job"), fingerprint(t, from.Market, "river_job"))
		})
	}
}

func TestDamagedFilesAreRefusedBeforeAnythingIsTouched(t *testing.T) {
	eachEngine(t, func(t *testing.T, e sqldb.Engine) {
		from := market(t, e)
		for _, name := range []string{"a.tar.zst", "a.tar.gz"} {
			whole, err := os.ReadFile(write(t, from.Market, name))
			if err != nil {
				t.Fatal(err)
			}
			target := market(t, e).Market
			before := fingerprint(t, target)
			flipped := bytes.Clone(whole)
			flipped[len(flipped)/2] ^= 0x10
			for what, content := range map[string][]byte{
				"empty": nil, "text": []byte("no archive at all"), "cut in half": whole[:len(whole)/2], "without its last bytes": whole[:len(whole)-100], "one bit": flipped,
			} {
				path := filepath.Join(t.TempDir(), "damaged")
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				if _, err := backup.Restore(t.Context(), target, path); !errors.Is(err, backup.ErrDamaged) {
					t.Errorf("%s, %s: %v", name, what, err)
				}
			}
			compare(t, fingerprint(t, target), before)
		}
	})
}

func TestCopyReplacesNoFile(t *testing.T) {
	from := market(t, sqldbtest.Engines()[0])
	path := write(t, from.Market, "a.tar.zst")
	if _, err := backup.Write(t.Context(), from.Market, path, "test", at); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("a second copy under the same name: %v", err)
	}
	if _, err := backup.Write(t.Context(), from.Market, filepath.Join(t.TempDir(), "none", "a.tar.zst"), "test", at); err == nil {
		t.Error("a copy into a directory that is not there")
	}
}
