// Package schema holds the migrations, which table belongs to which room, and the invariants that
// must hold after every commit.
package schema

import (
	"embed"
	"io/fs"
)

//go:embed migrations/*.sql
var files embed.FS

// Invariants is a list of queries, each headed by a "-- name:" line; every one returns no rows
// while the books are right.
//
//go:embed invariants.sql
var Invariants string

// Migrations are the numbered migrations in the PostgreSQL dialect.
func Migrations() fs.FS {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the directory is embedded above
	}
	return sub
}

// Owners maps each table to the only package that may write it.
var Owners = map[string]string{
	"generations": "infra/sqldb",
	"letters":     "infra/mail",
	"log_entries": "infra/telemetry",
	"tasks":       "infra/tasks",

	"audit_log": "market/audit",

	"articles":      "market/content",
	"article_votes": "market/content",

	"accounts":       "market/accounts",
	"profiles":       "market/accounts",
	"addresses":      "market/accounts",
	"sessions":       "market/accounts",
	"account_links":  "market/accounts",
	"second_factors": "market/accounts",
	"recovery_codes": "market/accounts",

	"vendors":            "market/vendors",
	"vendor_members":     "market/vendors",
	"vendor_invitations": "market/vendors",

	"stock_levels":    "market/stock",
	"stock_movements": "market/stock",

	"categories":        "market/catalog",
	"products":          "market/catalog",
	"product_options":   "market/catalog",
	"pictures":          "market/catalog",
	"variants":          "market/catalog",
	"tags":              "market/catalog",
	"product_tags":      "market/catalog",
	"search_words":      "market/catalog",
	"product_changes":   "market/catalog",
	"product_claims":    "market/catalog",
	"product_decisions": "market/catalog",
	"product_drafts":    "market/catalog",
	"product_views":     "market/catalog",

	"imports":         "market/imports",
	"import_problems": "market/imports",
	"import_changes":  "market/imports",

	"conversations":          "market/messages",
	"conversation_messages":  "market/messages",
	"conversation_reports":   "market/messages",
	"conversation_claims":    "market/messages",
	"conversation_decisions": "market/messages",

	"coupons":     "market/coupons",
	"coupon_uses": "market/coupons",

	"wishes":       "market/wishlist",
	"wish_shares":  "market/wishlist",
	"stock_alerts": "market/wishlist",

	"payments": "market/payments",

	"refunds":        "market/payments",
	"payment_events": "market/payments",

	"postings":         "market/ledger",
	"moves":            "market/ledger",
	"commission_rates": "market/ledger",

	"carts":      "market/cart",
	"cart_lines": "market/cart",

	"orders":           "market/orders",
	"parcels":          "market/orders",
	"order_lines":      "market/orders",
	"order_line_taxes": "market/orders",
	"order_history":    "market/orders",

	"support_messages": "market/support",
	"support_answers":  "market/support",

	"reviews":        "market/reviews",
	"review_votes":   "market/reviews",
	"review_reports": "market/reviews",
}

// Shown are the tables whose rows public pages show. A commit that changes one of them makes every
// node forget the pages that it keeps ready. A test of the site fails when a public page reads a
// table that is not here.
var Shown = []string{
	"vendors", "categories", "products", "product_options", "pictures", "variants", "tags", "product_tags", "stock_levels", "reviews",
	"search_words", "articles",
}
