package shop

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bazaar/market/catalog"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// seenCookie holds the numbers of the goods that somebody looked at last, the latest first. It
// never reaches the pages of goods, which are the same for everybody: scripts ask for this list
// when such a page has come, and a link leads to it.
const (
	seenCookie = "seen"
	seenLast   = 30 * 24 * time.Hour
	mostSeen   = 12
)

// recentPage lists what somebody looked at.
type recentPage struct {
	ui.Frame
	Products []ui.Product
}

// showRecent shows what the visitor looked at last; seen in the address is added for next time.
func (f *Front) showRecent(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	w.Header().Add("Vary", page.FragmentHeader)
	w.Header().Set("Cache-Control", "no-store")
	ids, now := seen(r), number(r.URL.Query().Get("seen"))
	before := slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id == now })
	found, err := catalog.Cards(r.Context(), f.DB, before)
	if err != nil {
		return err
	}
	if now > 0 {
		v.Site.Cookies.SetReadable(w, seenCookie, joined(append([]int64{now}, before...)), seenLast)
	}
	p := recentPage{Frame: page.Frame(r, v.Locale.T("Recently viewed")), Products: cards(v, found)}
	p.NoIndex = true
	if r.Header.Get(page.FragmentHeader) == "recent" {
		p.Products = p.Products[:min(len(p.Products), recentShelf)]
		return page.Render(w, r, http.StatusOK, recentFragment(p))
	}
	return page.Render(w, r, http.StatusOK, recentView(p))
}

// recentShelf is how many products the row on another page shows.
const recentShelf = 6

// seen reads the cookie; what makes no sense in it is left out.
func seen(r *http.Request) []int64 {
	c, err := r.Cookie(seenCookie)
	if err != nil {
		return nil
	}
	var ids []int64
	for part := range strings.SplitSeq(c.Value, ".") {
		if id := number(part); id > 0 && len(ids) < mostSeen && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func joined(ids []int64) string {
	parts := make([]string, 0, mostSeen)
	for _, id := range ids[:min(len(ids), mostSeen)] {
		parts = append(parts, strconv.FormatInt(id, 10))
	}
	return strings.Join(parts, ".")
}
