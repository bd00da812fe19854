package site

import (
	"net/http"
	"strconv"

	"bazaar/site/page"
	"bazaar/site/ui"
)

// development are pages for people who build the site, in debug mode only: every component, and
// every error page.
func development(o Options) []page.Route {
	if !o.Debug {
		return nil
	}
	return []page.Route{
		{Pattern: "GET /dev/ui/{$}", Handle: showComponents},
		{Pattern: "GET /dev/errors/{status}/{$}", Handle: showError},
	}
}

func showComponents(w http.ResponseWriter, r *http.Request) error {
	f := page.Frame(r, "Components")
	f.NoIndex = true
	return page.Render(w, r, http.StatusOK, ui.Showcase(f))
}

func showError(_ http.ResponseWriter, r *http.Request) error {
	status, err := strconv.Atoi(r.PathValue("status"))
	if err != nil {
		status = http.StatusNotFound
	}
	return page.Specimen(status)
}
