package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// Where one goes on after something was done in the middle of the form.
const (
	atPicture = "f-picture"
	atOffers  = "offers"
	atOptions = "options"
)

// alter does to the form what a button in the middle of it says, and tells by its id which element
// comes next. A button is a word and the numbers of what it is about.
func (p *productForm) alter(do string, form page.Values) string {
	words := strings.Fields(do)
	numbers := make([]int, 2)
	if len(words) == 0 {
		return atPicture
	}
	for i := range numbers {
		numbers[i] = -1
		if i+1 < len(words) {
			if n, err := strconv.Atoi(words[i+1]); err == nil {
				numbers[i] = n
			}
		}
	}
	at := ""
	switch words[0] {
	case "earlier", "later", "drop", "return":
		at = p.alterPicture(words[0], numbers[0])
	case "option":
		at = p.addOption(words[len(words)-1])
	case "optionoff", "optionon", "valueoff", "valueon", "value":
		at = p.alterOption(words[0], numbers[0], numbers[1])
	case "rowoff", "rowon":
		at = p.alterRow(words[0], numbers[0])
	case "all":
		p.spread()
		at = p.fill(form)
	}
	p.spread()
	return at
}

// alterPicture moves a picture past its neighbour that stays, or takes it away and back.
func (p *productForm) alterPicture(do string, i int) string {
	if i < 0 || i >= len(p.Pictures) {
		return atPicture
	}
	step := map[string]int{"earlier": -1, "later": 1}[do]
	if step == 0 {
		p.Pictures[i].Off = do == "drop"
		return pictureID(i)
	}
	to := i + step
	for to >= 0 && to < len(p.Pictures) && p.Pictures[to].Off {
		to += step
	}
	if to < 0 || to >= len(p.Pictures) {
		return pictureID(i)
	}
	p.Pictures[i], p.Pictures[to] = p.Pictures[to], p.Pictures[i]
	return pictureID(to)
}

func pictureID(i int) string { return fmt.Sprintf("picture-%d", i) }

func (p *productForm) addOption(code string) string {
	if len(p.active()) >= mostOptions || len(p.Options) >= mostTaken {
		return atOptions
	}
	p.Options = append(p.Options, newOption(code))
	p.code()
	last := len(p.Options) - 1
	if len(p.Options[last].Name) == 0 {
		return "f-" + optionPrefix(last) + "name"
	}
	return freshID(last)
}

// freshID is the field in which the next value of an option is typed.
func freshID(i int) string { return "f-" + optionPrefix(i) + "fresh" }

// valueID is a value in the list of its option.
func valueID(i, k int) string { return fmt.Sprintf("value-%d-%d", i, k) }

func optionID(i int) string { return fmt.Sprintf("option-%d", i) }

func (p *productForm) alterOption(do string, i, k int) string {
	if i < 0 || i >= len(p.Options) {
		return atOptions
	}
	o := &p.Options[i]
	switch {
	case do == "optionoff" || do == "optionon" && len(p.active()) < mostOptions:
		o.Off = do == "optionoff"
		return optionID(i)
	case strings.HasPrefix(do, "value") && k >= 0 && k < len(o.Values):
		o.Values[k].Off = do == "valueoff"
		return valueID(i, k)
	}
	return freshID(i)
}

func rowID(i int) string { return fmt.Sprintf("row-%d", i) }

// alterRow takes a variant out of sale before it is saved, or back.
func (p *productForm) alterRow(do string, i int) string {
	if i < 0 || i >= len(p.Rows) {
		return atOffers
	}
	p.Rows[i].Off = do == "rowoff"
	return rowID(i)
}

// fill writes what was typed for several variants at once into their rows. Which names a value of an
// option, or is empty for all.
func (p *productForm) fill(form page.Values) string {
	option, value, some := strings.Cut(form.Get("all_which"), "=")
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Off || some && row.Choices[option] != value {
			continue
		}
		for name, to := range map[string]*string{"price": &row.Price, "old_price": &row.Old, "stock": &row.Stock, "picture": &row.Picture} {
			if s := form.Text("all_" + name); s != "" {
				*to = s
			}
		}
	}
	return atOffers
}

// take adds pictures that were sent, up to as many as a product may have. It tells which element
// comes next, and what is wrong when some were left out.
func (p *productForm) take(refs []string) (at string, left fault.Fields) {
	at, left = atPicture, fault.Fields{}
	for _, ref := range refs {
		known := -1
		for i, picture := range p.Pictures {
			if picture.Media == ref {
				known = i
			}
		}
		switch {
		case known >= 0 && !p.Pictures[known].Off:
			at = pictureID(known)
		case len(p.pictures()) >= catalog.MaxPictures:
			left.Add("picture", "At most %d pictures.", catalog.MaxPictures)
		case known >= 0:
			p.Pictures[known].Off = false
			at = pictureID(known)
		default:
			p.Pictures = append(p.Pictures, pictureForm{Picture: catalog.Picture{Media: ref}})
			at = pictureID(len(p.Pictures) - 1)
		}
	}
	return at, left
}

// kept keeps the form as it is and tells whether that was possible: a form may be too long for it.
func (f *Front) kept(r *http.Request, d catalog.DeskProduct, p productForm) (bool, error) {
	err := catalog.KeepForm(r.Context(), f.DB, visitor.Of(r).Actor, objectOf(d.ID), p.values().Encode(), f.Now())
	if refused := fault.As(err); refused != nil && refused.Kind == fault.Invalid {
		return false, nil
	}
	return err == nil, err
}

// goOn keeps a form in the middle of which something was done, and shows it again where that was.
func (f *Front) goOn(w http.ResponseWriter, r *http.Request, d catalog.DeskProduct, p productForm, at string) error {
	ok, err := f.kept(r, d, p)
	if err != nil {
		return err
	}
	if !ok {
		return f.renderProduct(w, r, d, p, nil)
	}
	path := createPath
	if d.ID != 0 {
		path = editPath(d.ID)
	}
	return page.Redirect(w, r, path+"?restore=1&at="+url.QueryEscape(at)+"#"+at, http.StatusSeeOther)
}
