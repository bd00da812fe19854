// Package privacy is the right of people to their own data: to get a copy of everything that the
// market keeps about them, and to be forgotten. It owns no table. Tables says of every table that
// names a person how its rows are found, what of them is handed over and what remains of them; a
// test compares that list with the schema.
//
// Who is forgotten keeps an account without a name, since orders and the books refer to it: what
// was bought, paid and reviewed stays, whose it was does not.
package privacy

import (
	"strconv"

	"bazaar/market/fault"
)

// Kinds of work and letters of this room.
const (
	TaskExport   = "export_own_data"
	LetterErased = "account_erased"
)

// ExportInput is what the work of an export is started with.
type ExportInput struct {
	// Language is that of the page on which it was asked for.
	Language string `json:"language"`
}

// pseudonym is what stands for somebody who was forgotten.
func pseudonym(accountID int64) string { return "deleted-" + strconv.FormatInt(accountID, 10) }

func errOpenOrders(n int64) error {
	return fault.New(fault.Conflict, "open_orders", "You have orders on their way: %d. Wait until they have arrived, or cancel them first.", n)
}

func errShop() error {
	return fault.New(fault.Conflict, "shop", "You own a shop. Ask us to close it or to hand it over first.")
}

func errStaff() error {
	return fault.New(fault.Conflict, "staff", "You work for the market. An administrator has to take your rights away first.")
}
