package ui

// Said is one message of a conversation. Mine tells that the reader's side wrote it.
type Said struct {
	Mine             bool
	Who, Date, Stamp string
	Lines            []string
	// Hidden tells that the market took the words away.
	Hidden bool
}

// Talk is a conversation with the forms to answer, to mark as read and to report.
type Talk struct {
	Says []Said
	// Answer is where an answer is posted, empty when the conversation is closed; Body its field.
	// Stopped tells that the market closed it.
	Stopped bool
	Answer  string
	Body    Input
	// Read is where it is marked as read, empty when nothing is unread.
	Read string
	// Report is where something wrong is told; Note its field.
	Report string
	Note   Input
}
