package wishlist

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/wishlist/internal/rows"
)

// Await keeps an address until a sold-out variant can be bought again; once per variant and address.
// A bad address is Invalid, a variant that is not public NotFound; one that is in stock (in_stock)
// and an address that waits for too much (too_many_alerts) are Conflicts.
func Await(ctx context.Context, db *sqldb.DB, by actor.Actor, in Ask, now time.Time) error {
	if err := accounts.CheckEmail(in.Email); err != nil {
		return err
	}
	q := rows.New(db)
	key := i18n.Key(in.Email)
	n, err := q.Await(ctx, rows.AwaitParams{
		AccountID: by.ID(), Email: in.Email, EmailKey: key, Language: in.Language, Token: rand.Text(),
		Now: sqldb.At(now), ExpiresAt: sqldb.At(now.Add(alertLife)), VariantID: in.VariantID, ProductID: in.ProductID, Most: mostAlerts,
	})
	if err != nil {
		return fmt.Errorf("wait for variant %d: %w", in.VariantID, err)
	}
	if n > 0 {
		return nil
	}
	why, err := q.WhyNot(ctx, key, in.VariantID, in.ProductID)
	switch {
	case err != nil:
		return missing(err)
	case why.There:
		return nil
	case why.OnHand > 0:
		return errInStock()
	}
	return errTooManyAlerts()
}

// SendAlerts owes a letter to everybody who waits for a variant that can be bought again, each once,
// and returns how many. It may run twice and on many nodes.
func SendAlerts(ctx context.Context, db *sqldb.DB, now time.Time) (int, error) {
	due, err := rows.New(db).Due(ctx, sqldb.At(now), alertBatch)
	if err != nil {
		return 0, fmt.Errorf("read who waits for goods: %w", err)
	}
	sent := 0
	for _, a := range due {
		err := db.Tx(ctx, func(tx *sqldb.DB) error {
			n, err := rows.New(tx).Answer(ctx, sqldb.MaybeAt(&now), a.ID)
			if err != nil || n == 0 {
				return err
			}
			sent++
			return mail.Queue(ctx, tx, mail.Letter{Kind: Letter, Object: strconv.FormatInt(a.ID, 10), Recipient: a.Email, Language: a.Language}, now)
		})
		if err != nil {
			return sent, fmt.Errorf("answer alert %d: %w", a.ID, err)
		}
	}
	return sent, nil
}

// CleanAlerts deletes those that nobody needs any more and returns how many.
func CleanAlerts(ctx context.Context, db *sqldb.DB, now time.Time) (int64, error) {
	return rows.New(db).CleanAlerts(ctx, sqldb.At(now))
}

// AlertOf reads an alert for its letter; NotFound when it is gone.
func AlertOf(ctx context.Context, db *sqldb.DB, id int64) (Alert, error) {
	r, err := rows.New(db).AlertByID(ctx, id)
	if err != nil {
		return Alert{}, missing(err)
	}
	return Alert{ID: r.ID, ProductID: r.ProductID, Title: r.Title, Token: r.Token}, nil
}

// StopAlerts deletes everything that the address behind a token waits for. An unknown token is no error.
func StopAlerts(ctx context.Context, db *sqldb.DB, token string) error {
	if err := rows.New(db).StopAlerts(ctx, token); err != nil {
		return fmt.Errorf("stop alerts: %w", err)
	}
	return nil
}

func missing(err error) error {
	if sqldb.NoRows(err) {
		return fault.Missing()
	}
	return err
}
