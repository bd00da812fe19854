// Package account is the front of signed-in customers: the way in and out, the dashboard, and the
// history of their orders.
package account

import (
	"time"

	"bazaar/infra/limit"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/site/page"
)

var log = telemetry.Logger("accounts")

// Front answers the pages of customers.
type Front struct {
	DB  *sqldb.DB
	Now func() time.Time
	// Limits counts tries to sign in by account.
	Limits limit.Limiter
}

// How often one address may post the forms that guests see.
var (
	signInsPerAddress = limit.Per(50, 5*time.Minute)
	signUpsPerAddress = limit.Per(100, 5*time.Minute)
	tracksPerAddress  = limit.Per(30, 5*time.Minute)
)

// Routes is the table of the front.
func (f *Front) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /user/sign-up/{$}", Handle: guestsOnly(f.showSignUp), Token: page.TokenAlways},
		{Pattern: "POST /user/sign-up/{$}", Handle: guestsOnly(f.signUp), Token: page.TokenAlways, Limit: signUpsPerAddress},
		{Pattern: "GET /user/sign-in/{$}", Handle: guestsOnly(f.showSignIn), Token: page.TokenAlways},
		{Pattern: "POST /user/sign-in/{$}", Handle: guestsOnly(f.signIn), Token: page.TokenAlways, Limit: signInsPerAddress},
		{Pattern: "POST /user/sign-out/{$}", Handle: f.signOut, Token: page.TokenAlways},
		{Pattern: "GET /dashboard/{$}", Handle: f.dashboard, Access: page.SignedIn},
		{Pattern: "GET /orders/{$}", Handle: f.orders, Access: page.SignedIn},
		{Pattern: "GET /order/{oid}/{$}", Handle: f.order, Access: page.SignedIn},
		{Pattern: "GET /order/{oid}/print/{$}", Handle: f.printOrder, Access: page.SignedIn},
		{Pattern: "GET /order/{oid}/cancel/{$}", Handle: f.askToCancel, Access: page.SignedIn},
		{Pattern: "POST /order/{oid}/cancel/{$}", Handle: f.cancelOrder, Access: page.SignedIn},
		{Pattern: "POST /order/{oid}/reorder/{$}", Handle: f.reorder, Access: page.SignedIn},
		{Pattern: "GET /orders/track/{$}", Handle: f.showTracking, Token: page.TokenAlways},
		{Pattern: "POST /orders/track/{$}", Handle: f.track, Token: page.TokenAlways, Limit: tracksPerAddress},
	}
}
