package site

import (
	"net/http"
	"strconv"
	"strings"

	"bazaar/site/page"
	"bazaar/site/visitor"
)

// productRoute is the page whose views are counted.
const productRoute = "GET /product/{id}/{$}"

// view counts that a person has looked at a product, whether the page was made for the visitor, came
// from those that are kept ready, or is still in the browser. It runs when the answer has left.
func (s *site) view(r *http.Request, status int) {
	v := visitor.Of(r)
	if v.Route != productRoute || r.Method != http.MethodGet || status != http.StatusOK && status != http.StatusNotModified {
		return
	}
	if page.IsAJAX(r) || r.Header.Get(page.FragmentHeader) != "" || isPrefetch(r) || isProgram(r.UserAgent()) {
		return
	}
	number, _, _ := strings.Cut(strings.TrimPrefix(v.Path, "/product/"), "/")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return
	}
	s.Views.Look(id, v.Actor)
}

// isPrefetch tells whether a browser fetches what nobody may ever see.
func isPrefetch(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") || r.Header.Get("Purpose") == "prefetch"
}

// programs are parts of the names by which programs call themselves that fetch pages without a person
// looking. Those that pose as a browser are counted.
var programs = []string{
	"bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "whatsapp", "headless", "lighthouse", "monitor", "uptime", "curl", "wget",
	"python", "java/", "okhttp", "go-http-client", "node-fetch", "axios", "libwww", "httpclient", "scrapy", "probe", "archiver", "fetcher", "scan",
}

// isProgram tells whether a program asks and says so.
func isProgram(agent string) bool {
	agent = strings.ToLower(agent)
	if agent == "" {
		return true
	}
	for _, name := range programs {
		if strings.Contains(agent, name) {
			return true
		}
	}
	return false
}
