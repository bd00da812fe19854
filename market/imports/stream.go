package imports

import (
	"hash/maphash"
	"slices"
	"strconv"

	"bazaar/infra/sheet"
)

// batchItems is how many products are looked at together, and taken over in one transaction.
const batchItems = 100

// stream gathers the rows of a file into products and hands them on in batches. It remembers a number
// for each SKU and product of the file, and nothing else of the rows that are past.
type stream struct {
	reader reader
	// after leaves out the products up to a row, which have been taken over before.
	after int64
	// each gets a batch; it may keep nothing of it.
	each func(batch []item) error
	// head gets the head of the file, once.
	head func(layout)

	started bool
	rows    int64
	batch   []item
	seed    maphash.Seed
	skus    map[uint64]int64
	groups  map[uint64]int64
}

// run reads a whole file.
func (s *stream) run(body []byte) error {
	s.seed, s.skus, s.groups = maphash.MakeSeed(), map[uint64]int64{}, map[uint64]int64{}
	err := sheet.Read(body, sheet.Limits{Rows: MaxRows + 1, Columns: maxColumns, Cell: maxCell}, s.row)
	if err != nil {
		return errSheet(err)
	}
	if s.rows == 0 {
		return refuse(msgEmpty)
	}
	return s.flush()
}

func (s *stream) row(r sheet.Row) error {
	if !s.started {
		l, err := layoutOf(r.Cells)
		if err != nil {
			return err
		}
		s.started, s.reader.layout = true, l
		if s.head != nil {
			s.head(l)
		}
		return nil
	}
	s.rows++
	e := s.reader.entry(r)
	if e.sku != "" {
		key := maphash.String(s.seed, e.sku)
		if row, twice := s.skus[key]; twice {
			e.wrong("sku", e.sku, msgSKUTwice, strconv.FormatInt(row, 10))
		} else {
			s.skus[key] = e.row
		}
	}
	if n := len(s.batch); n > 0 && e.group != "" && s.batch[n-1].first().group == e.group {
		if len(s.batch[n-1].entries) >= mostVariants {
			e.wrong("product", e.group, msgMany)
		}
		s.batch[n-1].entries = append(s.batch[n-1].entries, e)
		return nil
	}
	if e.group != "" {
		key := maphash.String(s.seed, e.group)
		if row, apart := s.groups[key]; apart {
			e.wrong("product", e.group, msgApart, strconv.FormatInt(row, 10))
		} else {
			s.groups[key] = e.row
		}
	}
	if len(s.batch) >= batchItems {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.batch = append(s.batch, item{entries: []entry{e}})
	return nil
}

// flush hands on what was gathered.
func (s *stream) flush() error {
	batch := slices.DeleteFunc(s.batch, func(i item) bool { return i.lastRow() <= s.after })
	s.batch = nil
	if len(batch) == 0 {
		return nil
	}
	return s.each(batch)
}

// skusOf are the SKUs of some items.
func skusOf(batch []item) []string {
	skus := []string{}
	for _, i := range batch {
		for _, e := range i.entries {
			if e.sku != "" {
				skus = append(skus, e.sku)
			}
		}
	}
	return skus
}

// cloned copies items, so that work on them may begin anew.
func cloned(batch []item) []item {
	out := make([]item, len(batch))
	for n, i := range batch {
		out[n].entries = slices.Clone(i.entries)
		for k := range out[n].entries {
			out[n].entries[k].problems = slices.Clone(out[n].entries[k].problems)
		}
	}
	return out
}
