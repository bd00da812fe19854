package catalog

import (
	"slices"
	"sort"
	"strings"

	"bazaar/market/i18n"
)

// Limits of what a word may mean.
const (
	maxOther    = 60 // words that contain it
	maxGuesses  = 6  // words for which it may be misspelt
	fewestTypos = 4  // letters that a word has at least before typos are looked for
	longTypos   = 8  // letters from which two typos are forgiven
	maxWordLen  = 60 // letters; longer words are cut
)

// Vocabulary is all words that goods are found by. It tells what a typed word may mean: the same
// in other letters, in another alphabet, typed on the wrong keyboard, or misspelt. The zero value
// knows no words. A vocabulary never changes; Extended makes another one.
type Vocabulary struct {
	last  int64 // the highest id of a word
	ids   map[int64]bool
	words []string
	plain haystack
	bare  haystack // without the differences of related letters
	sound []string // in Latin letters, roughly as spoken
	marks []uint64 // which letters each word has
}

// haystack finds in which of many words a piece occurs.
type haystack struct {
	text  string // each word between line ends
	start []int  // where each word begins
}

func newHaystack(words []string) haystack {
	var b strings.Builder
	h := haystack{start: make([]int, len(words))}
	b.WriteByte('\n')
	for i, w := range words {
		h.start[i] = b.Len()
		b.WriteString(w)
		b.WriteByte('\n')
	}
	h.text = b.String()
	return h
}

// having lists the first words that contain a piece, in the order of the words. A piece with a
// line end before it asks for their beginnings.
func (h haystack) having(piece string, most int) []int {
	var found []int
	for from := 0; len(found) < most; {
		at := strings.Index(h.text[from:], piece)
		if at < 0 {
			break
		}
		last := from + at + len(piece) - 1 // inside of the word, whatever comes before it
		i := sort.SearchInts(h.start, last+1) - 1
		found = append(found, i)
		from = last + strings.IndexByte(h.text[last:], '\n')
	}
	return found
}

// StoredWord is a row of the vocabulary.
type StoredWord struct {
	ID   int64
	Word string
}

// Extended adds words to a vocabulary.
func (v *Vocabulary) Extended(more []StoredWord) *Vocabulary {
	next := &Vocabulary{ids: map[int64]bool{}}
	if v != nil {
		next.last, next.words, next.sound, next.marks = v.last, slices.Clip(v.words), slices.Clip(v.sound), slices.Clip(v.marks)
		for id := range v.ids {
			next.ids[id] = true
		}
	}
	for _, w := range more {
		if next.ids[w.ID] {
			continue
		}
		next.ids[w.ID] = true
		next.last = max(next.last, w.ID)
		next.words = append(next.words, w.Word)
		next.sound = append(next.sound, soundOf(w.Word))
		next.marks = append(next.marks, marksOf(w.Word))
	}
	if v != nil && len(next.words) == len(v.words) {
		return v
	}
	bare := make([]string, len(next.words))
	for i, w := range next.words {
		bare[i] = bareOf(w)
	}
	next.plain, next.bare = newHaystack(next.words), newHaystack(bare)
	return next
}

// WordRow is a row of the vocabulary for whoever writes many products at once; its key is the word.
type WordRow struct {
	Word string `db:"word"`
}

// WordRows are the words of folded texts that belong into the vocabulary, each once and sorted.
// Long numbers and codes are found by their beginnings alone: nobody misspells them into one
// another.
func WordRows(texts ...string) []WordRow {
	var list []WordRow
	seen := map[string]bool{}
	for _, t := range texts {
		for word := range strings.FieldsSeq(t) {
			if !seen[word] && !isCode(word) {
				seen[word] = true
				list = append(list, WordRow{word})
			}
		}
	}
	slices.SortFunc(list, func(a, b WordRow) int { return strings.Compare(a.Word, b.Word) })
	return list
}

