package locale

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestEveryKeyIsTranslated(t *testing.T) {
	keys := scan(t, "../..")
	for _, code := range []string{"ru", "kk"} {
		texts, err := load(code)
		if err != nil {
			t.Fatal(err)
		}
		var missing strings.Builder
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			found := keys[key]
			want := 1
			if found.many != "" {
				want = pluralForms[code]
			}
			if len(texts[key]) < want {
				fmt.Fprintf(&missing, "# %s\nmsgid %q\n", found.at, key)
				if found.many != "" {
					fmt.Fprintf(&missing, "msgid_plural %q\n", found.many)
				}
			}
		}
		if missing.Len() > 0 {
			t.Errorf("%s lacks these texts:\n%s", code, missing.String())
		}
	}
}

func TestNoTranslationIsLeftOver(t *testing.T) {
	keys := scan(t, "../..")
	for _, code := range []string{"ru", "kk"} {
		texts, err := load(code)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			if _, used := keys[key]; !used {
				t.Errorf("%s translates %q, which the program never says", code, key)
			}
		}
	}
}

func TestAKeyHasOneTranslation(t *testing.T) {
	for _, code := range []string{"ru", "kk"} {
		entries, err := files.ReadDir(code)
		if err != nil {
			t.Fatal(err)
		}
		seen := catalogue{}
		for _, e := range entries {
			texts, err := read(code + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			for key, forms := range texts {
				if other, ok := seen[key]; ok && !slices.Equal(other, forms) {
					t.Errorf("%s/%s: %q is %q here and %q in another file", code, e.Name(), key, forms, other)
				}
				seen[key] = forms
			}
		}
	}
}

func TestTranslationsKeepTheVerbs(t *testing.T) {
	keys := scan(t, "../..")
	for _, code := range []string{"ru", "kk"} {
		texts, err := load(code)
		if err != nil {
			t.Fatal(err)
		}
		for key, forms := range texts {
			for i, form := range forms {
				if form == "" {
					t.Errorf("%s: %q has an empty form %d", code, key, i)
				}
				if got := verbs(form); got != verbs(key) && got != verbs(keys[key].many) {
					t.Errorf("%s: %q has the verbs %s, its key has %s", code, form, got, verbs(key))
				}
			}
		}
	}
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([-+# 0]*[\d.]*[a-zA-Z%])`)

// verbs lists the verbs of a text in the order of their arguments.
func verbs(text string) string {
	var all []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(text, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			next = int(m[1][0] - '0')
		}
		all = append(all, fmt.Sprintf("%d%s", next, m[2]))
		next++
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
