package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"bazaar/infra/sheet"
	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/imports"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// importPage is one import: its progress, its check, or its result.
type importPage struct {
	ui.Panel
	Import imports.Import
	// Working tells that work goes on; Progress is how far it is, and Text says it.
	Working  bool
	Progress tasks.Progress
	Text     string
	// Stopped says why work has ended before its end; empty otherwise.
	Stopped  string
	Stats    []ui.Stat
	Submit   ui.Input
	Columns  []ui.Column
	Problems []problemRow
	Pages    ui.Pages
	Kept     []imports.Left
	Undoable bool
}

// problemRow is what is wrong with a cell, in the words of the visitor's language.
type problemRow struct{ Row, Column, Value, Text string }

// readImport is the import in the address, when it is one of the visitor's shop.
func (f *Front) readImport(r *http.Request) (imports.Import, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return imports.Import{}, fault.Missing()
	}
	return imports.Get(r.Context(), f.DB, visitor.Of(r).Shop.VendorID, id)
}

// showImport shows how far an import is: a page for people, JSON for the script on it.
func (f *Front) showImport(w http.ResponseWriter, r *http.Request) error {
	i, err := f.readImport(r)
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	p := importPage{Import: i}
	if err := f.watch(r.Context(), l, &p); err != nil {
		return err
	}
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, map[string]any{"ended": !p.Working, "text": p.Text, "done": p.Progress.Done, "total": p.Progress.Total})
	}
	if p.Panel, _, err = f.panel(r, i.FileName, productsPath); err != nil {
		return err
	}
	p.Undoable = i.Undoable(f.Now())
	p.Stats = importStats(l, i)
	p.Submit = ui.Input{Name: "submit", Label: l.T("Send products that have a picture for review at once")}
	if i.State == imports.Undone && i.Kept > 0 {
		if p.Kept, err = imports.ListKept(r.Context(), f.DB, i); err != nil {
			return err
		}
	} else if (i.State == imports.Checked || i.State == imports.Done) && i.Wrong+i.Refused > 0 {
		if err := f.problems(r, &p); err != nil {
			return err
		}
	}
	return page.Render(w, r, http.StatusOK, importView(p))
}

// watch looks how far the work of an import is.
func (f *Front) watch(ctx context.Context, l *locale.Locale, p *importPage) error {
	s := p.Import.State
	if s != imports.Checking && s != imports.Accepting && s != imports.Undoing {
		return nil
	}
	t, err := tasks.Get(ctx, f.DB, p.Import.Account, p.Import.TaskID)
	if errors.Is(err, tasks.ErrUnknown) {
		t, err = tasks.Task{State: tasks.Failed, Problem: tasks.Unexplained}, nil
	}
	if err != nil {
		return err
	}
	p.Progress, p.Working = t.Progress, !t.Ended()
	switch {
	case t.State == tasks.Waiting:
		p.Text = l.T("Waiting for its turn.")
	case p.Working && t.Stopping:
		p.Text = l.T("Stopping…")
	case p.Working && t.Total == 0:
		p.Text = l.T("Just begun.")
	case p.Working:
		p.Text = l.T("%s of %s done", l.Number(t.Done), l.Number(t.Total))
	case t.State == tasks.Cancelled:
		p.Stopped = l.T("You cancelled it.")
	case t.State == tasks.Failed && t.Problem != tasks.Unexplained:
		p.Stopped = l.T(t.Problem)
	default:
		p.Stopped = l.T("Something went wrong on our side. Please start it again later.")
	}
	return nil
}

// importStats are the numbers of an import.
func importStats(l *locale.Locale, i imports.Import) []ui.Stat {
	switch i.State {
	case imports.Checked:
		return []ui.Stat{
			{Name: l.T("New rows"), Value: l.Number(i.Fresh)},
			{Name: l.T("Changed rows"), Value: l.Number(i.Changed)},
			{Name: l.T("Rows without a change"), Value: l.Number(i.Same)},
			{Name: l.T("Wrong rows"), Value: l.Number(i.Wrong)},
		}
	case imports.Undone:
		return []ui.Stat{
			{Name: l.T("Products as before"), Value: l.Number(i.Restored)},
			{Name: l.T("Left as they are"), Value: l.Number(i.Kept)},
		}
	case imports.Done, imports.Accepting, imports.Undoing:
		return []ui.Stat{
			{Name: l.T("New products"), Value: l.Number(i.Made)},
			{Name: l.T("Changed products"), Value: l.Number(i.Edited)},
			{Name: l.T("Rows not taken"), Value: l.Number(i.Wrong + i.Refused)},
		}
	}
	return nil
}

