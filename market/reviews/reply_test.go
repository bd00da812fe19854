package reviews_test

import (
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/reviews"
)

// staff adds an account with a role to the shop.
func (s *shop) staff(role string) actor.Actor {
	by := s.Customer()
	s.exec("INSERT INTO vendor_members (vendor_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)", s.vendor.ID, by.AccountID, role, s.Now)
	return by
}

func TestAShopAnswersReviewsOfItsOwnGoodsOnly(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.check(s.write(s.Customer(), 2, s.Now))
		id := s.Scalar("SELECT id FROM reviews")
		s.check(s.write(s.Customer(), 5, s.Now.Add(time.Minute)))
		hidden := s.Scalar("SELECT MAX(id) FROM reviews")
		s.exec("UPDATE reviews SET approved = FALSE WHERE id = $1", hidden)
		for _, tt := range []struct {
			name   string
			by     actor.Actor
			review int64
			text   string
			want   fault.Kind
		}{
			{"another shop", s.Vendor().Owner, id, "No", fault.NotFound},
			{"a customer", s.Customer(), id, "No", fault.NotFound},
			{"a guest", actor.Actor{}, id, "No", fault.NotFound},
			{"who sends parcels", s.staff("fulfilment"), id, "No", fault.NotFound},
			{"a hidden review", s.vendor.Owner, hidden, "No", fault.NotFound},
			{"a review that is none", s.vendor.Owner, 987_654, "No", fault.NotFound},
			{"too long", s.vendor.Owner, id, strings.Repeat("ы", reviews.MaxReply+1), fault.Invalid},
		} {
			t.Run(tt.name, func(t *testing.T) {
				err := reviews.Reply(t.Context(), s.DB, tt.by, reviews.ReplyForm{ReviewID: tt.review, Text: tt.text}, s.Now)
				if !fault.Is(err, tt.want) {
					t.Errorf("it answers %v", err)
				}
			})
		}
		if n := s.Scalar("SELECT COUNT(*) FROM reviews WHERE reply <> ''"); n != 0 {
			t.Errorf("%d answers were written", n)
		}
		s.exec("UPDATE reviews SET approved = TRUE WHERE id = $1", hidden) // as the rating has it
	})
}

func TestAnAnswerIsWrittenChangedAndTakenAwayAndToldOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.check(s.write(s.Customer(), 2, s.Now))
		id := s.Scalar("SELECT id FROM reviews")
		catalogue := s.staff("catalogue")
		for _, tt := range []struct {
			by         actor.Actor
			text, kept string
		}{
			{s.vendor.Owner, " Sorry!\r\nWe \x1b[31mmend\u202e it. ", "Sorry!\nWe [31mmend it."},
			{s.vendor.Owner, "Sorry!\nWe [31mmend it.", "Sorry!\nWe [31mmend it."},
			{catalogue, "<b>Mended</b>", "<b>Mended</b>"},
			{catalogue, "  ", ""},
			{catalogue, "Again", "Again"},
		} {
			s.check(reviews.Reply(t.Context(), s.DB, tt.by, reviews.ReplyForm{ReviewID: id, Text: tt.text}, s.Now))
			if got := s.list(actor.Actor{}, 0, 1).List[0]; got.Reply != tt.kept || (got.RepliedAt == nil) != (tt.kept == "") {
				t.Errorf("%q is kept as %q at %v", tt.text, got.Reply, got.RepliedAt)
			}
		}
		if n := s.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'review_reply'"); n != 1 {
			t.Errorf("%d letters are owed", n)
		}
		if n := s.Scalar("SELECT COUNT(*) FROM audit_log WHERE action = 'answered'"); n != 4 {
			t.Errorf("%d changes are on record", n)
		}
	})
}

func TestTheShopFindsItsReviews(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		for i, stars := range []int64{5, 5, 1, 3} {
			s.check(s.write(s.Customer(), stars, s.Now.Add(time.Duration(i)*time.Minute)))
		}
		first := s.Scalar("SELECT MIN(id) FROM reviews")
		s.check(reviews.Reply(t.Context(), s.DB, s.vendor.Owner, reviews.ReplyForm{ReviewID: first, Text: "Thanks"}, s.Now))
		for _, tt := range []struct {
			name string
			look reviews.ShopLook
			want int
		}{
			{"all", reviews.ShopLook{}, 4},
			{"unanswered", reviews.ShopLook{Unanswered: true}, 3},
			{"with five stars", reviews.ShopLook{Stars: 5}, 2},
			{"unanswered with five stars", reviews.ShopLook{Unanswered: true, Stars: 5}, 1},
			{"with two stars", reviews.ShopLook{Stars: 2}, 0},
			{"a page too far", reviews.ShopLook{Page: 99}, 4},
		} {
			t.Run(tt.name, func(t *testing.T) {
				tt.look.VendorID = s.vendor.ID
				p, err := reviews.ListOfShop(t.Context(), s.DB, tt.look)
				s.check(err)
				if len(p.List) != tt.want || p.All() != 4 || p.Unanswered != 3 || p.Average() != 350 {
					t.Errorf("it finds %d of %d, %d unanswered, average %d", len(p.List), p.All(), p.Unanswered, p.Average())
				}
			})
		}
		if p, err := reviews.ListOfShop(t.Context(), s.DB, reviews.ShopLook{VendorID: s.Vendor().ID}); err != nil || p.All() != 0 {
			t.Errorf("another shop finds %d, %v", p.All(), err)
		}
	})
}
