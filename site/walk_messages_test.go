package site_test

import (
	"context"
	"fmt"

	"bazaar/market/markettest"
	"bazaar/market/messages"
	"bazaar/site/sitetest"
)

// messageStops are the stops of what customers and shops write to each other.
func messageStops(w *sitetest.World) []sitetest.Stop {
	pan := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Pan", Price: 1500, Stock: 3})
	pot := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Pot", Price: 1500, Stock: 3})
	id, err := messages.Ask(context.Background(), w.DB, w.Actor(sitetest.Customer), messages.Question{Topic: messages.Topic{ProductID: pan.ID}, Body: "Is it heavy?"}, w.Now())
	if err != nil {
		panic(err) // the product is on sale
	}
	const own, ownDone = "302 200 404 404 404 404", "302 303 404 404 404 404"
	const shops, shopsDone = "302 302 302 200 404 302", "302 302 302 303 404 302"
	mine, missing := fmt.Sprintf("/messages/%d/", id), "/messages/987654/"
	theirs, unknown := "/vendor"+mine, "/vendor"+missing
	about := fmt.Sprintf("/messages/new/?product=%d", pot.ID)
	return []sitetest.Stop{
		{Pattern: "GET /messages/{$}", URL: "/messages/", Status: "302 200 200 200 200 200"},
		{Pattern: "GET /messages/new/{$}", URL: about, Status: "302 200 200 200 200 200"},
		{Pattern: "POST /messages/new/{$}", URL: about, Form: form("product", fmt.Sprint(pot.ID), "body", " "), Status: "302 422 422 422 422 422"},
		{Pattern: "GET /messages/{id}/{$}", URL: mine, Missing: missing, Status: own},
		{Pattern: "POST /messages/{id}/{$}", URL: mine, Missing: missing, Form: form("body", "Hello?"), Status: ownDone},
		{Pattern: "POST /messages/{id}/read/{$}", URL: mine + "read/", Missing: missing + "read/", Status: ownDone},
		{Pattern: "POST /messages/{id}/report/{$}", URL: mine + "report/", Missing: missing + "report/", Form: form("note", "Rude"), Status: ownDone},

		{Pattern: "GET /vendor/messages/{$}", URL: "/vendor/messages/", Status: "302 302 302 200 200 302"},
		{Pattern: "GET /vendor/messages/{id}/{$}", URL: theirs, Missing: unknown, Status: shops},
		{Pattern: "POST /vendor/messages/{id}/{$}", URL: theirs, Missing: unknown, Form: form("body", "No."), Status: shopsDone},
		{Pattern: "POST /vendor/messages/{id}/read/{$}", URL: theirs + "read/", Missing: unknown + "read/", Status: shopsDone},
		{Pattern: "POST /vendor/messages/{id}/report/{$}", URL: theirs + "report/", Missing: unknown + "report/", Form: form("note", "Rude"), Status: shopsDone},
		{Pattern: "POST /vendor/messages/{id}/close/{$}", URL: theirs + "close/", Missing: unknown + "close/", Status: shopsDone},
	}
}
