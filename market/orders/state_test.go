package orders

import (
	"strings"
	"testing"
	"time"

	"bazaar/market/fault"
)

var (
	allStates  = []ParcelState{ParcelNew, ParcelConfirmed, ParcelPacked, ParcelShipped, ParcelDelivered, ParcelCancelled}
	allActions = []Action{ToConfirm, ToPack, ToUnpack, ToShip, ToRetrack, ToDeliver, ToCancel}
)

func TestParcelsMoveAlongTheDrawnEdgesOnly(t *testing.T) {
	drawn := map[ParcelState]map[Action]ParcelState{
		ParcelNew:       {ToConfirm: ParcelConfirmed, ToCancel: ParcelCancelled},
		ParcelConfirmed: {ToPack: ParcelPacked, ToCancel: ParcelCancelled},
		ParcelPacked:    {ToUnpack: ParcelConfirmed, ToShip: ParcelShipped, ToCancel: ParcelCancelled},
		ParcelShipped:   {ToRetrack: ParcelShipped, ToDeliver: ParcelDelivered},
	}
	for _, from := range allStates {
		for _, a := range allActions {
			to, ok := from.After(a)
			want, wanted := drawn[from][a]
			if !wanted {
				want = from
			}
			if ok != wanted || to != want {
				t.Errorf("%s from %s leads to %s (%t), want %s (%t)", a, from, to, ok, want, wanted)
			}
		}
	}
}

func TestDerive(t *testing.T) {
	for _, c := range []struct {
		name     string
		parcels  []ParcelState
		progress Progress
		status   Status
	}{
		{"fresh", []ParcelState{ParcelNew}, ProgressOpen, StatusProcessing},
		{"packed is still processing", []ParcelState{ParcelPacked, ParcelConfirmed}, ProgressOpen, StatusProcessing},
		{"the slowest decides", []ParcelState{ParcelShipped, ParcelNew}, ProgressOpen, StatusProcessing},
		{"all on their way", []ParcelState{ParcelShipped, ParcelShipped}, ProgressOpen, StatusShipped},
		{"one has arrived", []ParcelState{ParcelDelivered, ParcelShipped}, ProgressOpen, StatusShipped},
		{"all have arrived", []ParcelState{ParcelDelivered, ParcelDelivered}, ProgressCompleted, StatusDelivered},
		{"cancelled ones do not count", []ParcelState{ParcelCancelled, ParcelDelivered}, ProgressCompleted, StatusDelivered},
		{"cancelled beside an open one", []ParcelState{ParcelCancelled, ParcelNew}, ProgressOpen, StatusProcessing},
		{"all are cancelled", []ParcelState{ParcelCancelled, ParcelCancelled}, ProgressCancelled, StatusCancelled},
	} {
		var parcels []Parcel
		for _, s := range c.parcels {
			parcels = append(parcels, Parcel{State: s})
		}
		if progress, status := Derive(parcels); progress != c.progress || status != c.status {
			t.Errorf("%s: %s, %s; want %s, %s", c.name, progress, status, c.progress, c.status)
		}
	}
}

func TestAnOrderCanBeCancelledUntilOneParcelIsShipped(t *testing.T) {
	for _, c := range []struct {
		name    string
		parcels []ParcelState
		want    []int
	}{
		{"new", []ParcelState{ParcelNew, ParcelPacked}, []int{0, 1}},
		{"one is cancelled", []ParcelState{ParcelCancelled, ParcelConfirmed}, []int{1}},
		{"one is shipped", []ParcelState{ParcelNew, ParcelShipped}, nil},
		{"one has arrived", []ParcelState{ParcelDelivered}, nil},
		{"all are cancelled", []ParcelState{ParcelCancelled}, nil},
	} {
		var o Order
		for _, s := range c.parcels {
			o.Parcels = append(o.Parcels, Parcel{State: s})
		}
		open, err := cancelAll(o.Parcels)
		if len(open) != len(c.want) || (err == nil) != (c.want != nil) || o.CanCancel() != (c.want != nil) {
			t.Errorf("%s: %v, %v; want %v", c.name, open, err, c.want)
		}
		if err != nil && !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v is no conflict", c.name, err)
		}
	}
}

func TestDoNotesWhenAParcelLeftAndArrived(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	p := Parcel{ID: 7, State: ParcelPacked}
	if c, err := do(&p, ToShip, now); err != nil || p.ShippedAt == nil || !p.ShippedAt.Equal(now) || c.From != "packed" || c.To != "shipped" || *c.ParcelID != 7 {
		t.Errorf("ship: %+v, %+v, %v", p, c, err)
	}
	if _, err := do(&p, ToDeliver, now.Add(time.Hour)); err != nil || p.DeliveredAt == nil || !p.DeliveredAt.Equal(now.Add(time.Hour)) {
		t.Errorf("deliver: %+v, %v", p, err)
	}
	if _, err := do(&p, ToCancel, now); fault.As(err) == nil || fault.As(err).Code != "wrong_state" || p.State != ParcelDelivered {
		t.Errorf("cancel what has arrived: %v, state %s", err, p.State)
	}
}

func TestShippingTakesWebAddressesOnly(t *testing.T) {
	long := string(make([]byte, 600))
	for _, c := range []struct {
		name string
		in   Shipping
		bad  string
	}{
		{"nothing", Shipping{}, ""},
		{"all", Shipping{Method: "Kazpost", TrackingNumber: "KZ123", TrackingURL: "https://track.example/KZ123"}, ""},
		{"script", Shipping{TrackingURL: "javascript:alert(1)"}, "tracking_url"},
		{"no host", Shipping{TrackingURL: "https:///x"}, "tracking_url"},
		{"relative", Shipping{TrackingURL: "/orders/"}, "tracking_url"},
		{"too long", Shipping{TrackingURL: "https://a.example/" + long}, "tracking_url"},
		{"long number", Shipping{TrackingNumber: long}, "tracking_number"},
		{"long method", Shipping{Method: long}, "shipping_method"},
	} {
		err := c.in.validate()
		if c.bad == "" && err != nil || c.bad != "" && (fault.As(err) == nil || fault.As(err).Fields[c.bad].Text == "") {
			t.Errorf("%s: %v, want %q", c.name, err, c.bad)
		}
	}
}

func TestNewOIDIsLongAndReadable(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		oid := NewOID()
		if len(oid) != 22 || seen[oid] {
			t.Fatalf("oid %q, seen before: %t", oid, seen[oid])
		}
		for _, r := range oid {
			if !strings.ContainsRune("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", r) {
				t.Fatalf("oid %q holds %q", oid, r)
			}
		}
		seen[oid] = true
	}
}
