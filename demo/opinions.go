package demo

import (
	"fmt"
	"time"

	"bazaar/market/orders"
	"bazaar/market/reviews"
)

// words are what people write, by language and number of stars.
type opinions map[string]map[string][]string

var written = read[opinions]("reviews.json")

// opinions are what a buyer writes some days after the last parcel arrived, about half of it.
func (s *seeder) opinions(who buyer, o orders.Order, arrived time.Time) error {
	at := arrived.Add(time.Duration(20+s.dice.IntN(150)) * time.Hour)
	if at.After(s.now) {
		return nil
	}
	for _, p := range o.Parcels {
		for _, l := range p.Lines {
			about := review{who.AccountID, *l.ProductID}
			if s.reviews[about] || s.dice.IntN(5) < 2 {
				continue
			}
			s.reviews[about] = true
			stars := s.stars()
			texts := written[who.language][fmt.Sprint(stars)]
			text := texts[s.dice.IntN(len(texts))]
			_, err := reviews.Write(s.ctx, s.tx, who.Actor, reviews.Form{ProductID: *l.ProductID, Rating: stars, Body: text}, at)
			if err != nil {
				return fmt.Errorf("review of product %d: %w", *l.ProductID, err)
			}
		}
	}
	return nil
}

// stars are mostly many, as people write about what they like.
func (s *seeder) stars() int64 {
	switch n := s.dice.IntN(100); {
	case n < 52:
		return 5
	case n < 82:
		return 4
	case n < 93:
		return 3
	case n < 98:
		return 2
	}
	return 1
}