// problems reads the page of what is wrong that is asked for.
func (f *Front) problems(r *http.Request, p *importPage) error {
	l := visitor.Of(r).Locale
	report, err := imports.Problems(r.Context(), f.DB, p.Import, page.Number(r.URL.Query().Get("page")))
	if err != nil {
		return err
	}
	p.Columns = []ui.Column{{Text: l.T("Row"), Num: true}, {Text: l.T("Column")}, {Text: l.T("Value")}, {Text: l.T("What to do")}}
	for _, x := range report.Problems {
		p.Problems = append(p.Problems, problemOf(l, x))
	}
	here := importPath(p.Import.ID)
	p.Pages = ui.Pages{Current: int(report.Page), Last: int(report.Pages), URL: func(n int) string {
		if n == 1 {
			return here
		}
		return here + "?page=" + strconv.Itoa(n)
	}}
	return nil
}

func problemOf(l *locale.Locale, x imports.Problem) problemRow {
	return problemRow{Row: strconv.FormatInt(x.Row, 10), Column: imports.NameOf(x.Column, l.Code()), Value: x.Value, Text: l.T(x.Message.Text, x.Message.Args...)}
}

// importProblems hands out everything that is wrong as a file.
func (f *Front) importProblems(w http.ResponseWriter, r *http.Request) error {
	i, err := f.readImport(r)
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	var b bytes.Buffer
	out, err := sheet.NewWriter(&b, imports.Style(sheet.CSV, l.Code()))
	if err == nil {
		err = out.Row([]string{l.T("Row"), l.T("Column"), l.T("Value"), l.T("What to do")})
	}
	if err == nil {
		err = imports.EachProblem(r.Context(), f.DB, i, func(x imports.Problem) error {
			p := problemOf(l, x)
			return out.Row([]string{p.Row, p.Column, p.Value, p.Text})
		})
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		return fmt.Errorf("write what is wrong in import %d: %w", i.ID, err)
	}
	return sendFile(w, r, "errors-"+strconv.FormatInt(i.ID, 10)+".csv", sheet.CSV.ContentType(), b.Bytes())
}

type importVerb func(ctx context.Context, db *sqldb.DB, by actor.Actor, in imports.Decision, now time.Time) error

// decide does something with an import and leads to it; to is where one goes on.
func (f *Front) decide(do importVerb, to func(id int64) string) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := page.Form(w, r)
		if err != nil {
			return err
		}
		i, err := f.readImport(r)
		if err != nil {
			return err
		}
		v := visitor.Of(r)
		err = do(r.Context(), f.DB, v.Actor, imports.Decision{VendorID: i.VendorID, ID: i.ID, Submit: form.Get("submit") != ""}, f.Now())
		if why := fault.As(err); why != nil && why.Kind != fault.NotFound && !page.IsAJAX(r) {
			page.Flash(w, r, visitor.Warning, v.Locale.T(why.Message, why.Args...))
			return page.Redirect(w, r, importPath(i.ID), http.StatusSeeOther)
		}
		if err != nil {
			return err
		}
		return page.Redirect(w, r, to(i.ID), http.StatusSeeOther)
	}
}

// leftBecause says why undoing left a product as it is.
func leftBecause(l *locale.Locale, reason string) string {
	switch reason {
	case imports.SoldSince:
		return l.T("Fewer units are left than the import added.")
	case imports.DeletedSince:
		return l.T("It was deleted after the import.")
	case imports.NotAllowed:
		return l.T("Its present state does not allow it.")
	}
	return l.T("Somebody changed it after the import.")
}

func toImports(int64) string { return importsPath }

// askToUndo asks before an import is undone.
func (f *Front) askToUndo(w http.ResponseWriter, r *http.Request) error {
	i, err := f.readImport(r)
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Undo this import?"), productsPath)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, deleteView(frame, ui.Question{
		Title:  l.T("Undo this import?"),
		Text:   l.T("Products that it made are archived; those that it changed get back their texts, prices and stock. What was changed since stays as it is, and you are told which."),
		Action: importPath(i.ID) + "undo/", Button: l.T("Undo the import"), Kind: "danger", Cancel: importPath(i.ID),
	}))
}

// draftsURL is the list of drafts, to which pictures are added.
func draftsURL() string { return listURL(catalog.DeskWanted{State: catalog.Draft}, 1) }
