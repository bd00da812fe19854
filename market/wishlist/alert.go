package wishlist

import (
	"time"

	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// Letter is the kind of the letter that says that goods are back; its object is the alert's id.
const Letter = "back_in_stock"

// Bounds of alerts.
const (
	// alertLife is how long somebody waits at most, and how long an answered alert is kept.
	alertLife = 180 * 24 * time.Hour
	// mostAlerts is for how many goods one address may wait.
	mostAlerts = 50
	// alertBatch is how many letters one run of the job owes at most.
	alertBatch = 200
)

// Ask is the wish to hear when a variant can be bought again.
type Ask struct {
	ProductID, VariantID int64
	// Email is where the letter goes, Language in which it is written.
	Email, Language string
}

// Alert is somebody who waits for goods.
type Alert struct {
	ID        int64
	ProductID int64
	Title     i18n.Text
	// Token stops it.
	Token string
}

func errInStock() error {
	return fault.New(fault.Conflict, "in_stock", "This is in stock. You can buy it now.")
}

func errTooManyAlerts() error {
	return fault.New(fault.Conflict, "too_many_alerts", "You are waiting for too many things already.")
}
