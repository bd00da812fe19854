package ui

// Problem is an error page: what failed, what to do, and the number to quote.
type Problem struct {
	Status      int
	Title, Text string
	// Again is the form that was refused only for its token; it can be sent once more.
	Again *Again
}

// Again repeats a form with what was typed.
type Again struct {
	Action string
	Values []Hidden
}
