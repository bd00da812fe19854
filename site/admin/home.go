package admin

import (
	"net/http"

	"bazaar/market/catalog"
	"bazaar/market/moderation"
	"bazaar/market/vendors"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// homePage is the first page of the administration: what waits, then how large the market is.
type homePage struct {
	ui.Panel
	Tasks []ui.Task
	Stats []ui.Stat
}

func (f *Front) home(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	l := v.Locale
	frame, waiting, err := f.panel(r, l.T("Overview"), homePath)
	if err != nil {
		return err
	}
	p := homePage{Panel: frame}
	for _, q := range []struct {
		name            moderation.Name
		text, url, icon string
	}{
		{moderation.Vendors, l.T("Applications of vendors"), stageURL(vendors.Sought{Stage: vendors.Waiting}, 1), "store"},
		{moderation.Products, l.T("New products"), sortURL(catalog.NewGoods, 1), "package"},
		{moderation.Changes, l.T("Changes of products on sale"), sortURL(catalog.Changes, 1), "pencil"},
		{moderation.Reviews, l.T("Reported reviews"), reviewsPath, "star"},
		{moderation.Talks, l.T("Reported conversations"), talksPath, "triangle-alert"},
		{moderation.Messages, l.T("Messages without an answer"), messagesPath, "mail"},
	} {
		if here := waiting[q.name]; here.Things > 0 {
			p.Tasks = append(p.Tasks, ui.Task{Text: q.text, Note: l.T("The oldest waits since %s.", l.DateTime(here.Oldest)), URL: q.url, Icon: q.icon, Count: here.Things})
		}
	}
	stages, err := vendors.CountStages(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	for _, s := range []vendors.Stage{vendors.Selling, vendors.Stopped} {
		p.Stats = append(p.Stats, ui.Stat{Name: stageName(l, s), Value: l.Number(stages[s]), URL: stageURL(vendors.Sought{Stage: s}, 1)})
	}
	return page.Render(w, r, http.StatusOK, homeView(p))
}
