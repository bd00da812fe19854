package catalog

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/bulk"
	"bazaar/market/catalog/internal/rows"
)

// lateWords is how far back a vocabulary looks for words that were committed after younger ones.
const lateWords = 1000

// ReadWords brings a vocabulary, which may be nil, up to date, in one statement.
func ReadWords(ctx context.Context, db *sqldb.DB, v *Vocabulary) (*Vocabulary, error) {
	var after int64
	if v != nil {
		after = max(0, v.last-lateWords)
	}
	found, err := rows.New(db).WordsAfter(ctx, after)
	if err != nil {
		return nil, fmt.Errorf("read the words of goods: %w", err)
	}
	more := make([]StoredWord, len(found))
	for i, r := range found {
		more[i] = StoredWord(r)
	}
	return v.Extended(more), nil
}

// learn adds the words of an index to those by which goods are found.
func learn(ctx context.Context, tx *sqldb.DB, ix Index) error {
	if _, err := bulk.Insert(ctx, tx, bulk.Into{Table: "search_words", Key: []string{"word"}}, WordRows(ix.Text)); err != nil {
		return fmt.Errorf("learn the words of goods: %w", err)
	}
	return nil
}
