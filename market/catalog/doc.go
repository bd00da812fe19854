// Package catalog owns what is for sale: categories, products with their options, variants,
// pictures and tags, and how they are listed, found and shown.
//
// States of a product: draft → in_review → published, with rejected (and back to review), disabled
// (only from the former shop) and archived (which may be brought back as a draft). A vendor's change
// of a published product, but for prices and stock, is a row of its own until a moderator agrees. Only a published product of a verified
// vendor is listed, and only listed products are public.
//
// Invariants: a product has at least one variant and every variant a stock level. The listing
// columns of a product (listed, available, price_from, old_price, picture, rating, sold, the sorted
// and searchable texts) are kept by the verbs here in the transaction of the change, so that a list
// reads one table. Rooms to the right tell what they alone know: reviews call Rate, whoever moves
// stock calls StockChanged. Rich text was cleaned when it was stored. Prices are in the base
// currency.
package catalog
