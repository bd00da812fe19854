package shop_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/market/reviews"
	"bazaar/site"
	"bazaar/site/sitetest"
)

func TestAReviewIsWrittenChangedAndDeleted(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		mouse := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Mouse", Price: 2500, Stock: 3})
		product, path := fmt.Sprintf("/product/%d/", mouse.ID), fmt.Sprintf("/product/%d/review/", mouse.ID)
		good := form("rating", "5", "review", "Glides <b>well</b>")
		w.Run(t,
			sitetest.Case{Name: "a guest sees no form", URL: product, Status: 200, Has: []string{"Sign in to write a review", "No reviews yet"}, HasNot: []string{`name="rating"`}},
			sitetest.Case{Name: "a guest is asked to sign in", URL: path, Form: good, AJAX: true, Status: 401, Has: []string{"login_required"}},
			sitetest.Case{Name: "a customer sees the form", As: sitetest.Customer, URL: product, Status: 200, Has: []string{`name="rating"`, `name="review"`, path}},
			sitetest.Case{Name: "nothing typed", As: sitetest.Customer, URL: path, Form: form("review", " "), Status: 422, Has: []string{"Choose one to five stars.", "Error:"}},
			sitetest.Case{Name: "what was typed is kept", As: sitetest.Customer, URL: path, Form: form("rating", "9", "review", "Kept words"), Status: 422, Has: []string{"Kept words"}},
			sitetest.Case{Name: "by script, refused", As: sitetest.Customer, URL: path, Form: form("rating", "9", "review", "x"), AJAX: true, Status: 400, Has: []string{`"fields":{"rating"`}},
			sitetest.Case{Name: "by script", As: sitetest.Customer, URL: path, Form: good, AJAX: true, Status: 200, Has: []string{
				`"bool":true`, `"user":"customer"`, `"rating":5`, `"average_reviews":{"rating":5.00}`,
			}},
			sitetest.Case{Name: "a second one", As: sitetest.Customer, URL: path, Form: good, AJAX: true, Status: 409, Has: []string{"already_reviewed"}},
			sitetest.Case{Name: "by form", As: sitetest.OtherCustomer, URL: path, Form: form("rating", "4", "review", "Fine"), Status: 302, Location: product + "#reviews"},
			sitetest.Case{Name: "all read both", URL: product, Status: 200, Has: []string{"Glides &lt;b&gt;well", "Fine", "4.5"}, HasNot: []string{"Verified purchase"}},
			sitetest.Case{Name: "the author sees his own", As: sitetest.Customer, URL: product, Status: 200, Has: []string{"Your review", path + "delete/"}, HasNot: []string{`name="rating"`}},
			sitetest.Case{Name: "the form is filled", As: sitetest.Customer, URL: path, Status: 200, Has: []string{"Glides &lt;b&gt;", path + "edit/"}},
			sitetest.Case{Name: "changed", As: sitetest.Customer, URL: path + "edit/", Form: form("rating", "1", "review", "Broke"), Status: 302},
			sitetest.Case{Name: "changed badly", As: sitetest.Customer, URL: path + "edit/", Form: form("rating", "1"), Status: 422},
			sitetest.Case{Name: "who wrote none", As: sitetest.Vendor, URL: path + "edit/", Form: form("rating", "1", "review", "x"), Status: 404},
			sitetest.Case{Name: "asked", As: sitetest.Customer, URL: path + "delete/", Status: 200, Has: []string{"Delete your review?", "Broke"}},
			sitetest.Case{Name: "another's", As: sitetest.Vendor, URL: path + "delete/", Form: form(), Status: 404},
			sitetest.Case{Name: "deleted", As: sitetest.Customer, URL: path + "delete/", Form: form(), Status: 303, Location: "/reviews/"},
			sitetest.Case{Name: "gone", URL: product, Status: 200, Has: []string{"4.0"}, HasNot: []string{"Broke"}},
			sitetest.Case{Name: "unknown product", As: sitetest.Customer, URL: "/product/999999/review/", Form: good, Status: 404},
		)
	})
}

func TestOnlyBuyersReviewWhereTheMarketWantsThat(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w = sitetest.Change(t, w, func(o *site.Options) { o.BuyersOnly = true })
		mouse := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Mouse", Price: 2500, Stock: 3})
		w.Market.Deliver(w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: mouse, Quantity: 1}))
		product, path, good := fmt.Sprintf("/product/%d/", mouse.ID), fmt.Sprintf("/product/%d/review/", mouse.ID), form("rating", "5", "review", "Good")
		w.Run(t,
			sitetest.Case{As: sitetest.OtherCustomer, URL: product, Status: 200, Has: []string{"Only those who bought"}, HasNot: []string{`name="rating"`}},
			sitetest.Case{As: sitetest.OtherCustomer, URL: path, Form: good, AJAX: true, Status: 409, Has: []string{"not_bought"}},
			sitetest.Case{As: sitetest.Customer, URL: "/reviews/", Status: 200, Has: []string{"Waiting for your review", "Mouse", path}},
			sitetest.Case{As: sitetest.Customer, URL: path, Form: good, Status: 302},
			sitetest.Case{URL: product, Status: 200, Has: []string{"Verified purchase"}},
			sitetest.Case{As: sitetest.Customer, URL: "/reviews/", Status: 200, Has: []string{"Good"}, HasNot: []string{"Waiting for your review"}},
		)
	})
}

