package imports

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/media"
	"bazaar/infra/sheet"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/bulk"
	"bazaar/infra/tasks"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog"
	"bazaar/market/imports/internal/rows"
	"bazaar/market/money"
	"bazaar/market/vendors"
)

// Desk is what the room works with: the database, the private store in which files wait, the currency
// of prices, and the clock of the work that goes on without a request.
type Desk struct {
	DB       *sqldb.DB
	Files    media.Store
	Currency money.Currency
	Now      func() time.Time
}

// Upload is a file that a vendor sent.
type Upload struct {
	VendorID int64
	FileName string
	Body     []byte
	// Language is the vendor's.
	Language string
}

// job is the input of the long work of an import.
type job struct {
	Import int64 `json:"import"`
}

var errEnough = errors.New("imports: enough was read")

// Begin keeps a file and starts the work that looks at it; it returns the id of the import. A file
// that cannot be read at all is a fault of kind Invalid, and is not kept.
func Begin(ctx context.Context, d Desk, by actor.Actor, in Upload, now time.Time) (int64, error) {
	if err := vendors.CheckMember(ctx, d.DB, by, in.VendorID); err != nil {
		return 0, err
	}
	if len(in.Body) == 0 {
		return 0, refuse(msgNothing)
	}
	if err := peek(in.Body); err != nil {
		return 0, err
	}
	key := "imports/" + strconv.FormatInt(in.VendorID, 10) + "/" + rand.Text()
	if err := d.Files.Put(ctx, key, "application/octet-stream", in.Body); err != nil {
		return 0, fmt.Errorf("keep the file of an import: %w", err)
	}
	var id int64
	err := d.DB.Tx(ctx, func(tx *sqldb.DB) error {
		var err error
		id, err = rows.New(tx).Insert(ctx, rows.InsertParams{
			VendorID: in.VendorID, AccountID: by.ID(), File: key, FileName: cleanName(in.FileName), Language: in.Language, Now: sqldb.At(now),
		})
		if err != nil {
			return fmt.Errorf("begin an import: %w", err)
		}
		return start(ctx, tx, by, step{id: id, kind: TaskCheck, to: Checking}, now)
	})
	if err != nil {
		return 0, errors.Join(err, d.Files.Delete(context.WithoutCancel(ctx), key))
	}
	return id, nil
}

// peek reads the head and the first row, so that a file of another kind is refused at once.
func peek(body []byte) error {
	seen := 0
	err := sheet.Read(body, sheet.Limits{Rows: MaxRows + 1, Columns: maxColumns, Cell: maxCell}, func(r sheet.Row) error {
		if seen++; seen == 1 {
			_, err := layoutOf(r.Cells)
			return err
		}
		return errEnough
	})
	switch {
	case errors.Is(err, errEnough):
		return nil
	case err != nil:
		return errSheet(err)
	}
	return refuse(msgEmpty)
}

// step is long work that begins.
type step struct {
	id     int64
	kind   string
	to     State
	submit bool
}

func start(ctx context.Context, tx *sqldb.DB, by actor.Actor, s step, now time.Time) error {
	task, err := tasks.Start(ctx, tx, s.kind, by.AccountID, job{s.id}, now)
	if err != nil {
		return err
	}
	if err := rows.New(tx).SetTask(ctx, rows.SetTaskParams{State: string(s.to), TaskID: task, Submit: s.submit, Now: sqldb.At(now), ID: s.id}); err != nil {
		return fmt.Errorf("go on with import %d: %w", s.id, err)
	}
	return audit.Write(ctx, tx, by, audit.Entry{Action: string(s.to), Kind: "import", ID: s.id}, now)
}

// importOf is a row as the room speaks of it.
func importOf(r rows.Import) Import {
	i := Import{
		ID: r.ID, VendorID: r.VendorID, State: State(r.State), TaskID: r.TaskID, FileName: r.FileName, Language: r.Language, Submit: r.Submit,
		Total: r.Total, Fresh: r.Fresh, Changed: r.Changed, Same: r.Same, Wrong: r.Wrong, Odd: r.Odd, OddRow: r.OddRow, LastRow: r.LastRow,
		Made: r.Made, Edited: r.Edited, Refused: r.Refused, Restored: r.Restored, Kept: r.Kept,
		Created: r.CreatedAt.Time, Updated: r.UpdatedAt.Time, file: r.File,
	}
	if r.AccountID != nil {
		i.Account = *r.AccountID
	}
	if r.Ignored != "" {
		i.Ignored = strings.Split(r.Ignored, "\n")
	}
	return i
}

// ground is what the work on an import stands on.
type ground struct {
	Desk
	by actor.Actor
	Import
}

// ground reads the import of a task and who acts. Who is no member of the shop any more may not go on.
func (d Desk) ground(ctx context.Context, run *tasks.Run) (ground, error) {
	var in job
	if err := run.Input(&in); err != nil {
		return ground{}, err
	}
	i, err := ReadResult(ctx, d.DB, in.Import)
	if err != nil {
		return ground{}, err
	}
	g := ground{Desk: d, Import: i}
	if g.by, err = accounts.Acting(ctx, d.DB, run.Owner); err != nil {
		return ground{}, err
	}
	return g, vendors.CheckMember(ctx, d.DB, g.by, g.VendorID)
}

// body reads the file.
func (g ground) body(ctx context.Context) ([]byte, error) {
	if g.file == "" {
		return nil, refuse(msgVanished)
	}
	f, _, err := g.Files.Get(ctx, g.file)
	if errors.Is(err, media.ErrNotExist) {
		return nil, refuse(msgVanished)
	}
	if err != nil {
		return nil, fmt.Errorf("read the file of import %d: %w", g.ID, err)
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read the file of import %d: %w", g.ID, err)
	}
	return body, nil
}

// know reads what the market knows of the SKUs of some items, in three statements.
func (g ground) know(ctx context.Context, db *sqldb.DB, batch []item) (goods, error) {
	out := goods{vendorID: g.VendorID, currency: g.Currency}
	var err error
	if out.holders, err = catalog.FindSKUs(ctx, db, g.VendorID, skusOf(batch)); err != nil {
		return out, err
	}
	var ids []int64
	for _, h := range out.holders {
		if !h.Gone {
			ids = append(ids, h.ProductID)
		}
	}
	out.products, err = catalog.ReadOwnMany(ctx, db, g.VendorID, ids)
	return out, err
}

// reader reads rows for the shop.
func (g ground) reader(ctx context.Context) (reader, error) {
	tree, err := catalog.Categories(ctx, g.DB)
	return reader{shelves: shelvesOf(tree), currency: g.Currency}, err
}

// problemRow is what is wrong, as it is kept.
type problemRow struct {
	Import  int64  `db:"import_id"`
	Row     int64  `db:"row"`
	Column  string `db:"col"`
	Value   string `db:"value"`
	Message string `db:"message"`
	Args    args   `db:"args"`
}

// keepProblems keeps what is wrong with some items.
func (g ground) keepProblems(ctx context.Context, tx *sqldb.DB, batch []item) error {
	var all []problemRow
	for _, i := range batch {
		for _, e := range i.entries {
			for _, p := range e.problems {
				all = append(all, problemRow{g.ID, p.Row, p.Column, p.Value, p.Message.Text, args(argsText(p.Message.Args))})
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	_, err := bulk.Insert(ctx, tx, bulk.Into{Table: "import_problems", Key: []string{"import_id", "row", "col"}}, all)
	return err
}
