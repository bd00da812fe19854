package account_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"strings"
	"testing"

	"bazaar/market/accounts"
	"bazaar/site/sitetest"
)

func TestAnAccountIsDeletedByItsOwnerAlone(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		ann(t, w)
		b := w.Browser(sitetest.Guest)
		b.Send(t, sitetest.Case{URL: "/user/sign-in/"})
		sitetest.Check(t, sitetest.Case{Status: 303}, b.Send(t, sitetest.Case{URL: "/user/sign-in/", Form: form("username", "Ann", "password", password)}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Delete the account?", "Your reviews stay, without your name."}}, b.Send(t, sitetest.Case{URL: "/user/data/delete/"}))
		sitetest.Check(t, sitetest.Case{Status: 422, Has: []string{"The password is wrong."}}, b.Send(t, sitetest.Case{URL: "/user/data/delete/", Form: form("password", "wrong")}))
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/"}, b.Send(t, sitetest.Case{URL: "/user/data/delete/", Form: form("password", password)}))
		sitetest.Check(t, sitetest.Case{Status: 302}, b.Send(t, sitetest.Case{URL: "/dashboard/"}))
	})
}

func TestWhoHasOrdersOnTheirWayStays(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		bought(w)
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: "/user/data/delete/", Status: 200, Has: []string{"You have orders on their way: 1."}, HasNot: []string{`name="password"`}})
		b := w.Browser(sitetest.Customer)
		rec := b.Send(t, sitetest.Case{URL: "/user/data/export/", Form: form()})
		sitetest.Check(t, sitetest.Case{Status: 303, Location: "/tasks/1/"}, rec)
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"A copy of your data", "Waiting for its turn."}}, b.Send(t, sitetest.Case{URL: "/tasks/1/"}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"/tasks/1/"}}, b.Send(t, sitetest.Case{URL: "/user/data/"}))
	})
}

// portrait is a profile form with a file in it.
func portrait(t *testing.T, b *sitetest.Browser, file []byte) sitetest.Case {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, value := range map[string]string{"csrfmiddlewaretoken": b.Cookie("csrftoken"), "full_name": "Aliya"} {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("image", "me.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return sitetest.Case{Method: "POST", URL: "/user/profile/", Body: body.String(), Header: map[string][]string{"Content-Type": {m.FormDataContentType()}}}
}

func TestAProfileKeepsItsPictureUntilAnotherIsSent(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		var picture bytes.Buffer
		if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 40, 40))); err != nil {
			t.Fatal(err)
		}
		b := w.Browser(sitetest.Customer)
		of := func() accounts.Profile {
			p, err := accounts.ProfileOf(t.Context(), w.DB, w.Actor(sitetest.Customer))
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/user/profile/"}, b.Send(t, portrait(t, b, picture.Bytes())))
		first := of()
		if first.Picture == "" || first.FullName != "Aliya" {
			t.Fatalf("saved %+v", first)
		}
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"/media/" + first.Picture, "Not verified", "Remove the picture"}}, b.Send(t, sitetest.Case{URL: "/user/profile/"}))
		sitetest.Check(t, sitetest.Case{Status: 302}, b.Send(t, sitetest.Case{URL: "/user/profile/", Form: form("full_name", "Aliya D", "bio", "Hello")}))
		if got := of(); got.Picture != first.Picture || got.Bio != "Hello" {
			t.Errorf("without a file: %+v", got)
		}
		for bad, says := range map[string]string{
			"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>": "This is no picture that we can read.",
			"GIF89a<script>":         "A picture has at most 10 MB and 25 megapixels.", // its size is what the script spells
			strings.Repeat("x", 100): "This is no picture that we can read.",
		} {
			sitetest.Check(t, sitetest.Case{Status: 422, Has: []string{says}}, b.Send(t, portrait(t, b, []byte(bad))))
		}
		sitetest.Check(t, sitetest.Case{Status: 409, Has: []string{"This was changed in another window meanwhile."}}, b.Send(t, sitetest.Case{URL: "/user/profile/", Form: form("full_name", "Late", "version", "1")}))
		sitetest.Check(t, sitetest.Case{Status: 302}, b.Send(t, sitetest.Case{URL: "/user/profile/", Form: form("remove_image", "1")}))
		if got := of(); got.CartReminders {
			t.Error("the switch for reminders was left off, and they are still on")
		}
		sitetest.Check(t, sitetest.Case{Status: 302}, b.Send(t, sitetest.Case{URL: "/user/profile/", Form: form("cart_reminders", "1")}))
		if got := of(); !got.CartReminders || got.FullName != "" {
			t.Errorf("turned on again: %+v", got)
		}
		if got := of(); got.Picture != "" {
			t.Errorf("still shows %q", got.Picture)
		}
	})
}
