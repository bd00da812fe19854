package desk

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/fault"
	"bazaar/market/messages"
	"bazaar/market/orders"
	"bazaar/market/vendors"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const messagesPath = "/vendor/messages/"

// What one account may write to customers and report to the market.
var (
	answersPerAccount = limit.Per(120, time.Hour)
	reportsPerAccount = limit.Per(20, time.Hour)
)

func messagePath(id int64) string { return messagesPath + strconv.FormatInt(id, 10) + "/" }

// messageRoutes are the routes of what customers write to the shop.
func (f *Front) messageRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /vendor/messages/{$}", Handle: f.messages, Access: page.Member},
		{Pattern: "GET /vendor/messages/{id}/{$}", Handle: f.showMessages, Access: page.Member},
		{Pattern: "POST /vendor/messages/{id}/{$}", Handle: f.answerMessage, Access: page.Member},
		{Pattern: "POST /vendor/messages/{id}/read/{$}", Handle: f.readMessages, Access: page.Member},
		{Pattern: "POST /vendor/messages/{id}/close/{$}", Handle: f.closeMessages, Access: page.Member},
		{Pattern: "POST /vendor/messages/{id}/report/{$}", Handle: f.reportMessages, Access: page.Member},
	}
}

// messagesPage lists the conversations of the shop.
type messagesPage struct {
	ui.Panel
	Columns []ui.Column
	Rows    []messageRow
	Pages   ui.Pages
}

// messageRow is one conversation of the list.
type messageRow struct {
	Path, Person, About, Last string
	Date, Stamp               string
	State                     ui.State
}

// aboutOf is what a conversation is about, in words.
func aboutOf(l *locale.Locale, c messages.Conversation) string {
	if c.ProductID != 0 {
		return c.Title.In(l.Code())
	}
	return l.T("Order #%s", orders.ShortNumber(c.OID))
}

// talkState says whether something of a conversation waits for the shop.
func talkState(l *locale.Locale, c messages.Conversation) ui.State {
	switch {
	case c.Unread > 0:
		return ui.State{Kind: "wait", Text: l.N("%s new", "%s new", c.Unread, l.Number(c.Unread))}
	case c.Closed:
		return ui.State{Kind: "off", Text: l.T("Closed")}
	}
	return ui.State{Text: l.T("Read")}
}

func (f *Front) messages(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	frame, _, err := f.panel(r, l.T("Messages"), messagesPath)
	if err != nil {
		return err
	}
	box, err := messages.OfVendor(r.Context(), f.DB, v.Shop.VendorID, page.Number(r.URL.Query().Get("page")))
	if err != nil {
		return err
	}
	p := messagesPage{Panel: frame, Columns: []ui.Column{{Text: l.T("Customer")}, {Text: l.T("About")}, {Text: l.T("State")}, {Text: l.T("Last message")}}}
	for _, c := range box.Conversations {
		p.Rows = append(p.Rows, messageRow{
			Path: messagePath(c.ID), Person: c.Person, About: aboutOf(l, c), Last: c.Last, Date: l.DateTime(c.LastAt), Stamp: locale.Stamp(c.LastAt), State: talkState(l, c),
		})
	}
	p.Pages = ui.Pages{Current: int(box.Page), Last: int(box.Pages), URL: func(n int) string { return messagesPath + "?page=" + strconv.Itoa(n) }}
	return page.Render(w, r, http.StatusOK, messagesView(p))
}

// talkPage is one conversation.
type talkPage struct {
	ui.Panel
	About, AboutURL string
	Talk            ui.Talk
	// Close is where the conversation is closed; empty when it is.
	Close string
}

func (f *Front) showMessages(w http.ResponseWriter, r *http.Request) error {
	return f.renderTalk(w, r, "", "", nil)
}

