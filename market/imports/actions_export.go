package imports

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/infra/sheet"
	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/money"
	"bazaar/market/vendors"
)

// Wanted is what a vendor asks to be written.
type Wanted struct {
	VendorID int64        `json:"vendor"`
	Format   sheet.Format `json:"format"`
	Language string       `json:"language"`
}

// AtOnce is up to how many products are written while the vendor waits.
const AtOnce = 500

// cellLimit is how many characters XLSX takes into a cell. A longer text is left out, which an import
// takes for unchanged.
const cellLimit = 32_000

// Style is how files of a language are written: where people write a decimal comma, CSV has it too.
func Style(f sheet.Format, language string) sheet.Style {
	return sheet.Style{Format: f, Comma: language != "en", Numbers: Numbers(), Name: "Bazaar"}
}

// AskExport starts the work that writes all products of a shop and returns the id of its task.
func AskExport(ctx context.Context, db *sqldb.DB, by actor.Actor, in Wanted, now time.Time) (int64, error) {
	var id int64
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		if err := vendors.CheckMember(ctx, tx, by, in.VendorID); err != nil {
			return err
		}
		var err error
		id, err = tasks.Start(ctx, tx, TaskExport, by.AccountID, in, now)
		return err
	})
	return id, err
}

// Export is the work that writes all products of a shop into one file.
func Export(d Desk) tasks.Work {
	return func(ctx context.Context, run *tasks.Run) error {
		var in Wanted
		if err := run.Input(&in); err != nil {
			return err
		}
		by, err := accounts.Acting(ctx, d.DB, run.Owner)
		if err != nil {
			return err
		}
		if err := vendors.CheckMember(ctx, d.DB, by, in.VendorID); err != nil {
			return err
		}
		counts, err := catalog.CountStates(ctx, d.DB, in.VendorID)
		if err != nil {
			return err
		}
		total := counts.All() - counts[catalog.Archived]
		var b bytes.Buffer
		err = Write(ctx, d.DB, &b, in, func(done int64) error {
			return run.Advance(ctx, tasks.Progress{Done: done, Total: max(done, total)})
		})
		if err != nil {
			return err
		}
		return run.Keep(ctx, "goods-"+d.Now().UTC().Format(time.DateOnly)+"."+string(in.Format), in.Format.ContentType(), b.Bytes())
	}
}

// Write writes all products of a shop that are not archived, in the form in which an import takes
// them, reading some at a time. It tells after each part how many are written.
func Write(ctx context.Context, db *sqldb.DB, to io.Writer, in Wanted, tell func(done int64) error) error {
	tree, err := catalog.Categories(ctx, db)
	if err != nil {
		return err
	}
	out, err := sheet.NewWriter(to, Style(in.Format, in.Language))
	if err != nil {
		return err
	}
	if err := out.Row(Head(in.Language)); err != nil {
		return fmt.Errorf("write the head: %w", err)
	}
	e := exporter{Wanted: in, tree: tree, shelves: shelvesOf(tree), out: out}
	done, after := int64(0), int64(0)
	for {
		ids, err := catalog.OwnAfter(ctx, db, in.VendorID, after, batchItems)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return out.Close()
		}
		if err := e.part(ctx, db, ids); err != nil {
			return err
		}
		done, after = done+int64(len(ids)), ids[len(ids)-1]
		if err := tell(done); err != nil {
			return err
		}
	}
}

// exporter writes products as rows.
type exporter struct {
	Wanted
	tree    catalog.Tree
	shelves shelves
	out     *sheet.Writer
}

// part writes some products.
func (e exporter) part(ctx context.Context, db *sqldb.DB, ids []int64) error {
	products, err := catalog.ReadOwnMany(ctx, db, e.VendorID, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		for _, row := range e.rows(products[id]) {
			if err := e.out.Row(row); err != nil {
				return fmt.Errorf("write product %d: %w", id, err)
			}
		}
	}
	return nil
}

// rows are a product: one for each of its variants.
func (e exporter) rows(d catalog.DeskProduct) [][]string {
	var all [][]string
	for n, v := range d.Wanted.Variants {
		price, old, stock := money.New(v.Price, d.Currency), money.New(v.OldPrice, d.Currency), v.Stock
		if at := slices.IndexFunc(d.Variants, func(live catalog.Variant) bool { return live.ID == v.ID }); at >= 0 {
			price, old, stock = d.Variants[at].Price, d.Variants[at].OldPrice, d.Variants[at].OnHand
		}
		cells := map[string]string{"sku": v.SKU, "product": d.PID, "price": price.Decimal(), "stock": strconv.FormatInt(stock, 10)}
		if old.Minor > 0 {
			cells["old_price"] = old.Decimal()
		}
		if n == 0 {
			e.texts(cells, d.Wanted.Texts)
		}
		for k, o := range d.Wanted.Options {
			at := slices.IndexFunc(o.Choices, func(c catalog.Choice) bool { return c.Code == v.Choices[o.Code] })
			if at >= 0 {
				cells["option_"+strconv.Itoa(k+1)], cells["choice_"+strconv.Itoa(k+1)] = sideBySide(o.Name), sideBySide(o.Choices[at].Name)
			}
		}
		all = append(all, e.row(cells))
	}
	return all
}

// row puts cells into the order of the columns.
func (e exporter) row(cells map[string]string) []string {
	row := make([]string, len(Columns))
	for i, c := range Columns {
		if s := cells[c.Key]; e.Format != sheet.XLSX || utf8.RuneCountInString(s) <= cellLimit {
			row[i] = s
		}
	}
	return row
}

// texts fills what all variants of a product share.
func (e exporter) texts(cells map[string]string, t catalog.Texts) {
	for code, s := range t.Title {
		cells["title_"+code] = s
	}
	for code, s := range t.Description {
		cells["description_"+code] = s
	}
	cells["tags"] = strings.Join(t.Tags, ", ")
	way := WayTo(e.tree, t.CategoryID, e.Language)
	if len(e.shelves.find(way)) != 1 {
		if path := e.tree.Path(t.CategoryID); len(path) > 0 {
			way = path[len(path)-1].Slug
		}
	}
	cells["category"] = way
}

// Example is the row of the template, in a language, for the shelf that it names.
func Example(tree catalog.Tree, language string) [][]string {
	way := ""
	if flat := tree.Flat(); len(flat) > 0 {
		way = WayTo(tree, flat[len(flat)-1].ID, language)
	}
	first := map[string]string{
		"sku": "TEA-CUP-WHITE", "product": "TEA-CUP", "title_en": "Tea cup", "title_ru": "Пиала", "title_kk": "Кесе",
		"description_en": "Porcelain, 250 ml.", "description_ru": "Фарфор, 250 мл.", "description_kk": "Фарфор, 250 мл.",
		"category": way, "price": "1990.00", "old_price": "2490.00", "stock": "20", "tags": exampleTags[language],
		"option_1": "Colour | Цвет | Түсі", "choice_1": "White | Белый | Ақ",
	}
	second := map[string]string{
		"sku": "TEA-CUP-BLUE", "product": "TEA-CUP", "price": "1990.00", "stock": "15",
		"option_1": "Colour | Цвет | Түсі", "choice_1": "Blue | Синий | Көк",
	}
	var out [][]string
	for _, cells := range []map[string]string{first, second} {
		row := make([]string, len(Columns))
		for i, c := range Columns {
			row[i] = cells[c.Key]
		}
		out = append(out, row)
	}
	return out
}

var exampleTags = names("tea, porcelain", "чай, фарфор", "шай, фарфор")
