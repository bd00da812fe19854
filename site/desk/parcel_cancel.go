package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bazaar/market/fault"
	"bazaar/market/orders"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// cancelPage asks which lines of a parcel are given up and why, before it is done.
type cancelPage struct {
	ui.Panel
	Parcel  orders.DeskParcel
	Lines   []cancelLine
	Reason  ui.Input
	Reasons []ui.Option
	Note    ui.Input
	// Problem is what is wrong with the choice of lines; empty without.
	Problem string
	// Means says what will happen.
	Means []string
}

// cancelLine is a line that can be given up.
type cancelLine struct {
	orders.Line
	ID, Quantity, Sum string
	Chosen            bool
	// Pieces is how many of it were typed, Most how many there are; empty when there is only one.
	Pieces, Most string
}

func (f *Front) askToCancel(w http.ResponseWriter, r *http.Request) error {
	d, err := f.ownParcel(r)
	if err != nil {
		return err
	}
	return f.showCancel(w, r, d, orders.LineRefusal{Lines: piecesOf(r.URL.Query())}, nil)
}

// piecesOf reads which lines are meant, and how many of each; what is no number is refused as too many.
func piecesOf(form url.Values) []orders.Pieces {
	var all []orders.Pieces
	for _, raw := range form["line"] {
		id, err := strconv.ParseInt(raw, 10, 64)
		if err != nil || slices.ContainsFunc(all, func(p orders.Pieces) bool { return p.LineID == id }) {
			continue
		}
		pieces := orders.Pieces{LineID: id}
		if typed := strings.TrimSpace(form.Get(piecesName(raw))); typed != "" {
			if pieces.Quantity, err = strconv.ParseInt(typed, 10, 64); err != nil || pieces.Quantity <= 0 {
				pieces.Quantity = noNumber
			}
		}
		all = append(all, pieces)
	}
	return all
}

// noNumber is a number of pieces that no line has.
const noNumber = -1

func piecesName(line string) string { return "pieces-" + line }

// showCancel shows the form; a parcel that has left is told so instead.
func (f *Front) showCancel(w http.ResponseWriter, r *http.Request, d orders.DeskParcel, in orders.LineRefusal, why *fault.Fault) error {
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("What cannot be sent?"), ordersPath)
	if err != nil {
		return err
	}
	open := d.Open()
	if len(open) == 0 {
		return page.Render(w, r, http.StatusConflict, parcelQuestion(frame, ui.Question{
			Title: l.T("This is not possible now"), Text: l.T("Only what has not left can be cancelled."), Cancel: parcelPath(d.ID),
		}))
	}
	p := cancelPage{Panel: frame, Parcel: d, Means: []string{
		l.T("The goods are in your stock again; correct it if you do not have them."), l.T("The buyer is told at once, with the reason."), l.T("This cannot be undone."),
	}}
	money := l.T("The buyer pays that much less.")
	if d.Paid {
		money = l.T("The buyer gets back what was paid for it.")
	}
	p.Means = append([]string{money}, p.Means...)
	for _, line := range open {
		p.Lines = append(p.Lines, lineToCancel(r, line, len(open) == 1 || slices.ContainsFunc(in.Lines, func(c orders.Pieces) bool { return c.LineID == line.ID })))
	}
	messages, status := map[string]string{}, http.StatusOK
	if why != nil {
		messages, status, p.Refused = page.Messages(l, why), http.StatusUnprocessableEntity, true
	}
	p.Problem = messages["line"]
	p.Reason = ui.Input{Name: "reason", Label: l.T("Why?"), Required: true, Value: string(in.Reason), Error: messages["reason"]}
	p.Reasons = []ui.Option{{Text: l.T("Choose a reason")}}
	for _, reason := range orders.Reasons {
		p.Reasons = append(p.Reasons, ui.Option{Value: string(reason), Text: ui.Why(l, reason)})
	}
	p.Note = ui.Input{Name: "note", Label: l.T("A few words to the buyer"), MaxLength: orders.MostNote, Value: in.Note, Error: messages["note"]}
	return page.Render(w, r, status, cancelView(p))
}

// lineToCancel shows a line as it may be chosen, with what was typed.
func lineToCancel(r *http.Request, line orders.Line, chosen bool) cancelLine {
	l := visitor.Of(r).Locale
	c := cancelLine{
		Line: line, ID: strconv.FormatInt(line.ID, 10), Quantity: l.Number(line.Quantity), Sum: l.Money(line.Total.Sub(line.Discount)), Chosen: chosen,
	}
	if line.Quantity > 1 {
		c.Most = strconv.FormatInt(line.Quantity, 10)
		c.Pieces = cmp.Or(r.FormValue(piecesName(c.ID)), c.Most)
	}
	return c
}

// cancelParcel gives up the chosen lines or pieces of them; all of them are the whole parcel.
func (f *Front) cancelParcel(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	d, err := f.ownParcel(r)
	if err != nil {
		return err
	}
	in, wrong := orders.LineRefusal{ParcelID: d.ID, Reason: orders.Reason(form.Get("reason")), Note: form.Text("note")}, fault.Fields{}
	if in.Lines = piecesOf(url.Values(form)); len(in.Lines) == 0 {
		wrong.Add("line", "Choose what cannot be sent.")
	}
	if in.Reason == "" {
		wrong.Add("reason", "Choose a reason from the list.")
	}
	if err = wrong.Err(); err == nil {
		err = orders.CancelLines(r.Context(), f.DB, visitor.Of(r).Actor, in, f.Now())
	}
	l := visitor.Of(r).Locale
	if refused := fault.As(err); refused != nil && !page.IsAJAX(r) {
		switch refused.Kind {
		case fault.Invalid:
			return f.showCancel(w, r, d, in, refused)
		case fault.Conflict:
			page.Flash(w, r, visitor.Warning, l.T(refused.Message, refused.Args...))
			return page.Redirect(w, r, parcelPath(d.ID), http.StatusSeeOther)
		}
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, l.T("Cancelled. The buyer is told."))
	return page.Redirect(w, r, parcelPath(d.ID), http.StatusSeeOther)
}
