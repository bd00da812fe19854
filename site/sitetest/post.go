package sitetest

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/site/letters"
)

// postbag keeps what is sent.
type postbag struct{ all []mail.Message }

// Send keeps a message.
func (p *postbag) Send(_ context.Context, m mail.Message) error {
	p.all = append(p.all, m)
	return nil
}

// Post does the jobs of letters and returns what left, the oldest first.
func (w *World) Post(t testing.TB) []mail.Message {
	t.Helper()
	w.resets(t)
	writer := &letters.Writer{DB: w.DB, BaseURL: w.Options.BaseURL, Keys: w.Options.Keys, Now: w.Now}
	var bag postbag
	for _, id := range ids(t, w.DB, "SELECT id FROM letters WHERE state = 'queued' ORDER BY id") {
		if err := mail.Deliver(t.Context(), w.DB, &bag, writer.Render, id, w.Now()); err != nil {
			t.Fatal(err)
		}
	}
	return bag.all
}

// resets does the jobs that look up who forgot a password.
func (w *World) resets(t testing.TB) {
	t.Helper()
	for _, id := range ids(t, w.DB, "SELECT id FROM river_job WHERE kind = '"+accounts.ResetRequest{}.Kind()+"' ORDER BY id") {
		var (
			args []byte
			in   accounts.ResetRequest
		)
		if err := w.DB.QueryRowContext(t.Context(), "SELECT args FROM river_job WHERE id = $1", id).Scan(&args); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(args, &in); err != nil {
			t.Fatal(err)
		}
		if err := accounts.SendReset(t.Context(), w.DB, in, w.Now()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.DB.ExecContext(t.Context(), "DELETE FROM river_job WHERE id = $1", id); err != nil {
			t.Fatal(err)
		}
	}
}

func ids(t testing.TB, db *sqldb.DB, query string) []int64 {
	t.Helper()
	found, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	var all []int64
	for found.Next() {
		var id int64
		if err := found.Scan(&id); err != nil {
			t.Fatal(err)
		}
		all = append(all, id)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

var addressInLetter = regexp.MustCompile(`https://` + regexp.QuoteMeta(Host) + `(/\S+)`)

// LinkTo is the path in the newest letter to an address, before its footer.
func LinkTo(t testing.TB, sent []mail.Message, to string) string {
	t.Helper()
	for _, m := range slices.Backward(sent) {
		if found := addressInLetter.FindStringSubmatch(m.Text); m.To == to && found != nil {
			return found[1]
		}
	}
	t.Fatalf("no letter with a link went to %s, but %d letters", to, len(sent))
	return ""
}
