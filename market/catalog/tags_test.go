package catalog_test

import (
	"strings"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

func TestATagReadsAndIsFoundInEveryLanguage(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		title := i18n.Text{"en": "Mice", "ru": "Мыши"}
		for _, c := range []struct {
			by   actor.Actor
			in   catalog.Tag
			want fault.Kind
		}{
			{s.owner, catalog.Tag{Name: "mice", Title: title}, fault.Forbidden},
			{actor.System, catalog.Tag{Name: "!!", Title: title}, fault.Invalid},
			{actor.System, catalog.Tag{Name: "mice", Title: i18n.Text{"en": strings.Repeat("x", 101)}}, fault.Invalid},
		} {
			if err := catalog.NameTag(t.Context(), s.db, c.by, c.in, now); !fault.Is(err, c.want) {
				t.Errorf("NameTag(%q) by %q: %v, want %v", c.in.Name, c.by.Label, err, c.want)
			}
		}
		s.check(catalog.NameTag(t.Context(), s.db, actor.System, catalog.Tag{Name: "mice", Title: title}, now))
		id := s.sell("Trackball", func(f *catalog.ProductForm) { f.Tags = []string{"mice", "вещи"} })
		p, err := catalog.Get(t.Context(), s.db, id)
		s.check(err)
		if len(p.Tags) != 2 || p.Tags[0].In("ru") != "Мыши" || p.Tags[0].In("kk") != "Mice" || p.Tags[1].In("en") != "вещи" {
			t.Errorf("tags: %+v", p.Tags)
		}
		if found, err := s.search("мыши", 1); err != nil || found.Total != 1 {
			t.Errorf("the Russian name of the tag finds %d: %v", found.Total, err)
		}
		for slug, want := range map[string]string{"mice": "Мыши", "unused": "unused"} {
			if tag, _, err := catalog.Tagged(t.Context(), s.db, slug); err != nil || tag.In("ru") != want {
				t.Errorf("tag %s is %q: %v", slug, tag.In("ru"), err)
			}
		}
	})
}
