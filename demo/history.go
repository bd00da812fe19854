package demo

import (
	"fmt"
	"slices"
	"time"

	"bazaar/infra/gateways/sandbox"
	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/checkout"
	"bazaar/market/orders"
	"bazaar/market/shipping"
)

// history lets a year of orders happen, more each month, each with what became of it.
func (s *seeder) history() error {
	where, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		where = time.UTC
	}
	for i, at := range s.moments() {
		if err := s.order(i, at, where); err != nil {
			return fmt.Errorf("order of %s: %w", at.Format(time.DateOnly), err)
		}
	}
	return nil
}

// moments are the times of the orders, in order.
func (s *seeder) moments() []time.Time {
	const months, first, growth = 12, 10, 1.4
	var list []time.Time
	for m := range months {
		from := s.now.AddDate(0, m-months, 0)
		span := s.now.AddDate(0, m-months+1, 0).Sub(from)
		for range first + int(growth*float64(m)) {
			list = append(list, from.Add(time.Duration(s.dice.Int64N(int64(span)))).Truncate(time.Second))
		}
	}
	const busy, lately = 16, 5 * 24 * time.Hour // so that some parcels are on their way today
	for range busy {
		list = append(list, s.now.Add(-time.Duration(s.dice.Int64N(int64(lately)))).Truncate(time.Second))
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

// order buys a few goods, then sends them on their way as far as they would have come by now.
func (s *seeder) order(n int, at time.Time, where *time.Location) error {
	who := s.customer(n)
	picked := s.pick(at)
	for _, g := range picked {
		_, err := cart.Add(s.ctx, s.tx, who.Actor, cart.Wish{
			ProductID: g.id, VariantID: g.variants[s.dice.IntN(len(g.variants))], Quantity: s.quantity(g),
		}, at)
		if err != nil {
			return err
		}
	}
	form := checkout.Form{Contact: who.contact, Method: wayToPay(n), Shipping: shipping.Courier, Key: fmt.Sprintf("seed:%d", n)}
	if s.dice.IntN(8) == 0 {
		form.Coupon = "WELCOME10"
	}
	placed, err := checkout.Place(s.ctx, s.tx, who.Actor, checkout.Purchase{Form: form, Language: who.language, Zone: where, Silent: true, CardGateway: sandbox.Name}, at)
	if err != nil {
		return err
	}
	order, err := orders.ByOID(s.ctx, s.tx, who.Actor, placed.OID)
	if err != nil {
		return err
	}
	if form.Method.Prepaid() {
		at = at.Add(paysAfter)
		if paid, err := s.pay(n, order, at); err != nil || !paid {
			return err
		}
	}
	if s.dice.IntN(14) == 0 {
		return s.cancel(who, order, at)
	}
	for _, g := range picked {
		s.sold[g.id]++
	}
	if err := s.send(who, order, at); err != nil {
		return err
	}
	return s.makeGood(n, order, at)
}

// customer takes the known one every tenth time, so that customer@bazaar.test has a history.
func (s *seeder) customer(n int) buyer {
	if n%10 == 4 {
		return s.buyers[0]
	}
	return s.buyers[1+s.dice.IntN(len(s.buyers)-1)]
}

// pick chooses one to four goods that were on sale at the time, popular ones more often.
func (s *seeder) pick(at time.Time) []good {
	onSale := slices.IndexFunc(s.goods, func(g good) bool { return g.created.Add(time.Hour).After(at) })
	if onSale < 0 {
		onSale = len(s.goods)
	}
	count := 1 + min(s.dice.IntN(3), s.dice.IntN(4))
	var list []good
	for len(list) < count {
		g := s.goods[s.dice.IntN(onSale)]
		if g.Featured || s.dice.IntN(3) > 0 {
			list = append(list, g)
		}
	}
	return list
}

// quantity is one of dear things and a few of cheap ones.
func (s *seeder) quantity(g good) int64 {
	const dear = 50_00
	if amount(g.Price).Minor > dear {
		return 1
	}
	return 1 + s.dice.Int64N(3)
}

func (s *seeder) cancel(who buyer, o orders.Order, at time.Time) error {
	later := at.Add(time.Duration(1+s.dice.IntN(5)) * time.Hour)
	if later.After(s.now) {
		return nil
	}
	if err := orders.Cancel(s.ctx, s.tx, who.Actor, orders.Cancellation{OID: o.OID, Note: "Changed my mind"}, later); err != nil {
		return err
	}
	return s.giveBack(o, later)
}

// send takes each parcel through its states until today.
func (s *seeder) send(who buyer, o orders.Order, at time.Time) error {
	var arrived time.Time
	for _, p := range o.Parcels {
		hours := func(from, to int) time.Duration { return time.Duration(from+s.dice.IntN(to-from)) * time.Hour }
		confirmed := at.Add(hours(1, 20))
		packed := confirmed.Add(hours(2, 30))
		shipped := packed.Add(hours(2, 24))
		delivered := shipped.Add(hours(24, 120))
		tracking := orders.Shipping{Method: string(shipping.Courier), TrackingNumber: fmt.Sprintf("KZ%09d", 100_000_000+p.ID*7919)}
		for _, step := range []struct {
			at time.Time
			do func(time.Time) error
		}{
			{confirmed, func(t time.Time) error { return orders.Confirm(s.ctx, s.tx, actor.System, p.ID, t) }},
			{packed, func(t time.Time) error { return orders.Pack(s.ctx, s.tx, actor.System, p.ID, t) }},
			{shipped, func(t time.Time) error {
				return orders.Ship(s.ctx, s.tx, actor.System, orders.Shipment{ParcelID: p.ID, Shipping: tracking}, t)
			}},
			{delivered, func(t time.Time) error { return orders.Deliver(s.ctx, s.tx, actor.System, p.ID, t) }},
		} {
			if step.at.After(s.now) {
				return nil
			}
			if err := step.do(step.at); err != nil {
				return err
			}
		}
		arrived = delivered
	}
	return s.opinions(who, o, arrived)
}
