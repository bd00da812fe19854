package catalog

import (
	"math/bits"
	"strings"
)

// marksOf is a small picture of the letters of a word: one bit for each, some sharing one.
func marksOf(word string) uint64 {
	var m uint64
	for _, r := range word {
		m |= 1 << (uint32(r) % 64)
	}
	return m
}

// mayDiffer rules out words whose letters differ by more than so many typos could make.
func mayDiffer(a, b uint64, typos int) bool {
	return bits.OnesCount64(a&^b) <= typos && bits.OnesCount64(b&^a) <= typos
}

// distance counts the letters that were left out, added, changed or swapped with their neighbour
// between two words; more than most is most+1.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var older []int
	before := make([]int, len(b)+1)
	for k := range before {
		before[k] = k
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		least := i
		for k := 1; k <= len(b); k++ {
			changed := before[k-1]
			if a[i-1] != b[k-1] {
				changed++
			}
			row[k] = min(changed, before[k]+1, row[k-1]+1)
			if older != nil && k > 1 && a[i-1] == b[k-2] && a[i-2] == b[k-1] {
				row[k] = min(row[k], older[k-2]+1)
			}
			least = min(least, row[k])
		}
		if least > most {
			return most + 1
		}
		older, before = before, row
	}
	return min(before[len(b)], most+1)
}

// The keys of a keyboard with Latin letters, and what stands on them with Russian ones.
const (
	latinKeys    = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
	cyrillicKeys = "йцукенгшщзхъфывапролджэячсмитьбюё"
)

var (
	toCyrillic = keyboard(latinKeys, cyrillicKeys)
	toLatin    = keyboard(cyrillicKeys, latinKeys)
)

func keyboard(from, to string) map[rune]rune {
	keys := map[rune]rune{}
	target := []rune(to)
	for i, r := range []rune(from) {
		keys[r] = target[i]
	}
	return keys
}

// otherKeyboard is what the same keys write with the other layout; empty for a text in two
// alphabets, for which nobody forgot to switch.
func otherKeyboard(typed string) string {
	typed = strings.ToLower(typed)
	keys := toCyrillic
	if strings.ContainsFunc(typed, func(r rune) bool { return toLatin[r] != 0 }) {
		keys = toLatin
		if strings.ContainsFunc(typed, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
			return ""
		}
	}
	return strings.Map(func(r rune) rune {
		if other, ok := keys[r]; ok {
			return other
		}
		return r
	}, typed)
}
