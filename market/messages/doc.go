// Package messages is what customers and shops write to each other: one conversation for each product
// that a customer asks about, and one for each parcel. It keeps how many conversations wait to be
// read with the account and with the members of the shop, so that every page can say it; letters tell
// a side that has not looked for some minutes, once until it has.
package messages
