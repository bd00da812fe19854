package account

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/fault"
	"bazaar/market/messages"
	"bazaar/market/orders"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const messagesPath = "/messages/"

func messagePath(id int64) string { return messagesPath + strconv.FormatInt(id, 10) + "/" }

// What one account may write to shops and report to the market.
var (
	messagesPerAccount = limit.Per(30, time.Hour)
	reportsPerAccount  = limit.Per(20, time.Hour)
)

// messageRoutes are the routes of what customers write to shops.
func (f *Front) messageRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /messages/{$}", Handle: f.messages, Access: page.SignedIn},
		{Pattern: "GET /messages/new/{$}", Handle: f.showAsk, Access: page.SignedIn},
		{Pattern: "POST /messages/new/{$}", Handle: f.ask, Access: page.SignedIn},
		{Pattern: "GET /messages/{id}/{$}", Handle: f.showMessages, Access: page.SignedIn},
		{Pattern: "POST /messages/{id}/{$}", Handle: f.writeMessage, Access: page.SignedIn},
		{Pattern: "POST /messages/{id}/read/{$}", Handle: f.readMessages, Access: page.SignedIn},
		{Pattern: "POST /messages/{id}/report/{$}", Handle: f.reportMessages, Access: page.SignedIn},
	}
}

// messagesPage lists the visitor's conversations.
type messagesPage struct {
	ui.Frame
	Rows  []messageRow
	Pages ui.Pages
}

// messageRow is one conversation of a list.
type messageRow struct {
	Path, Shop, About, Last string
	Date, Stamp             string
	Unread                  int64
	Closed                  bool
}

// aboutOf is what a conversation is about, in words.
func aboutOf(l *locale.Locale, c messages.Conversation) string {
	if c.ProductID != 0 {
		return c.Title.In(l.Code())
	}
	return l.T("Order #%s", orders.ShortNumber(c.OID))
}

// aboutURL is where that is; empty for goods that are not on sale.
func aboutURL(c messages.Conversation) string {
	switch {
	case c.ProductID == 0:
		return "/order/" + c.OID + "/"
	case c.Listed:
		return "/product/" + strconv.FormatInt(c.ProductID, 10) + "/"
	}
	return ""
}

func (f *Front) messages(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	box, err := messages.OfCustomer(r.Context(), f.DB, v.Actor, page.Number(r.URL.Query().Get("page")))
	if err != nil {
		return err
	}
	p := messagesPage{Frame: ownFrame(r, l.T("Messages"))}
	for _, c := range box.Conversations {
		p.Rows = append(p.Rows, messageRow{
			Path: messagePath(c.ID), Shop: c.Shop, About: aboutOf(l, c), Last: c.Last, Date: l.DateTime(c.LastAt), Stamp: locale.Stamp(c.LastAt), Unread: c.Unread, Closed: c.Closed,
		})
	}
	p.Pages = ui.Pages{Current: int(box.Page), Last: int(box.Pages), URL: func(n int) string { return messagesPath + "?page=" + strconv.Itoa(n) }}
	return page.Render(w, r, http.StatusOK, messagesView(p))
}

// talkPage is one conversation, or the beginning of one.
type talkPage struct {
	ui.Frame
	// About is what it is about, and AboutURL where that is; empty when it is not there.
	About, AboutURL string
	Talk            ui.Talk
	// Keep are the values of a first message; Action is where it is posted.
	Keep   []ui.Hidden
	Action string
}

func bodyInput(l *locale.Locale, typed string) ui.Input {
	return ui.Input{Name: "body", Label: l.T("Your message"), Value: typed, Required: true, MaxLength: messages.MaxBody, Rows: 5, Hint: l.T("Plain text. Do not write card numbers or passwords.")}
}

// topic is what a first message is about.
func topic(get func(string) string) messages.Topic {
	var t messages.Topic
	t.ProductID, _ = strconv.ParseInt(get("product"), 10, 64) // 0 is not found
	t.ParcelID, _ = strconv.ParseInt(get("parcel"), 10, 64)
	return t
}

func (f *Front) showAsk(w http.ResponseWriter, r *http.Request) error {
	return f.renderAsk(w, r, topic(r.URL.Query().Get), "", nil)
}

