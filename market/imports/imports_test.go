package imports_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bazaar/infra/media"
	"bazaar/infra/sheet"
	"bazaar/infra/tasks"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/imports"
	"bazaar/market/markettest"
	"bazaar/market/money"
)

// office is a shop that imports goods.
type office struct {
	*markettest.Market
	t     *testing.T
	shop  markettest.Vendor
	desk  imports.Desk
	board *tasks.Board
}

func each(t *testing.T, f func(t *testing.T, o *office)) {
	t.Helper()
	markettest.Each(t, func(t *testing.T, m *markettest.Market) { f(t, open(t, m)) })
}

func open(t *testing.T, m *markettest.Market) *office {
	t.Helper()
	files, err := media.NewDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m.Category()
	clock := func() time.Time { return m.Now }
	o := &office{Market: m, t: t, shop: m.Vendor()}
	o.desk = imports.Desk{DB: m.DB, Files: files, Currency: money.USD, Now: clock}
	o.board = &tasks.Board{DB: m.DB, Files: files, Now: clock, Explain: func(err error) (string, bool) {
		if f := fault.As(err); f != nil {
			return f.Message, true
		}
		return "", false
	}}
	o.board.Add(imports.TaskCheck, imports.Check(o.desk))
	o.board.Add(imports.TaskAccept, imports.Take(o.desk))
	o.board.Add(imports.TaskUndo, imports.Revert(o.desk))
	o.board.Add(imports.TaskExport, imports.Export(o.desk))
	return o
}

// work does the task of an import and returns both.
func (o *office) work(id int64) (imports.Import, tasks.Task) {
	o.t.Helper()
	i := o.get(id)
	if err := o.board.Do(o.t.Context(), tasks.Do{TaskID: i.TaskID}); err != nil {
		o.t.Fatalf("%s: %v", i.State, err)
	}
	task, err := tasks.Get(o.t.Context(), o.DB, o.shop.Owner.AccountID, i.TaskID)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.get(id), task
}

