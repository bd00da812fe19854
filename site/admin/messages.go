package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"bazaar/market/moderation"
	"bazaar/market/support"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const messagesPath = "/admin/messages/"

func messagePath(id int64, do string) string {
	if do == "" {
		return fmt.Sprintf("/admin/messages/%d/", id)
	}
	return fmt.Sprintf("/admin/messages/%d/%s/", id, do)
}

// messagesPage is the list of what people wrote to the operator.
type messagesPage struct {
	ui.Panel
	State   support.State
	Tabs    []ui.Tab
	Columns []ui.Column
	Box     support.Inbox
	Pages   ui.Pages
}

// messageState is where a message stands, in words.
func messageState(l *locale.Locale, s support.State) ui.State {
	switch s {
	case support.Answered:
		return ui.State{Kind: "good", Text: l.T("Answered")}
	case support.Closed:
		return ui.State{Kind: "off", Text: l.T("Finished")}
	}
	return ui.State{Kind: "wait", Text: l.T("Open")}
}

func messagesURL(s support.State, number int) string {
	q := url.Values{}
	if s != support.Open {
		q.Set("state", string(s))
	}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	if len(q) == 0 {
		return messagesPath
	}
	return messagesPath + "?" + q.Encode()
}

func (f *Front) messages(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	frame, waiting, err := f.panel(r, l.T("Messages"), messagesPath)
	if err != nil {
		return err
	}
	p := messagesPage{Panel: frame, State: support.State(r.URL.Query().Get("state")), Columns: []ui.Column{
		{Text: l.T("Subject"), Silent: true}, {Text: l.T("From")}, {Text: l.T("Language")}, {Text: l.T("Sent")},
	}}
	if !p.State.Known() {
		p.State = support.Open
	}
	if p.Box, err = support.List(r.Context(), f.DB, v.Actor, p.State, page.Number(r.URL.Query().Get("page"))); err != nil {
		return err
	}
	for _, s := range []support.State{support.Open, support.Answered, support.Closed} {
		tab := ui.Tab{Text: messageState(l, s).Text, URL: messagesURL(s, 1), Current: s == p.State, Plain: s != support.Open}
		if s == support.Open {
			tab.Count = waiting.Total(moderation.Messages)
		}
		p.Tabs = append(p.Tabs, tab)
	}
	p.Pages = ui.Pages{Current: int(p.Box.Page), Last: int(p.Box.Last), URL: func(n int) string { return messagesURL(p.State, n) }}
	return page.Render(w, r, http.StatusOK, messagesView(p))
}

// messagePage is one message with its answers.
type messagePage struct {
	ui.Panel
	Thread  support.Thread
	Answer  ui.Input
	Problem string
}

func (f *Front) newMessage(r *http.Request) (messagePage, error) {
	v := visitor.Of(r)
	l := v.Locale
	t, err := support.Read(r.Context(), f.DB, v.Actor, numberIn(r))
	if err != nil {
		return messagePage{}, err
	}
	frame, _, err := f.panel(r, t.Subject, messagesPath)
	return messagePage{Panel: frame, Thread: t, Answer: ui.Input{
		Name: "body", Label: l.T("Answer"), Required: true, MaxLength: support.MaxBody, Rows: 8, Lang: t.Language,
		Hint: l.T("It is sent by letter, as it stands here. The writer reads this language: %s.", ui.NativeName(t.Language)),
	}}, err
}

func (f *Front) message(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newMessage(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, messageView(p))
}

// answer writes back; a refusal keeps what was typed.
func (f *Front) answer(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	in := support.Reply{MessageID: numberIn(r), Body: form.Text("body")}
	err = support.Write(r.Context(), f.DB, v.Actor, in, f.Now())
	if refused := refusal(r, err); refused != nil {
		p, err := f.newMessage(r)
		if err != nil {
			return err
		}
		p.Refused, p.Answer.Value, p.Answer.Error = true, in.Body, page.Messages(p.L, refused)["body"]
		if p.Answer.Error == "" {
			p.Problem = p.L.T(refused.Message, refused.Args...)
		}
		return page.Render(w, r, statusOf(refused), messageView(p))
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Answered. The letter is on its way."))
	return page.Redirect(w, r, messagesPath, http.StatusSeeOther)
}

// close says that nothing is left to do about a message.
func (f *Front) close(w http.ResponseWriter, r *http.Request) error {
	if err := support.Close(r.Context(), f.DB, visitor.Of(r).Actor, numberIn(r), f.Now()); err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, visitor.Of(r).Locale.T("Closed."))
	return page.Redirect(w, r, messagesPath, http.StatusSeeOther)
}