func TestReadersFilterJudgeAndReportReviews(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		mouse := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Mouse", Price: 2500, Stock: 3})
		for i := range 12 {
			in := reviews.Form{ProductID: mouse.ID, Rating: int64(4 + i%2), Body: fmt.Sprintf("Opinion %d.", i)}
			if _, err := reviews.Write(t.Context(), w.DB, w.Market.Customer(), in, w.Now()); err != nil {
				t.Fatal(err)
			}
		}
		all := fmt.Sprintf("/product/%d/reviews/", mouse.ID)
		first := w.Market.Scalar("SELECT MIN(id) FROM reviews")
		vote, report := fmt.Sprintf("/review/%d/helpful/", first), fmt.Sprintf("/review/%d/report/", first)
		w.Run(t,
			sitetest.Case{URL: all, Status: 200, Has: []string{"Opinion 11.", all + "?stars=5", all + "?page=2"}, HasNot: []string{"Opinion 0."}},
			sitetest.Case{URL: all + "?page=2", Status: 200, Has: []string{"Opinion 0."}},
			sitetest.Case{URL: all + "?stars=5", Status: 200, Has: []string{"Opinion 1.", "noindex"}, HasNot: []string{"Opinion 2."}},
			sitetest.Case{URL: all + "?stars=1", Status: 200, Has: []string{"No review gives so many stars."}},
			sitetest.Case{URL: all + "?stars=x&page=-1", Status: 200, Has: []string{"Opinion 11."}},
			sitetest.Case{URL: vote, Form: form("helpful", "1"), AJAX: true, Status: 401},
			sitetest.Case{As: sitetest.Customer, URL: vote, Form: form("helpful", "1"), AJAX: true, Status: 200, Has: []string{`"helpful":1`, `"voted":true`}},
			sitetest.Case{As: sitetest.Customer, URL: all + "?page=2", Status: 200, Has: []string{`name="helpful" aria-pressed="true"`}},
			sitetest.Case{As: sitetest.OtherCustomer, URL: all + "?page=2", Status: 200, HasNot: []string{`name="helpful" aria-pressed="true"`}},
			sitetest.Case{As: sitetest.Customer, URL: vote, Form: form("helpful", "0"), Status: 303},
			sitetest.Case{As: sitetest.Customer, URL: report, Status: 200, Has: []string{"Report a review", "Opinion 0."}},
			sitetest.Case{As: sitetest.Customer, URL: report, Form: form("note", "Kept words"), Status: 422, Has: []string{"Choose a reason.", "Kept words"}},
			sitetest.Case{As: sitetest.Customer, URL: report, Form: form("reason", "spam"), Status: 303},
			sitetest.Case{As: sitetest.Customer, URL: "/review/999999/report/", Form: form("reason", "spam"), Status: 404},
		)
		c := sitetest.Case{As: sitetest.Customer, URL: all, Status: 200}
		w.Statements(t, c)
		if names := w.Statements(t, c); len(names) > 2 {
			t.Errorf("%d statements: %s", len(names), strings.Join(names, " "))
		}
	})
}

func TestPhotosOfAReviewAreStoredAnewAndRefusedWhenTheyAreNone(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		mouse := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Mouse", Price: 2500, Stock: 3})
		path := fmt.Sprintf("/product/%d/review/", mouse.ID)
		b := w.Browser(sitetest.Customer)
		send := func(url string, status int, has string, files ...string) {
			t.Helper()
			body, kind := multipartForm(t, map[string]string{"rating": "5", "review": "See for yourself", "csrfmiddlewaretoken": sitetest.Token}, files)
			c := sitetest.Case{URL: url, Body: body, Header: http.Header{"Content-Type": {kind}}, Status: status}
			if has != "" {
				c.Has = []string{has}
			}
			sitetest.Check(t, c, b.Send(t, c))
		}
		var dot bytes.Buffer
		if err := png.Encode(&dot, image.NewRGBA(image.Rect(0, 0, 4, 4))); err != nil {
			t.Fatal(err)
		}
		send(path, 422, "This is no picture", "<svg onload=alert(1)>")
		send(path, 422, "At most 5 photos", slices.Repeat([]string{dot.String()}, 6)...)
		if n := w.Market.Scalar("SELECT COUNT(*) FROM reviews"); n != 0 {
			t.Errorf("%d reviews", n)
		}
		send(path, 302, "", dot.String())
		photo := fmt.Sprintf("/media/%x/", sha256.Sum256(dot.Bytes()))
		w.Run(t, sitetest.Case{URL: fmt.Sprintf("/product/%d/", mouse.ID), Status: 200, Has: []string{"See for yourself", photo}})
		send(path+"edit/", 302, "")
		w.Run(t,
			sitetest.Case{URL: fmt.Sprintf("/product/%d/reviews/", mouse.ID), Status: 200, Has: []string{photo}},
			sitetest.Case{As: sitetest.Customer, URL: path + "edit/", Form: form("rating", "4", "review", "x", "remove_photos", "1"), Status: 302},
			sitetest.Case{URL: fmt.Sprintf("/product/%d/reviews/", mouse.ID), Status: 200, HasNot: []string{photo}},
		)
	})
}

// multipartForm is a form with photos.
func multipartForm(t *testing.T, fields map[string]string, photos []string) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, value := range fields {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for i, photo := range photos {
		part, err := m.CreateFormFile("photos", fmt.Sprintf("photo%d.png", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(photo)); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), m.FormDataContentType()
}
