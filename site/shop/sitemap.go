package shop

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/catalog"
	"bazaar/market/vendors"
	"bazaar/site/locale"
)

// SitemapPath is where search engines look for the list of lists of pages; the lists are below
// SitemapParts.
const (
	SitemapPath  = "/sitemap.xml"
	SitemapParts = "/sitemap/"
)

const (
	sitemapProducts = 5000 // numbers of products for each list; every language has its own address
	sitemapLast     = 10 * time.Minute
	mostSitemaps    = 32
	sitemapSpace    = "http://www.sitemaps.org/schemas/sitemap/0.9"
)

// Sitemap tells search engines which pages there are. It is safe for use by many requests at once.
type Sitemap struct {
	db    *sqldb.DB
	base  string
	parts *memory[string, []byte]
}

// NewSitemap is the sitemap of a site at a base address without a slash at the end.
func NewSitemap(db *sqldb.DB, base string, now func() time.Time) *Sitemap {
	return &Sitemap{db: db, base: base, parts: remember[string, []byte](now, sitemapLast, mostSitemaps)}
}

type sitemapIndex struct {
	XMLName xml.Name       `xml:"sitemapindex"`
	Space   string         `xml:"xmlns,attr"`
	Parts   []sitemapEntry `xml:"sitemap"`
}

type sitemapList struct {
	XMLName xml.Name       `xml:"urlset"`
	Space   string         `xml:"xmlns,attr"`
	Pages   []sitemapEntry `xml:"url"`
}

type sitemapEntry struct {
	Address string `xml:"loc"`
	Changed string `xml:"lastmod,omitempty"`
}

// ServeHTTP answers the index and its lists.
func (s *Sitemap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	read := s.reader(r.Context(), r.URL.Path)
	if read == nil {
		http.NotFound(w, r)
		return
	}
	body, err := s.parts.get(r.URL.Path, read)
	if err != nil {
		telemetry.Logger("http").ErrorContext(r.Context(), "Sitemap failed", "path", r.URL.Path, "error", err)
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=600")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// reader makes the list of a path; nil when there is none.
func (s *Sitemap) reader(ctx context.Context, path string) func() ([]byte, error) {
	part := strings.TrimSuffix(strings.TrimPrefix(path, SitemapParts), ".xml")
	if path == SitemapPath {
		return func() ([]byte, error) { return s.index(ctx) }
	}
	if part == "pages" {
		return func() ([]byte, error) { return s.pages(ctx) }
	}
	n := number(strings.TrimPrefix(part, "products-"))
	if n == 0 || path != SitemapParts+"products-"+strconv.FormatInt(n, 10)+".xml" || n > catalog.MaxCount {
		return nil
	}
	return func() ([]byte, error) { return s.products(ctx, n) }
}

func (s *Sitemap) index(ctx context.Context) ([]byte, error) {
	last, err := catalog.LastID(ctx, s.db)
	if err != nil {
		return nil, err
	}
	list := sitemapIndex{Space: sitemapSpace, Parts: []sitemapEntry{{Address: s.base + SitemapParts + "pages.xml"}}}
	for n := int64(1); (n-1)*sitemapProducts < last; n++ {
		list.Parts = append(list.Parts, sitemapEntry{Address: s.base + SitemapParts + "products-" + strconv.FormatInt(n, 10) + ".xml"})
	}
	return written(list)
}

// pages are all but the products: the lists, the categories that are not empty, the vendors.
func (s *Sitemap) pages(ctx context.Context) ([]byte, error) {
	tree, err := catalog.Categories(ctx, s.db)
	if err != nil {
		return nil, err
	}
	shops, err := vendors.Names(ctx, s.db)
	if err != nil {
		return nil, err
	}
	list := sitemapList{Space: sitemapSpace}
	for _, path := range []string{"/", productsPath, "/category/", vendorsPath} {
		list.add(s.base, path, "")
	}
	for _, c := range tree.All() {
		if tree.Count(c.ID) > 0 {
			list.add(s.base, categoryPath(c.Slug), "")
		}
	}
	for _, shop := range shops {
		list.add(s.base, vendorPath(shop.ID), "")
	}
	return written(list)
}

func (s *Sitemap) products(ctx context.Context, n int64) ([]byte, error) {
	found, err := catalog.Addresses(ctx, s.db, (n-1)*sitemapProducts, n*sitemapProducts)
	if err != nil {
		return nil, err
	}
	list := sitemapList{Space: sitemapSpace}
	for _, a := range found {
		list.add(s.base, productPath(a.ID), a.Updated.Format(time.RFC3339))
	}
	return written(list)
}

// add lists a page in every language.
func (l *sitemapList) add(base, path, changed string) {
	for _, code := range locale.Languages {
		l.Pages = append(l.Pages, sitemapEntry{Address: base + locale.For(code).URL(path), Changed: changed})
	}
}

func written(list any) ([]byte, error) {
	body, err := xml.Marshal(list)
	return append([]byte(xml.Header), body...), err
}
