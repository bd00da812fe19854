package account

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"

	"bazaar/infra/media"
	"bazaar/infra/sheet"
	"bazaar/infra/tasks"
	"bazaar/market/fault"
	"bazaar/market/imports"
	"bazaar/market/privacy"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// taskText is what a kind of long work is called, and where it is begun.
type taskText struct {
	Title string
	Back  ui.Link
}

// taskTexts has a line for each kind that work.go does, whichever front begins it.
var taskTexts = map[string]func(l *locale.Locale) taskText{
	privacy.TaskExport: exportText,
	imports.TaskExport: goodsText,
}

func goodsText(l *locale.Locale) taskText {
	return taskText{Title: l.T("Your products as a file"), Back: ui.Link{Text: l.T("Import and export"), URL: "/vendor/import/"}}
}

// textOf names a task; one of a kind without a line is only called work.
func textOf(l *locale.Locale, kind string) taskText {
	if of := taskTexts[kind]; of != nil {
		return of(l)
	}
	return taskText{Title: l.T("Work in progress"), Back: ui.Link{Text: l.T("Dashboard"), URL: "/dashboard/"}}
}

// taskPage is one piece of long work.
type taskPage struct {
	ui.Frame
	About taskText
	Task  tasks.Task
	Path  string
	// Text says how far it is, or what came of it.
	Text string
	// Until is the last day of the result.
	Until string
}

// taskState is a task for a script.
type taskState struct {
	State   string `json:"state"`
	Ended   bool   `json:"ended"`
	Done    int64  `json:"done"`
	Total   int64  `json:"total"`
	Refused int64  `json:"refused"`
	Percent int64  `json:"percent"`
	Text    string `json:"text"`
	File    string `json:"file,omitempty"`
}

// readTask reads the visitor's task that the address names.
func (f *Front) readTask(r *http.Request) (tasks.Task, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return tasks.Task{}, fault.Missing()
	}
	t, err := tasks.Get(r.Context(), f.DB, visitor.Of(r).Actor.AccountID, id)
	if errors.Is(err, tasks.ErrUnknown) {
		return tasks.Task{}, fault.Missing()
	}
	return t, err
}

// task shows how far a task has come: a page for people, JSON for the script on it.
func (f *Front) task(w http.ResponseWriter, r *http.Request) error {
	t, err := f.readTask(r)
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	if page.IsAJAX(r) {
		s := taskState{
			State: string(t.State), Ended: t.Ended(), Done: t.Done, Total: t.Total, Refused: t.Refused,
			Percent: t.Percent(), Text: taskProgress(l, t),
		}
		if t.FileName != "" {
			s.File = l.URL(tasks.Path(t.ID) + "file/")
		}
		return page.JSON(w, http.StatusOK, s)
	}
	text := textOf(l, t.Kind)
	p := taskPage{Frame: ownFrame(r, text.Title), About: text, Task: t, Path: tasks.Path(t.ID), Text: taskProgress(l, t), Until: l.Date(t.Expires)}
	return page.Render(w, r, http.StatusOK, taskView(p))
}

// taskProgress says how far a task is, or what came of it.
func taskProgress(l *locale.Locale, t tasks.Task) string {
	switch {
	case t.State == tasks.Waiting:
		return l.T("Waiting for its turn.")
	case t.State == tasks.Running && t.Stopping:
		return l.T("Stopping…")
	case t.State == tasks.Running && t.Total == 0:
		return l.T("Just begun.")
	case t.State == tasks.Running:
		return l.T("%s of %s done", l.Number(t.Done), l.Number(t.Total))
	case t.State == tasks.Failed && t.Problem == tasks.Unexplained:
		return l.T("Something went wrong on our side. Please start it again later.")
	case t.State == tasks.Failed:
		return l.T(t.Problem)
	case t.State == tasks.Cancelled:
		return l.T("You cancelled it.")
	case t.Refused > 0:
		return l.N("Finished, but %s item was refused.", "Finished, but %s items were refused.", t.Refused, l.Number(t.Refused))
	}
	return l.T("Finished.")
}

// taskFile hands the result to the owner.
func (f *Front) taskFile(w http.ResponseWriter, r *http.Request) error {
	t, err := f.readTask(r)
	if err != nil {
		return err
	}
	body, info, err := tasks.Open(r.Context(), f.Files, t)
	if errors.Is(err, media.ErrNotExist) {
		return fault.Missing()
	}
	if err != nil {
		return err
	}
	defer body.Close()
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", contentTypeOf(t.FileName))
	h.Set("Content-Length", strconv.FormatInt(info.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": t.FileName}))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		io.Copy(w, body) //nolint:errcheck // the visitor has gone, or the store cut the connection: nothing is left to say
	}
	return nil
}

// contentTypeOf is the type of a result. It is never one that a browser would run.
func contentTypeOf(name string) string {
	switch path.Ext(name) {
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".xlsx":
		return sheet.XLSX.ContentType()
	case ".json":
		return "application/json"
	case ".zip":
		return "application/zip"
	}
	return "application/octet-stream"
}

// cancelTask ends a task; one that has ended stays as it is.
func (f *Front) cancelTask(w http.ResponseWriter, r *http.Request) error {
	t, err := f.readTask(r)
	if err != nil {
		return err
	}
	if err := tasks.Cancel(r.Context(), f.DB, t.Owner, t.ID, f.Now()); err != nil {
		return err
	}
	return page.Redirect(w, r, tasks.Path(t.ID), http.StatusSeeOther)
}
