package admin

import (
	"context"
	"net/http"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// aboutVendor is a verb that decides about a vendor.
type aboutVendor func(ctx context.Context, db *sqldb.DB, by actor.Actor, in vendors.Decision, now time.Time) error

// decideVendor does what a form decides about the vendor in the address; said is told when it is done.
// A refusal is shown on the vendor's page again, with what was typed.
func (f *Front) decideVendor(w http.ResponseWriter, r *http.Request, do aboutVendor, said string) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	in := vendors.Decision{VendorID: numberIn(r), Version: number(form.Get("version")), Reason: form.Text("reason")}
	err = do(r.Context(), f.DB, visitor.Of(r).Actor, in, f.Now())
	if refused := refusal(r, err); refused != nil {
		p, err := f.newVendor(r)
		if err != nil {
			return err
		}
		messages := page.Messages(p.L, refused)
		p.Refused, p.Reason.Value, p.Reason.Error = true, in.Reason, messages["reason"]
		if p.Reason.Error == "" {
			p.Problem = p.L.T(refused.Message, refused.Args...)
		}
		return page.Render(w, r, statusOf(refused), vendorView(p))
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, said)
	return page.Redirect(w, r, vendorPath(in.VendorID, ""), http.StatusSeeOther)
}

func (f *Front) verify(w http.ResponseWriter, r *http.Request) error {
	return f.decideVendor(w, r, catalog.VerifyVendor, visitor.Of(r).Locale.T("Verified: the goods of this vendor can be on sale. The vendor gets a letter in ten minutes; until then you can take it back."))
}

// sendBack returns an application, or puts a ready-made reason into its form.
func (f *Front) sendBack(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	if form.Has("insert") {
		p, err := f.newVendor(r)
		if err != nil {
			return err
		}
		p.Reason.Value = typed(form, p.Vendor.Language(), reasonsToReturn)
		return page.Render(w, r, http.StatusOK, vendorView(p))
	}
	return f.decideVendor(w, r, vendors.ReturnApplication, visitor.Of(r).Locale.T("Sent back. The vendor gets a letter with the reason in ten minutes; until then you can take it back."))
}

// undoVendor takes a decision about an application back.
func (f *Front) undoVendor(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	id, err := catalog.UndoVendor(r.Context(), f.DB, v.Actor, numberIn(r), f.Now())
	switch refused := refusal(r, err); {
	case refused != nil:
		page.Flash(w, r, visitor.Warning, v.Locale.T(refused.Message, refused.Args...))
	case err != nil:
		return err
	default:
		page.Flash(w, r, visitor.Success, v.Locale.T("Taken back. Nobody is told of it."))
	}
	return page.Redirect(w, r, vendorPath(id, ""), http.StatusSeeOther)
}

// suspendPage asks why a shop is to be suspended, and says what goes off sale with it.
type suspendPage struct {
	ui.Panel
	Vendor  vendors.Dossier
	OnSale  int64
	Reason  reasonForm
	Problem string
}

func (f *Front) newSuspend(r *http.Request) (suspendPage, error) {
	v := visitor.Of(r)
	l := v.Locale
	d, err := vendors.ReadDossier(r.Context(), f.DB, v.Actor, numberIn(r))
	if err != nil {
		return suspendPage{}, err
	}
	goods, err := catalog.CountStates(r.Context(), f.DB, d.ID)
	if err != nil {
		return suspendPage{}, err
	}
	frame, _, err := f.panel(r, l.T("Suspend %s?", d.Name), vendorsPath)
	return suspendPage{Panel: frame, Vendor: d, OnSale: goods[catalog.Published], Reason: newReason(l, d.Language(), reasonsToSuspend)}, err
}

func (f *Front) askToSuspend(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newSuspend(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, suspendView(p))
}

// suspend takes a shop and its goods off the market, or puts a ready-made reason into the form.
func (f *Front) suspend(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	in := vendors.Decision{VendorID: numberIn(r), Reason: form.Text("reason")}
	asked := form.Has("insert")
	if !asked {
		err = catalog.SuspendVendor(r.Context(), f.DB, v.Actor, in, f.Now())
	}
	refused := refusal(r, err)
	if asked || refused != nil {
		p, err := f.newSuspend(r)
		if err != nil {
			return err
		}
		status := http.StatusOK
		p.Reason.Value = typed(form, p.Vendor.Language(), reasonsToSuspend)
		if refused != nil {
			status, p.Refused, p.Reason.Error = statusOf(refused), true, page.Messages(p.L, refused)["reason"]
			if p.Reason.Error == "" {
				p.Problem = p.L.T(refused.Message, refused.Args...)
			}
		}
		return page.Render(w, r, status, suspendView(p))
	}
	if err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Suspended: nothing of this vendor is on sale any more."))
	return page.Redirect(w, r, vendorPath(in.VendorID, ""), http.StatusSeeOther)
}
