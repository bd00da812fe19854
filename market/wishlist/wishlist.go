// Package wishlist owns what customers keep for later: a product once per account. What went off
// sale stays on the list but is not shown until it is on sale again.
package wishlist

// maxWishes bounds a list; it shows no more.
const maxWishes = 200
