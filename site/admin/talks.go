package admin

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/messages"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

const talksPath = "/admin/conversations/"

func talkPath(id int64, do string) string {
	if do == "" {
		return fmt.Sprintf("%s%d/", talksPath, id)
	}
	return fmt.Sprintf("%s%d/%s/", talksPath, id, do)
}

// talksPage is the list of the conversations that somebody reported.
type talksPage struct {
	ui.Panel
	Columns []ui.Column
	Found   messages.Suspects
	Pages   ui.Pages
	Mine    int64
}

func (f *Front) talks(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	frame, _, err := f.panel(r, l.T("Reported conversations"), talksPath)
	if err != nil {
		return err
	}
	p := talksPage{Panel: frame, Mine: v.Actor.AccountID, Columns: []ui.Column{
		{Text: l.T("Conversation"), Silent: true}, {Text: l.T("Reports"), Num: true}, {Text: l.T("Waits since")}, {Text: l.T("Who looks at it")},
	}}
	if p.Found, err = messages.ListReported(r.Context(), f.DB, v.Actor, page.Number(r.URL.Query().Get("page")), f.Now()); err != nil {
		return err
	}
	p.Pages = ui.Pages{Current: int(p.Found.Page), Last: int(p.Found.Pages), URL: func(n int) string { return talksPath + "?page=" + strconv.Itoa(n) }}
	return page.Render(w, r, http.StatusOK, talksView(p))
}

// talkPage is one reported conversation. Its messages are there only for who has opened it.
type talkPage struct {
	ui.Panel
	Case                           messages.Case
	About                          string
	Mine, Taken                    bool
	Talk                           ui.Talk
	Verdict, Side, Message, Reason ui.Input
	Verdicts, Sides, Messages      []ui.Option
	Past                           []rulingLine
	// Undo tells that the last decision can be taken back.
	Undo    bool
	Problem string
}

// rulingLine is a decision of the past.
type rulingLine struct {
	pastLine
	Undone bool
}

// verdictText is a verdict in words.
func verdictText(l *locale.Locale, v messages.Verdict) string {
	switch v {
	case messages.Warned:
		return l.T("Warn")
	case messages.Hidden:
		return l.T("Hide a message")
	case messages.Closed:
		return l.T("Close the conversation for good")
	}
	return l.T("Nothing is wrong")
}

// inputs are the fields of a decision.
func (p *talkPage) inputs(l *locale.Locale) {
	p.Verdict = ui.Input{Name: "verdict", Label: l.T("Decision"), Needed: true, Width: "half", Hint: l.T("A letter tells those who reported what came of it, and the one who broke the rules why.")}
	p.Side = ui.Input{Name: "side", Label: l.T("Who broke the rules"), Width: "half", Hint: l.T("For a warning, and when the conversation is closed.")}
	p.Message = ui.Input{Name: "message", Label: l.T("Message to hide"), Hint: l.T("Neither side sees it any more.")}
	p.Reason = ui.Input{Name: "reason", Label: l.T("Reason"), Rows: 4, MaxLength: 2000, Hint: l.T("The one who broke the rules reads it as it stands here. Not needed when nothing is wrong.")}
	for _, v := range messages.Verdicts {
		p.Verdicts = append(p.Verdicts, ui.Option{Value: string(v), Text: verdictText(l, v)})
	}
	p.Sides = []ui.Option{
		{Text: "—"},
		{Value: string(messages.Customer), Text: l.T("The customer %s", p.Case.Person)},
		{Value: string(messages.Vendor), Text: l.T("The shop %s", p.Case.Shop)},
	}
	p.Messages = []ui.Option{{Text: "—"}}
	for _, m := range p.Case.Messages {
		if m.Hidden {
			continue
		}
		who := p.Case.Person
		if m.From == messages.Vendor {
			who = p.Case.Shop
		}
		p.Messages = append(p.Messages, ui.Option{Value: idText(m.ID), Text: who + ": " + beginning(m.Body)})
	}
}