func (o *office) get(id int64) imports.Import {
	o.t.Helper()
	i, err := imports.Get(o.t.Context(), o.DB, o.shop.ID, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return i
}

func (o *office) begin(body string) (int64, error) {
	o.t.Helper()
	return imports.Begin(o.t.Context(), o.desk, o.shop.Owner, imports.Upload{VendorID: o.shop.ID, FileName: `C:\goods.csv`, Body: []byte(body), Language: "ru"}, o.Now)
}

// check sends a file and looks at it.
func (o *office) check(body string) imports.Import {
	o.t.Helper()
	id, err := o.begin(body)
	if err != nil {
		o.t.Fatal(err)
	}
	i, task := o.work(id)
	if i.State != imports.Checked || task.State != tasks.Done {
		o.t.Fatalf("checked: %+v, %+v", i, task)
	}
	return i
}

func (o *office) decide(i imports.Import) imports.Decision {
	return imports.Decision{VendorID: o.shop.ID, ID: i.ID}
}

// accept takes a checked file over.
func (o *office) accept(i imports.Import) imports.Import {
	o.t.Helper()
	if err := imports.Accept(o.t.Context(), o.DB, o.shop.Owner, o.decide(i), o.Now); err != nil {
		o.t.Fatal(err)
	}
	i, _ = o.work(i.ID)
	if i.State != imports.Done {
		o.t.Fatalf("accepted: %+v", i)
	}
	return i
}

func (o *office) undo(i imports.Import) imports.Import {
	o.t.Helper()
	if err := imports.Undo(o.t.Context(), o.DB, o.shop.Owner, o.decide(i), o.Now); err != nil {
		o.t.Fatal(err)
	}
	i, _ = o.work(i.ID)
	if i.State != imports.Undone {
		o.t.Fatalf("undone: %+v", i)
	}
	return i
}

// report is what is wrong, a line for each cell.
func (o *office) report(i imports.Import) string {
	o.t.Helper()
	var lines []string
	err := imports.EachProblem(o.t.Context(), o.DB, i, func(p imports.Problem) error {
		lines = append(lines, fmt.Sprintf("%d %s: %s", p.Row, p.Column, fmt.Sprintf(p.Message.Text, p.Message.Args...)))
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// own reads the product that has a SKU.
func (o *office) own(sku string) catalog.DeskProduct {
	o.t.Helper()
	d, err := catalog.ReadOwn(o.t.Context(), o.DB, o.shop.ID, o.Scalar("SELECT product_id FROM variants WHERE vendor_id = $1 AND sku = $2", o.shop.ID, sku))
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

// stands is the state, title, price, old price and stock of the variant with a SKU.
func (o *office) stands(sku string) string {
	o.t.Helper()
	d := o.own(sku)
	for _, v := range d.Variants {
		if v.SKU == sku {
			return fmt.Sprintf("%s %s %s %s %d", d.State, d.Wanted.Texts.Title.In("en"), v.Price.Decimal(), v.OldPrice.Decimal(), v.OnHand)
		}
	}
	return "gone"
}

func TestAFileIsLookedAtBeforeAnythingChanges(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		kettle := o.Product(o.shop, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 4})
		sku := o.Text("SELECT sku FROM variants WHERE id = $1", kettle.VariantID)
		other := o.Product(o.Vendor(), markettest.Goods{Title: "Foreign", Price: 100, Stock: 1})
		foreign := o.Text("SELECT sku FROM variants WHERE id = $1", other.VariantID)
		i := o.check("Артикул;Название;Категория;Цена;Остаток;Штрихкод\n" +
			"TEA;Чай;Electronics;1 990,50;7;1\n" + // new
			sku + ";;;25;5;1\n" + // changed
			"CUP;;electronics;10;1;1\n" + // no title
			"POT;Чайник;Мебель;дёшево;-1;1\n" + // no such category, no price, no stock
			";Без артикула;Electronics;1;1;1\n" +
			"TEA;Ещё чай;Electronics;5;1;1\n" +
			foreign + ";Своё;Electronics;5;1;1\n") // another shop's SKU is new here
		if i.Total != 7 || i.Fresh != 2 || i.Changed != 1 || i.Same != 0 || i.Wrong != 4 || fmt.Sprint(i.Ignored) != "[Штрихкод]" || i.FileName != "goods.csv" {
			t.Errorf("the check says %+v", i)
		}
		want := `4 title_ru: A new product needs a title in at least one language.
5 category: There is no such category. Copy its name from the list of categories.
5 price: Write a price with at most two decimals, such as 1999.90.
5 stock: Write a whole number from 0 to 1,000,000.
6 sku: Every row needs a SKU: it is how we know the product again.
7 sku: This SKU stands in the file already, in row 2. Leave one of them.`
		if got := o.report(i); got != want {
			t.Errorf("wrong are\n%s\nwant\n%s", got, want)
		}
		if got := o.Scalar("SELECT COUNT(*) FROM products"); got != 2 {
			t.Errorf("%d products after a look", got)
		}
	})
}

func TestGoodRowsAreTakenOverAsTheFormWouldTakeThem(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		kettle := o.Product(o.shop, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 4})
		sku := o.Text("SELECT sku FROM variants WHERE id = $1", kettle.VariantID)
		i := o.accept(o.check("sku,product,title_en,description_en,category,price,old_price,stock,tags,option_1,choice_1\n" +
			"CUP-W,cup,Tea cup,\"First\nSecond <\",Electronics,19.90,25,7,\"tea, cup\",Colour | Цвет,White | Белый\n" +
			"CUP-B,cup,,,,21.90,,3,,Colour | Цвет,Blue | Синий\n" +
			"BAD,,,,,,,,,,\n" +
			sku + ",,Kettle of steel,,,24.00,30.00,9,,,\n"))
		if i.Made != 1 || i.Edited != 1 || i.Refused != 0 || i.Wrong != 1 {
			t.Errorf("taken over: %+v", i)
		}
		cup := o.own("CUP-W")
		if cup.State != catalog.Draft || len(cup.Variants) != 2 || cup.Variants[1].Price.Decimal() != "21.90" || cup.Variants[1].OnHand != 3 ||
			cup.Live.Texts.Description["en"] != "<p>First</p><p>Second &lt;</p>" || fmt.Sprint(cup.Live.Texts.Tags) != "[cup tea]" || cup.Live.Options[0].Name["ru"] != "Цвет" {
			t.Errorf("the new product is %+v", cup)
		}
		if got := o.stands(sku); got != "published Kettle of steel 24.00 30.00 9" {
			t.Errorf("the old product is %s", got)
		}
		if d := o.own(sku); d.Changed == nil || d.Live.Texts.Title["en"] != "Kettle" {
			t.Errorf("buyers see %+v before the moderators agreed", d.Live.Texts.Title)
		}
		if again := o.check("sku,title_en,price,stock\n" + sku + ",Kettle of steel,24,9\n"); again.Same != 1 || again.Good() != 0 {
			t.Errorf("the same again: %+v", again)
		}
	})
}

