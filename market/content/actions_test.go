package content_test

import (
	"strings"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/content"
	"bazaar/market/fault"
	"bazaar/market/markettest"
)

func install(t *testing.T, m *markettest.Market) int64 {
	t.Helper()
	n, err := content.Install(t.Context(), m.DB)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func read(t *testing.T, m *markettest.Market, slug, language string) content.Article {
	t.Helper()
	a, err := content.BySlug(t.Context(), m.DB, slug, language)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestInstallPutsTheTextsInOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		if n := install(t, m); n < 30 || n%3 != 0 {
			t.Errorf("%d texts were put in", n)
		}
		if n := install(t, m); n != 0 {
			t.Errorf("the second time it wrote %d texts", n)
		}
		for language, title := range map[string]string{"en": "Returns and refunds", "ru": "Возврат товара и денег", "kk": "Тауар мен ақшаны қайтару"} {
			if a := read(t, m, "returns", language); a.Title != title || a.Language != language || a.Edited || a.ChangedAt.IsZero() {
				t.Errorf("%s: %+v", language, a)
			}
		}
		all, err := content.List(t.Context(), m.DB, "kk")
		if err != nil || all[0].Slug != "purchase_guide" || all[len(all)-1].Section != content.Page {
			t.Errorf("the list begins with %v, %v", all[0].Slug, err)
		}
	})
}

func TestInstallRenewsWhatNobodyEdited(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		install(t, m)
		staff := m.Staff()
		err := content.Edit(t.Context(), m.DB, staff, content.Draft{Slug: "about", Language: "ru", Title: " Про нас ", Body: "Слова", Version: 1}, m.Now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.DB.ExecContext(t.Context(), "UPDATE articles SET digest = 'of an older program', title = 'Old' WHERE slug = 'about'"); err != nil {
			t.Fatal(err)
		}
		if n := install(t, m); n != 2 {
			t.Errorf("%d texts were renewed, want those in English and Kazakh", n)
		}
		if a := read(t, m, "about", "en"); a.Title != "About us" || a.Version != 2 {
			t.Errorf("English: %q, version %d", a.Title, a.Version)
		}
		if a := read(t, m, "about", "ru"); a.Body != "Слова" || !a.Edited {
			t.Errorf("what staff wrote was overwritten: %+v", a)
		}
	})
}

func TestEditKeepsWhoWroteWhat(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		install(t, m)
		staff := m.Staff()
		draft := content.Draft{Slug: "delivery", Language: "kk", Title: "Жеткізу", Summary: "Қысқаша", Body: "## Бір\n\nМәтін", Version: 1}
		for _, c := range []struct {
			name   string
			by     actor.Actor
			change func(*content.Draft)
			kind   fault.Kind
		}{
			{"a customer", m.Customer(), func(*content.Draft) {}, fault.Forbidden},
			{"a guest", actor.Actor{}, func(*content.Draft) {}, fault.Forbidden},
			{"no title", staff, func(d *content.Draft) { d.Title = " " }, fault.Invalid},
			{"no text", staff, func(d *content.Draft) { d.Body = "" }, fault.Invalid},
			{"a title that is too long", staff, func(d *content.Draft) { d.Title = strings.Repeat("ұ", 201) }, fault.Invalid},
			{"no such text", staff, func(d *content.Draft) { d.Slug = "nothing" }, fault.NotFound},
			{"another version", staff, func(d *content.Draft) { d.Version = 7 }, fault.Conflict},
			{"all well", staff, func(*content.Draft) {}, ""},
			{"twice", staff, func(*content.Draft) {}, fault.Conflict},
		} {
			d := draft
			c.change(&d)
			err := content.Edit(t.Context(), m.DB, c.by, d, m.Now)
			if c.kind == "" && err != nil || c.kind != "" && !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		a := read(t, m, "delivery", "kk")
		if a.Body != draft.Body || a.Version != 2 || !a.ChangedAt.Equal(m.Now) {
			t.Errorf("after the edit: %+v", a)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM audit_log WHERE object_kind = 'article' AND actor_id = $1", staff.AccountID); n != 1 {
			t.Errorf("%d entries of the record", n)
		}
	})
}

func TestATextThatIsMissingIsReadInEnglish(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		install(t, m)
		if _, err := m.DB.ExecContext(t.Context(), "DELETE FROM articles WHERE slug = 'pay' AND language = 'kk'"); err != nil {
			t.Fatal(err)
		}
		if a := read(t, m, "pay", "kk"); a.Language != "en" {
			t.Errorf("read in %s", a.Language)
		}
		if _, err := content.BySlug(t.Context(), m.DB, "nothing", "en"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown text: %v", err)
		}
	})
}

func TestOneVisitorHasOneVote(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		install(t, m)
		a, buyer := read(t, m, "pay", "en"), m.Customer()
		for _, v := range []struct {
			by     actor.Actor
			guest  string
			useful bool
		}{
			{buyer, "", true},
			{buyer, "", false}, // changes his mind
			{actor.Actor{}, "one", true},
			{actor.Actor{}, "one", true},
			{actor.Actor{}, "two", true},
		} {
			err := content.Vote(t.Context(), m.DB, v.by, content.Opinion{ArticleID: a.ID, Useful: v.useful, Guest: v.guest}, m.Now)
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := content.Vote(t.Context(), m.DB, buyer, content.Opinion{ArticleID: 999_999, Useful: true}, m.Now); err != nil {
			t.Errorf("a vote for what is gone: %v", err)
		}
		votes, err := content.CountVotes(t.Context(), m.DB, a.ID)
		if want := (content.Votes{Useful: 2, All: 3}); err != nil || votes != want {
			t.Errorf("%+v, want %+v, %v", votes, want, err)
		}
	})
}
