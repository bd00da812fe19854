package catalog

import "testing"

// shirt comes in two colours and three sizes, not in all combinations.
func shirt() Product {
	of := func(id, left int64, colour, size string) Variant {
		return Variant{ID: id, OnHand: left, Choices: map[string]string{"colour": colour, "size": size}}
	}
	return Product{
		Options:  []Option{{Code: "colour"}, {Code: "size"}},
		Variants: []Variant{of(1, 0, "red", "s"), of(2, 5, "red", "m"), of(3, 5, "blue", "s"), of(4, 0, "blue", "l")},
	}
}

func TestChosenFitsTheWishesBest(t *testing.T) {
	for name, c := range map[string]struct {
		id     int64
		wishes map[string]string
		want   int64
	}{
		"nothing asked":        {0, nil, 2},
		"a variant":            {4, nil, 4},
		"a variant, sold out":  {1, map[string]string{"colour": "blue"}, 1},
		"an unknown variant":   {99, nil, 2},
		"both choices":         {0, map[string]string{"colour": "blue", "size": "s"}, 3},
		"both, sold out":       {0, map[string]string{"colour": "red", "size": "s"}, 1},
		"one choice":           {0, map[string]string{"colour": "blue"}, 3},
		"no such combination":  {0, map[string]string{"colour": "red", "size": "l"}, 2},
		"what does not exist":  {0, map[string]string{"colour": "green", "weight": "1"}, 2},
		"the only one with it": {0, map[string]string{"size": "l"}, 4},
	} {
		p := shirt()
		if got := p.Variants[p.Chosen(c.id, c.wishes)].ID; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if got := (Product{}).Chosen(1, nil); got != -1 {
		t.Errorf("a product without variants: %d", got)
	}
}

func TestAChoiceSaysWhetherItCanBeHad(t *testing.T) {
	p := shirt()
	redM := p.Variants[1]
	for _, c := range []struct {
		option, choice string
		want           Offer
	}{
		{"size", "m", Ready},
		{"size", "s", SoldOut},
		{"size", "l", SoldOut}, // blue ones are sold out, too
		{"colour", "red", Ready},
		{"colour", "blue", Elsewhere}, // only in s
	} {
		if got := p.Offer(redM, c.option, c.choice); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.option, c.choice, got, c.want)
		}
	}
}
