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
	{"Әйгерім Садықова", "aigerim_s", "Алматы", "kk"},
	{"Данияр Ахметов", "daniyar.a", "Астана", "ru"},
	{"Ольга Петрова", "olga.p", "Караганда", "ru"},
	{"Нұрлан Беков", "nurlan_b", "Шымкент", "kk"},
	{"Emma Wilson", "emma.w", "Almaty", "en"},
	{"Зарина Қасымова", "zarina_k", "Ақтөбе", "kk"},
	{"Сергей Волков", "s.volkov", "Павлодар", "ru"},
	{"Мадина Оспанова", "madina.o", "Астана", "ru"},
	{"James Miller", "james_m", "Almaty", "en"},
	{"Ержан Төлегенов", "yerzhan.t", "Тараз", "kk"},
	{"Анна Ким", "anna.kim", "Алматы", "ru"},
	{"Әсел Жақсылықова", "asel_zh", "Қостанай", "kk"},
	{"Тимур Ибрагимов", "timur.i", "Усть-Каменогорск", "ru"},
	{"Sofia Rossi", "sofia.r", "Astana", "en"},
	{"Гүлнара Әбдірахманова", "gulnara_a", "Атырау", "kk"},
	{"Виктор Ли", "viktor.li", "Алматы", "ru"},
	{"Дина Сулейменова", "dina.s", "Семей", "ru"},
	{"Бауыржан Қайратов", "baur.k", "Ақтау", "kk"},
	{"Lucas Martin", "lucas_m", "Almaty", "en"},
	{"Марина Соколова", "marina.sok", "Петропавловск", "ru"},
	{"Аяулым Нұртаева", "ayaulym", "Түркістан", "kk"},
	{"Руслан Мухамедов", "ruslan.mu", "Астана", "ru"},
	{"Hannah Clark", "hannah.c", "Almaty", "en"},
}

// People write their addresses in their own language.
var (
	streets   = map[string]string{"en": "%d Abay Avenue, apt. %d", "ru": "пр. Абая, %d, кв. %d", "kk": "Абай даңғылы, %d-үй, %d-пәтер"}
	countries = map[string]string{"en": "Kazakhstan", "ru": "Казахстан", "kk": "Қазақстан"}
)

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
		Profile: accounts.Contact{FullName: shop.First + " " + shop.Last, Phone: shop.Contact, Address: shop.Address, City: shop.City, Country: countries["kk"]},
	})
	if err != nil {
		return err
	}
	s.owners = append(s.owners, owner)
	refs := picturesOf(shop.Name)
	id, err := vendors.Apply(s.ctx, s.tx, owner, vendors.ShopForm{
		Name: shop.Name, Description: paragraphs(shop.About), Contact: shop.Contact, Address: shop.Address, Logo: refs[0], Cover: refs[1], Terms: true,
		Promises: vendors.Promises{ChatResponse: shop.Replies, ShippingOnTime: shop.OnTime, Authentic: shop.Genuine, Returns: shop.Returns, Warranty: shop.Warranty},
	}, s.opened())
	if err != nil {
		return fmt.Errorf("vendor %s: %w", shop.Name, err)
	}
	return catalog.VerifyVendor(s.ctx, s.tx, actor.System, vendors.Decision{VendorID: id}, s.opened().Add(time.Hour))
}

func (s *seeder) buyer(name, username, city, language string) error {
	email := username + "@bazaar.test"
	number := len(s.buyers) + 1
	contact := accounts.Contact{
		FullName: name, Email: email, Phone: fmt.Sprintf("+7 701 555 %02d %02d", number, 10+number),
		Address: fmt.Sprintf(streets[language], 10+number*3, 4+number), City: city, Country: countries[language], ZipCode: fmt.Sprintf("0500%02d", number),
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
