package demo

import (
	"fmt"
	"strings"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/orders"
	"bazaar/market/vendors"
)

// buyer is a customer with the contact that orders go to.
type buyer struct {
	actor.Actor
	contact  orders.Contact
	language string
}

// buyers of the demo, beside customer@bazaar.test; name, user name, city and language.
var neighbours = []struct{ name, username, city, language string }{
	{"Aigerim Sadykova", "aigerim_s", "Almaty", "kk"},
	{"Daniyar Akhmetov", "daniyar.a", "Astana", "ru"},
	{"Olga Petrova", "olga.p", "Karaganda", "ru"},
	{"Nurlan Bekov", "nurlan_b", "Shymkent", "kk"},
	{"Emma Wilson", "emma.w", "Almaty", "en"},
	{"Zarina Kassymova", "zarina_k", "Aktobe", "kk"},
	{"Sergey Volkov", "s.volkov", "Pavlodar", "ru"},
	{"Madina Ospanova", "madina.o", "Astana", "ru"},
	{"James Miller", "james_m", "Almaty", "en"},
	{"Yerzhan Tulegenov", "yerzhan.t", "Taraz", "kk"},
	{"Anna Kim", "anna.kim", "Almaty", "ru"},
	{"Asel Zhaksylykova", "asel_zh", "Kostanay", "kk"},
	{"Timur Ibragimov", "timur.i", "Oskemen", "ru"},
	{"Sofia Rossi", "sofia.r", "Astana", "en"},
	{"Gulnara Abdrakhmanova", "gulnara_a", "Atyrau", "kk"},
	{"Viktor Li", "viktor.li", "Almaty", "ru"},
	{"Dina Suleimenova", "dina.s", "Semey", "ru"},
	{"Bauyrzhan Kairatov", "baur.k", "Aktau", "kk"},
	{"Lucas Martin", "lucas_m", "Almaty", "en"},
	{"Marina Sokolova", "marina.sok", "Petropavl", "ru"},
	{"Ayaulym Nurtaeva", "ayaulym", "Turkistan", "kk"},
	{"Ruslan Mukhamedov", "ruslan.mu", "Astana", "ru"},
	{"Hannah Clark", "hannah.c", "Almaty", "en"},
}

func (s *seeder) people() error {
	admin := accounts.NewAccount{Username: "admin", Email: "admin@bazaar.test", Language: "en", Staff: true, Super: true}
	if _, err := s.account(admin); err != nil {
		return err
	}
	for i, shop := range read[[]shop]("vendors.json") {
		if err := s.vendor(i+1, shop); err != nil {
			return err
		}
	}
	if err := s.buyer("Aliya Demo", "customer", "Almaty", "en"); err != nil {
		return err
	}
	for _, n := range neighbours {
		if err := s.buyer(n.name, n.username, n.city, n.language); err != nil {
			return err
		}
	}
	return nil
}

// opened is when the first people came, long before the first order.
func (s *seeder) opened() time.Time { return s.now.AddDate(-1, -4, 0) }

func (s *seeder) account(in accounts.NewAccount) (actor.Actor, error) {
	in.PasswordHash = s.hash
	id, err := accounts.Create(s.ctx, s.tx, actor.System, in, s.opened())
	if err != nil {
		return actor.Actor{}, fmt.Errorf("account %s: %w", in.Email, err)
	}
	return actor.Actor{AccountID: id, Label: in.Username, Staff: in.Staff, Super: in.Super}, nil
}

func (s *seeder) vendor(n int, shop shop) error {
	name := fmt.Sprintf("vendor%d", n)
	owner, err := s.account(accounts.NewAccount{
		Username: name, Email: name + "@bazaar.test", FirstName: shop.First, LastName: shop.Last, Language: "ru",
		Profile: accounts.Contact{FullName: shop.First + " " + shop.Last, Phone: shop.Contact, Address: shop.Address, City: shop.City, Country: "Kazakhstan"},
	})
	if err != nil {
		return err
	}
	refs := picturesOf(shop.Name)
	id, err := vendors.Apply(s.ctx, s.tx, owner, vendors.ShopForm{
		Name: shop.Name, Description: paragraphs(shop.About), Contact: shop.Contact, Address: shop.Address, Logo: refs[0], Cover: refs[1], Terms: true,
		Promises: vendors.Promises{ChatResponse: shop.Replies, ShippingOnTime: shop.OnTime, Authentic: shop.Genuine, Returns: shop.Returns, Warranty: shop.Warranty},
	}, s.opened())
	if err != nil {
		return fmt.Errorf("vendor %s: %w", shop.Name, err)
	}
	return catalog.VerifyVendor(s.ctx, s.tx, actor.System, id, s.opened().Add(time.Hour))
}

func (s *seeder) buyer(name, username, city, language string) error {
	email := username + "@bazaar.test"
	number := len(s.buyers) + 1
	contact := accounts.Contact{
		FullName: name, Email: email, Phone: fmt.Sprintf("+7 701 555 %02d %02d", number, 10+number),
		Address: fmt.Sprintf("%d Abay Avenue, apt. %d", 10+number*3, 4+number), City: city, Country: "Kazakhstan", ZipCode: fmt.Sprintf("0500%02d", number),
	}
	first, last, _ := strings.Cut(name, " ")
	by, err := s.account(accounts.NewAccount{
		Username: username, Email: email, FirstName: first, LastName: last, Language: language, Profile: contact,
	})
	if err != nil {
		return err
	}
	s.buyers = append(s.buyers, buyer{by, orders.Contact(contact), language})
	return nil
}
