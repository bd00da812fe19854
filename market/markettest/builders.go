package markettest

import (
	"net/url"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/checkout"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/vendors"
)

// Customer signs up a new buyer.
func (m *Market) Customer() actor.Actor { return m.account(accounts.NewAccount{}) }

// Staff makes an account that moderates.
func (m *Market) Staff() actor.Actor { return m.account(accounts.NewAccount{Staff: true}) }

// Admin makes an account that administers.
func (m *Market) Admin() actor.Actor { return m.account(accounts.NewAccount{Staff: true, Super: true}) }

func (m *Market) account(in accounts.NewAccount) actor.Actor {
	m.t.Helper()
	in.Username = m.name("person")
	in.Email, in.PasswordHash = in.Username+"@example.com", accounts.Unusable
	id, err := accounts.Create(m.t.Context(), m.DB, actor.System, in, m.Now)
	if err != nil {
		m.t.Fatalf("make an account: %v", err)
	}
	return actor.Actor{AccountID: id, Label: in.Username, Staff: in.Staff, Super: in.Super}
}

// Vendor is a shop and the account that owns it.
type Vendor struct {
	ID    int64
	Name  string
	Owner actor.Actor
}

// Vendor opens a shop and verifies it.
func (m *Market) Vendor() Vendor {
	m.t.Helper()
	return m.Shop(m.Customer())
}

// Shop is the verified shop of an account, opened when there is none.
func (m *Market) Shop(by actor.Actor) Vendor {
	m.t.Helper()
	if s, err := vendors.MemberOf(m.t.Context(), m.DB, by); err == nil {
		return Vendor{ID: s.VendorID, Name: s.Name, Owner: by}
	}
	v := Vendor{Name: m.name("Shop "), Owner: by}
	v.Owner.Vendor = true
	var err error
	v.ID, err = vendors.Apply(m.t.Context(), m.DB, v.Owner, vendors.ShopForm{
		Name: v.Name, Contact: "+7 717 200 00 00", Address: "Mangilik El 1", Terms: true,
	}, m.Now)
	if err != nil {
		m.t.Fatalf("open a shop: %v", err)
	}
	if err := catalog.VerifyVendor(m.t.Context(), m.DB, actor.System, vendors.Decision{VendorID: v.ID}, m.Now); err != nil {
		m.t.Fatalf("verify a shop: %v", err)
	}
	return v
}

// Product is a published product with one variant.
type Product struct {
	ID, VariantID int64
	Title         string
	Price         int64 // cents
}

// Goods say what a product is to be; Price is in cents.
type Goods struct {
	Title        string
	Price, Stock int64
}

// Reprice gives the goods of a vendor another price, in cents.
func (m *Market) Reprice(v Vendor, p Product, cents int64) {
	m.t.Helper()
	err := catalog.SetSupplies(m.t.Context(), m.DB, v.Owner, catalog.Supplies{
		ProductID: p.ID, Supplies: []catalog.Supply{{VariantID: p.VariantID, Price: money.New(cents, money.USD)}},
	}, m.Now)
	if err != nil {
		m.t.Fatalf("reprice product %d: %v", p.ID, err)
	}
}

// Product lists goods of a vendor and publishes them.
func (m *Market) Product(v Vendor, g Goods) Product {
	m.t.Helper()
	id, err := catalog.CreateProduct(m.t.Context(), m.DB, v.Owner, catalog.ProductForm{
		VendorID: v.ID, Submit: true,
		Texts:    catalog.Texts{Title: i18n.Text{"en": g.Title}, CategoryID: m.Category()},
		Pictures: []catalog.Picture{{Media: picture}},
		Variants: []catalog.VariantForm{{Price: money.New(g.Price, money.USD), Stock: g.Stock}},
	}, m.Now)
	if err != nil {
		m.t.Fatalf("list %s: %v", g.Title, err)
	}
	if err := catalog.Publish(m.t.Context(), m.DB, actor.System, id, m.Now); err != nil {
		m.t.Fatalf("publish %s: %v", g.Title, err)
	}
	goods, err := catalog.Buyable(m.t.Context(), m.DB, id, 0)
	if err != nil {
		m.t.Fatalf("read %s: %v", g.Title, err)
	}
	return Product{ID: id, VariantID: goods.VariantID, Title: g.Title, Price: g.Price}
}

