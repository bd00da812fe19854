package legacy_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/legacy"
	"bazaar/legacy/legacytest"
	"bazaar/market/accounts"
	"bazaar/market/markettest"
)

var now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

type shop struct {
	*markettest.Market
	t     *testing.T
	dir   string
	store media.Store
}

func newShop(t *testing.T, m *markettest.Market) *shop {
	store, err := media.NewDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &shop{m, t, legacytest.Media(t), store}
}

func (s *shop) run(f *legacytest.Fixture) (legacy.Report, error) {
	return legacy.Import(s.t.Context(), s.DB, legacy.Options{
		Fixture: bytes.NewReader(f.JSON(s.t)), MediaDir: s.dir, Media: s.store, Now: now, Log: slog.New(slog.DiscardHandler),
	})
}

func (s *shop) taken(f *legacytest.Fixture) legacy.Report {
	s.t.Helper()
	r, err := s.run(f)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func (s *shop) text(query string, args ...any) string {
	s.t.Helper()
	var out string
	if err := s.DB.QueryRowContext(s.t.Context(), query, args...).Scan(&out); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	return out
}

func TestImportTakesTheWholeShop(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShop(t, m)
		s.taken(legacytest.New())
		for _, c := range []struct {
			what, query string
			want        int64
		}{
			{"accounts", "SELECT COUNT(*) FROM accounts", 13},
			{"accounts without a password", "SELECT COUNT(*) FROM accounts WHERE password_hash = '!'", 12},
			{"profiles", "SELECT COUNT(*) FROM profiles", 13},
			{"profiles with a face", "SELECT COUNT(*) FROM profiles WHERE picture <> ''", 1},
			{"vendors", "SELECT COUNT(*) FROM vendors WHERE state = 'verified' AND logo <> '' AND cover <> ''", 10},
			{"owners of vendors", "SELECT COUNT(*) FROM vendor_members AS m JOIN accounts AS a ON a.id = m.account_id AND a.is_vendor", 8},
			{"categories, and one for strays", "SELECT COUNT(*) FROM categories", 16},
			{"products that can be sold", "SELECT COUNT(*) FROM products", legacytest.Products - 2},
			{"listed products", "SELECT COUNT(*) FROM products WHERE listed", legacytest.Products - 4},
			{"products without stock", "SELECT COUNT(*) FROM products WHERE NOT available", 3},
			{"stock of product 1", "SELECT on_hand FROM stock_levels WHERE variant_id = 1", 10},
			{"pictures of product 1 that are pictures", "SELECT COUNT(*) FROM pictures WHERE product_id = 1", 1},
			{"first pictures of product 20", "SELECT COUNT(*) FROM pictures WHERE product_id = 20 AND position = 0 AND id = 39", 1},
			{"a main picture outside of the gallery", "SELECT COUNT(*) FROM pictures WHERE product_id = 21", 3},
			{"products without a picture", "SELECT COUNT(*) FROM products WHERE picture = ''", 0},
			{"tagged products", "SELECT COUNT(*) FROM product_tags", 1},
			{"rating of product 1", "SELECT rating FROM products WHERE id = 1 AND review_count = 2", 350},
			{"wishes", "SELECT COUNT(*) FROM wishes WHERE id = 2", 1},
			{"default addresses", "SELECT COUNT(*) FROM addresses WHERE is_default", 1},
			{"coupons", "SELECT COUNT(*) FROM coupons WHERE code_key = 'SPRING' AND percent = 10 AND uses = 1", 1},
			{"coupons beyond all", "SELECT COUNT(*) FROM coupons WHERE percent = 100 AND NOT active", 1},
			{"orders", "SELECT COUNT(*) FROM orders", 5},
			{"parcels of order 1", "SELECT COUNT(*) FROM parcels WHERE order_id = 1", 2},
			{"lines of a known product", "SELECT COUNT(*) FROM order_lines WHERE product_id = 1 AND vendor_id = 1", 2},
			{"sold units of product 1", "SELECT sold FROM products WHERE id = 1", 2},
		} {
			if got := s.Scalar(c.query); got != c.want {
				t.Errorf("%s: %d, want %d", c.what, got, c.want)
			}
		}
	})
}

