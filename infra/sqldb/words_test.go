package sqldb

import "testing"

func TestWordsAreAskedForInEachEnginesOwnWay(t *testing.T) {
	in := FullText{Table: "goods", Alias: "g", Lexemes: "words", Columns: []string{"title", "body"}}
	w := Words{{{Text: "lap", Beginning: true}, {Text: "ноутбук"}}, {{Text: "16gb"}}}
	for engine, want := range map[Engine][2]string{
		SQLite:   {"g.id IN (SELECT rowid FROM goods_words WHERE goods_words MATCH ?)", `{title body} : (("lap" * OR "ноутбук") AND ("16gb"))`},
		Postgres: {"g.words @@ CAST(? AS tsquery)", "(('lap':* | 'ноутбук') & ('16gb'))"},
	} {
		condition, value := (&DB{engine: engine}).Matching(in, w)
		if condition != want[0] || value != want[1] {
			t.Errorf("%s: %s, %s", engine, condition, value)
		}
	}
}
