package desk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"bazaar/infra/sheet"
	"bazaar/infra/tasks"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/imports"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const importsPath = "/vendor/import/"

func importPath(id int64) string { return importsPath + strconv.FormatInt(id, 10) + "/" }

// importBytes bounds a form with a file of goods.
const importBytes = imports.MaxBytes + 1<<20

// importRoutes are the routes of imports and exports.
func (f *Front) importRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /vendor/import/{$}", Handle: f.showImports, Access: page.Catalogue},
		{Pattern: "POST /vendor/import/{$}", Handle: f.beginImport, Access: page.Catalogue, MostBytes: importBytes},
		{Pattern: "GET /vendor/export/template/{format}/{$}", Handle: f.importTemplate, Access: page.Catalogue},
		{Pattern: "GET /vendor/import/{id}/{$}", Handle: f.showImport, Access: page.Catalogue},
		{Pattern: "GET /vendor/import/{id}/problems/{$}", Handle: f.importProblems, Access: page.Catalogue},
		{Pattern: "POST /vendor/import/{id}/accept/{$}", Handle: f.decide(imports.Accept, importPath), Access: page.Catalogue},
		{Pattern: "POST /vendor/import/{id}/stop/{$}", Handle: f.decide(imports.Stop, importPath), Access: page.Catalogue},
		{Pattern: "POST /vendor/import/{id}/drop/{$}", Handle: f.decide(imports.Drop, toImports), Access: page.Catalogue},
		{Pattern: "GET /vendor/import/{id}/undo/{$}", Handle: f.askToUndo, Access: page.Catalogue},
		{Pattern: "POST /vendor/import/{id}/undo/{$}", Handle: f.decide(imports.Undo, importPath), Access: page.Catalogue},
		{Pattern: "POST /vendor/export/file/{$}", Handle: f.export, Access: page.Catalogue},
	}
}

// importer is what imports work with.
func (f *Front) importer() imports.Desk {
	return imports.Desk{DB: f.DB, Files: f.Files, Currency: f.Base, Now: f.Now}
}

// importsPage is where a file of goods is sent, and goods are fetched as one.
type importsPage struct {
	ui.Panel
	File    ui.Input
	Problem string
	Columns []ui.Column
	Imports []importRow
	Known   []knownColumn
}

// importRow is an import in the list of the last ones.
type importRow struct {
	Import      imports.Import
	Date, Stamp string
	State       ui.State
	Text        string
}

// knownColumn is a column that files may have.
type knownColumn struct{ Name, Key, Text string }

func (f *Front) showImports(w http.ResponseWriter, r *http.Request) error {
	return f.renderImports(w, r, nil)
}

func (f *Front) renderImports(w http.ResponseWriter, r *http.Request, why *fault.Fault) error {
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Import and export"), productsPath)
	if err != nil {
		return err
	}
	p := importsPage{Panel: frame, Known: knownColumns(l), Columns: []ui.Column{{Text: l.T("File")}, {Text: l.T("Sent")}, {Text: l.T("State")}}}
	p.File = ui.Input{Name: "file", Label: l.T("File with products"), Required: true, Hint: l.T("XLSX or CSV, up to 10 MB and 20,000 rows. Nothing changes before you have seen the check.")}
	found, err := imports.List(r.Context(), f.DB, visitor.Of(r).Shop.VendorID)
	if err != nil {
		return err
	}
	for _, i := range found {
		row := importRow{Import: i, Date: l.DateTime(i.Created), Stamp: locale.Stamp(i.Created), State: importState(l, i.State)}
		row.Text = importResult(l, i)
		p.Imports = append(p.Imports, row)
	}
	status := http.StatusOK
	if why != nil {
		p.Refused, status = true, http.StatusUnprocessableEntity
		p.File.Error = l.T(why.Message, why.Args...)
	}
	return page.Render(w, r, status, importsView(p))
}

// importState is a state in words.
func importState(l *locale.Locale, s imports.State) ui.State {
	switch s {
	case imports.Checking:
		return ui.State{Kind: "wait", Text: l.T("Being checked")}
	case imports.Checked:
		return ui.State{Kind: "wait", Text: l.T("Waits for you")}
	case imports.Accepting:
		return ui.State{Kind: "wait", Text: l.T("Being taken over")}
	case imports.Done:
		return ui.State{Kind: "good", Text: l.T("Taken over")}
	case imports.Undoing:
		return ui.State{Kind: "wait", Text: l.T("Being undone")}
	case imports.Undone:
		return ui.State{Kind: "off", Text: l.T("Undone")}
	}
	return ui.State{Kind: "off", Text: l.T("Dropped")}
}