func TestImportMendsWhatWasWrong(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShop(t, m)
		s.taken(legacytest.New())
		for _, c := range []struct{ what, query, want string }{
			{"e-mail in small letters", "SELECT email FROM accounts WHERE id = 4", "user4@example.com"},
			{"the first keeps a shared address", "SELECT email FROM accounts WHERE id = 12", "same@example.com"},
			{"the second gets a substitute", "SELECT email FROM accounts WHERE id = 13", "user-13@import.invalid"},
			{"a name that is taken", "SELECT username FROM accounts WHERE id = 13", "USER12-13"},
			{"bio of the user", "SELECT bio FROM profiles WHERE account_id = 5", "Sells chairs"},
			{"Kazakh title of a category", "SELECT title ->> 'kk' FROM categories WHERE id = 4", "Жиһаз"},
			{"slug of a category", "SELECT slug FROM categories WHERE id = 2", "mens-fashion"},
			{"text of a vendor", "SELECT description ->> 'en' FROM vendors WHERE id = 1", "<p>Good things</p>"},
			{"text of a product", "SELECT description ->> 'en' FROM products WHERE id = 17", "<em>Soft</em>"},
			{"old public number", "SELECT pid FROM products WHERE id = 1", "pid00001abc"},
			{"slug of a twin", "SELECT slug FROM products WHERE id = 6", "twin-6"},
			{"stray product", "SELECT c.slug FROM products AS p JOIN categories AS c ON c.id = p.category_id WHERE p.id = 7", "other"},
			{"vendor of the user who offered it", "SELECT v.name FROM products AS p JOIN vendors AS v ON v.id = p.vendor_id WHERE p.id = 9", "Shop 2"},
			{"unknown state", "SELECT state FROM products WHERE id = 11", "in_review"},
			{"switched off", "SELECT state FROM products WHERE id = 12", "disabled"},
			{"doubled sku", "SELECT sku FROM variants WHERE id = 16", "sku0016-16"},
			{"doubled oid", "SELECT oid FROM orders WHERE id = 2", "12345671x2"},
			{"missing oid", "SELECT oid FROM orders WHERE id = 3", "old3"},
			{"day in Almaty", "SELECT local_day FROM orders WHERE id = 1", "2024-03-06"},
			{"status nobody knew", "SELECT product_status FROM orders WHERE id = 3", "processing"},
			{"owner of an order whose buyer is gone", "SELECT owner FROM orders WHERE id = 3", "import:3"},
			{"found by its title", "SELECT slug FROM products WHERE search_title LIKE '%product 1%' AND id = 1", "product-1"},
		} {
			if got := s.text(c.query); got != c.want {
				t.Errorf("%s: %q, want %q", c.what, got, c.want)
			}
		}
	})
}

func TestOldOrdersAddUpToWhatWasCharged(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShop(t, m)
		s.taken(legacytest.New())
		for _, c := range []struct {
			order                                  int
			what                                   string
			items, discount, shipping, total, paid int64
		}{
			{1, "right in every way", 598, 0, 0, 598, 0},
			{2, "a coupon was used", 1000, 100, 0, 900, 1},
			{3, "more was charged than its lines", 1500, 0, 500, 2000, 0},
			{4, "it has no lines", 700, 0, 0, 700, 0},
			{5, "a line's total is not its price", 700, 100, 0, 600, 1},
		} {
			sums := "SELECT COUNT(*) FROM orders WHERE id = $1 AND items_total = $2 AND discount_total = $3 AND shipping_total = $4 AND total = $5"
			if s.Scalar(sums, c.order, c.items, c.discount, c.shipping, c.total) != 1 {
				t.Errorf("order %d (%s) has the sums %s", c.order, c.what, s.text(
					"SELECT items_total || ' - ' || discount_total || ' + ' || shipping_total || ' = ' || total FROM orders WHERE id = $1", c.order))
			}
			if got := s.Scalar("SELECT COUNT(*) FROM payments WHERE order_id = $1 AND state = 'captured'", c.order); got != c.paid {
				t.Errorf("order %d (%s) has %d captured payments, want %d", c.order, c.what, got, c.paid)
			}
		}
	})
}

