package desk

import (
	"fmt"
	"maps"
	"slices"

	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/site/locale"
)

// presets are the options that most goods have; they come with their names in every language.
var presets = []string{"size", "colour", "material", "volume"}

// presetText is what a preset is called; empty for what is none.
func presetText(l *locale.Locale, code string) string {
	switch code {
	case "size":
		return l.T("Size")
	case "colour":
		return l.T("Colour")
	case "material":
		return l.T("Material")
	case "volume":
		return l.T("Volume")
	}
	return ""
}

// newOption is an option that somebody asked for: a preset, or one without a name yet.
func newOption(code string) optionForm {
	o := optionForm{Name: i18n.Text{}}
	for _, lang := range i18n.Languages {
		if text := presetText(locale.For(lang), code); text != "" {
			o.Code, o.Name[lang] = code, text
		}
	}
	return o
}

// active are the numbers of the options that stay.
func (p productForm) active() []int {
	var all []int
	for i, o := range p.Options {
		if !o.Off {
			all = append(all, i)
		}
	}
	return all
}

// stay are the values of an option that were not taken away.
func (o optionForm) stay() []valueForm {
	return slices.DeleteFunc(slices.Clone(o.Values), func(v valueForm) bool { return v.Off })
}

// code gives every option and value a code. One that has a code keeps it, so that it may be renamed.
func (p *productForm) code() {
	taken := map[string]bool{}
	for i := range p.Options {
		o := &p.Options[i]
		o.Code = unique(codeOf(o.Code, o.Name, fmt.Sprintf("option%d", i+1)), taken)
		used := map[string]bool{}
		for n := range o.Values {
			v := &o.Values[n]
			v.Code = unique(codeOf(v.Code, v.Name, fmt.Sprintf("choice%d", n+1)), used)
		}
	}
}

// codeOf is a code that was there, or one made of the words.
func codeOf(code string, name i18n.Text, otherwise string) string {
	if code = i18n.Slug(code); code != "" {
		return code
	}
	if code = i18n.Slug(name.In("en")); code != "" {
		return code
	}
	return otherwise
}

func unique(code string, taken map[string]bool) string {
	free := code
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", code, n)
	}
	taken[free] = true
	return free
}

// options are what buyers choose by.
func (p productForm) options() []catalog.Option {
	var all []catalog.Option
	for _, i := range p.active() {
		o := p.Options[i]
		option := catalog.Option{Code: o.Code, Name: o.Name}
		for _, v := range o.stay() {
			option.Choices = append(option.Choices, catalog.Choice{Code: v.Code, Name: v.Name})
		}
		all = append(all, option)
	}
	return all
}

// combinations are all choices of one value for each option; a product without options has the
// empty one.
func (p productForm) combinations() []map[string]string {
	all := []map[string]string{{}}
	for _, o := range p.options() {
		var wider []map[string]string
		for _, c := range all {
			for _, choice := range o.Choices {
				next := maps.Clone(c)
				next[o.Code] = choice.Code
				wider = append(wider, next)
			}
		}
		if len(wider) > 0 {
			all = wider[:min(len(wider), mostVariants+1)]
		}
	}
	return all
}

// spread makes the rows those of the options: one for each combination. It tells whether there are
// new ones. A row that chooses of more or fewer options than it did stays the same variant; other new
// ones begin with the price of the first. Rows whose values were taken away are kept aside.
func (p *productForm) spread() bool {
	combinations := p.combinations()
	combinations = combinations[:min(len(combinations), mostVariants)]
	before := p.all()
	known := map[string]int{}
	for i, row := range before {
		known[signature(row.Choices)] = i
	}
	used := map[int]bool{}
	for _, c := range combinations {
		if at, ok := known[signature(c)]; ok {
			used[at] = true
		}
	}
	changed := false
	rows := make([]variantRow, 0, len(combinations))
	for _, c := range combinations {
		row := variantRow{Was: "0", Low: "0"}
		at, ok := known[signature(c)]
		if !ok {
			changed = true
			at = heir(before, used, c)
		}
		switch {
		case at >= 0:
			row, used[at] = before[at], true
		case len(before) > 0:
			row.Price, row.Old = before[0].Price, before[0].Old
		}
		row.Choices = c
		rows = append(rows, row)
	}
	p.Rows, p.Rest = rows, nil
	for i, row := range before {
		if !used[i] && len(p.Rest) < mostVariants {
			p.Rest = append(p.Rest, row)
		}
	}
	return changed
}

// heir finds the row that becomes another combination because an option came or went; -1 without one.
func heir(before []variantRow, used map[int]bool, c map[string]string) int {
	for i, row := range before {
		if !used[i] && len(row.Choices) != len(c) && agree(row.Choices, c) {
			return i
		}
	}
	return -1
}

// agree tells whether two choices are the same in every option that both know.
func agree(a, b map[string]string) bool {
	for option, value := range a {
		if other, ok := b[option]; ok && other != value {
			return false
		}
	}
	return true
}