// isCode tells whether a word has so many digits that it is a number or a code.
func isCode(word string) bool {
	digits := 0
	for _, r := range word {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 4
}

// meaning is what a typed word may stand for.
type meaning struct {
	// word is what is looked for, with every word that begins so; it is the typed word unless
	// that is known nowhere.
	word string
	// others are whole words that count as well.
	others []string
}

// mean finds the meaning of a folded word.
func (v *Vocabulary) mean(word string) meaning {
	m := meaning{word: word}
	if v == nil || isCode(word) || !v.known(word) {
		return m
	}
	piece := word
	if len([]rune(word)) == 1 {
		piece = "\n" + word // one letter is inside of everything
	}
	for _, i := range v.plain.having(piece, maxOther) {
		if !strings.HasPrefix(v.words[i], word) {
			m.others = append(m.others, v.words[i])
		}
	}
	if len([]rune(word)) > 1 {
		for _, i := range v.bare.having("\n"+bareOf(word), maxOther) {
			if !strings.Contains(v.words[i], word) {
				m.others = append(m.others, v.words[i])
			}
		}
	}
	return m
}

// known tells whether some word has the piece, in its own letters or in related ones.
func (v *Vocabulary) known(piece string) bool {
	return strings.Contains(v.plain.text, piece) || strings.Contains(v.bare.text, "\n"+bareOf(piece))
}

// guess finds words for which an unknown one may have been typed, the likeliest first: the same in
// another alphabet, then those that differ by a typo or two.
func (v *Vocabulary) guess(word string) []string {
	if v == nil || isCode(word) {
		return nil
	}
	if list := v.spoken(word); len(list) > 0 {
		return list
	}
	return v.misspelt(word)
}

// spoken finds words that sound as the typed one does, or begin so.
func (v *Vocabulary) spoken(word string) []string {
	sound := soundOf(word)
	if len(sound) < MinSuggest+1 {
		return nil
	}
	var same, longer []string
	for i, s := range v.sound {
		switch {
		case s == sound:
			same = append(same, v.words[i])
		case len(longer) < maxGuesses && strings.HasPrefix(s, sound):
			longer = append(longer, v.words[i])
		}
	}
	list := append(same, longer...)
	return list[:min(len(list), maxGuesses)]
}

func (v *Vocabulary) misspelt(word string) []string {
	typed := []rune(word)
	allowed := 1
	switch n := len(typed); {
	case n < fewestTypos:
		return nil
	case n >= longTypos:
		allowed = 2
	}
	marks := marksOf(word)
	var near [longTypos][]string // by distance
	for i, w := range v.words {
		if !mayDiffer(marks, v.marks[i], allowed) {
			continue
		}
		if d := distance(typed, []rune(w), allowed); d <= allowed && len(near[d]) < maxGuesses {
			near[d] = append(near[d], w)
		}
	}
	list := slices.Concat(near[:]...)
	return list[:min(len(list), maxGuesses)]
}

// bare letters stand for those that are easily typed in their place: Kazakh ones on a Russian
// keyboard.
var bare = strings.NewReplacer("ә", "а", "ғ", "г", "қ", "к", "ң", "н", "ө", "о", "ұ", "у", "ү", "у", "һ", "х", "і", "и")

func bareOf(word string) string { return bare.Replace(word) }

// spoken makes Latin spellings of one sound equal.
var spoken = strings.NewReplacer("shch", "sh", "kh", "h", "ks", "x", "ph", "f", "ck", "k", "q", "k", "w", "v", "y", "i", "j", "i", "c", "k", "ee", "i", "oo", "u")

// soundOf writes a word in Latin letters, roughly as it is spoken.
func soundOf(word string) string {
	s := spoken.Replace(strings.ReplaceAll(i18n.Slug(bareOf(word)), "-", ""))
	var b strings.Builder
	var before rune
	for _, r := range s {
		if r != before { // double letters sound like one
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}
