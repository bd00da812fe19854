package admin

import (
	"slices"
	"strings"
	"unicode"
)

// piece is a part of a text that changed: Kind is "ins" for what came, "del" for what went, empty for
// what stayed.
type piece struct{ Kind, Text string }

// mostCompared bounds the work of a comparison: the product of the numbers of words on both sides.
const mostCompared = 1_000_000

// changed compares two texts word by word and returns their parts in reading order. Texts that are too
// long to compare are shown one after the other.
func changed(before, after string) []piece {
	a, b := words(before), words(after)
	first := 0
	for first < len(a) && first < len(b) && a[first] == b[first] {
		first++
	}
	last := 0
	for last < len(a)-first && last < len(b)-first && a[len(a)-1-last] == b[len(b)-1-last] {
		last++
	}
	var out pieces
	out.add("", a[:first]...)
	out.compare(a[first:len(a)-last], b[first:len(b)-last])
	out.add("", a[len(a)-last:]...)
	return out.joined()
}

// words parts a text so that its parts joined are the text: words, spaces and signs.
func words(s string) []string {
	var all []string
	begin, before := 0, 0
	for i, r := range s {
		if kind := kindOf(r); kind != before {
			if i > 0 {
				all = append(all, s[begin:i])
			}
			begin, before = i, kind
		}
	}
	if begin < len(s) {
		all = append(all, s[begin:])
	}
	return all
}

// kindOf tells letters, spaces and signs apart.
func kindOf(r rune) int {
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return 1
	case unicode.IsSpace(r):
		return 2
	}
	return 3
}

type pieces []piece

// add puts words behind the last piece, or into it when it is of the same kind.
func (p *pieces) add(kind string, words ...string) {
	if len(words) == 0 {
		return
	}
	text := strings.Join(words, "")
	if n := len(*p); n > 0 && (*p)[n-1].Kind == kind {
		(*p)[n-1].Text += text
		return
	}
	*p = append(*p, piece{kind, text})
}

// joined takes changes that only spaces part together, so that whole phrases are read instead of
// alternating words.
func (p pieces) joined() pieces {
	var out pieces
	for i := 0; i < len(p); {
		end := i
		for end < len(p) && (p[end].Kind != "" || end > i && end+1 < len(p) && strings.TrimSpace(p[end].Text) == "") {
			end++
		}
		if end == i {
			out.add("", p[i].Text)
			i++
			continue
		}
		var went, came string
		for _, one := range p[i:end] {
			if one.Kind != "ins" {
				went += one.Text
			}
			if one.Kind != "del" {
				came += one.Text
			}
		}
		if strings.TrimSpace(went) == "" || strings.TrimSpace(came) == "" {
			out = append(out, p[i:end]...)
		} else {
			out.add("del", went)
			out.add("ins", came)
		}
		i = end
	}
	return out
}

// compare adds what differs along the longest common subsequence of words.
func (p *pieces) compare(a, b []string) {
	if len(a)*len(b) > mostCompared {
		p.add("del", a...)
		p.add("ins", b...)
		return
	}
	// common[i][j] is the length of the longest common subsequence of a[i:] and b[j:].
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if common[i][j] = max(common[i+1][j], common[i][j+1]); a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			p.add("", a[i])
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			p.add("del", a[i])
			i++
		default:
			p.add("ins", b[j])
			j++
		}
	}
	p.add("del", a[i:]...)
	p.add("ins", b[j:]...)
}

// listed compares two lists line by line: what stayed keeps its place in the newer one, what went
// stands at the end.
func listed(before, after string) []piece {
	a, b := lines(before), lines(after)
	var out []piece
	for _, line := range b {
		kind := "ins"
		if slices.Contains(a, line) {
			kind = ""
		}
		out = append(out, piece{kind, line})
	}
	for _, line := range a {
		if !slices.Contains(b, line) {
			out = append(out, piece{"del", line})
		}
	}
	return out
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}
