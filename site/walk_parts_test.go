package site_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/letters"
	"bazaar/site/sitetest"
	"bazaar/site/visitor"
)

// device is a second session of the customer, as its list names it.
func device(w *sitetest.World) string {
	s, err := accounts.StartSession(context.Background(), w.DB, w.Actor(sitetest.Customer).AccountID, accounts.Device{UserAgent: "a second device"}, w.Now())
	if err != nil {
		panic(err) // the customer is there
	}
	sum := sha256.Sum256([]byte(s.Token))
	return hex.EncodeToString(sum[:])
}

// reminders is the token of the link that ends the reminders of an account.
func reminders(w *sitetest.World, accountID int64) string {
	cookies, err := visitor.NewCookies(w.Options.SecretKey, true, w.Now)
	if err != nil {
		panic(err) // it only derives a key
	}
	return cookies.Seal(letters.Reminders, fmt.Append(nil, accountID), time.Hour)
}

// session is the address of the provider's page for a payment of an order.
func session(w *sitetest.World, o orders.Order) string {
	started, err := w.Options.Sandbox.Start(context.Background(), payments.Intent{
		Key: "of the walk", OID: o.OID, Amount: o.Totals.Total, SuccessPath: "/order/" + o.OID + "/paid/", FailurePath: "/order/" + o.OID + "/unpaid/", Expires: w.Now().Add(time.Hour),
	})
	if err != nil {
		panic(err) // it only writes an address
	}
	return started.URL
}
