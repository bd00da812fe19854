// Package account is the front of signed-in customers: the way in and out, the dashboard, and the
// history of their orders.
package account

import (
	"slices"
	"time"

	"bazaar/infra/limit"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/accounts"
	"bazaar/site/page"
)

var log = telemetry.Logger("accounts")

// Front answers the pages of customers.
type Front struct {
	DB  *sqldb.DB
	Now func() time.Time
	// Zone decides in which month an order counts.
	Zone *time.Location
	// Files is the private store of results, Pictures that of avatars.
	Files, Pictures media.Store
	// Limits counts tries to sign in by account.
	Limits limit.Limiter
	// Keys read the links of letters.
	Keys accounts.Keys
}

// How often one address may post the forms that guests see.
var (
	signInsPerAddress = limit.Per(50, 5*time.Minute)
	signUpsPerAddress = limit.Per(100, 5*time.Minute)
	tracksPerAddress  = limit.Per(30, 5*time.Minute)
	resetsPerAddress  = limit.Per(20, 5*time.Minute)
)

// Routes is the table of the front.
func (f *Front) Routes() []page.Route {
	return slices.Concat(f.entryRoutes(), f.ownRoutes(), f.messageRoutes())
}

// entryRoutes lead in and out, and keep strangers out.
func (f *Front) entryRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /user/sign-up/{$}", Handle: guestsOnly(f.showSignUp), Token: page.TokenAlways},
		{Pattern: "POST /user/sign-up/{$}", Handle: guestsOnly(f.signUp), Token: page.TokenAlways, Limit: signUpsPerAddress},
		{Pattern: "GET /user/sign-in/{$}", Handle: guestsOnly(f.showSignIn), Token: page.TokenAlways},
		{Pattern: "POST /user/sign-in/{$}", Handle: guestsOnly(f.signIn), Token: page.TokenAlways, Limit: signInsPerAddress},
		{Pattern: "GET /vendors/login/{$}", Handle: vendorsOut(f.showVendorSignIn), Token: page.TokenAlways},
		{Pattern: "POST /vendors/login/{$}", Handle: vendorsOut(f.vendorSignIn), Token: page.TokenAlways, Limit: signInsPerAddress},
		{Pattern: "POST /vendors/logout/{$}", Handle: f.vendorSignOut, Token: page.TokenAlways},
		{Pattern: "POST /user/sign-out/{$}", Handle: f.signOut, Token: page.TokenAlways},
		{Pattern: "GET /user/password-reset/{$}", Handle: f.showReset, Token: page.TokenAlways},
		{Pattern: "POST /user/password-reset/{$}", Handle: f.askReset, Token: page.TokenAlways, Limit: resetsPerAddress},
		{Pattern: "GET /user/password-reset/sent/{$}", Handle: f.resetSent, Token: page.TokenAlways},
		{Pattern: "GET /user/password-reset/confirm/{token}/{$}", Handle: f.showChoose, Token: page.TokenAlways, Secret: true},
		{Pattern: "POST /user/password-reset/confirm/{token}/{$}", Handle: f.choose, Token: page.TokenAlways, Secret: true, Limit: resetsPerAddress},
		{Pattern: "GET /user/verify-email/{token}/{$}", Handle: f.showVerify, Token: page.TokenAlways, Secret: true},
		{Pattern: "POST /user/verify-email/{token}/{$}", Handle: f.verify, Token: page.TokenAlways, Secret: true, Limit: verifiesPerAddress},
		{Pattern: "POST /user/verify-email/{$}", Handle: f.sendVerification, Access: page.SignedIn, Limit: resetsPerAddress},
		{Pattern: "GET /user/sign-in/code/{$}", Handle: guestsOnly(f.showCode), Token: page.TokenAlways},
		{Pattern: "POST /user/sign-in/code/{$}", Handle: guestsOnly(f.enterCode), Token: page.TokenAlways, Limit: signInsPerAddress},
		{Pattern: "GET /user/two-factor/{$}", Handle: f.second, Access: page.SignedIn},
		{Pattern: "GET /user/two-factor/on/{$}", Handle: askProof("on"), Access: page.SignedIn},
		{Pattern: "POST /user/two-factor/on/{$}", Handle: f.beginSecond, Access: page.SignedIn, Limit: resetsPerAddress},
		{Pattern: "GET /user/two-factor/setup/{$}", Handle: f.showSetup, Access: page.SignedIn},
		{Pattern: "POST /user/two-factor/setup/{$}", Handle: f.confirmSecond, Access: page.SignedIn, Limit: resetsPerAddress},
		{Pattern: "GET /user/two-factor/codes/{$}", Handle: askProof("codes"), Access: page.SignedIn},
		{Pattern: "POST /user/two-factor/codes/{$}", Handle: f.renewCodes, Access: page.SignedIn, Limit: resetsPerAddress},
		{Pattern: "GET /user/two-factor/off/{$}", Handle: askProof("off"), Access: page.SignedIn},
		{Pattern: "POST /user/two-factor/off/{$}", Handle: f.endSecond, Access: page.SignedIn, Limit: resetsPerAddress},
		{Pattern: "GET /user/security/{$}", Handle: f.security, Access: page.SignedIn},
		{Pattern: "GET /user/change-email/{$}", Handle: f.showChangeEmail, Access: page.SignedIn},
		{Pattern: "POST /user/change-email/{$}", Handle: f.changeEmail, Access: page.SignedIn, Limit: resetsPerAddress},
		{Pattern: "GET /user/change-password/{$}", Handle: f.showChangePassword, Access: page.SignedIn},
		{Pattern: "POST /user/change-password/{$}", Handle: f.changePassword, Access: page.SignedIn, Limit: resetsPerAddress},
		{Pattern: "GET /user/sessions/{$}", Handle: f.sessions, Access: page.SignedIn},
		{Pattern: "POST /user/sessions/end/{$}", Handle: f.endOtherSessions, Access: page.SignedIn},
		{Pattern: "POST /user/sessions/{id}/end/{$}", Handle: f.endSession, Access: page.SignedIn},
	}
}