func TestUndoingBringsBackWhatNobodyChangedSince(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		sku := map[string]string{}
		for _, title := range []string{"Kettle", "Pan", "Sold", "Deleted"} {
			p := o.Product(o.shop, markettest.Goods{Title: title, Price: 2500, Stock: 4})
			sku[title] = o.Text("SELECT sku FROM variants WHERE id = $1", p.VariantID)
		}
		rows := "sku,title_en,category,price,stock\nNEW,New,Electronics,5,1\nMENDED,Mended,Electronics,5,1\n"
		for _, title := range []string{"Kettle", "Pan", "Sold", "Deleted"} {
			rows += sku[title] + "," + title + " of steel,,30,9\n"
		}
		i := o.accept(o.check(rows))
		ctx, by := t.Context(), o.shop.Owner
		pan, sold := o.own(sku["Pan"]), o.own(sku["Sold"])
		must(t, catalog.SetSupplies(ctx, o.DB, by, catalog.Supplies{ProductID: pan.ID, Key: "by hand", Supplies: []catalog.Supply{{VariantID: pan.Variants[0].ID, Price: money.New(9900, money.USD)}}}, o.Now))
		must(t, catalog.SetSupplies(ctx, o.DB, by, catalog.Supplies{ProductID: sold.ID, Key: "sold", Supplies: []catalog.Supply{{VariantID: sold.Variants[0].ID, Price: money.New(3000, money.USD), Arrived: -8}}}, o.Now))
		must(t, catalog.Delete(ctx, o.DB, by, o.own(sku["Deleted"]).ID, o.Now))
		mended := o.own("MENDED")
		mended.Wanted.Texts.Title = i18n.Text{"en": "By hand"}
		_, err := catalog.SaveProduct(ctx, o.DB, by, catalog.Change{ProductID: mended.ID, Version: mended.Version, Proposal: mended.Wanted}, o.Now)
		must(t, err)

		i = o.undo(i)
		if i.Restored != 2 || i.Kept != 4 {
			t.Errorf("undone: %+v", i)
		}
		for who, want := range map[string]string{
			"NEW": "archived New 5.00 0.00 1", "MENDED": "draft By hand 5.00 0.00 1", sku["Kettle"]: "published Kettle 25.00 0.00 4",
			sku["Pan"]: "published Pan 99.00 0.00 4", sku["Sold"]: "published Sold 25.00 0.00 1",
		} {
			if got := o.stands(who); got != want {
				t.Errorf("%s stands as %s, want %s", who, got, want)
			}
		}
		left, err := imports.ListKept(ctx, o.DB, i)
		if err != nil || len(left) != 4 {
			t.Errorf("left as they are: %+v, %v", left, err)
		}
		again := o.accept(o.check(rows[:strings.Index(rows, sku["Kettle"])]))
		if again.Edited != 2 || o.stands("NEW") != "draft New 5.00 0.00 1" {
			t.Errorf("imported again: %+v, %s", again, o.stands("NEW"))
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnExportCanBeImportedAgain(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Product(o.shop, markettest.Goods{Title: "=Kettle", Price: 2500, Stock: 4})
		o.accept(o.check("sku,product,title_en,title_kk,description_ru,category,price,old_price,stock,tags,option_1,choice_1,option_2,choice_2\n" +
			"CUP-W,cup,Tea cup,Кесе,<p>Фарфор <b>белый</b></p>,Electronics,1919.90,2500,7,\"tea, cup\",Colour | Цвет,White | Белый,Size,S\n" +
			"CUP-B,cup,,,,,21.90,,3,,Colour | Цвет,Blue | Синий,Size,L\n"))
		for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			for _, language := range []string{"en", "ru", "kk"} {
				var b bytes.Buffer
				in := imports.Wanted{VendorID: o.shop.ID, Format: f, Language: language}
				must(t, imports.Write(t.Context(), o.DB, &b, in, func(int64) error { return nil }))
				if i := o.check(b.String()); i.Total != 3 || i.Same != 3 {
					t.Errorf("%s in %s: %+v\n%s", f, language, i, o.report(i))
				}
			}
		}
	})
}

