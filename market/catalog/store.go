package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"bazaar/infra/sqldb"
	"bazaar/market/money"
	"bazaar/market/vendors"
)

// goods selects the cards of one page. Which they are is decided by products alone, along an index if
// there is one; only then is read what cards show, so that a late page costs hardly more than the first.
type goods struct {
	where         sqldb.Where
	order, cut    string // of products as p, from the list below and never from outside
	limit, offset int64
}

// newGoods starts a list of what is public.
func newGoods(order string) *goods {
	g := &goods{order: order, cut: order, limit: PageSize}
	g.where.And("p.listed")
	return g
}

const (
	cardSelect = `SELECT p.id, p.slug, p.title, p.picture, p.currency, p.price_from, p.old_price, p.price_to, p.rating, p.review_count, p.sold,
  p.variant_count, p.available, p.featured, p.created_at, p.vendor_id, p.category_id, p.search_title, p.search_keys, v.name, v.away_from, v.away_until, c.slug, c.title
FROM (SELECT p.id FROM products AS p%s
ORDER BY %s LIMIT %d OFFSET %s) AS cut
JOIN products AS p ON p.id = cut.id
JOIN vendors AS v ON v.id = p.vendor_id
JOIN categories AS c ON c.id = p.category_id
ORDER BY %s`
	cardCount = `SELECT COUNT(*) FROM (SELECT 1 FROM products AS p%s LIMIT %d) AS counted`
)

const newestFirst = "p.created_at DESC, p.id DESC"

// orderBy is the SQL of an order; titles sort by the reader's language. How its first column is
// written is left to a function.
func orderBy(o Order, lang string, write func(string) string) string {
	title := "p.sort_en"
	if lang == "ru" || lang == "kk" {
		title = "p.sort_" + lang
	}
	switch o {
	case Oldest:
		return write("p.created_at") + ", p.id"
	case Cheapest:
		return write("p.price_from") + ", p.id"
	case Dearest:
		return write("p.price_from") + " DESC, p.id DESC"
	case TitleUp:
		return write(title) + ", p.id"
	case TitleDown:
		return write(title) + " DESC, p.id DESC"
	case BestRated:
		return write("p.rating") + " DESC, p.id DESC"
	}
	return write("p.created_at") + " DESC, p.id DESC"
}

func plainly(column string) string { return column }

// sql is the text of the list. The offset travels as an argument, so that there are few texts.
func (g *goods) sql() string {
	return fmt.Sprintf(cardSelect, g.where.String(), g.cut, g.limit, g.where.Arg(g.offset), g.order)
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

		awayFrom, awayUntil sqldb.NullTime
	)
	err := r.Scan(&c.ID, &c.Slug, &c.Title, &c.Picture, &currency, &c.Price.Minor, &old, &c.PriceTo.Minor, &c.Rating, &c.Reviews, &c.Sold,
		&c.Variants, &c.Available, &c.Featured, &created, &c.Vendor.ID, &c.Category.ID, &c.titles, &c.keys,
		&c.Vendor.Name, &awayFrom, &awayUntil, &c.Category.Slug, &c.Category.Title)
	c.Price.Currency, c.PriceTo.Currency = currency, currency
	c.OldPrice = money.New(old.Int64, currency)
	c.Created = created.Time
	c.Vendor.Absence = vendors.NewAbsence(awayFrom.Pointer(), awayUntil.Pointer())
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
	if at.Ranks() {
		return at.ranked(ctx, db)
	}
	total, err := at.goods(db, asPlanned).count(ctx, db)
	if err != nil {
		return Listing{}, err
	}
	return ListOf(ctx, db, at, Size{Total: total})
}

