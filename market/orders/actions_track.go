package orders

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
)

// Inquiry is what somebody without an account knows of an order.
type Inquiry struct{ Number, Email string }

// Tracked is what is told of an order to whoever knows its number and e-mail address: where its
// parcels are, but not what is in them, who bought it or where it goes.
type Tracked struct {
	OID      string
	PlacedAt time.Time
	Status   Status
	Parcels  []Parcel
}

// Track finds an order by its number and the e-mail address of its buyer. A number that does not
// exist and an address that is another's are the same NotFound, told by the same work.
func Track(ctx context.Context, db *sqldb.DB, in Inquiry) (Tracked, error) {
	q := rows.New(db)
	row, err := q.ByNumber(ctx, strings.Trim(in.Number, "# "))
	if err != nil && !sqldb.NoRows(err) {
		return Tracked{}, fmt.Errorf("track an order: %w", err)
	}
	same := subtle.ConstantTimeCompare([]byte(i18n.Key(row.Email)), []byte(i18n.Key(in.Email)))
	if err != nil || same != 1 || row.Email == "" {
		return Tracked{}, fault.New(fault.NotFound, "order_not_found", "We found no order with this number and e-mail address.")
	}
	parcels, err := parcelsOf(ctx, q, row.ID, money.Currency(row.Currency))
	return Tracked{OID: row.Oid, PlacedAt: row.PlacedAt.Time, Status: Status(row.ProductStatus), Parcels: parcels}, err
}
