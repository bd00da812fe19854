package content

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/content/internal/rows"
	"bazaar/market/fault"
)

// Install puts in the texts that the program brings where there are none yet, and renews those that
// staff has not edited. It returns how many it wrote; a second call writes nothing.
func Install(ctx context.Context, db *sqldb.DB) (int64, error) {
	all, err := readShipped()
	if err != nil {
		return 0, err
	}
	there, err := rows.New(db).Digests(ctx)
	if err != nil {
		return 0, fmt.Errorf("list the texts: %w", err)
	}
	missing := outdated(all, there)
	if len(missing) == 0 {
		return 0, nil
	}
	document, err := json.Marshal(missing)
	if err != nil {
		return 0, fmt.Errorf("write the texts down: %w", err)
	}
	n, err := rows.New(db).Install(ctx, string(document))
	if err != nil {
		return 0, fmt.Errorf("install %d texts: %w", len(missing), err)
	}
	return n, nil
}

// outdated keeps the texts that the database has not, or has in an older form that nobody edited.
func outdated(all []shipped, there []rows.DigestsRow) []shipped {
	kept := map[string]bool{}
	for _, r := range there {
		kept[r.Language+"/"+r.Slug+"/"+r.Digest] = true
		if r.Edited {
			kept[r.Language+"/"+r.Slug] = true
		}
	}
	return slices.DeleteFunc(all, func(s shipped) bool {
		name := s.Language + "/" + s.Slug
		return kept[name] || kept[name+"/"+s.Digest]
	})
}

// BySlug reads an article in a language, or in English where there is none in it. One that does not
// exist is NotFound.
func BySlug(ctx context.Context, db *sqldb.DB, slug, language string) (Article, error) {
	r, err := rows.New(db).BySlug(ctx, slug, language)
	if sqldb.NoRows(err) {
		return Article{}, fault.Missing()
	}
	if err != nil {
		return Article{}, fmt.Errorf("read the article %s: %w", slug, err)
	}
	return articleOf(r), nil
}

// List reads every article of a language, standing pages after the help, each in its order.
func List(ctx context.Context, db *sqldb.DB, language string) ([]Article, error) {
	found, err := rows.New(db).InLanguage(ctx, language)
	if err != nil {
		return nil, fmt.Errorf("list articles: %w", err)
	}
	all := make([]Article, len(found))
	for i, r := range found {
		all[i] = articleOf(rows.BySlugRow(r))
	}
	return all, nil
}

// Edit changes the words of an article, which the program leaves alone from then on. It takes the
// right to moderate. Wrong fields are Invalid, an unknown article is NotFound, and one that somebody
// else has changed meanwhile is a Conflict.
func Edit(ctx context.Context, db *sqldb.DB, by actor.Actor, in Draft, now time.Time) error {
	if !by.Can(actor.ModerateShop) {
		return fault.New(fault.Forbidden, "forbidden", "You may not do that.")
	}
	in = in.trimmed()
	if err := in.check(); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		r, err := rows.New(tx).Lock(ctx, in.Slug, in.Language)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock the article %s: %w", in.Slug, err)
		}
		if r.Version != in.Version {
			return fault.New(fault.Conflict, "changed", "Somebody else has changed this text meanwhile. Please look at it again.")
		}
		err = rows.New(tx).Edit(ctx, rows.EditParams{Title: in.Title, Summary: in.Summary, Body: in.Body, Now: sqldb.At(now), ID: r.ID})
		if err != nil {
			return fmt.Errorf("edit the article %s: %w", in.Slug, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "edited", Kind: "article", ID: r.ID,
			Before: words{r.Title, r.Summary, r.Body}, After: words{in.Title, in.Summary, in.Body},
		}, now)
	})
}

// words are what an edit changes, for the record.
type words struct{ Title, Summary, Body string }

// Opinion is whether an article was useful. Guest names a visitor who has not signed in.
type Opinion struct {
	ArticleID int64
	Useful    bool
	Guest     string
}

// Vote keeps a visitor's opinion in the place of an earlier one. An article that is gone takes none.
func Vote(ctx context.Context, db *sqldb.DB, by actor.Actor, in Opinion, now time.Time) error {
	voter := by.Owner()
	if voter == "" {
		voter = "guest:" + in.Guest
	}
	err := rows.New(db).Vote(ctx, rows.VoteParams{Voter: voter, Useful: in.Useful, Now: sqldb.At(now), ArticleID: in.ArticleID})
	if err != nil {
		return fmt.Errorf("keep an opinion of article %d: %w", in.ArticleID, err)
	}
	return nil
}

// Votes are the opinions of an article.
type Votes struct{ Useful, All int64 }

// CountVotes counts the opinions of an article.
func CountVotes(ctx context.Context, db *sqldb.DB, articleID int64) (Votes, error) {
	r, err := rows.New(db).CountVotes(ctx, articleID)
	if err != nil {
		return Votes{}, fmt.Errorf("count opinions of article %d: %w", articleID, err)
	}
	return Votes{Useful: r.Useful, All: r.Votes}, nil
}

func articleOf(r rows.BySlugRow) Article {
	return Article{
		ID: r.ID, Slug: r.Slug, Language: r.Language, Section: Section(r.Section), Title: r.Title, Summary: r.Summary, Body: r.Body,
		ChangedAt: r.ChangedAt.Time, Edited: r.Edited, Version: r.Version,
	}
}
