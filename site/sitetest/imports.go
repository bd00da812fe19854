package sitetest

import (
	"context"

	"bazaar/infra/tasks"
	"bazaar/market/imports"
)

// Import is a file of goods that an actor sent to its shop and that was looked at.
func (w *World) Import(as, body string) int64 {
	shop, ctx := w.Shop(as), context.Background()
	desk := w.imports()
	id, err := imports.Begin(ctx, desk, shop.Owner, imports.Upload{VendorID: shop.ID, FileName: "goods.csv", Body: []byte(body), Language: "en"}, w.Now())
	if err != nil {
		panic(err) // the file is right
	}
	w.DoImport(as, id)
	return id
}

// DoImport does the work of an import of an actor's shop, once.
func (w *World) DoImport(as string, id int64) {
	ctx := context.Background()
	i, err := imports.Get(ctx, w.DB, w.Shop(as).ID, id)
	if err != nil {
		panic(err)
	}
	desk := w.imports()
	board := &tasks.Board{DB: w.DB, Files: w.Options.Files, Now: w.Now}
	board.Add(imports.TaskCheck, imports.Check(desk))
	board.Add(imports.TaskAccept, imports.Take(desk))
	board.Add(imports.TaskUndo, imports.Revert(desk))
	if err := board.Do(ctx, tasks.Do{TaskID: i.TaskID}); err != nil {
		panic(err)
	}
}

func (w *World) imports() imports.Desk {
	return imports.Desk{DB: w.DB, Files: w.Options.Files, Currency: w.Options.Base, Now: w.Now}
}