func TestTheTemplateCanBeImported(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		tree, err := catalog.Categories(t.Context(), o.DB)
		must(t, err)
		for _, language := range []string{"en", "ru", "kk"} {
			var b bytes.Buffer
			w, err := sheet.NewWriter(&b, imports.Style(sheet.CSV, language))
			must(t, err)
			for _, row := range append([][]string{imports.Head(language)}, imports.Example(tree, language)...) {
				must(t, w.Row(row))
			}
			must(t, w.Close())
			if i := o.check(b.String()); i.Fresh != 2 || i.Wrong != 0 {
				t.Errorf("the template in %s: %+v\n%s", language, i, o.report(i))
			}
		}
	})
}

func TestFilesThatAreNoTableAreRefusedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for body, want := range map[string]string{
			"":                   "Choose a file first.",
			"\x00\x01":           "We cannot read this file. Save it as XLSX or as CSV and send it again.",
			"sku,price":          "The file has no rows below its head.",
			"title,price\nA,1":   "The first row must name the columns, and one of them must be SKU. Download the template to see how.",
			"sku,артикул\nA,1\n": "Two columns of the file have the same name. Leave one of them.",
		} {
			_, err := o.begin(body)
			if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Message != want {
				t.Errorf("%q: %v", body, err)
			}
		}
		if n := o.Scalar("SELECT COUNT(*) FROM imports"); n != 0 {
			t.Errorf("%d refused files are kept", n)
		}
	})
}

func TestAnotherShopsImportIsNotThere(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		i := o.check("sku,price\nA,1\n")
		stranger := o.Vendor()
		for name, do := range map[string]func(d imports.Decision) error{
			"accept": func(d imports.Decision) error { return imports.Accept(t.Context(), o.DB, stranger.Owner, d, o.Now) },
			"drop":   func(d imports.Decision) error { return imports.Drop(t.Context(), o.DB, stranger.Owner, d, o.Now) },
			"undo":   func(d imports.Decision) error { return imports.Undo(t.Context(), o.DB, stranger.Owner, d, o.Now) },
		} {
			for _, d := range []imports.Decision{{VendorID: stranger.ID, ID: i.ID}, {VendorID: o.shop.ID, ID: i.ID}, {VendorID: stranger.ID, ID: 999}} {
				if err := do(d); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s %+v: %v", name, d, err)
				}
			}
		}
		if _, err := imports.Begin(t.Context(), o.desk, stranger.Owner, imports.Upload{VendorID: o.shop.ID, Body: []byte("sku\nA"), Language: "en"}, o.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("begin for another shop: %v", err)
		}
		if _, err := imports.Get(t.Context(), o.DB, stranger.ID, i.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("read: %v", err)
		}
	})
}

func TestWorkThatIsCutShortGoesOn(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var b strings.Builder
		b.WriteString("sku,title,category,price,stock\n")
		for n := range 250 {
			fmt.Fprintf(&b, "S%d,Thing %d,Electronics,5,1\n", n, n)
		}
		i := o.check(b.String())
		must(t, imports.Accept(t.Context(), o.DB, o.shop.Owner, o.decide(i), o.Now))
		i = o.get(i.ID)
		must(t, tasks.Cancel(t.Context(), o.DB, o.shop.Owner.AccountID, i.TaskID, o.Now))
		must(t, imports.Accept(t.Context(), o.DB, o.shop.Owner, o.decide(i), o.Now)) // the vendor goes on
		i = o.get(i.ID)
		ctx, cancel := context.WithCancel(t.Context())
		halting, calls := o.desk, 0
		halting.Now = func() time.Time {
			if calls++; calls == 150 { // in the middle of the second batch
				cancel()
			}
			return o.Now
		}
		stopping := &tasks.Board{DB: o.DB, Files: o.desk.Files, Now: halting.Now}
		stopping.Add(imports.TaskAccept, imports.Take(halting))
		if err := stopping.Do(ctx, tasks.Do{TaskID: i.TaskID}); err == nil {
			t.Fatal("the work was not cut short")
		}
		half := o.Scalar("SELECT COUNT(*) FROM products")
		if half != 100 {
			t.Fatalf("%d products after the cut", half)
		}
		i, _ = o.work(i.ID)
		if n := o.Scalar("SELECT COUNT(*) FROM products"); n != 250 || i.Made != 250 || i.State != imports.Done {
			t.Errorf("%d products, %+v", n, i)
		}
		if err := imports.Accept(t.Context(), o.DB, o.shop.Owner, o.decide(i), o.Now); !fault.Is(err, fault.Conflict) {
			t.Errorf("accepted twice: %v", err)
		}
	})
}
