package shop

import (
	"net/url"
	"strconv"
)

const (
	cartPath     = "/cart/"
	productsPath = "/products/"
	vendorsPath  = "/vendors/"
)

func productPath(id int64) string { return "/product/" + strconv.FormatInt(id, 10) + "/" }

func vendorPath(id int64) string { return "/vendor/" + strconv.FormatInt(id, 10) + "/" }

func categoryPath(slug string) string { return "/category/" + slug + "/" }

func tagPath(slug string) string { return "/products/tag/" + url.PathEscape(slug) + "/" }

func orderPath(oid string) string { return "/order/" + oid + "/" }

// number reads a positive id; 0 when it is none.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0
	}
	return n
}
