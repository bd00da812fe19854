package cart

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/cart/internal/rows"
	"bazaar/market/fault"
)

// LetterIdle is the kind of the letter that reminds of a cart; its object is made by state.
const LetterIdle = "cart_reminder"

// A cart is left when nobody has touched it for a day. After a week it is forgotten: a reminder
// would only be a nuisance then.
const (
	leftAfter      = 24 * time.Hour
	forgottenAfter = 7 * 24 * time.Hour
)

// state names a cart as it stood after its last change, so that one state is reminded of once.
func state(cartID int64, changed time.Time) string {
	return strconv.FormatInt(cartID, 10) + "-" + strconv.FormatInt(changed.UnixMicro(), 10)
}

// RemindIdle owes a letter to every account that left goods in its cart, once for each state of the
// cart, and returns how many carts it looked at. Only active accounts are written to, whose address
// is confirmed (another might be a stranger's) and who have not switched reminders off. Doing it
// twice owes nothing twice.
func RemindIdle(ctx context.Context, db *sqldb.DB, now time.Time) (int, error) {
	seen, last := 0, int64(0)
	for {
		found, err := rows.New(db).Idle(ctx, sqldb.At(now.Add(-forgottenAfter)), sqldb.At(now.Add(-leftAfter)), last)
		if err != nil {
			return seen, fmt.Errorf("list carts that were left: %w", err)
		}
		if len(found) == 0 {
			return seen, nil
		}
		err = db.Tx(ctx, func(tx *sqldb.DB) error {
			for _, c := range found {
				l := mail.Letter{Kind: LetterIdle, Object: state(c.ID, c.UpdatedAt.Time), Recipient: c.Email, Language: c.Language}
				if err := mail.Queue(ctx, tx, l, now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return seen, err
		}
		seen, last = seen+len(found), found[len(found)-1].ID
	}
}

// Reminder is what a letter says of a cart.
type Reminder struct {
	AccountID int64
	Name      string
	// Cart has only what can be bought.
	Cart Cart
}

// Remind reads the cart that a letter of the kind LetterIdle is about. It is NotFound when the letter
// should not leave any more: the cart has changed or nothing in it can be bought, or its owner wants
// no reminders.
func Remind(ctx context.Context, db *sqldb.DB, object string, now time.Time) (Reminder, error) {
	number, _, _ := strings.Cut(object, "-")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return Reminder{}, fault.Missing()
	}
	r, err := rows.New(db).Reminded(ctx, id)
	switch {
	case sqldb.NoRows(err):
		return Reminder{}, fault.Missing()
	case err != nil:
		return Reminder{}, fmt.Errorf("read whom to remind of cart %d: %w", id, err)
	case r.AccountID == nil, state(id, r.UpdatedAt.Time) != object:
		return Reminder{}, fault.Missing()
	}
	whole, err := Load(ctx, db, actor.Actor{AccountID: *r.AccountID}, now)
	if err != nil {
		return Reminder{}, err
	}
	left := Reminder{AccountID: *r.AccountID, Name: r.Name, Cart: whole.Buyable()}
	if len(left.Cart.Lines) == 0 {
		return Reminder{}, fault.Missing()
	}
	return left, nil
}
