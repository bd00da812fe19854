package ui

import (
	"strconv"

	"bazaar/site/locale"
)

// Panel is the frame of a page of the desk or the administration: no catalogue around it, but the
// sections of the area at its side. It wears panel.css and runs panel.js instead of the shop's.
type Panel struct {
	Frame
	// Area names where the page belongs, such as "Vendor desk"; Home is its first page.
	Area, Home string
	// Who is for whom one works here, such as the name of the shop; empty without.
	Who string
	// Sections of the area in their order.
	Sections []Section
	// Here is the URL of the section that the page belongs to.
	Here string
	// Notices stand above every page until their cause is gone.
	Notices []Notice
	// SignOut is the path of the form that leaves the area.
	SignOut string
}

// Section is one line of the side navigation.
type Section struct {
	Text, URL, Icon string
	// Count is the number of things that wait there; 0 shows nothing.
	Count int64
}

// Notice is a message with a place where something can be done about it; Link may be empty.
type Notice struct {
	Level, Text string
	Link        Link
}

// Tab is one of several views of a list, with the number of its things.
type Tab struct {
	Text, URL string
	Count     int64
	Current   bool
	// Plain shows no number.
	Plain bool
}

// Column is the head of a column of a DataTable. Text is what a card of a narrow screen says before
// the value; a Silent column has a head for screen readers only.
type Column struct {
	Text        string
	Num, Silent bool
}

// Filtering is the bar above a list: a search box, more controls as children, and what the list
// keeps. Clear is the address without any filter; empty when none is in force.
type Filtering struct {
	Action string
	Search Input
	Keep   []Hidden
	Clear  string
}

// Bulk is the bar that does something with all chosen rows of a list. The check boxes of the rows
// belong to its form by their form attribute.
type Bulk struct {
	// ID of the form; Action is where it posts to.
	ID, Action string
	Choices    []Option
	Keep       []Hidden
}

// State is a word about where a thing stands. Kind is "good", "wait", "bad", "off" or empty.
type State struct {
	Kind, Text string
}

// Bar is one value of a chart.
type Bar struct {
	// Label is the whole name ("November 2026"), Short what fits below the bar.
	Label, Short string
	Value        int64
	// Text is the value as people read it.
	Text string
}

// Bars are a chart that the server draws, with the same numbers in a table below it. Title is a
// sentence that says what is shown; Label and Unit head the columns of the table.
type Bars struct {
	Title, Label, Unit string
	Values             []Bar
}

// Sizes of a chart in its own units; the page scales it.
const (
	barStep, chartWide = 50, 600
	chartHigh          = 160
	chartFoot          = 24
)

// drawn is a bar with its place.
type drawn struct {
	Bar
	x, y, width, height, middle string
}

// step is the place of one bar: many bars are thin, so that the words below them stay large.
func (b Bars) step() int { return min(barStep, chartWide/max(1, len(b.Values))) }

// thick is the width of a bar in its place.
func (b Bars) thick() int { return max(1, b.step()*2/3) }

func (b Bars) width() int { return max(1, len(b.Values)) * b.step() }

func (b Bars) viewBox() string {
	return "0 0 " + strconv.Itoa(b.width()) + " " + strconv.Itoa(chartHigh+chartFoot)
}

// draw places the bars; a value above zero is always seen.
func (b Bars) draw() []drawn {
	most := int64(1)
	for _, v := range b.Values {
		most = max(most, v.Value)
	}
	list := make([]drawn, len(b.Values))
	for i, v := range b.Values {
		height := int(max(0, v.Value) * chartHigh / most)
		if v.Value > 0 {
			height = max(height, 2)
		}
		x := i*b.step() + (b.step()-b.thick())/2
		list[i] = drawn{
			Bar: v, x: strconv.Itoa(x), y: strconv.Itoa(chartHigh - height), width: strconv.Itoa(b.thick()),
			height: strconv.Itoa(height), middle: strconv.Itoa(i*b.step() + b.step()/2),
		}
	}
	return list
}

// Stat is one figure with its name. URL leads to where it comes from; empty without.
type Stat struct {
	Name, Value, Note, URL string
}

// Task is one thing to do, done or not. Count is how many of them wait, 0 when it is no number.
type Task struct {
	Text, Note, URL, Icon string
	Count                 int64
	Done                  bool
	// Next marks the one to begin with.
	Next bool
}

// Question asks before something is done that is not easily undone.
type Question struct {
	Title, Text string
	// Action is where the answer is posted; Button says what it does, of Kind "danger" or "primary".
	Action, Button, Kind string
	// Cancel is where one goes instead.
	Cancel string
	Keep   []Hidden
}

// current marks the section of the page.
func (p Panel) current(s Section) bool { return s.URL == p.Here }

// waiting is the number beside a section or a tab; what is past counting is cut.
func waiting(l *locale.Locale, n int64) string {
	const most = 999
	if n > most {
		return l.Number(most) + "+"
	}
	return l.Number(n)
}

// Translation is one language of a text that is written in several.
type Translation struct {
	Code, Name string
	// Done tells that nothing is missing in the language; Text says it.
	Done bool
	Text string
}

// NativeName is a language as its speakers call it.
func NativeName(code string) string { return nativeNames[code] }
