package shop_test

import (
	"fmt"
	"strconv"

	"bazaar/market/markettest"
)

func productPath(p markettest.Product) string { return fmt.Sprintf("/product/%d/", p.ID) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