func (f *Front) renderTalk(w http.ResponseWriter, r *http.Request, field, typed string, why *fault.Fault) error {
	v := visitor.Of(r)
	l := v.Locale
	t, err := messages.Show(r.Context(), f.DB, v.Actor, productID(r), messages.Vendor)
	if err != nil {
		return err
	}
	p := talkPage{About: aboutOf(l, t.Conversation)}
	if p.Panel, _, err = f.panel(r, t.Person, messagesPath); err != nil {
		return err
	}
	if t.ProductID != 0 && v.Shop.Role.Includes(vendors.Goods) {
		p.AboutURL = editPath(t.ProductID)
	}
	here := messagePath(t.ID)
	p.Talk = ui.Talk{Report: here + "report/"}
	p.Talk.Body = ui.Input{Name: "body", Label: l.T("Your answer"), Required: true, MaxLength: messages.MaxBody, Rows: 5, Hint: l.T("Plain text. The customer gets a letter if it is not read within minutes.")}
	p.Talk.Note = ui.Input{Name: "note", Label: l.T("What is wrong?"), Hint: l.T("The market reads it and looks at the conversation."), MaxLength: messages.MaxNote, Required: true}
	if !t.Closed {
		p.Talk.Answer, p.Close = here, here+"close/"
	}
	if t.Unread > 0 {
		p.Talk.Read = here + "read/"
	}
	p.Talk.Stopped = t.Stopped
	for _, m := range t.Messages {
		said := ui.Said{Mine: m.From == messages.Vendor, Hidden: m.Hidden, Who: t.Person, Date: l.DateTime(m.At), Stamp: locale.Stamp(m.At), Lines: strings.Split(m.Body, "\n")}
		if said.Mine {
			said.Who = t.Shop
		}
		p.Talk.Says = append(p.Talk.Says, said)
	}
	status := http.StatusOK
	if why != nil {
		status, p.Refused = http.StatusUnprocessableEntity, true
		if why.Kind == fault.Conflict {
			status = http.StatusConflict
		}
		p.Talk.Body.Error, p.Talk.Note.Error = page.Messages(l, why)["body"], page.Messages(l, why)["note"]
		kept := &p.Talk.Body
		if field == "note" {
			kept = &p.Talk.Note
		}
		if kept.Value = typed; why.Kind == fault.TooMany {
			status, kept.Error = http.StatusTooManyRequests, page.Slowly(w, l, why)
		}
	}
	return page.Render(w, r, status, talkView(p))
}

// onTalk does something with a conversation of the shop and leads back to it.
func (f *Front) onTalk(w http.ResponseWriter, r *http.Request, field string, do func(v *visitor.Visitor, in messages.Answer) error) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	in := messages.Answer{ID: productID(r), As: messages.Vendor, Body: form.Get(field)}
	err = do(visitor.Of(r), in)
	if why := fault.As(err); why != nil && (why.Kind == fault.Invalid || why.Kind == fault.Conflict || why.Kind == fault.TooMany) && !page.IsAJAX(r) {
		return f.renderTalk(w, r, field, in.Body, why)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, messagePath(in.ID), http.StatusSeeOther)
}

func (f *Front) answerMessage(w http.ResponseWriter, r *http.Request) error {
	return f.onTalk(w, r, "body", func(v *visitor.Visitor, in messages.Answer) error {
		if err := page.Often(f.Limits, v, "answer", answersPerAccount); err != nil {
			return err
		}
		return messages.Write(r.Context(), f.DB, v.Actor, in, f.Now())
	})
}

func (f *Front) readMessages(w http.ResponseWriter, r *http.Request) error {
	return f.onTalk(w, r, "", func(v *visitor.Visitor, in messages.Answer) error {
		return messages.Read(r.Context(), f.DB, v.Actor, in)
	})
}

func (f *Front) closeMessages(w http.ResponseWriter, r *http.Request) error {
	return f.onTalk(w, r, "", func(v *visitor.Visitor, in messages.Answer) error {
		err := messages.Close(r.Context(), f.DB, v.Actor, in, f.Now())
		if err == nil {
			page.Flash(w, r, visitor.Success, v.Locale.T("Closed. It opens again when the customer writes."))
		}
		return err
	})
}

func (f *Front) reportMessages(w http.ResponseWriter, r *http.Request) error {
	return f.onTalk(w, r, "note", func(v *visitor.Visitor, in messages.Answer) error {
		err := page.Often(f.Limits, v, "report", reportsPerAccount)
		if err == nil {
			err = messages.Report(r.Context(), f.DB, v.Actor, in, f.Now())
		}
		if err == nil {
			page.Flash(w, r, visitor.Success, v.Locale.T("Thank you. The market looks at it."))
		}
		return err
	})
}