// ownRoutes are a customer's own place.
func (f *Front) ownRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /dashboard/{$}", Handle: f.dashboard, Access: page.SignedIn},
		{Pattern: "POST /dashboard/{$}", Handle: f.quickAddress, Access: page.SignedIn},
		{Pattern: "GET /user/profile/{$}", Handle: f.profile, Access: page.SignedIn},
		{Pattern: "POST /user/profile/{$}", Handle: f.saveProfile, Access: page.SignedIn, MostBytes: page.FormBytes(1)},
		{Pattern: "GET /user/data/{$}", Handle: f.data, Access: page.SignedIn},
		{Pattern: "POST /user/data/export/{$}", Handle: f.exportData, Access: page.SignedIn},
		{Pattern: "GET /user/data/delete/{$}", Handle: f.askToErase, Access: page.SignedIn},
		{Pattern: "POST /user/data/delete/{$}", Handle: f.erase, Access: page.SignedIn},
		{Pattern: "GET /addresses/{$}", Handle: f.addresses, Access: page.SignedIn},
		{Pattern: "GET /address/add/{$}", Handle: f.showNewAddress, Access: page.SignedIn},
		{Pattern: "POST /address/add/{$}", Handle: f.addAddress, Access: page.SignedIn},
		{Pattern: "GET /address/{id}/edit/{$}", Handle: f.showAddress, Access: page.SignedIn},
		{Pattern: "POST /address/{id}/edit/{$}", Handle: f.editAddress, Access: page.SignedIn},
		{Pattern: "POST /address/{id}/default/{$}", Handle: f.makeDefault, Access: page.SignedIn},
		{Pattern: "GET /address/{id}/delete/{$}", Handle: f.askToDelete, Access: page.SignedIn},
		{Pattern: "POST /address/{id}/delete/{$}", Handle: f.deleteAddress, Access: page.SignedIn},
		{Pattern: "GET /orders/{$}", Handle: f.orders, Access: page.SignedIn},
		{Pattern: "GET /order/{oid}/{$}", Handle: f.order, Access: page.SignedIn},
		{Pattern: "GET /order/{oid}/print/{$}", Handle: f.printOrder, Access: page.SignedIn},
		{Pattern: "GET /order/{oid}/receipt/{$}", Handle: f.receipt, Access: page.SignedIn},
		{Pattern: "GET /order/{oid}/cancel/{$}", Handle: f.askToCancel, Access: page.SignedIn},
		{Pattern: "POST /order/{oid}/cancel/{$}", Handle: f.cancelOrder, Access: page.SignedIn},
		{Pattern: "POST /order/{oid}/reorder/{$}", Handle: f.reorder, Access: page.SignedIn},
		{Pattern: "GET /tasks/{id}/{$}", Handle: f.task, Access: page.SignedIn},
		{Pattern: "GET /tasks/{id}/file/{$}", Handle: f.taskFile, Access: page.SignedIn},
		{Pattern: "POST /tasks/{id}/cancel/{$}", Handle: f.cancelTask, Access: page.SignedIn},
		{Pattern: "GET /orders/track/{$}", Handle: f.showTracking, Token: page.TokenAlways},
		{Pattern: "POST /orders/track/{$}", Handle: f.track, Token: page.TokenAlways, Limit: tracksPerAddress},
	}
}
