package legacy

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/bulk"
)

// pen writes tables one after the other, counts the rows and stops at the first error.
type pen struct {
	ctx     context.Context //nolint:containedctx // lives for one call of plan.write
	tx      *sqldb.DB
	written int64
	err     error
}

func upsert[T any](w *pen, into bulk.Into, rows []T) {
	if w.err == nil {
		w.count(bulk.Upsert(w.ctx, w.tx, into, rows))
	}
}

func insert[T any](w *pen, into bulk.Into, rows []T) {
	if w.err == nil {
		w.count(bulk.Insert(w.ctx, w.tx, into, rows))
	}
}

func update[T any](w *pen, into bulk.Into, rows []T) {
	if w.err == nil {
		w.count(bulk.Update(w.ctx, w.tx, into, rows))
	}
}

func (w *pen) exec(query string, args ...any) {
	if w.err != nil {
		return
	}
	result, err := w.tx.ExecContext(w.ctx, query, args...)
	if err != nil {
		w.err = fmt.Errorf("%.60s…: %w", query, err)
		return
	}
	w.count(result.RowsAffected())
}

func (w *pen) count(n int64, err error) {
	w.written += n
	w.err = err
}

// write puts everything into the database, in the order in which rows refer to one another.
func (p *plan) write(ctx context.Context, tx *sqldb.DB, now time.Time) error {
	before, err := lastImport(ctx, tx)
	if err != nil {
		return err
	}
	if err := p.checkFree(ctx, tx, before); err != nil {
		return err
	}
	w := &pen{ctx: ctx, tx: tx}
	p.writePeople(w)
	p.writeGoods(w)
	p.writePictures(w)
	p.writeOpinions(w)
	p.writeOrders(w)
	p.derive(w)
	if w.err != nil {
		return w.err
	}
	p.report.Changed = w.written
	if w.written == 0 {
		return nil
	}
	if err := advance(ctx, tx); err != nil {
		return err
	}
	return p.remember(ctx, tx, before, now)
}

func (p *plan) writePeople(w *pen) {
	upsert(w, byID("accounts"), p.accounts)
	upsert(w, bulk.Into{Table: "profiles", Key: []string{"account_id"}}, p.profiles)
	update(w, byID("accounts"), p.oldPasswords(w))
	// Two addresses must not be the default for a moment, so the old default steps back first.
	upsert(w, byID("addresses"), slices.Concat(p.addressesBy(false), p.addressesBy(true)))
	upsert(w, byID("vendors"), p.vendors)
	insert(w, bulk.Into{Table: "vendor_members", Key: []string{"vendor_id", "account_id"}}, p.members)
}

// oldPasswords leaves out the accounts that have signed in since: theirs was hashed anew.
func (p *plan) oldPasswords(w *pen) []passwordRow {
	own := w.ids("SELECT id FROM accounts WHERE password_hash LIKE '$argon2%' AND id = ANY(CAST($1 AS bigint[]))", ids(p.accounts, func(a accountRow) int64 { return a.ID }))
	var list []passwordRow
	for _, a := range p.accounts {
		if !own[a.ID] {
			list = append(list, passwordRow{ID: a.ID, PasswordHash: a.PasswordHash})
		}
	}
	return list
}

func (p *plan) addressesBy(isDefault bool) []addressRow {
	return slices.DeleteFunc(slices.Clone(p.addresses), func(a addressRow) bool { return a.Default != isDefault })
}

func (p *plan) writeGoods(w *pen) {
	upsert(w, byID("categories"), p.categories)
	upsert(w, byID("products"), p.products)
	insert(w, bulk.Into{Table: "search_words", Key: []string{"word"}}, p.words())
	upsert(w, byID("variants"), p.variants)
	var levels []levelRow
	var movements []movementRow
	for _, v := range p.variants {
		units := p.stock[v.ID]
		levels = append(levels, levelRow{VariantID: v.ID, OnHand: units})
		if units > 0 {
			movements = append(movements, movementRow{
				VariantID: v.ID, Kind: "restock", Quantity: units, Source: "import:" + strconv.FormatInt(v.ID, 10), At: p.productOf[v.ProductID].CreatedAt,
			})
		}
	}
	// Stock that has a level here is this market's own count: what was imported first stays.
	counted := w.ids("SELECT variant_id FROM stock_levels WHERE variant_id = ANY(CAST($1 AS bigint[]))", ids(p.variants, func(v variantRow) int64 { return v.ID }))
	insert(w, bulk.Into{Table: "stock_levels", Key: []string{"variant_id"}}, levels)
	insert(w, bulk.Into{Table: "stock_movements", Key: []string{"variant_id", "kind", "source"}},
		slices.DeleteFunc(movements, func(m movementRow) bool { return counted[m.VariantID] }))
	upsert(w, byID("tags"), p.tags)
	insert(w, bulk.Into{Table: "product_tags", Key: []string{"product_id", "tag_id"}}, p.tagged)
}

// writePictures sets pictures only when files were looked for, so that an import without them
// does not lose those of the import before.
func (p *plan) writePictures(w *pen) {
	if !p.album.stored {
		return
	}
	var faces []profilePicture
	for _, r := range p.profiles {
		faces = append(faces, profilePicture{r.AccountID, r.Picture})
	}
	var shops []vendorPictures
	for _, r := range p.vendors {
		shops = append(shops, vendorPictures{r.ID, r.Logo, r.Cover})
	}
	var categories, products []mainPicture
	for _, r := range p.categories {
		categories = append(categories, mainPicture{r.ID, r.Picture})
	}
	for _, r := range p.products {
		products = append(products, mainPicture{r.ID, r.Picture})
	}
	update(w, bulk.Into{Table: "profiles", Key: []string{"account_id"}}, faces)
	update(w, byID("vendors"), shops)
	update(w, byID("categories"), categories)
	update(w, byID("products"), products)
	upsert(w, byID("pictures"), p.gallery)
}

func (p *plan) writeOpinions(w *pen) {
	upsert(w, byID("reviews"), p.reviews)
	upsert(w, byID("wishes"), p.wishes)
	update(w, byID("accounts"), p.wished(w))
	upsert(w, byID("coupons"), p.coupons)
}

// wished writes down what the accounts of the import wish for.
func (p *plan) wished(w *pen) []wishedRow {
	ours, lists := map[int64]bool{}, map[int64][]string{}
	for _, r := range p.wishes {
		ours[r.AccountID] = true
	}
	w.pairs("SELECT account_id, product_id FROM wishes ORDER BY created_at DESC, id DESC", func(account, product int64) {
		if ours[account] {
			lists[account] = append(lists[account], strconv.FormatInt(product, 10))
		}
	})
	var all []wishedRow
	for account, list := range lists {
		all = append(all, wishedRow{account, strings.Join(list, ",")})
	}
	return all
}