// importResult says in a line what an import did; empty before it did anything.
func importResult(l *locale.Locale, i imports.Import) string {
	if i.Made+i.Edited == 0 {
		return ""
	}
	return l.T("New products: %s, changed: %s", l.Number(i.Made), l.Number(i.Edited))
}

// knownColumns says what stands in each column.
func knownColumns(l *locale.Locale) []knownColumn {
	say := map[string]string{
		"sku":            l.T("Needed. It is how we know the product again: a known SKU changes it, a new one makes it."),
		"product":        l.T("The same word in neighbouring rows makes them variants of one product."),
		"title_en":       l.T("A new product needs a title in at least one language."),
		"description_en": l.T("Plain text, in each language. Simple markup is kept."),
		"category":       l.T("Its name, or the way to it: Electronics > Phones."),
		"price":          l.T("With a point or a comma: 1990.50."),
		"old_price":      l.T("Shown crossed out. 0 takes it away."),
		"stock":          l.T("How many units there are now."),
		"tags":           l.T("With commas between them."),
		"option_1":       l.T("What a buyer chooses by, such as the colour; languages with | between them."),
		"choice_1":       l.T("What this variant is of it, such as white. There may be three options."),
	}
	var all []knownColumn
	for _, c := range imports.Columns {
		if text := say[c.Key]; text != "" {
			all = append(all, knownColumn{Name: c.Names[l.Code()], Key: c.Key, Text: text})
		}
	}
	return all
}

// beginImport keeps the file and leads to its check.
func (f *Front) beginImport(w http.ResponseWriter, r *http.Request) error {
	if _, err := page.Form(w, r); err != nil {
		return err
	}
	v := visitor.Of(r)
	in := imports.Upload{VendorID: v.Shop.VendorID, Language: v.Locale.Code()}
	if r.MultipartForm != nil && len(r.MultipartForm.File["file"]) > 0 {
		head := r.MultipartForm.File["file"][0]
		in.FileName = head.Filename
		file, err := head.Open()
		if err != nil {
			return fmt.Errorf("open a file of goods: %w", err)
		}
		in.Body, err = io.ReadAll(io.LimitReader(file, imports.MaxBytes+1))
		if err := errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("read a file of goods: %w", err)
		}
	}
	id, err := imports.Begin(r.Context(), f.importer(), v.Actor, in, f.Now())
	if why := fault.As(err); why != nil && why.Kind == fault.Invalid && !page.IsAJAX(r) {
		return f.renderImports(w, r, why)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, importPath(id), http.StatusSeeOther)
}

// importTemplate hands out a file with the head and two example rows.
func (f *Front) importTemplate(w http.ResponseWriter, r *http.Request) error {
	format := sheet.Format(r.PathValue("format"))
	if !format.Known() {
		return fault.Missing()
	}
	tree, err := catalog.Categories(r.Context(), f.DB)
	if err != nil {
		return err
	}
	l := visitor.Of(r).Locale
	var b bytes.Buffer
	out, err := sheet.NewWriter(&b, imports.Style(format, l.Code()))
	if err != nil {
		return err
	}
	for _, row := range append([][]string{imports.Head(l.Code())}, imports.Example(tree, l.Code())...) {
		if err := out.Row(row); err != nil {
			return fmt.Errorf("write the template: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("write the template: %w", err)
	}
	return sendFile(w, r, "bazaar-template."+string(format), format.ContentType(), b.Bytes())
}

// sendFile sends a file to be kept.
func sendFile(w http.ResponseWriter, r *http.Request, name, contentType string, body []byte) error {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body) //nolint:errcheck // the visitor has gone: nothing is left to say
	}
	return nil
}

// export hands out the shop's products: at once, or, when they are many, as long work.
func (f *Front) export(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	in := imports.Wanted{VendorID: v.Shop.VendorID, Format: sheet.Format(form.Get("format")), Language: v.Locale.Code()}
	if !in.Format.Known() {
		in.Format = sheet.XLSX
	}
	counts, err := catalog.CountStates(r.Context(), f.DB, in.VendorID)
	if err != nil {
		return err
	}
	if counts.All()-counts[catalog.Archived] > imports.AtOnce {
		id, err := imports.AskExport(r.Context(), f.DB, v.Actor, in, f.Now())
		if err != nil {
			return err
		}
		return page.Redirect(w, r, tasks.Path(id), http.StatusSeeOther)
	}
	var b bytes.Buffer
	if err := imports.Write(r.Context(), f.DB, &b, in, func(int64) error { return nil }); err != nil {
		return err
	}
	return sendFile(w, r, "goods-"+f.Now().In(f.Zone).Format("2006-01-02")+"."+string(in.Format), in.Format.ContentType(), b.Bytes())
}