func TestOldPasswordSignsInAndIsHashedAnew(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShop(t, m)
		s.taken(legacytest.New())
		signIn := func(name, password string) error {
			_, err := accounts.SignIn(t.Context(), m.DB, accounts.Credentials{Login: name, Password: password}, now)
			return err
		}
		if err := signIn("USER1@example.com", legacytest.Password); err != nil {
			t.Errorf("the superuser cannot sign in: %v", err)
		}
		if err := signIn("user2", legacytest.Password); err == nil {
			t.Error("a user with a dead hash can sign in")
		}
		if hash := s.text("SELECT password_hash FROM accounts WHERE id = 1"); !strings.HasPrefix(hash, "$argon2id$") {
			t.Errorf("the password is still kept as %.20s…", hash)
		}
		s.taken(legacytest.New())
		if hash := s.text("SELECT password_hash FROM accounts WHERE id = 1"); !strings.HasPrefix(hash, "$argon2id$") {
			t.Error("another import set the password back")
		}
	})
}

// tables are read whole to see whether anything changed.
var tables = []string{
	"accounts", "profiles", "addresses", "vendors", "vendor_members", "categories", "products", "variants", "stock_levels", "stock_movements",
	"pictures", "tags", "product_tags", "reviews", "wishes", "coupons", "coupon_uses", "orders", "parcels", "order_lines", "order_history", "payments", "audit_log",
}

func (s *shop) everything() string {
	s.t.Helper()
	var b strings.Builder
	for _, table := range tables {
		rows, err := s.DB.QueryContext(s.t.Context(), "SELECT * FROM "+table+" ORDER BY 1, 2")
		if err != nil {
			s.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			s.t.Fatal(err)
		}
		for rows.Next() {
			row, to := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				to[i] = &row[i]
			}
			if err := rows.Scan(to...); err != nil {
				s.t.Fatal(err)
			}
			fmt.Fprintln(&b, table, row)
		}
		if err := rows.Err(); err != nil {
			s.t.Fatal(err)
		}
		rows.Close()
	}
	return b.String()
}

// added are the rows that stand in after only.
func added(before, after string) []string {
	known := map[string]bool{}
	for line := range strings.SplitSeq(before, "\n") {
		known[line] = true
	}
	return slices.DeleteFunc(strings.Split(after, "\n"), func(line string) bool { return known[line] })
}

func TestSecondImportChangesNothing(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShop(t, m)
		first := s.taken(legacytest.New())
		before := s.everything()
		second := s.taken(legacytest.New())
		if second.Changed != 0 || first.Changed == 0 {
			t.Errorf("the imports wrote %d and %d rows, want some and none", first.Changed, second.Changed)
		}
		if after := s.everything(); after != before {
			t.Errorf("the second import changed:\n%s", strings.Join(added(before, after), "\n"))
		}
		s.dir = "" // an import without pictures does not lose those of the import before
		if third := s.taken(legacytest.New()); third.Changed != 0 {
			t.Errorf("an import without pictures wrote %d rows", third.Changed)
		}
	})
}

func TestImportFollowsTheOldShop(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShop(t, m)
		s.taken(legacytest.New())
		f := legacytest.New()
		f.Fields("goods.product", 1)["title"] = "New title"
		f.Fields("goods.product", 1)["stock_count"] = "99"
		f.Fields("cartorders.address", 1)["status"] = false
		if r := s.taken(f); r.Changed == 0 {
			t.Error("nothing changed")
		}
		if got := s.text("SELECT slug FROM products WHERE id = 1"); got != "new-title" {
			t.Errorf("the slug is %q, want new-title", got)
		}
		if got := s.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = 1"); got != 10 {
			t.Errorf("the stock is %d, want 10 as counted since the first import", got)
		}
		if got := s.Scalar("SELECT id FROM addresses WHERE is_default"); got != 2 {
			t.Errorf("address %d is the default, want 2", got)
		}
	})
}

func TestNewRowsFollowOnImportedOnes(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShop(t, m)
		s.taken(legacytest.New())
		if buyer := m.Customer(); buyer.AccountID != 14 {
			t.Errorf("the next account has the id %d, want 14", buyer.AccountID)
		}
		f := legacytest.New()
		f.Add("userauths.user", 14, legacytest.Fields{"username": "late", "email": "late@example.com"})
		if _, err := s.run(f); err == nil || !strings.Contains(err.Error(), "row 14 of accounts") {
			t.Errorf("a user who would replace a new account was answered with %v", err)
		}
	})
}

