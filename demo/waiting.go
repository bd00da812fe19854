package demo

import (
	"fmt"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/reviews"
	"bazaar/market/support"
	"bazaar/market/vendors"
)

// waiting leaves something to decide for the moderators: an application, new goods, a change of goods
// on sale and a review that somebody reported.
func (s *seeder) waiting() error {
	for _, step := range []func() error{s.application, s.newGoods, s.change, s.report, s.question} {
		if err := step(); err != nil {
			return fmt.Errorf("leave something to decide: %w", err)
		}
	}
	return nil
}

// application is that of a shop that nobody has verified.
func (s *seeder) application() error {
	owner, err := s.account(accounts.NewAccount{Username: "steppe.ceramics", Email: "applicant@bazaar.test", FirstName: "Сәуле", LastName: "Ыбыраева", Language: "kk"})
	if err != nil {
		return err
	}
	at := s.now.Add(-50 * time.Hour)
	picture := picturesOf("Home Decor")[0]
	id, err := vendors.Apply(s.ctx, s.tx, owner, vendors.ShopForm{
		Name: "Steppe Ceramics", Contact: "+7 725 555 20 20", Address: "Түркістан, Тәуке хан даңғылы, 5", Logo: picture, Cover: picture, Terms: true,
		Description: paragraphs(i18n.Text{
			"en": "Bowls and jugs of local clay, fired twice and signed by the potter.",
			"ru": "Пиалы и кувшины из местной глины: двойной обжиг и подпись мастера.",
			"kk": "Жергілікті саздан жасалған кеселер мен құмыралар: екі рет күйдірілген, шебердің қолтаңбасымен.",
		}),
	}, at)
	if err != nil {
		return err
	}
	version := int64(1)
	legal := vendors.Legal{Name: "ЖК Ыбыраева", BIN: "940440001235", IBAN: "KZ86125KZT5004100100", Contact: "+7 725 555 20 20", Version: version}
	if err := vendors.SaveLegal(s.ctx, s.tx, owner, legal, at); err != nil {
		return fmt.Errorf("legal details of vendor %d: %w", id, err)
	}
	terms := vendors.Terms{
		City: "Түркістан", Address: "Тәуке хан даңғылы, 5", Version: version + 1,
		Delivery: i18n.Text{"ru": "Отправляем за два дня, в коробке с соломой.", "kk": "Екі күнде, сабан салынған қорапта жібереміз."},
		Returns:  i18n.Text{"ru": "14 дней, если не разбито.", "kk": "Сынбаған болса, 14 күн."},
	}
	if err := vendors.SaveTerms(s.ctx, s.tx, owner, terms, at); err != nil {
		return err
	}
	return vendors.SubmitApplication(s.ctx, s.tx, owner, at)
}

// owner is who sells a product.
func (s *seeder) owner(g good) actor.Actor { return s.owners[g.Vendor-1] }

// longer puts words behind a text in each language.
func longer(t, more i18n.Text) i18n.Text {
	out := i18n.Text{}
	for code, text := range t {
		out[code] = text + more[code]
	}
	return out
}

// newGoods are gift sets of goods that are on sale.
func (s *seeder) newGoods() error {
	for i, g := range s.goods[:2] {
		at := s.now.Add(-time.Duration(30-i) * time.Hour)
		id, err := catalog.Duplicate(s.ctx, s.tx, s.owner(g), g.id, at)
		if err != nil {
			return err
		}
		err = s.retitle(g, id, i18n.Text{"en": ", gift set", "ru": ", подарочный набор", "kk": ", сыйлық жинағы"}, at)
		if err != nil {
			return err
		}
		if err := catalog.Submit(s.ctx, s.tx, s.owner(g), id, at); err != nil {
			return err
		}
	}
	return nil
}

// change is a better title of goods on sale.
func (s *seeder) change() error {
	g := s.goods[4]
	return s.retitle(g, g.id, i18n.Text{"en": ", new in the box", "ru": ", новый в коробке", "kk": ", қорапта, жаңа"}, s.now.Add(-20*time.Hour))
}

// retitle gives a product the title of goods with more words, by their owner.
func (s *seeder) retitle(g good, id int64, more i18n.Text, at time.Time) error {
	d, err := catalog.ReadOwn(s.ctx, s.tx, int64(g.Vendor), id)
	if err != nil {
		return err
	}
	in := catalog.Change{ProductID: id, Version: d.Version, Proposal: d.Live}
	in.Texts.Title = longer(g.Title, more)
	_, err = catalog.SaveProduct(s.ctx, s.tx, s.owner(g), in, at)
	return err
}

// question is one of a visitor that nobody has answered.
func (s *seeder) question() error {
	asks := s.buyers[1]
	return support.Send(s.ctx, s.tx, asks.Actor, support.Post{Language: asks.language, Form: support.Form{
		FullName: asks.contact.FullName, Email: asks.contact.Email, Subject: "Когда придёт посылка?",
		Body: "Здравствуйте! В заказе написано, что посылка отправлена, но трек-номер не ищется. Подскажите, пожалуйста, когда её ждать.",
	}}, s.now.Add(-5*time.Hour))
}

// report is what two buyers think of the first review of all; its author is neither of them.
func (s *seeder) report() error {
	const first = 1
	told := 0
	for _, b := range s.buyers {
		if told == 2 {
			break
		}
		in := reviews.Complaint{ReviewID: first, Reason: reviews.Reasons[told]}
		err := reviews.Report(s.ctx, s.tx, b.Actor, in, s.now.Add(-10*time.Hour))
		if fault.Is(err, fault.Conflict) {
			continue // the author
		}
		if err != nil {
			return err
		}
		told++
	}
	return nil
}
