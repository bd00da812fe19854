package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"bazaar/market/orders"
	"bazaar/market/payments"
)

const statesPaper = "docs/states.md"

func TestThePaperOfStatesIsDrawnFromTheCode(t *testing.T) {
	drawn := drawStates()
	if *update {
		if err := os.WriteFile(statesPaper, []byte(drawn), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(statesPaper)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != drawn {
		t.Errorf("%s is stale; run go test . -run States -update", statesPaper)
	}
}

// arrow is one way from a state to another.
type arrow struct{ from, action, to string }

// drawStates writes the three machines as diagrams.
func drawStates() string {
	var b strings.Builder
	b.WriteString("# States of orders, payments and parcels\n\nDrawn from the code by `go test . -run States -update`; a test fails when it is stale. There is no way from state to state but these.\n")
	var arrows []arrow
	for _, e := range orders.Edges {
		for _, from := range e.From {
			arrows = append(arrows, arrow{string(from), string(e.Action), string(e.To)})
		}
	}
	draw(&b, "Parcel", "The part of an order that one vendor ships. A parcel of an order that is paid first leaves `new` only when the order is paid, unless it is cancelled.", string(orders.ParcelNew), arrows)
	arrows = nil
	for _, e := range payments.Edges {
		for _, from := range e.From {
			arrows = append(arrows, arrow{string(from), string(e.Action), string(e.To)})
		}
	}
	draw(&b, "Payment", "One attempt to pay. Cash goes from `pending` to `captured` or `cancelled`. A payment that failed, expired or was cancelled can still be captured when a provider's word comes late; money that pays no open order goes back by itself.", string(payments.Pending), arrows)
	drawOrder(&b)
	return b.String()
}

func draw(b *strings.Builder, title, about, first string, arrows []arrow) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n```mermaid\nstateDiagram-v2\n  [*] --> %s\n", title, about, first)
	out := map[string]bool{}
	for _, a := range arrows {
		fmt.Fprintf(b, "  %s --> %s: %s\n", a.from, a.to, a.action)
		out[a.from] = true
	}
	ended := map[string]bool{}
	for _, a := range arrows {
		if !out[a.to] && !ended[a.to] {
			ended[a.to] = true
			fmt.Fprintf(b, "  %s --> [*]\n", a.to)
		}
	}
	b.WriteString("```\n\n| from | action | to |\n|---|---|---|\n")
	for _, a := range arrows {
		fmt.Fprintf(b, "| %s | %s | %s |\n", a.from, a.action, a.to)
	}
}

// drawOrder tells what an order is by its parcels: with one parcel in the row and another in the
// column.
func drawOrder(b *strings.Builder) {
	states := []orders.ParcelState{
		orders.ParcelNew, orders.ParcelConfirmed, orders.ParcelPacked, orders.ParcelShipped, orders.ParcelDelivered, orders.ParcelCancelled,
	}
	b.WriteString("\n## Order\n\nAn order has no state of its own: progress and what its buyer sees follow from its parcels. The table says them for an order of two parcels, one in the row and one in the column. It is paid while the payment that settles it was not given back as a whole.\n\n| |")
	for _, s := range states {
		fmt.Fprintf(b, " %s |", s)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(states)) + "\n")
	for _, one := range states {
		fmt.Fprintf(b, "| **%s** |", one)
		for _, other := range states {
			progress, status := orders.Derive([]orders.Parcel{{State: one}, {State: other}})
			fmt.Fprintf(b, " %s, %s |", progress, status)
		}
		b.WriteString("\n")
	}
}
