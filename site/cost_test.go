package site_test

import (
	"testing"

	"bazaar/site/sitetest"
)

func TestErrandsTakeTheSameFewStatementsAtTwentyAndAThousandProducts(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		shelf, few := w.Stock(t), map[string]int64{}
		for _, e := range sitetest.Errands {
			if few[e.Name] = e.Run(t, w, shelf); few[e.Name] > e.Most || few[e.Name] == 0 {
				t.Errorf("%s takes %d statements, at most %d are allowed", e.Name, few[e.Name], e.Most)
			}
		}
		w.Multiply(t, 49)
		for _, e := range sitetest.Errands {
			if n := e.Run(t, w, shelf); n != few[e.Name] {
				t.Errorf("%s takes %d statements with 20 products and %d with 1,000", e.Name, few[e.Name], n)
			}
		}
		t.Log(few)
	})
}
