package catalog

import (
	"cmp"
	"slices"
	"strings"

	"bazaar/market/i18n"
)

// Limits of a search.
const (
	// MinSuggest is how many letters a suggestion needs.
	MinSuggest = 2
	// Suggestions is how many goods the search field offers at most.
	Suggestions = 10
	// candidates is how many hits are ranked; a list of more is no answer but a second catalogue.
	candidates = 200
	maxWords   = 8
)

// Searchable is what is found of a product.
type Searchable struct {
	Title                       i18n.Text
	Description, Specifications i18n.Text // clean HTML
	Tags, SKUs                  []string
	Vendor                      string
}

// Index is the stored form of Searchable: the columns of products that sort and search.
type Index struct {
	SortEN, SortRU, SortKK string
	// Title holds the folded titles, Keys the folded tags, SKUs and vendor; Text holds both and the
	// descriptions. Each stands on a line of its own with a line end before and behind it, so that
	// SQL can ask for a whole line.
	Title, Keys, Text string
}

// IndexOf folds what is found of a product. Whatever writes a product's row must write its index.
func IndexOf(s Searchable) Index {
	var titles []string
	for _, l := range i18n.Languages {
		titles = append(titles, s.Title[l])
	}
	ix := Index{
		SortEN: i18n.SortKey("en", s.Title.In("en")),
		SortRU: i18n.SortKey("ru", s.Title.In("ru")),
		SortKK: i18n.SortKey("kk", s.Title.In("kk")),
		Title:  lines(titles...),
		Keys:   lines(append(slices.Concat(s.SKUs, s.Tags), s.Vendor)...),
	}
	ix.Text = lines(ix.Title, ix.Keys, s.Description.Plain().All(), s.Specifications.Plain().All())
	return ix
}

// lines folds texts, each on its own line with a line end on both sides.
func lines(texts ...string) string {
	var folded []string
	for _, t := range texts {
		for line := range strings.SplitSeq(t, "\n") {
			if line = cutWords(i18n.Fold(line)); line != "" {
				folded = append(folded, line)
			}
		}
	}
	if len(folded) == 0 {
		return ""
	}
	return "\n" + strings.Join(folded, "\n") + "\n"
}

// cutWords shortens words that no database would index; nobody looks for them.
func cutWords(line string) string {
	words := strings.Split(line, " ")
	for i, w := range words {
		if runes := []rune(w); len(runes) > maxWordLen {
			words[i] = string(runes[:maxWordLen])
		}
	}
	return strings.Join(words, " ")
}

// wanted is what a visitor looks for: the folded phrase and its different words, of which a hit
// has all.
type wanted struct {
	phrase string
	words  []string
}

func parseSearch(q string) wanted {
	w := wanted{phrase: cutWords(i18n.Fold(text(q, maxQuery)))}
	for word := range strings.SplitSeq(w.phrase, " ") {
		if word != "" && len(w.words) < maxWords && !slices.Contains(w.words, word) {
			w.words = append(w.words, word)
		}
	}
	return w
}

// plan is how a query is looked for.
type plan struct {
	// wanted is what is ranked for; it differs from what was typed when that is known nowhere.
	wanted
	terms []term
	// corrected tells that it differs.
	corrected bool
}

// term is one word of a query: what was typed, what it means and what else it may mean.
type term struct {
	typed string
	meaning
}

// plan decides what a query means.
func (v *Vocabulary) plan(q string) plan {
	typed := parseSearch(q)
	p := plan{wanted: typed}
	if !v.allKnown(typed.words) {
		if other := parseSearch(otherKeyboard(text(q, maxQuery))); len(other.words) > 0 && v.allKnown(other.words) {
			p.wanted, p.corrected = other, true
		}
	}
	meant := slices.Clone(p.words)
	for i, word := range p.words {
		t := term{typed: word, meaning: v.mean(word)}
		if v != nil && !isCode(word) && !v.known(word) {
			if guesses := v.guess(word); len(guesses) > 0 {
				t.word, t.others = guesses[0], guesses[1:]
				meant[i], p.corrected = guesses[0], true
			}
		}
		p.terms = append(p.terms, t)
	}
	if p.corrected {
		p.wanted = wanted{phrase: strings.Join(meant, " "), words: meant}
	}
	return p
}

// allKnown tells whether every word is known, in its own letters or in related ones.
func (v *Vocabulary) allKnown(words []string) bool {
	if v == nil {
		return true
	}
	return !slices.ContainsFunc(words, func(word string) bool { return !isCode(word) && !v.known(word) })
}

// How well a hit fits, best first.
const (
	isPhrase      = iota // a title, SKU or tag is the phrase
	startsTitle          // a title starts with the phrase
	startsWords          // each word starts a word of one title
	insideTitle          // each word is inside one title
	insideKeys           // each word is inside the titles, tags, SKUs or vendor
	insideTheText        // the rest is inside a description
)

// fit tells how well a product with these columns fits. It is the one rule of both databases.
func (w wanted) fit(titles, keys string) int {
	best := insideTheText
	if containsAll(titles+"\n"+keys, w.words, "") {
		best = insideKeys
	}
	for title := range strings.SplitSeq(titles, "\n") {
		switch {
		case title == w.phrase:
			return isPhrase
		case strings.HasPrefix(title, w.phrase):
			best = min(best, startsTitle)
		case containsAll(" "+title, w.words, " "):
			best = min(best, startsWords)
		case containsAll(title, w.words, ""):
			best = min(best, insideTitle)
		}
	}
	if slices.Contains(strings.Split(keys, "\n"), w.phrase) {
		return isPhrase
	}
	return best
}

func containsAll(s string, words []string, before string) bool {
	for _, word := range words {
		if !strings.Contains(s, before+word) {
			return false
		}
	}
	return true
}

// bare is the same in related letters.
func (w wanted) bare() wanted {
	words := make([]string, len(w.words))
	for i, word := range w.words {
		words[i] = bareOf(word)
	}
	return wanted{phrase: bareOf(w.phrase), words: words}
}

// judge is fit for the letters that were typed; what has only related ones comes after that.
func (w wanted) judge(titles, keys string) int {
	fit := w.fit(titles, keys)
	if fit < insideTheText {
		return fit
	}
	if f := w.bare().fit(bareOf(titles), bareOf(keys)); f < insideTheText {
		return insideTheText + 1 + f
	}
	return insideTheText
}

// rank sorts hits: best fit, then most sold, then best rated, then oldest.
func (w wanted) rank(hits []Card) {
	fits := make(map[int64]int, len(hits))
	for _, h := range hits {
		fits[h.ID] = w.judge(h.titles, h.keys)
	}
	slices.SortFunc(hits, func(a, b Card) int {
		return cmp.Or(cmp.Compare(fits[a.ID], fits[b.ID]), cmp.Compare(b.Sold, a.Sold), cmp.Compare(b.Rating, a.Rating), cmp.Compare(a.ID, b.ID))
	})
}