// beginning is how a text begins, for a choice.
func beginning(text string) string {
	const most = 60 // characters
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

func (f *Front) newTalk(r *http.Request) (talkPage, error) {
	v := visitor.Of(r)
	l := v.Locale
	c, err := messages.ReadCase(r.Context(), f.DB, v.Actor, numberIn(r), f.Now())
	if err != nil {
		return talkPage{}, err
	}
	frame, _, err := f.panel(r, l.T("%s and %s", c.Person, c.Shop), talksPath)
	if err != nil {
		return talkPage{}, err
	}
	p := talkPage{Panel: frame, Case: c, About: l.T("Order #%s", c.OID)}
	if c.ProductID != 0 {
		p.About = c.Title.In(l.Code())
	}
	p.Mine, p.Taken = c.ClaimedBy == v.Actor.AccountID, c.ClaimedBy != 0 && c.ClaimedBy != v.Actor.AccountID
	p.inputs(l)
	for _, m := range c.Messages {
		who := c.Person
		if m.From == messages.Vendor {
			who = c.Shop
		}
		if m.Hidden {
			who = l.T("%s (hidden)", who)
		}
		p.Talk.Says = append(p.Talk.Says, ui.Said{Mine: m.From == messages.Vendor, Who: who, Date: l.DateTime(m.At), Stamp: locale.Stamp(m.At), Lines: strings.Split(m.Body, "\n")})
	}
	for i, d := range c.Past {
		p.Undo = p.Undo || i == 0 && d.Undoable(f.Now())
		p.Past = append(p.Past, rulingLine{pastLine{What: verdictText(l, d.Verdict), Who: d.Moderator, When: l.DateTime(d.At), Stamp: locale.Stamp(d.At), Reason: d.Reason}, d.Undone})
	}
	return p, nil
}

func (f *Front) talk(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newTalk(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, talkView(p))
}

// aboutTalk is a verb about a reported conversation.
type aboutTalk func(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time) error

// doTalk does something with the conversation in the address and leads to a page; what speaks against it
// is told there.
func (f *Front) doTalk(w http.ResponseWriter, r *http.Request, do aboutTalk, next string) error {
	v := visitor.Of(r)
	err := do(r.Context(), f.DB, v.Actor, numberIn(r), f.Now())
	if refused := refusal(r, err); refused != nil {
		page.Flash(w, r, visitor.Warning, v.Locale.T(refused.Message, refused.Args...))
	} else if err != nil {
		return err
	}
	return page.Redirect(w, r, next, http.StatusSeeOther)
}

func (f *Front) openTalk(w http.ResponseWriter, r *http.Request) error {
	return f.doTalk(w, r, messages.ClaimReported, talkPath(numberIn(r), ""))
}

func (f *Front) leaveTalk(w http.ResponseWriter, r *http.Request) error {
	return f.doTalk(w, r, messages.ReleaseReported, talksPath)
}

func (f *Front) undoTalk(w http.ResponseWriter, r *http.Request) error {
	return f.doTalk(w, r, messages.TakeBack, talkPath(numberIn(r), ""))
}

// decideTalk decides about a conversation; a refusal keeps what was typed.
func (f *Front) decideTalk(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	in := messages.Ruling{
		ID: numberIn(r), Verdict: messages.Verdict(form.Get("verdict")), Side: messages.Side(form.Get("side")), MessageID: number(form.Get("message")), Reason: form.Text("reason"),
	}
	err = messages.Decide(r.Context(), f.DB, v.Actor, in, f.Now())
	if refused := refusal(r, err); refused != nil {
		return f.showTalkAgain(w, r, in, refused)
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Decided. The letters leave in ten minutes; until then you can take it back."))
	return page.Redirect(w, r, talkPath(in.ID, ""), http.StatusSeeOther)
}

func (f *Front) showTalkAgain(w http.ResponseWriter, r *http.Request, in messages.Ruling, refused *fault.Fault) error {
	p, err := f.newTalk(r)
	if err != nil {
		return err
	}
	said := page.Messages(p.L, refused)
	p.Refused = true
	p.Verdict.Value, p.Verdict.Error = string(in.Verdict), said["verdict"]
	p.Side.Value, p.Side.Error = string(in.Side), said["side"]
	p.Message.Value, p.Message.Error = idText(in.MessageID), said["message"]
	p.Reason.Value, p.Reason.Error = in.Reason, said["reason"]
	if len(said) == 0 {
		p.Problem = p.L.T(refused.Message, refused.Args...)
	}
	return page.Render(w, r, statusOf(refused), talkView(p))
}
