package orders

// Query is the statement of a list, as ListDesk sends it for the first page.
func (s DeskSearch) Query() (text string, args []any) {
	w := s.where()
	text = s.query(w, 0)
	return text, w.Args
}
