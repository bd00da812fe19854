package shop_test

import (
	"fmt"

	"bazaar/market/markettest"
)

func productPath(p markettest.Product) string { return fmt.Sprintf("/product/%d/", p.ID) }