// picture is the reference of a picture that no test looks at.
const picture = "0000000000000000000000000000000000000000000000000000000000000000"

// Category is the one category of the market, made when it is first needed.
func (m *Market) Category() int64 {
	m.t.Helper()
	if m.category == 0 {
		var err error
		m.category, err = catalog.CreateCategory(m.t.Context(), m.DB, actor.System, catalog.CategoryForm{Title: i18n.Text{"en": "Electronics"}}, m.Now)
		if err != nil {
			m.t.Fatalf("make a category: %v", err)
		}
	}
	return m.category
}

// Pick is a number of units of a product.
type Pick struct {
	Product  Product
	Quantity int64
}

// Fill puts goods into a buyer's cart.
func (m *Market) Fill(by actor.Actor, picks ...Pick) {
	m.t.Helper()
	for _, p := range picks {
		if _, err := cart.Add(m.t.Context(), m.DB, by, cart.Wish{ProductID: p.Product.ID, VariantID: p.Product.VariantID, Quantity: p.Quantity}, m.Now); err != nil {
			m.t.Fatalf("add %d × %s: %v", p.Quantity, p.Product.Title, err)
		}
	}
}

// Purchase is a complete checkout form under a key of its own; changes are pairs of field and value.
func (m *Market) Purchase(changes ...string) checkout.Purchase {
	fields := url.Values{
		"full_name": {"Aigerim Sadykova"}, "email": {"aigerim@example.com"}, "phone": {"+7 701 234 56 78"},
		"address": {"Abay Ave 10"}, "city": {"Almaty"}, "country": {"Kazakhstan"}, "checkout_key": {m.name("key-")},
	}
	for i := 0; i < len(changes); i += 2 {
		fields.Set(changes[i], changes[i+1])
	}
	return checkout.Purchase{Form: checkout.ParseForm(fields.Get), Language: "en", CardGateway: "sandbox"}
}

// Order fills a buyer's cart and places the order.
func (m *Market) Order(by actor.Actor, picks ...Pick) orders.Order {
	m.t.Helper()
	m.Fill(by, picks...)
	return m.Place(by)
}

// Place places an order of what is in a buyer's cart; changes are those of Purchase.
func (m *Market) Place(by actor.Actor, changes ...string) orders.Order {
	m.t.Helper()
	placed, err := checkout.Place(m.t.Context(), m.DB, by, m.Purchase(changes...), m.Now)
	if err != nil {
		m.t.Fatalf("place an order: %v", err)
	}
	return m.Read(by, placed.OID)
}

// Read reads an order of a buyer.
func (m *Market) Read(by actor.Actor, oid string) orders.Order {
	m.t.Helper()
	o, err := orders.ByOID(m.t.Context(), m.DB, by, oid)
	if err != nil {
		m.t.Fatalf("read order %s: %v", oid, err)
	}
	return o
}

// Deliver takes every parcel of an order to its buyer.
func (m *Market) Deliver(o orders.Order) {
	m.t.Helper()
	ctx := m.t.Context()
	for _, p := range o.Parcels {
		m.must("confirm", orders.Confirm(ctx, m.DB, actor.System, p.ID, m.Now))
		m.must("pack", orders.Pack(ctx, m.DB, actor.System, p.ID, m.Now))
		m.must("ship", orders.Ship(ctx, m.DB, actor.System, orders.Shipment{ParcelID: p.ID}, m.Now))
		m.must("deliver", orders.Deliver(ctx, m.DB, actor.System, p.ID, m.Now))
	}
}

func (m *Market) must(what string, err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatalf("%s: %v", what, err)
	}
}
