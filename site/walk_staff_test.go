package site_test

import (
	"context"

	"bazaar/market/actor"
	"bazaar/market/markettest"
	"bazaar/market/messages"
	"bazaar/market/support"
	"bazaar/site/sitetest"
)

// staffStops are the rows of the administration, for a shop, goods, a message and a reported conversation that
// are there. Nobody but staff comes in; what is missing is asked for by a test of the front itself.
func staffStops(shop, goods, message, talk string) []sitetest.Stop {
	const looks = "302 403 403 403 403 200"
	return []sitetest.Stop{
		{Pattern: "GET /admin/{$}", URL: "/admin/", Status: looks},
		{Pattern: "GET /admin/vendors/{$}", URL: "/admin/vendors/?stage=verified&q=shop", Status: looks},
		{Pattern: "GET /admin/vendors/{id}/{$}", URL: shop, Status: looks},
		{Pattern: "POST /admin/vendors/{id}/verify/{$}", URL: shop + "verify/", Status: "302 403 403 403 403 409"},
		{Pattern: "POST /admin/vendors/{id}/return/{$}", URL: shop + "return/", Status: "302 403 403 403 403 422"},
		{Pattern: "GET /admin/vendors/{id}/suspend/{$}", URL: shop + "suspend/", Status: looks},
		{Pattern: "POST /admin/vendors/{id}/suspend/{$}", URL: shop + "suspend/", Status: "302 403 403 403 403 422"},
		{Pattern: "GET /admin/products/{$}", URL: "/admin/products/", Status: looks},
		{Pattern: "POST /admin/products/{$}", URL: "/admin/products/", Status: "302 403 403 403 403 303"},
		{Pattern: "GET /admin/products/{id}/{$}", URL: goods, Status: looks},
		{Pattern: "POST /admin/products/{id}/claim/{$}", URL: goods + "claim/", Status: "302 403 403 403 403 303"},
		{Pattern: "POST /admin/products/{id}/release/{$}", URL: goods + "release/", Status: "302 403 403 403 403 303"},
		{Pattern: "POST /admin/products/{id}/approve/{$}", URL: goods + "approve/", Status: "302 403 403 403 403 409"},
		{Pattern: "POST /admin/products/{id}/reject/{$}", URL: goods + "reject/", Status: "302 403 403 403 403 422"},
		{Pattern: "GET /admin/products/{id}/stop/{$}", URL: goods + "stop/", Status: looks},
		{Pattern: "POST /admin/products/{id}/stop/{$}", URL: goods + "stop/", Status: "302 403 403 403 403 422"},
		{Pattern: "POST /admin/vendors/decisions/{id}/undo/{$}", URL: "/admin/vendors/decisions/999999999/undo/", Status: "302 403 403 403 403 404"},
		{Pattern: "POST /admin/decisions/{id}/undo/{$}", URL: "/admin/decisions/1/undo/", Status: "302 403 403 403 403 404"},
		{Pattern: "GET /admin/reviews/{$}", URL: "/admin/reviews/?hidden=1", Status: looks},
		{Pattern: "POST /admin/reviews/{id}/hide/{$}", URL: "/admin/reviews/999999/hide/", Status: "302 403 403 403 403 404"},
		{Pattern: "POST /admin/reviews/{id}/keep/{$}", URL: "/admin/reviews/999999/keep/", Status: "302 403 403 403 403 404"},
		{Pattern: "POST /admin/reviews/{id}/show/{$}", URL: "/admin/reviews/999999/show/", Status: "302 403 403 403 403 404"},
		{Pattern: "GET /admin/conversations/{$}", URL: "/admin/conversations/", Status: looks},
		{Pattern: "GET /admin/conversations/{id}/{$}", URL: talk, Status: looks},
		{Pattern: "POST /admin/conversations/{id}/claim/{$}", URL: talk + "claim/", Status: "302 403 403 403 403 303"},
		{Pattern: "POST /admin/conversations/{id}/release/{$}", URL: talk + "release/", Status: "302 403 403 403 403 303"},
		{Pattern: "POST /admin/conversations/{id}/decide/{$}", URL: talk + "decide/", Status: "302 403 403 403 403 422"},
		{Pattern: "POST /admin/conversations/{id}/undo/{$}", URL: talk + "undo/", Status: "302 403 403 403 403 303"},
		{Pattern: "GET /admin/messages/{$}", URL: "/admin/messages/?state=closed", Status: looks},
		{Pattern: "GET /admin/messages/{id}/{$}", URL: message, Status: looks},
		{Pattern: "POST /admin/messages/{id}/answer/{$}", URL: message + "answer/", Status: "302 403 403 403 403 422"},
		{Pattern: "POST /admin/messages/{id}/close/{$}", URL: message + "close/", Status: "302 403 403 403 403 303"},
	}
}

// message is what a guest wrote to the operator.
func message(w *sitetest.World) int64 {
	form := support.Form{FullName: "A guest", Email: "guest@example.com", Subject: "A question", Body: "When do you open?"}
	if err := support.Send(context.Background(), w.DB, actor.Actor{}, support.Post{Form: form, Language: "en"}, w.Now()); err != nil {
		panic(err) // the form is complete
	}
	return w.Market.Scalar("SELECT MAX(id) FROM support_messages")
}

// reported is a conversation about a product that its customer reported.
func reported(w *sitetest.World) int64 {
	ctx, by := context.Background(), w.Market.Customer()
	pan := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Reported pan", Price: 1500, Stock: 3})
	id, err := messages.Ask(ctx, w.DB, by, messages.Question{Topic: messages.Topic{ProductID: pan.ID}, Body: "Why so rude?"}, w.Now())
	if err == nil {
		err = messages.Report(ctx, w.DB, by, messages.Answer{ID: id, As: messages.Customer, Body: "Rude"}, w.Now())
	}
	if err != nil {
		panic(err) // the product is on sale, the conversation the customer's own
	}
	return id
}
