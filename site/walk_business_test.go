package site_test

import (
	"context"
	"fmt"
	"strings"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
	"bazaar/site/sitetest"
)

// businessStops are the pages about how a shop does, what is said of it, and when it is away.
func businessStops(w *sitetest.World) []sitetest.Stop {
	const sellers, sellersDone = "302 302 302 200 200 302", "302 302 302 303 303 302"
	const sellersOwn, sellersOwnDone = "302 302 302 200 404 302", "302 302 302 303 404 302"
	teapot := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Teapot", Price: 900, Stock: 3})
	opinionOfOwn := fmt.Sprintf("/vendor/reviews/%d/reply/", w.Review(w.Market.Customer(), teapot))
	hand, leaver := crewMember(w, sitetest.Vendor, "hand@example.com", vendors.CatalogueRole), crewMember(w, sitetest.Vendor, "leaver@example.com", vendors.CatalogueRole)
	must(vendors.Invite(context.Background(), w.DB, w.Actor(sitetest.Vendor), vendors.InvitationForm{Email: "asked@example.com", Role: vendors.CatalogueRole, Language: "en"}, w.Now()))
	asked := w.Market.Scalar("SELECT id FROM vendor_invitations WHERE email = 'asked@example.com'")
	const nobody = "/vendor/staff/999999/"
	member := func(id int64, do string) string { return fmt.Sprintf("/vendor/staff/%d/%s/", id, do) }
	return []sitetest.Stop{
		{Pattern: "GET /vendor/analytics/{$}", URL: "/vendor/analytics/?period=90", Status: sellers},
		{Pattern: "GET /vendor/analytics/csv/{$}", URL: "/vendor/analytics/csv/?table=products", Status: sellers},
		{Pattern: "GET /vendor/finance/{$}", URL: "/vendor/finance/?period=year", Status: sellers},
		{Pattern: "GET /vendor/finance/csv/{$}", URL: "/vendor/finance/csv/", Status: sellers},
		{Pattern: "GET /vendor/finance/statement/{$}", URL: "/vendor/finance/statement/", Status: sellers},
		{Pattern: "GET /vendor/reviews/{$}", URL: "/vendor/reviews/?unanswered=1&stars=5", Status: sellers},
		{Pattern: "GET /vendor/reviews/{id}/reply/{$}", URL: opinionOfOwn, Missing: "/vendor/reviews/999999/reply/", Status: sellersOwn},
		{Pattern: "POST /vendor/reviews/{id}/reply/{$}", URL: opinionOfOwn, Missing: "/vendor/reviews/999999/reply/", Form: form("reply", "Thank you"), Status: sellersOwnDone},
		{Pattern: "GET /vendor/settings/away/{$}", URL: "/vendor/settings/away/", Status: sellers},
		{Pattern: "POST /vendor/settings/away/{$}", URL: "/vendor/settings/away/", Form: form("from", "2026-11-25", "until", "2026-11-24"), Status: "302 302 302 422 422 302"},
		{Pattern: "POST /vendor/settings/away/end/{$}", URL: "/vendor/settings/away/end/", Status: sellersDone},
		{Pattern: "GET /vendor/staff/{$}", URL: "/vendor/staff/", Status: sellers},
		{Pattern: "POST /vendor/staff/{$}", URL: "/vendor/staff/", Form: form("email", "nobody"), Status: "302 302 302 422 422 302"},
		{Pattern: "POST /vendor/staff/{id}/role/{$}", URL: member(hand, "role"), Missing: nobody + "role/", Form: form("role", "fulfilment"), Status: sellersOwnDone},
		{Pattern: "GET /vendor/staff/{id}/remove/{$}", URL: member(leaver, "remove"), Missing: nobody + "remove/", Status: sellersOwn},
		{Pattern: "POST /vendor/staff/{id}/remove/{$}", URL: member(leaver, "remove"), Missing: nobody + "remove/", Status: sellersOwnDone},
		{Pattern: "POST /vendor/staff/{id}/take-back/{$}", URL: member(asked, "take-back"), Missing: nobody + "take-back/", Status: sellersOwnDone},
		{Pattern: "GET /vendor/invitation/{token}/{$}", URL: "/vendor/invitation/none/", Status: same(410)},
		{Pattern: "POST /vendor/invitation/{token}/{$}", URL: "/vendor/invitation/none/", Status: "302 410 410 410 410 410"},
	}
}

// crewMember is the account of somebody who works for the shop of an actor.
func crewMember(w *sitetest.World, owner, email string, role vendors.Role) int64 {
	ctx := context.Background()
	id, err := accounts.Create(ctx, w.DB, actor.System, accounts.NewAccount{Username: strings.Split(email, "@")[0], Email: email, PasswordHash: accounts.Unusable, Language: "en"}, w.Now())
	must(err)
	must(vendors.Invite(ctx, w.DB, w.Actor(owner), vendors.InvitationForm{Email: email, Role: role, Language: "en"}, w.Now()))
	key := w.Market.Text("SELECT key FROM vendor_invitations WHERE email = $1", email)
	must(vendors.AcceptInvitation(ctx, w.DB, actor.Actor{AccountID: id, Label: email}, key, w.Now()))
	return id
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
