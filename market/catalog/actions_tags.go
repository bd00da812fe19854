package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

const msgTagWord = "Use at least one letter or digit."

// NameTag says how a tag reads in other languages than that of the vendor who typed it; a tag that
// is not used yet waits for its goods. Goods that carry it are found by the new words once they are
// saved anew. It returns Forbidden for who does not moderate, and Invalid for a word without a letter
// or digit.
func NameTag(ctx context.Context, db *sqldb.DB, by actor.Actor, in Tag, now time.Time) error {
	if !by.Can(actor.ModerateShop) {
		return errForbidden()
	}
	slug := i18n.Slug(in.Name)
	if slug == "" {
		return fault.Fields{"name": {Text: msgTagWord}}.Err()
	}
	for _, text := range in.Title {
		if tooLong(text, maxShort) {
			return fault.Fields{"title": {Text: msgTooLong, Args: []any{maxShort}}}.Err()
		}
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		id, err := rows.New(tx).NameTag(ctx, in.Name, slug, in.Title.Trimmed())
		if err != nil {
			return fmt.Errorf("name tag %s: %w", slug, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "named", Kind: "tag", ID: id, After: in.Title}, now)
	})
}

// Tagged reads the tag at an address and which goods have it, in one statement. One that nobody uses
// is called as its address.
func Tagged(ctx context.Context, db *sqldb.DB, slug string) (Tag, *Found, error) {
	all, err := rows.New(db).Tagged(ctx, slug)
	if err != nil {
		return Tag{}, nil, fmt.Errorf("read tag %s: %w", slug, err)
	}
	tag, found := Tag{Slug: slug, Name: slug}, &Found{}
	for _, r := range all {
		if r.ProductID > 0 {
			found.ids = append(found.ids, r.ProductID)
			continue
		}
		tag.Name = r.Name
		if err := tag.Title.Scan(r.Title); err != nil {
			return Tag{}, nil, fmt.Errorf("read tag %s: %w", slug, err)
		}
	}
	slices.Sort(found.ids)
	return tag, found, nil
}

// linkTags gives a product its tags.
func linkTags(ctx context.Context, tx *sqldb.DB, id int64, tags []Tag) error {
	q := rows.New(tx)
	slugs := make([]string, len(tags))
	for i, t := range tags {
		slugs[i] = t.Slug
		if err := q.InsertTag(ctx, t.Name, t.Slug); err != nil {
			return fmt.Errorf("insert tag %s: %w", t.Slug, err)
		}
	}
	if len(slugs) == 0 {
		return nil
	}
	if err := q.LinkTags(ctx, id, slugs); err != nil {
		return fmt.Errorf("tag product %d: %w", id, err)
	}
	return nil
}

// tagWords are the tags of a product in every language, for search.
func tagWords(ctx context.Context, tx *sqldb.DB, id int64) ([]string, error) {
	found, err := rows.New(tx).TagsOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the tags of product %d: %w", id, err)
	}
	words := make([]string, 0, len(found))
	for _, t := range found {
		words = append(words, t.Name+" "+t.Title.All())
	}
	return words, nil
}
