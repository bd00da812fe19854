package main

import (
	"strings"
	"testing"
)

// Every rule is shown an offence, which it must name, and the nearest thing that is allowed, which
// it must let pass: a rule that cannot fail protects nothing.
var planted = []struct {
	rule    func([]file) []string
	path    string
	text    string
	offence string // empty: allowed
}{
	{storeys, "infra/jobs/jobs.go", `package jobs; import "bazaar/market/orders"`, "imports upwards: market/orders"},
	{storeys, "infra/jobs/jobs_test.go", `package jobs; import "bazaar/market/orders"`, "imports upwards"},
	{storeys, "infra/jobs/jobs_test.go", `package jobs; import "bazaar/market/schema"`, ""},
	{storeys, "infra/gateways/cod/cod.go", `package cod; import "bazaar/market/payments"`, ""},
	{storeys, "infra/gateways/cod/cod.go", `package cod; import "bazaar/market/orders"`, "imports upwards"},
	{storeys, "market/orders/actions.go", `package orders; import "bazaar/site/page"`, "imports upwards: site/page"},
	{storeys, "market/orders/actions.go", `package orders; import "bazaar/infra/sqldb"`, ""},
	{storeys, "site/shop/shop.go", `package shop; import "bazaar/legacy"`, "imports upwards: legacy"},
	{storeys, "legacy/users.go", `package legacy; import "bazaar/market/accounts"`, ""},

	{fronts, "site/shop/cart.go", `package shop; import "bazaar/site/account"`, "knows another front: site/account"},
	{fronts, "site/shop/cart.go", `package shop; import "bazaar/site/ui"`, ""},
	{fronts, "site/ui/card.go", `package ui; import "bazaar/site/shop"`, "knows another front"},
	{fronts, "site/site.go", `package site; import "bazaar/site/shop"`, ""},

	{pagesWithoutSQL, "site/shop/cart.go", `package shop; func f() { db.Tx(ctx, nil) }`, "calls Tx"},
	{pagesWithoutSQL, "site/shop/cart.go", `package shop; func f() { db.QueryContext(ctx, "") }`, "calls QueryContext"},
	{pagesWithoutSQL, "site/shop/cart.go", `package shop; import "bazaar/market/cart/internal/rows"`, "reads rows directly"},
	{pagesWithoutSQL, "site/shop/cart.go", `package shop; func f() { cart.Add(ctx, db) }`, ""},
	{pagesWithoutSQL, "site/sitetest/walk.go", `package sitetest; func f() { db.QueryContext(ctx, "") }`, ""},

	{rooms, "market/stock/actions.go", `package stock; import "bazaar/market/orders"`, "not to its left: market/orders"},
	{rooms, "market/catalog/actions.go", `package catalog; import "bazaar/market/coupons"`, "not to its left"},
	{rooms, "market/orders/actions.go", `package orders; import "bazaar/market/stock"`, ""},
	{rooms, "market/orders/actions_test.go", `package orders; import "bazaar/market/markettest"`, ""},
	{rooms, "market/orders/actions.go", `package orders; import "bazaar/market/markettest"`, "not to its left"},
	{rooms, "market/loyalty/actions.go", `package loyalty; import "bazaar/market/orders"`, "no place in the order: loyalty"},

	{pureNouns, "market/orders/order.go", `package orders; import "context"`, "a noun file imports context"},
	{pureNouns, "market/orders/order.go", `package orders; import "bazaar/infra/sqldb"`, "a noun file imports"},
	{pureNouns, "market/orders/actions_ship.go", `package orders; import "context"`, ""},
	{pureNouns, "market/orders/internal/rows/db.go", `package rows; import "context"`, ""},

	{sqlInPlace, "market/orders/actions.go", "package orders; const q = `SELECT id FROM orders`", "SQL outside"},
	{sqlInPlace, "market/orders/actions.go", "package orders; const q = ` update orders set id = 1`", "SQL outside"},
	{sqlInPlace, "site/shop/cart.go", `package shop; const q = "DELETE FROM carts"`, "SQL outside"},
	{sqlInPlace, "site/sitetest/walk.go", `package sitetest; const q = "SELECT id FROM products"`, ""},
	{sqlInPlace, "market/catalog/store.go", `package catalog; const q = "SELECT id FROM products"`, ""},
	{sqlInPlace, "market/orders/actions.go", `package orders; const m = "Select a vendor to order from."`, ""},

	{gentleLocks, "market/orders/queries.sql", "SELECT id FROM orders FOR UPDATE;", "FOR NO KEY UPDATE"},
	{gentleLocks, "market/orders/queries.sql", "SELECT id FROM orders FOR NO KEY UPDATE;", ""},

	{ownedWrites, "market/orders/queries.sql", "UPDATE stock_levels SET on_hand = 1;", "writes stock_levels, which belongs to market/stock"},
	{ownedWrites, "market/orders/queries.sql", "INSERT INTO stock_levels (variant_id) VALUES (1);", "writes stock_levels"},
	{ownedWrites, "market/orders/queries.sql", "DELETE FROM  carts;", "writes carts"},
	{ownedWrites, "market/orders/queries.sql", "INSERT INTO nobody (id) VALUES (1);", "a table without an owner: nobody"},
	{ownedWrites, "market/catalog/store.go", "package catalog; const q = `UPDATE orders SET oid = 1`", "writes orders"},
	{ownedWrites, "market/orders/queries.sql", "-- UPDATE stock_levels\nSELECT id FROM orders FOR UPDATE;", ""},
	{ownedWrites, "market/stock/queries.sql", "INSERT INTO stock_levels (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 1;", ""},
	{ownedWrites, "infra/mail/queries.sql", "INSERT INTO letters (id) VALUES (1);", ""},

	{leftReads, "market/stock/queries.sql", "SELECT o.id FROM orders AS o;", "reads orders of market/orders"},
	{leftReads, "market/catalog/store.go", "package catalog; const q = `SELECT r.id FROM products AS p JOIN reviews AS r ON true`", "reads reviews"},
	{leftReads, "market/orders/queries.sql", "SELECT a.id FROM orders JOIN accounts AS a ON true;", ""},

	{noClock, "market/orders/actions.go", `package orders; var t = time.Now()`, "asks the clock: time.Now"},
	{noClock, "market/orders/order.go", `package orders; func f() { _ = time.Since(t) }`, "asks the clock"},
	{noClock, "market/orders/order_test.go", `package orders; var t = time.Now()`, ""},
	{noClock, "site/page/route.go", `package page; var t = time.Now()`, ""},

	{listedInterfaces, "market/orders/actions.go", `package orders; type Store interface { Load() error }`, "not listed: market/orders.Store"},
	{listedInterfaces, "infra/mail/mail.go", `package mail; type Sender interface { Send() error }`, ""},
	{listedInterfaces, "market/orders/order.go", `package orders; type number interface { ~int | ~int64 }`, ""},

	{noFloats, "market/orders/order.go", `package orders; var total float64`, "uses float64"},
	{noFloats, "market/orders/internal/rows/models.go", `package rows; type A struct { Total float32 }`, "uses float32"},
	{noFloats, "site/ui/stars.go", `package ui; var share float64`, ""},

	{namedFolders, "site/helpers/text.go", `package helpers`, "a folder called helpers"},
	{namedFolders, "market/orders/order.go", `package orders`, ""},

	{shortFiles, "site/shop/cart.go", strings.Repeat("\n", 401), "401 lines"},
	{shortFiles, "site/ui/ui.templ", strings.Repeat("\n", 401), "401 lines"},
	{shortFiles, "site/shop/cart.go", strings.Repeat("\n", 400), ""},
	{shortFiles, "site/shop/cart_templ.go", "// Code generated by templ - DO NOT EDIT.\npackage shop\n" + strings.Repeat("\n", 400), ""},

	{strictTemplates, "site/ui/a.templ", `<p style="color: red">`, "style="},
	{strictTemplates, "site/ui/a.templ", `<style>p {}</style>`, "<style"},
	{strictTemplates, "site/ui/a.templ", `<script>alert(1)</script>`, "<script>"},
	{strictTemplates, "site/ui/a.templ", `<script type="module">`, "<script"},
	{strictTemplates, "site/ui/a.templ", `<script type="module" src={ assets.URL("app.js") }></script>`, ""},
	{strictTemplates, "site/ui/a.templ", `<button onclick="go()">`, "onclick="},
	{strictTemplates, "site/ui/a.templ", `<a href="javascript:go()">`, "javascript:"},
	{strictTemplates, "site/ui/a.templ", `@templ.Raw(text)`, "templ.Raw("},
	{strictTemplates, "site/ui/a.templ", `css red() {`, "css red("},
	{strictTemplates, "site/ui/a.templ", `<button class="on" data-on="x">`, ""},
}

func TestRulesFindPlantedOffences(t *testing.T) {
	for _, p := range planted {
		found := strings.Join(p.rule([]file{{p.path, p.text}}), "\n")
		switch {
		case p.offence == "" && found != "":
			t.Errorf("%s: %.60s\n\tis allowed, but: %s", p.path, p.text, found)
		case !strings.Contains(found, p.offence):
			t.Errorf("%s: %.60s\n\tfound %q, want %q", p.path, p.text, found, p.offence)
		}
	}
}
