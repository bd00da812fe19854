package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"bazaar/infra/sqldb"
	"bazaar/market/money"
)

// goods selects the cards of one page. The page is cut out of products alone, along an index, and
// only then joined with what cards name, so that a late page costs no more joins than the first.
type goods struct {
	where         sqldb.Where
	order         string // of products as p, from the list below and never from outside
	limit, offset int64
}

// newGoods starts a list of what is public.
func newGoods(order string) *goods {
	g := &goods{order: order, limit: PageSize}
	g.where.And("p.listed")
	return g
}

const (
	cardColumns = `p.id, p.slug, p.title, p.picture, p.currency, p.price_from, p.old_price, p.rating, p.review_count, p.sold,
  p.variant_count, p.available, p.featured, p.created_at, p.vendor_id, p.category_id, p.search_title, p.search_keys`
	cardSelect = `SELECT ` + cardColumns + `, v.name, c.slug, c.title FROM (SELECT ` + cardColumns + `, p.sort_en, p.sort_ru, p.sort_kk FROM products AS p%s
ORDER BY %s LIMIT %d OFFSET %s) AS p
JOIN vendors AS v ON v.id = p.vendor_id
JOIN categories AS c ON c.id = p.category_id
ORDER BY %s`
	cardCount = `SELECT COUNT(*) FROM (SELECT 1 FROM products AS p%s LIMIT %d) AS counted`
)

const newestFirst = "p.created_at DESC, p.id DESC"

// orderBy is the SQL of an order; titles sort by the reader's language.
func orderBy(o Order, lang string) string {
	title := "p.sort_en"
	if lang == "ru" || lang == "kk" {
		title = "p.sort_" + lang
	}
	switch o {
	case Oldest:
		return "p.created_at, p.id"
	case Cheapest:
		return "p.price_from, p.id"
	case Dearest:
		return "p.price_from DESC, p.id DESC"
	case TitleUp:
		return title + ", p.id"
	case TitleDown:
		return title + " DESC, p.id DESC"
	case BestRated:
		return "p.rating DESC, p.id DESC"
	}
	return newestFirst
}

// sql is the text of the list. The offset travels as an argument, so that there are few texts.
func (g *goods) sql() string {
	return fmt.Sprintf(cardSelect, g.where.String(), g.order, g.limit, g.where.Arg(g.offset), g.order)
}

func (g *goods) cards(ctx context.Context, db *sqldb.DB) ([]Card, error) {
	query := g.sql()
	found, err := db.QueryContext(ctx, query, g.where.Args...)
	if err != nil {
		return nil, fmt.Errorf("list goods: %w", err)
	}
	defer found.Close()
	var list []Card
	for found.Next() {
		c, err := scanCard(found)
		if err != nil {
			return nil, fmt.Errorf("list goods: %w", err)
		}
		list = append(list, c)
	}
	return list, found.Err()
}

func (g *goods) count(ctx context.Context, db *sqldb.DB) (int64, error) {
	var n int64
	if err := db.QueryRowContext(ctx, fmt.Sprintf(cardCount, g.where.String(), MaxCount+1), g.where.Args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count goods: %w", err)
	}
	return n, nil
}

func scanCard(r *sql.Rows) (Card, error) {
	var (
		c        Card
		currency money.Currency
		old      sql.NullInt64
		created  sqldb.Time
	)
	err := r.Scan(&c.ID, &c.Slug, &c.Title, &c.Picture, &currency, &c.Price.Minor, &old, &c.Rating, &c.Reviews, &c.Sold,
		&c.Variants, &c.Available, &c.Featured, &created, &c.Vendor.ID, &c.Category.ID, &c.titles, &c.keys,
		&c.Vendor.Name, &c.Category.Slug, &c.Category.Title)
	c.Price.Currency = currency
	c.OldPrice = money.New(old.Int64, currency)
	c.Created = created.Time
	return c, err
}

// Look is what somebody wants to see of the catalogue.
type Look struct {
	// Tree resolves the categories of the filter.
	Tree Tree
	// Words tell what the words of its query may mean; without any it is taken literally.
	Words  *Vocabulary
	Filter Filter
	// Lang is the language by which titles are sorted.
	Lang string
}

// List shows one page of the goods that pass a filter, in two statements; those that are to be
// ranked by how well they fit a query in one, the best 200 at most.
func List(ctx context.Context, db *sqldb.DB, at Look) (Listing, error) {
	f := at.Filter
	p := at.Words.plan(f.Query)
	g := f.goods(db, at.Tree, p)
	if f.Query != "" && f.Order == BestFit {
		return g.ranked(ctx, db, p, f.Page)
	}
	total, err := g.count(ctx, db)
	if err != nil {
		return Listing{}, err
	}
	l := newListing(total, f.Page)
	l.Corrected = p.correction()
	g.order, g.offset = orderBy(f.Order, at.Lang), (l.Page-1)*PageSize
	l.Cards, err = g.cards(ctx, db)
	return l, err
}

// correction is what is looked for in place of what was typed, empty when that is the same.
func (p plan) correction() string {
	if !p.corrected {
		return ""
	}
	return p.phrase
}

// ranked shows a page of the hits of a plan, the best first.
func (g *goods) ranked(ctx context.Context, db *sqldb.DB, p plan, page int64) (Listing, error) {
	hits, err := g.best(ctx, db, p)
	if err != nil {
		return Listing{}, err
	}
	l := newListing(int64(len(hits)), page)
	l.Capped, l.Corrected = len(hits) == candidates, p.correction()
	from := (l.Page - 1) * PageSize
	l.Cards = hits[from:min(from+PageSize, int64(len(hits)))]
	return l, nil
}

