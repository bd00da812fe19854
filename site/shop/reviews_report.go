package shop

import (
	"net/http"

	"bazaar/market/fault"
	"bazaar/market/reviews"
	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// showReport shows the form that tells staff what is wrong with a review.
func (f *Front) showReport(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newReportPage(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, reportView(p))
}

func (f *Front) newReportPage(r *http.Request) (reportPage, error) {
	number, err := id(r)
	if err != nil {
		return reportPage{}, err
	}
	v := visitor.Of(r)
	found, err := reviews.Get(r.Context(), f.DB, number)
	if err != nil {
		return reportPage{}, err
	}
	l := v.Locale
	p := reportPage{
		Frame: page.Frame(r, l.T("Report a review")), Review: reviewOf(v, found.Review), ID: found.ProductID, Product: found.Title.In(l.Code()), Reasons: reasons(l),
		Note: ui.Input{Name: "note", Label: l.T("Anything else?"), MaxLength: reviews.MaxNote, Hint: l.T("Our moderators read this. The author does not learn who reported.")},
	}
	p.NoIndex = true
	return p, nil
}

// reasons are why a review can be reported, in the visitor's words.
func reasons(l *locale.Locale) []ui.Option {
	texts := map[string]string{
		"spam": l.T("Advertising or spam"), "abuse": l.T("Insults or threats"), "off_topic": l.T("Not about this product"),
		"false": l.T("Untrue or bought"), "other": l.T("Something else"),
	}
	var all []ui.Option
	for _, reason := range reviews.Reasons {
		all = append(all, ui.Option{Value: reason, Text: texts[reason]})
	}
	return all
}

// reportReview keeps the report for staff.
func (f *Front) reportReview(w http.ResponseWriter, r *http.Request) error {
	p, err := f.newReportPage(r)
	if err != nil {
		return err
	}
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	in := reviews.Complaint{ReviewID: p.Review.ID, Reason: form.Get("reason"), Note: form.Text("note")}
	if err = page.Often(f.Limits, v, "report", reportsPerAccount); err == nil {
		err = reviews.Report(r.Context(), f.DB, v.Actor, in, f.Now())
	}
	if often := fault.As(err); often != nil && often.Kind == fault.TooMany && !page.IsAJAX(r) {
		p.Refused, p.Reason, p.Note.Value, p.Problem = true, in.Reason, in.Note, page.Slowly(w, p.L, often)
		return page.Render(w, r, http.StatusTooManyRequests, reportView(p))
	}
	if fault.Is(err, fault.Invalid) && !page.IsAJAX(r) {
		messages := page.Messages(p.L, fault.As(err))
		p.Refused, p.Reason, p.Problem = true, in.Reason, messages["reason"]
		p.Note.Value, p.Note.Error = in.Note, messages["note"]
		return page.Render(w, r, http.StatusUnprocessableEntity, reportView(p))
	}
	if err != nil {
		return turnBack(w, r, err, productPath(p.ID))
	}
	message := v.Locale.T("Thank you. Our moderators will look at this review.")
	if page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, map[string]any{"success": true, "message": message})
	}
	page.Flash(w, r, visitor.Success, message)
	return page.Redirect(w, r, productPath(p.ID)+"#reviews", http.StatusSeeOther)
}
