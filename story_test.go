package main

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/reviews"
)

// TestStory plays a purchase from two vendors: what the buyer does goes through pages of the running
// program, what the vendors do through verbs. TestALifeOfAShop plays their side on pages too.
func TestStory(t *testing.T) {
	eachEmpty(t, func(t *testing.T, databaseURL string) {
		data := t.TempDir()
		p := start(t, append(production(databaseURL), "DATA_DIR="+data, "TRUST_PROXY=true"), "serve")
		address := p.address()
		db, err := sqldb.Open(t.Context(), sqldb.Options{URL: databaseURL})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		m := markettest.On(t, db)
		m.Now = time.Now()

		// Two vendors list their goods, and the market publishes them.
		tea, felt := m.Vendor(), m.Vendor()
		kettle := m.Product(tea, markettest.Goods{Title: "Copper kettle", Price: 99999, Stock: 5})
		slippers := m.Product(felt, markettest.Goods{Title: "Felt slippers", Price: 2999, Stock: 5})

		// A buyer finds them, signs up and buys from both in one order.
		b := newBrowser(t, address)
		if _, body := b.get("/search/?q=kettle"); !strings.Contains(body, "Copper kettle") {
			t.Fatalf("search does not find the kettle:\n%s", body)
		}
		b.signUp("aigerim")
		b.get("/products/")
		w, body := b.post("/cart/add/"+number(kettle.ID)+"/", url.Values{"quantity": {"2"}})
		b.at(w, body, "/cart/")
		w, body = b.post("/cart/add/"+number(slippers.ID)+"/", url.Values{})
		b.at(w, body, "/cart/")
		oid := strings.Trim(strings.TrimPrefix(b.checkOut(), "/order/"), "/")
		// Not any letter about the order: the vendors get theirs at the same time.
		letter := awaitLetter(t, filepath.Join(data, "mail"), "Order Confirmation #"+oid)
		if !strings.Contains(letter, "2,029.97") {
			t.Errorf("the letter lacks the total:\n%s", letter)
		}

		// Each vendor ships its own parcel and no other.
		order, err := orders.ByOID(t.Context(), db, actor.System, oid)
		if err != nil {
			t.Fatal(err)
		}
		if order.Totals.Total.Minor != 202997 || len(order.Parcels) != 2 {
			t.Fatalf("total %v in %d parcels", order.Totals.Total, len(order.Parcels))
		}
		for _, parcel := range order.Parcels {
			mine, other := tea.Owner, felt.Owner
			if *parcel.VendorID == felt.ID {
				mine, other = other, mine
			}
			if orders.Confirm(t.Context(), db, other, parcel.ID, m.Now) == nil {
				t.Error("a vendor confirmed another's parcel")
			}
			deliver(t, db, mine, parcel.ID)
		}

		// The buyer sees it arrive, and says what it is like.
		if _, body := b.get("/order/" + oid + "/"); !strings.Contains(body, "Delivered") || !strings.Contains(body, "KZ123") {
			t.Errorf("the order page does not show the delivery:\n%s", body)
		}
		buyer := actor.Actor{AccountID: *order.AccountID, Label: "aigerim"}
		if _, err := reviews.Write(t.Context(), db, buyer, reviews.Form{ProductID: kettle.ID, Rating: 5, Body: "Sings beautifully."}, time.Now()); err != nil {
			t.Fatal(err)
		}
		if _, body := b.get("/product/" + number(kettle.ID) + "/"); !strings.Contains(body, "Sings beautifully.") {
			t.Errorf("the product page lacks the review:\n%s", body)
		}
		m.CheckInvariants()
	})
}

// deliver takes a parcel from the shelf to the buyer's door.
func deliver(t *testing.T, db *sqldb.DB, by actor.Actor, parcelID int64) {
	t.Helper()
	now := time.Now()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"confirm", func(ctx context.Context) error { return orders.Confirm(ctx, db, by, parcelID, now) }},
		{"pack", func(ctx context.Context) error { return orders.Pack(ctx, db, by, parcelID, now) }},
		{"ship", func(ctx context.Context) error {
			return orders.Ship(ctx, db, by, orders.Shipment{ParcelID: parcelID, Shipping: orders.Shipping{TrackingNumber: "KZ123"}}, now)
		}},
		{"deliver", func(ctx context.Context) error { return orders.Deliver(ctx, db, by, parcelID, now) }},
	} {
		if err := step.do(t.Context()); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
}

// awaitLetter reads the first letter about something that a program without a mail server keeps.
func awaitLetter(t *testing.T, dir, about string) string {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), about) {
				return string(text)
			}
		}
	}
	t.Fatal("no letter came")
	return ""
}

func number(id int64) string { return strconv.FormatInt(id, 10) }
