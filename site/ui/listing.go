package ui

// Pages is where a list stands among its pages.
type Pages struct {
	Current, Last int
	// URL is the path (without language) of a page with the filters of the list.
	URL func(page int) string
}

// around is how many pages are linked on either side of the current one.
const around = 2

// window lists the numbers to show; 0 stands for a gap.
func (p Pages) window() []int {
	from, to := max(1, p.Current-around), min(p.Last, p.Current+around)
	var shown []int
	if from > 1 {
		shown = append(shown, 1)
	}
	if from > 2 {
		shown = append(shown, 0)
	}
	for n := from; n <= to; n++ {
		shown = append(shown, n)
	}
	if to < p.Last-1 {
		shown = append(shown, 0)
	}
	if to < p.Last {
		shown = append(shown, p.Last)
	}
	return shown
}

// Chip is a filter that is in force; its URL takes it away.
type Chip struct {
	Text, URL string
}

// Sorting is the choice of an order. Keep holds the other parameters of the list.
type Sorting struct {
	Action  string
	Value   string
	Options []Option
	Keep    []Hidden
}

// Step is one stage on a way, such as a parcel's.
type Step struct {
	Text string
	// Note is a date or a remark; Stamp its machine-readable form when it is a time.
	Note, Stamp string
	Done        bool
	Current     bool
}