// best ranks the candidates. Which those are is decided by the database, so the best fits must
// come first there already.
func (g *goods) best(ctx context.Context, db *sqldb.DB, p plan) ([]Card, error) {
	if len(p.words) == 0 {
		return nil, nil
	}
	g.limit = candidates
	g.order = g.bestFirst(p.wanted)
	hits, err := g.cards(ctx, db)
	p.rank(hits)
	return hits, err
}

// goods selects what passes a filter, whose query has a plan. The order is still to be set.
func (f Filter) goods(db *sqldb.DB, tree Tree, p plan) *goods {
	g := newGoods("")
	if len(f.Categories) > 0 {
		g.oneOf("p.category_id", tree.Within(f.Categories...))
	}
	if len(f.Vendors) > 0 {
		g.oneOf("p.vendor_id", f.Vendors)
	}
	if f.MinPrice > 0 {
		g.where.And("p.price_from >= ?", f.MinPrice)
	}
	if f.MaxPrice > 0 {
		g.where.And("p.price_from <= ?", f.MaxPrice)
	}
	if f.OnSale {
		g.where.And("p.old_price > p.price_from")
	}
	if f.InStock {
		g.where.And("p.available")
	}
	if f.Stars > 0 {
		g.where.And("p.rating >= ?", f.Stars*starHundredths)
	}
	if f.Tag != "" {
		g.where.And("p.id IN (SELECT pt.product_id FROM product_tags AS pt JOIN tags AS t ON t.id = pt.tag_id WHERE t.slug = ?)", f.Tag)
	}
	if f.Query != "" {
		g.having(db, p, inWords)
	}
	return g
}

// oneOf compares with a single id plainly, because that lets an index give the order as well.
func (g *goods) oneOf(column string, ids []int64) {
	if len(ids) == 1 {
		g.where.And(column+" = ?", ids[0])
		return
	}
	g.where.And(column+" = ANY(CAST(? AS bigint[]))", ids)
}

// Where words are looked for: in what goods are called, or in everything that is said of them.
var (
	inNames = sqldb.FullText{Table: "products", Alias: "p", Lexemes: "names", Columns: []string{"search_title", "search_keys"}}
	inWords = sqldb.FullText{Table: "products", Alias: "p", Lexemes: "words", Columns: []string{"search_text"}}
)

// having wants every word of a plan. A search without a word finds nothing.
func (g *goods) having(db *sqldb.DB, p plan, where sqldb.FullText) {
	if len(p.terms) == 0 {
		g.where.And("1 = 0")
		return
	}
	condition, value := db.Matching(where, p.match())
	g.where.And(condition, value)
}

// match is the plan in the terms of the database: all words, and of each what it may mean.
func (p plan) match() sqldb.Words {
	all := make(sqldb.Words, len(p.terms))
	for i, t := range p.terms {
		all[i] = []sqldb.Word{{Text: t.word, Beginning: true}}
		if t.typed != t.word {
			all[i] = append(all[i], sqldb.Word{Text: t.typed, Beginning: true})
		}
		for _, other := range t.others {
			all[i] = append(all[i], sqldb.Word{Text: other})
		}
	}
	return all
}

// Suggest offers up to ten goods while somebody types, in one statement: titles first, then tags,
// SKUs and vendors. Fewer than two letters get nothing.
func Suggest(ctx context.Context, db *sqldb.DB, words *Vocabulary, q string) ([]Card, error) {
	p := words.plan(q)
	if len([]rune(p.phrase)) < MinSuggest {
		return nil, nil
	}
	g := newGoods("")
	g.having(db, p, inNames)
	hits, err := g.best(ctx, db, p)
	return hits[:min(len(hits), Suggestions)], err
}

// bestFirst is the rule of wanted.fit as far as SQL needs it: whole lines, beginnings of titles,
// titles with every word, the rest.
func (g *goods) bestFirst(w wanted) string {
	like := func(column, pattern string) string { return column + " LIKE " + g.where.Arg(pattern) + ` ESCAPE '\'` }
	phrase := sqldb.EscapeLike(w.phrase)
	line := "%\n" + phrase + "\n%"
	all := make([]string, len(w.words))
	for i, word := range w.words {
		all[i] = like("p.search_title", "%"+sqldb.EscapeLike(word)+"%")
	}
	return "CASE WHEN " + like("p.search_title", line) + " OR " + like("p.search_keys", line) + " THEN 0" +
		" WHEN " + like("p.search_title", "%\n"+phrase+"%") + " THEN 1" +
		" WHEN " + strings.Join(all, " AND ") + " THEN 2 ELSE 3 END, p.sold DESC, p.id"
}

// Featured gives the newest of the goods that the marketplace puts forward.
func Featured(ctx context.Context, db *sqldb.DB, n int64) ([]Card, error) {
	g := newGoods(newestFirst)
	g.where.And("p.featured")
	g.limit = n
	return g.cards(ctx, db)
}

// New gives the newest goods.
func New(ctx context.Context, db *sqldb.DB, n int64) ([]Card, error) {
	g := newGoods(newestFirst)
	g.limit = n
	return g.cards(ctx, db)
}

// Cards gives the public ones of at most 200 goods, in the order of ids.
func Cards(ctx context.Context, db *sqldb.DB, ids []int64) ([]Card, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	g := newGoods(newestFirst)
	g.where.And("p.id = ANY(CAST(? AS bigint[]))", ids)
	g.limit = candidates
	list, err := g.cards(ctx, db)
	slices.SortFunc(list, func(a, b Card) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return list, err
}

// related gives other goods of a category.
func related(ctx context.Context, db *sqldb.DB, categoryID, productID, n int64) ([]Card, error) {
	g := newGoods(newestFirst)
	g.where.And("p.category_id = ?", categoryID)
	g.where.And("p.id <> ?", productID)
	g.limit = n
	return g.cards(ctx, db)
}