// ListOf is List for who knows from before how many goods pass the filter, in one statement. When the
// page shows that this is no longer true, Total is what the page says, or counted anew.
func ListOf(ctx context.Context, db *sqldb.DB, at Look, of Size) (Listing, error) {
	if at.Ranks() {
		return at.ranked(ctx, db)
	}
	l := newListing(of.Total, at.Filter.Page)
	g := at.page(db, of, l.Page)
	shown, err := g.cards(ctx, db)
	switch seen := g.offset + int64(len(shown)); {
	case err != nil:
		return Listing{}, err
	case len(shown) == 0 && l.Page > 1: // the last pages are gone
		return List(ctx, db, at)
	case len(shown) < PageSize, seen > of.Total:
		l = newListing(seen, l.Page)
	}
	l.Cards, l.Corrected = shown, at.Words.plan(at.Filter.Query).correction()
	return l, nil
}

// Ranks tells whether goods are to be shown by how well they fit. How many pass the filter is then of
// no use to ListOf.
func (at Look) Ranks() bool { return at.Filter.Query != "" && at.Filter.Order == BestFit }

// page selects a page of what passes the filter.
func (at Look) page(db *sqldb.DB, of Size, page int64) *goods {
	offset := (page - 1) * PageSize
	way := at.way(of, offset)
	g := at.goods(db, way)
	g.offset, g.order = offset, orderBy(at.Filter.Order, at.Lang, plainly)
	g.cut = orderBy(at.Filter.Order, at.Lang, terms{db: db, way: way}.sorted)
	return g
}

// goods selects what passes the filter. The order is still to be set.
func (at Look) goods(db *sqldb.DB, way way) *goods {
	f := at.Filter
	g := newGoods("")
	g.among(f, at.Tree.Within(f.Categories...), terms{db: db, way: way, order: f.Order})
	g.about(db, f, at.Words.plan(f.Query))
	return g
}

// correction is what is looked for in place of what was typed, empty when that is the same.
func (p plan) correction() string {
	if !p.corrected {
		return ""
	}
	return p.phrase
}

// ranked shows a page of the hits of a query, the best first.
func (at Look) ranked(ctx context.Context, db *sqldb.DB) (Listing, error) {
	p := at.Words.plan(at.Filter.Query)
	hits, err := at.goods(db, asPlanned).best(ctx, db, p)
	if err != nil {
		return Listing{}, err
	}
	l := newListing(int64(len(hits)), at.Filter.Page)
	l.Capped, l.Corrected = len(hits) == candidates, p.correction()
	from := (l.Page - 1) * PageSize
	l.Cards = hits[from:min(from+PageSize, int64(len(hits)))]
	if !l.Capped && at.Filter.Key() == (Filter{Query: at.Filter.Query, Tag: at.Filter.Tag}).Key() {
		l.Found = foundOf(hits)
	}
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
	g.cut = g.order
	hits, err := g.cards(ctx, db)
	p.rank(hits)
	return hits, err
}

// among narrows the list to the plain parts of a filter, whose categories have these ids.
func (g *goods) among(f Filter, categories []int64, t terms) {
	if len(f.Categories) > 0 {
		t.alone = len(categories) == 1
		g.oneOf(t.sought("p.category_id"), categories)
	}
	if len(f.Vendors) > 0 {
		t.alone = len(f.Vendors) == 1
		g.oneOf(t.sought("p.vendor_id"), f.Vendors)
	}
	if f.MinPrice > 0 {
		g.where.And(t.sought("p.price_from")+" >= ?", f.MinPrice)
	}
	if f.MaxPrice > 0 {
		g.where.And(t.sought("p.price_from")+" <= ?", f.MaxPrice)
	}
	if f.OnSale {
		g.where.And(t.sought("p.old_price") + " > p.price_from")
	}
	if f.InStock {
		g.where.And("p.available")
	}
	if f.Stars > 0 {
		g.where.And(t.sought("p.rating")+" >= ?", f.Stars*starHundredths)
	}
}

// about selects what has the tag and the words of a filter.
func (g *goods) about(db *sqldb.DB, f Filter, p plan) {
	if f.Tag != "" {
		g.where.And("p.id IN (SELECT pt.product_id FROM product_tags AS pt JOIN tags AS t ON t.id = pt.tag_id WHERE t.slug = ?)", f.Tag)
	}
	if f.Query != "" {
		g.having(db, p, inWords)
	}
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
