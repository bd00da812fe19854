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
	"bazaar/market/content"
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
	sitemapProducts = 2000 // numbers of products for each list
	sitemapLast     = 10 * time.Minute
	mostSitemaps    = 32
	sitemapSpace    = "http://www.sitemaps.org/schemas/sitemap/0.9"
	xhtmlSpace      = "http://www.w3.org/1999/xhtml"
)

// Sitemap tells search engines which pages there are. It is safe for use by many requests at once.
type Sitemap struct {
	db    *sqldb.DB
	base  string
	parts *memory[string, []byte]
}

// NewSitemap is the sitemap of a site at a base address without a slash at the end.
func NewSitemap(db *sqldb.DB, base string, now func() time.Time) *Sitemap {
	return &Sitemap{db: db, base: base, parts: remember[string, []byte](now, keeping{last: sitemapLast, most: mostSitemaps})}
}

type sitemapIndex struct {
	XMLName xml.Name       `xml:"sitemapindex"`
	Space   string         `xml:"xmlns,attr"`
	Parts   []sitemapEntry `xml:"sitemap"`
}

type sitemapList struct {
	XMLName xml.Name       `xml:"urlset"`
	Space   string         `xml:"xmlns,attr"`
	Links   string         `xml:"xmlns:xhtml,attr"`
	Pages   []sitemapEntry `xml:"url"`
	site    string         // its base address
	speaks  *locale.Locale
}

type sitemapEntry struct {
	Address string `xml:"loc"`
	Changed string `xml:"lastmod,omitempty"`
	// Others are the same page in every language.
	Others []sitemapLink `xml:"xhtml:link"`
}

type sitemapLink struct {
	Relation string `xml:"rel,attr"`
	Language string `xml:"hreflang,attr"`
	Address  string `xml:"href,attr"`
}

// ServeHTTP answers the index and its lists.
func (s *Sitemap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	read := s.reader(r.Context(), r.URL.Path)
	if read == nil {
		http.NotFound(w, r)
		return
	}
	body, err := s.parts.get(r.URL.Path, anyGeneration, read)
	if err != nil {
		telemetry.Logger("http").ErrorContext(r.Context(), "Sitemap failed", "path", r.URL.Path, "error", err)
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=600")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// reader makes the list of a path, such as /sitemap/ru/products-2.xml; nil when there is none.
func (s *Sitemap) reader(ctx context.Context, path string) func() ([]byte, error) {
	if path == SitemapPath {
		return func() ([]byte, error) { return s.index(ctx) }
	}
	language, part, _ := strings.Cut(strings.TrimPrefix(path, SitemapParts), "/")
	if !locale.Known(language) {
		return nil
	}
	list := sitemapList{Space: sitemapSpace, Links: xhtmlSpace, site: s.base, speaks: locale.For(language)}
	if part == "pages.xml" {
		return func() ([]byte, error) { return s.pages(ctx, list) }
	}
	n := number(strings.TrimSuffix(strings.TrimPrefix(part, "products-"), ".xml"))
	if n == 0 || part != productsPart(n) || n > catalog.MaxCount {
		return nil
	}
	return func() ([]byte, error) { return s.products(ctx, list, n) }
}

func productsPart(n int64) string { return "products-" + strconv.FormatInt(n, 10) + ".xml" }

func (s *Sitemap) index(ctx context.Context) ([]byte, error) {
	last, err := catalog.LastID(ctx, s.db)
	if err != nil {
		return nil, err
	}
	list := sitemapIndex{Space: sitemapSpace}
	for _, language := range locale.Languages {
		below := s.base + SitemapParts + language + "/"
		list.Parts = append(list.Parts, sitemapEntry{Address: below + "pages.xml"})
		for n := int64(1); (n-1)*sitemapProducts < last; n++ {
			list.Parts = append(list.Parts, sitemapEntry{Address: below + productsPart(n)})
		}
	}
	return written(list)
}

// pages are all but the products: the lists, the texts, the categories that are not empty, the
// vendors.
func (s *Sitemap) pages(ctx context.Context, list sitemapList) ([]byte, error) {
	tree, err := catalog.Categories(ctx, s.db)
	if err != nil {
		return nil, err
	}
	goods, err := catalog.ReadFacts(ctx, s.db)
	if err != nil {
		return nil, err
	}
	tree = tree.Counted(goods)
	shops, err := vendors.Names(ctx, s.db)
	if err != nil {
		return nil, err
	}
	texts, err := content.List(ctx, s.db, "en")
	if err != nil {
		return nil, err
	}
	for _, path := range []string{"/", productsPath, "/category/", vendorsPath, "/help/", "/contact/"} {
		list.add(path, "")
	}
	for _, a := range texts {
		list.add(a.Path(), a.ChangedAt.Format(time.RFC3339))
	}
	for _, c := range tree.All() {
		if tree.Count(c.ID) > 0 {
			list.add(categoryPath(c.Slug), "")
		}
	}
	for _, shop := range shops {
		list.add(vendorPath(shop.ID), "")
	}
	return written(list)
}

func (s *Sitemap) products(ctx context.Context, list sitemapList, n int64) ([]byte, error) {
	found, err := catalog.Addresses(ctx, s.db, (n-1)*sitemapProducts, n*sitemapProducts)
	if err != nil {
		return nil, err
	}
	for _, a := range found {
		list.add(productPath(a.ID), a.Updated.Format(time.RFC3339))
	}
	return written(list)
}

// add lists a page with its address in each language; English is for readers of any other, too.
func (l *sitemapList) add(path, changed string) {
	page := sitemapEntry{Address: l.site + l.speaks.URL(path), Changed: changed}
	for _, code := range locale.Languages {
		page.Others = append(page.Others, sitemapLink{"alternate", code, l.site + locale.For(code).URL(path)})
	}
	page.Others = append(page.Others, sitemapLink{"alternate", "x-default", l.site + path})
	l.Pages = append(l.Pages, page)
}

func written(list any) ([]byte, error) {
	body, err := xml.Marshal(list)
	return append([]byte(xml.Header), body...), err
}
