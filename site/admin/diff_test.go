package admin

import (
	"strings"
	"testing"
)

// drawn writes pieces as a reader sees them.
func drawn(all []piece) string {
	var b strings.Builder
	for _, p := range all {
		switch p.Kind {
		case "ins":
			b.WriteString("+" + p.Text + "+")
		case "del":
			b.WriteString("-" + p.Text + "-")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestChangedWordsAreMarked(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"same words", "same words", "same words"},
		{"", "all new", "+all new+"},
		{"all gone", "", "-all gone-"},
		{"a red kettle here", "a blue kettle here", "a -red-+blue+ kettle here"},
		{"one two three", "zero one three", "-one two-+zero one+ three"},
		{"Қызыл шәйнек", "Қызыл үлкен шәйнек", "Қызыл +үлкен +шәйнек"},
		{"x", "x y", "x+ y+"},
		{"Teapot", "Teapot, new in the box", "Teapot+, new in the box+"},
		{"boils very fast", "heats quite slowly", "-boils very fast-+heats quite slowly+"},
	} {
		if got := drawn(changed(c.before, c.after)); got != c.want {
			t.Errorf("%q to %q: %q, want %q", c.before, c.after, got, c.want)
		}
	}
}

func TestNothingIsLostInAComparison(t *testing.T) {
	long := strings.Repeat("слово word сөз ", 2000)
	for _, c := range [][2]string{{long, long + "end"}, {long, strings.Repeat("other ", 3000)}, {" a  b\n", "b a "}} {
		var before, after string
		for _, p := range changed(c[0], c[1]) {
			if p.Kind != "ins" {
				before += p.Text
			}
			if p.Kind != "del" {
				after += p.Text
			}
		}
		if before != c[0] || after != c[1] {
			t.Errorf("%.40q to %.40q does not add up", c[0], c[1])
		}
	}
}

func TestListsAreComparedLineByLine(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", "a", "+a+"},
		{"a\nb", "b\nc", "b+c+-a-"},
		{"a\nb", "b\na", "ba"},
	} {
		if got := drawn(listed(c.before, c.after)); got != c.want {
			t.Errorf("%q to %q: %q, want %q", c.before, c.after, got, c.want)
		}
	}
}
