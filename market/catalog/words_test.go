package catalog

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// vocabularyOf knows a few words.
func vocabularyOf(words ...string) *Vocabulary {
	var rows []StoredWord
	for i, w := range words {
		rows = append(rows, StoredWord{int64(i + 1), w})
	}
	return (*Vocabulary)(nil).Extended(rows)
}

func TestAPlanSaysWhatAQueryMeans(t *testing.T) {
	v := vocabularyOf("laptop", "gaming", "ноутбук", "наушники", "samsung", "кітап", "китайский", "елка", "телефон", "mouse", "house", "phone", "қазан", "хиты", "t")
	for _, c := range []struct {
		q, means string
		others   []string // of the first word
	}{
		{"laptop", "", nil},
		{"TOP", "", []string{"laptop"}},
		{"lap", "", nil}, // its own beginnings need no naming
		{"ёлка", "", nil},
		{"китап", "", []string{"кітап"}},        // Russian letters for Kazakh ones
		{"казан", "", []string{"қазан"}},        // likewise
		{"lpatop", "laptop", nil},               // swapped
		{"lapto", "", nil},                      // begins a known word
		{"laptopp", "laptop", nil},              // one too many
		{"самсунг", "samsung", nil},             // another alphabet
		{"noutbuk", "ноутбук", nil},             // the other way round
		{"naushn", "наушники", nil},             // the beginning of it
		{"ыфьыгтп", "samsung", nil},             // the keyboard was Russian
		{"yjen,er", "ноутбук", nil},             // the keyboard was Latin
		{"[bns", "хиты", nil},                   // with letters on the keys of signs
		{"gaming lpatop", "gaming laptop", nil}, // only what is unknown is changed
		{"nouse", "mouse", []string{"house"}},   // the older word of equal ones
		{"xyz", "", nil},                        // too short to be guessed
		{"zzzzzzzz", "", nil},                   // like nothing
		{"lap1234", "", nil},                    // a code is no misspelt word
		{"t", "", nil},
	} {
		p := v.plan(c.q)
		if p.correction() != c.means {
			t.Errorf("%q means %q, want %q", c.q, p.correction(), c.means)
		}
		if len(p.terms) == 0 || !slices.Equal(p.terms[0].others, c.others) && c.others != nil {
			t.Errorf("%q may also mean %q, want %q", c.q, p.terms[0].others, c.others)
		}
	}
}

func TestWithoutAVocabularyAQueryIsTakenLiterally(t *testing.T) {
	p := (*Vocabulary)(nil).plan("Lpatop")
	if p.corrected || len(p.terms) != 1 || p.terms[0].word != "lpatop" || p.terms[0].others != nil {
		t.Errorf("plan %+v", p)
	}
}

func TestAVocabularyGrowsAndStays(t *testing.T) {
	first := vocabularyOf("laptop", "mouse")
	second := first.Extended([]StoredWord{{2, "mouse"}, {3, "phone"}})
	if len(first.words) != 2 || len(second.words) != 3 || second.last != 3 {
		t.Errorf("first %q, second %q", first.words, second.words)
	}
	if third := second.Extended([]StoredWord{{3, "phone"}}); third != second {
		t.Error("nothing new made another vocabulary")
	}
	if got := second.plan("phnoe").correction(); got != "phone" {
		t.Errorf("a new word is not known: %q", got)
	}
}

func TestWordRowsLeaveCodesOut(t *testing.T) {
	var got []string
	for _, r := range WordRows("\ngaming laptop\nsku0427123\n", "laptop 16gb rtx4070 2026") {
		got = append(got, r.Word)
	}
	if want := []string{"16gb", "gaming", "laptop"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDistanceCountsTypos(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"laptop", "laptop", 0},
		{"laptop", "lpatop", 1},
		{"laptop", "lapto", 1},
		{"laptop", "laptopp", 1},
		{"laptop", "laxtop", 1},
		{"laptop", "lxptxp", 2},
		{"ноутбук", "наутбук", 1},
		{"laptop", "mouse", 3},
		{"", "ab", 2},
		{"abcd", "", 3},
	} {
		if got := distance([]rune(c.a), []rune(c.b), 2); got != c.want {
			t.Errorf("%q and %q differ by %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// One typo in a long word never keeps it from being found.
func TestATypoIsForgiven(t *testing.T) {
	words := []string{"smartphone", "headphones", "наушники", "холодильник", "тоңазытқыш", "keyboard"}
	v := vocabularyOf(words...)
	rapid.Check(t, func(t *rapid.T) {
		word := []rune(rapid.SampledFrom(words).Draw(t, "word"))
		i := rapid.IntRange(1, len(word)-2).Draw(t, "place")
		typed := slices.Clone(word)
		switch rapid.IntRange(0, 3).Draw(t, "typo") {
		case 0:
			typed = slices.Delete(typed, i, i+1)
		case 1:
			typed = slices.Insert(typed, i, 'ж')
		case 2:
			typed[i] = 'ж'
		case 3:
			typed[i], typed[i+1] = typed[i+1], typed[i]
		}
		p := v.plan(string(typed))
		if got := p.phrase; got != string(word) && !strings.Contains(string(word), string(typed)) {
			t.Errorf("%q was read as %q, want %q", string(typed), got, string(word))
		}
	})
}

func FuzzAPlanIsAlwaysSearchable(f *testing.F) {
	v := vocabularyOf("laptop", "ноутбук", "кітап", "16gb")
	for _, q := range []string{"laptop", "' OR 1", "\x00\xff", `"*:()&|!`, "ыфьыгтп", "a\u0301\u0301", "ﬃ", "😀 laptop", strings.Repeat("w ", 50)} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		for _, list := range v.plan(q).match() {
			for _, w := range list {
				if w.Text == "" || strings.ContainsAny(w.Text, " '\"\\*:()&|!\n") {
					t.Errorf("%q asks for %q", q, w.Text)
				}
			}
		}
	})
}