func TestBadFixtureChangesNothing(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) { refuseBadFixtures(t, newShop(t, m)) })
}

func refuseBadFixtures(t *testing.T, s *shop) {
	for _, c := range []struct {
		name   string
		change func(*legacytest.Fixture)
		want   string
	}{
		{"a price that is none", func(f *legacytest.Fixture) { f.Fields("goods.product", 20)["price"] = "cheap" }, `goods.product 20: field price is "cheap"`},
		{"a negative price", func(f *legacytest.Fixture) { f.Fields("goods.product", 20)["price"] = "-1.00" }, "goods.product 20: field price"},
		{"a number for a text", func(f *legacytest.Fixture) { f.Fields("vendors.vendor", 3)["title"] = 5 }, "vendors.vendor 3: field title is 5, want a text"},
		{"a text for a key", func(f *legacytest.Fixture) { f.Fields("goods.product", 1)["vendor"] = "one" }, "goods.product 1: field vendor"},
		{"a text for a flag", func(f *legacytest.Fixture) { f.Fields("userauths.user", 1)["is_active"] = "yes" }, "userauths.user 1: field is_active"},
		{"a time that is none", func(f *legacytest.Fixture) { f.Fields("userauths.user", 1)["date_joined"] = "yesterday" }, "userauths.user 1: field date_joined"},
		{"a list that is none", func(f *legacytest.Fixture) { f.Fields("cartorders.cartorder", 1)["coupons"] = "all" }, "cartorders.cartorder 1: field coupons"},
		{"one pk twice", func(f *legacytest.Fixture) { f.Add("goods.product", 1, legacytest.Fields{}) }, "goods.product: pk 1 appears twice"},
		{"a pk that is no number", func(f *legacytest.Fixture) { f.Add("goods.product", "x", legacytest.Fields{}) }, `goods.product: pk "x"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := *s
			s.t = t
			f := legacytest.New()
			c.change(f)
			_, err := s.run(f)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want it to contain %q", err, c.want)
			}
			if got := s.everything(); got != "" {
				t.Errorf("the database holds\n%s", got)
			}
		})
	}
}

func TestImportRefusesAMarketWithPeopleOfItsOwn(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShop(t, m)
		m.Customer()
		before := s.everything()
		if _, err := s.run(legacytest.New()); err == nil || !strings.Contains(err.Error(), "import into an empty database") {
			t.Errorf("the error is %v", err)
		}
		if s.everything() != before {
			t.Error("the import changed a market that it refused")
		}
	})
}

func TestAFailureWhileWritingUndoesEverything(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		s := newShop(t, m)
		if err := sqldb.SetNextID(t.Context(), m.DB, "accounts", 500); err != nil {
			t.Fatal(err)
		}
		m.Customer() // far from the old ids
		taken := s.text("SELECT email FROM accounts")
		before := s.everything()
		f := legacytest.New()
		f.Fields("userauths.user", 7)["email"] = taken
		if _, err := s.run(f); err == nil {
			t.Error("two accounts could have one address")
		}
		if s.everything() != before {
			t.Error("something of a failed import stayed")
		}
	})
}

func TestReportSaysWhatWasLeftOutAndWhy(t *testing.T) {
	m := markettest.Open(t, "sqlite")
	s := newShop(t, m)
	r := s.taken(legacytest.New())
	var b strings.Builder
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{
		"MODEL FOUND TAKEN SKIPPED WHY",
		"userauths.user 13 13 0",
		"goods.product 30 28 2",
		"sessions.session 1 0 1 everybody signs in again",
		"shop.banner 1 0 1 unknown model",
		"userauths.user 13 the e-mail address same@example.com belongs to user 12 already",
		"userauths.user 2 the password cannot be checked any more",
		"goods.product 8 left out: vendor 0 is not there",
		`goods.product 3 stock_count "abc" is not a number of pieces`,
		"goods.productreview 1 left out: user 3 wrote a newer one",
		"cartorders.cartorder 3 20.00 was charged for lines of 15.00",
		"cartorders.cartorderproducts 3 2 products have the title",
		"cartorders.cartorderproducts 6 left out: order 88 is not there",
		"pictures products/lost.jpg: the file is missing",
		"pictures product-images/broken.jpg: the file is not a JPEG",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, b.String())
		}
	}
}
