package admin

import (
	"context"
	"net/http"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// aboutProduct is a verb that decides about what waits of a product.
type aboutProduct func(ctx context.Context, db *sqldb.DB, by actor.Actor, in catalog.Decision, now time.Time) error

// decide does what a form decides and goes back to the queue, where it can be taken back. A refusal is
// shown beside what was typed and what the product is now.
func (f *Front) decide(w http.ResponseWriter, r *http.Request, do aboutProduct) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	err = do(r.Context(), f.DB, visitor.Of(r).Actor, decision(r, form), f.Now())
	if refused := refusal(r, err); refused != nil {
		return f.showAgain(w, r, form, statusOf(refused), func(p *productPage) {
			p.Refused, p.Reason.Error = true, page.Messages(p.L, refused)["reason"]
			if p.Reason.Error == "" {
				p.Problem = p.L.T(refused.Message, refused.Args...)
				for _, text := range page.Messages(p.L, refused) { // a field of the vendor's that does not fit any more
					p.Problem = text
				}
			}
		})
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, productsPath, http.StatusSeeOther)
}

// stopPage asks why a product is to go off sale.
type stopPage struct {
	ui.Panel
	Case    catalog.Case
	Reason  reasonForm
	Problem string
}

func (f *Front) newStop(r *http.Request) (stopPage, error) {
	v := visitor.Of(r)
	l := v.Locale
	c, err := catalog.ReadCase(r.Context(), f.DB, v.Actor, numberIn(r), f.Now())
	if err != nil {
		return stopPage{}, err
	}
	frame, _, err := f.panel(r, l.T("Take “%s” off sale?", c.Live.Texts.Title.In(l.Code())), productsPath)
	return stopPage{Panel: frame, Case: c, Reason: newReason(l, c.Language, reasonsToReject)}, err
}

func (f *Front) askToStop(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newStop(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, stopView(p))
}

// stop takes a product off sale, or puts a ready-made reason into the form.
func (f *Front) stop(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	in := catalog.Rejection{ProductID: numberIn(r), Reason: form.Text("reason")}
	asked := form.Has("insert")
	if !asked {
		err = catalog.TakeOff(r.Context(), f.DB, visitor.Of(r).Actor, in, f.Now())
	}
	refused := refusal(r, err)
	if asked || refused != nil {
		p, err := f.newStop(r)
		if err != nil {
			return err
		}
		status := http.StatusOK
		p.Reason.Value = typed(form, p.Case.Language, reasonsToReject)
		if refused != nil {
			status, p.Refused, p.Reason.Error = statusOf(refused), true, page.Messages(p.L, refused)["reason"]
			if p.Reason.Error == "" {
				p.Problem = p.L.T(refused.Message, refused.Args...)
			}
		}
		return page.Render(w, r, status, stopView(p))
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, productsPath, http.StatusSeeOther)
}
