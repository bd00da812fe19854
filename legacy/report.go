package legacy

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Report tells what an import took and what it left out.
type Report struct {
	// Models are the kinds of old records in the order of the work.
	Models []Count `json:"models"`
	// Notes say what was left out or changed on the way, and why.
	Notes []Note `json:"notes"`
	// Changed is how many rows were written; zero when everything was there already.
	Changed int64 `json:"changed"`
}

// Count is the balance of one kind of old records: Found = Taken + Skipped.
type Count struct {
	Model   string `json:"model"`
	Found   int    `json:"found"`
	Taken   int    `json:"taken"`
	Skipped int    `json:"skipped"`
	// Why is the reason when a kind is left out as a whole.
	Why string `json:"why,omitempty"`
}

// Note is something that a person should know about one old record. PK is 0 when it concerns
// none in particular.
type Note struct {
	Model string `json:"model"`
	PK    int64  `json:"pk,omitempty"`
	Text  string `json:"text"`
}

// Write prints the report for people.
func (r Report) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "MODEL\tFOUND\tTAKEN\tSKIPPED\tWHY")
	for _, m := range r.Models {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\n", m.Model, m.Found, m.Taken, m.Skipped, m.Why)
	}
	if len(r.Notes) > 0 {
		fmt.Fprintln(t, "\nMODEL\tPK\tNOTE")
	}
	for _, n := range r.Notes {
		pk := ""
		if n.PK != 0 {
			pk = fmt.Sprint(n.PK)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", n.Model, pk, n.Text)
	}
	fmt.Fprintf(t, "\n%d rows written.\n", r.Changed)
	if r.Changed == 0 {
		fmt.Fprintln(t, "Everything was here already.")
	}
	return t.Flush()
}

func (r *Report) note(rec record, format string, args ...any) {
	r.Notes = append(r.Notes, Note{Model: rec.model, PK: rec.pk, Text: fmt.Sprintf(format, args...)})
}