func (f *Front) renderAsk(w http.ResponseWriter, r *http.Request, t messages.Topic, typed string, why *fault.Fault) error {
	v := visitor.Of(r)
	l := v.Locale
	of, err := messages.Subject(r.Context(), f.DB, v.Actor, t)
	if own := fault.As(err); own != nil && own.Kind == fault.Conflict && !page.IsAJAX(r) {
		page.Flash(w, r, visitor.Info, l.T(own.Message))
		return page.Redirect(w, r, "/vendor/messages/", http.StatusFound)
	}
	if err != nil {
		return err
	}
	keep := url.Values{"product": {strconv.FormatInt(t.ProductID, 10)}}
	if t.ParcelID != 0 {
		keep = url.Values{"parcel": {strconv.FormatInt(t.ParcelID, 10)}}
	}
	p := talkPage{
		Frame: ownFrame(r, l.T("Message to %s", of.Shop)), Action: messagesPath + "new/?" + keep.Encode(), About: aboutOf(l, of), AboutURL: aboutURL(of),
		Keep: []ui.Hidden{{Name: "product", Value: strconv.FormatInt(t.ProductID, 10)}, {Name: "parcel", Value: strconv.FormatInt(t.ParcelID, 10)}},
	}
	p.Talk.Body = bodyInput(l, typed)
	status := http.StatusOK
	if why != nil {
		status, p.Refused = http.StatusUnprocessableEntity, true
		p.Talk.Body.Error = page.Messages(l, why)["body"]
		switch why.Kind {
		case fault.Conflict:
			status, p.Talk.Body.Error = http.StatusConflict, l.T(why.Message)
		case fault.TooMany:
			status, p.Talk.Body.Error = http.StatusTooManyRequests, page.Slowly(w, l, why)
		}
	}
	return page.Render(w, r, status, askView(p))
}

// ask sends a first message, or one more about the same thing.
func (f *Front) ask(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	t, id := topic(form.Get), int64(0)
	if err = page.Often(f.Limits, v, "message", messagesPerAccount); err == nil {
		id, err = messages.Ask(r.Context(), f.DB, v.Actor, messages.Question{Topic: t, Body: form.Get("body")}, f.Now())
	}
	if why := fault.As(err); why != nil && (why.Kind == fault.Invalid || why.Kind == fault.TooMany || why.Code == "stopped") && !page.IsAJAX(r) {
		return f.renderAsk(w, r, t, form.Get("body"), why)
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Sent. The shop answers here, and we write to you when it does."))
	return page.Redirect(w, r, messagePath(id), http.StatusSeeOther)
}

func messageID(r *http.Request) int64 {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

func (f *Front) showMessages(w http.ResponseWriter, r *http.Request) error {
	return f.renderTalk(w, r, "", "", nil)
}

func (f *Front) renderTalk(w http.ResponseWriter, r *http.Request, field, typed string, why *fault.Fault) error {
	v := visitor.Of(r)
	l := v.Locale
	t, err := messages.Show(r.Context(), f.DB, v.Actor, messageID(r), messages.Customer)
	if err != nil {
		return err
	}
	p := talkPage{Frame: ownFrame(r, t.Shop), About: aboutOf(l, t.Conversation), AboutURL: aboutURL(t.Conversation)}
	here := messagePath(t.ID)
	p.Talk = ui.Talk{Body: bodyInput(l, ""), Report: here + "report/", Note: ui.Input{
		Name: "note", Label: l.T("What is wrong?"), Hint: l.T("The market reads it and looks at the conversation."), MaxLength: messages.MaxNote, Required: true,
	}}
	if !t.Closed {
		p.Talk.Answer = here
	}
	if t.Unread > 0 {
		p.Talk.Read = here + "read/"
	}
	p.Talk.Stopped = t.Stopped
	for _, m := range t.Messages {
		said := ui.Said{Mine: m.From == messages.Customer, Hidden: m.Hidden, Who: t.Shop, Date: l.DateTime(m.At), Stamp: locale.Stamp(m.At), Lines: strings.Split(m.Body, "\n")}
		if said.Mine {
			said.Who = l.T("You")
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

// onTalk does something with a conversation of the visitor and leads back to it.
func (f *Front) onTalk(w http.ResponseWriter, r *http.Request, field string, do func(v *visitor.Visitor, in messages.Answer) error) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	in := messages.Answer{ID: messageID(r), As: messages.Customer, Body: form.Get(field)}
	err = do(v, in)
	if why := fault.As(err); why != nil && (why.Kind == fault.Invalid || why.Kind == fault.Conflict || why.Kind == fault.TooMany) && !page.IsAJAX(r) {
		return f.renderTalk(w, r, field, in.Body, why)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, messagePath(in.ID), http.StatusSeeOther)
}

func (f *Front) writeMessage(w http.ResponseWriter, r *http.Request) error {
	return f.onTalk(w, r, "body", func(v *visitor.Visitor, in messages.Answer) error {
		if err := page.Often(f.Limits, v, "message", messagesPerAccount); err != nil {
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
