package page

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/andybalholm/brotli"

	"bazaar/site/locale"
	"bazaar/site/visitor"
)

func component(text string, err error) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
		return err
	})
}

func TestPagesAreCompressedAsAsked(t *testing.T) {
	long := strings.Repeat("Чай и кофе. ", 500)
	tests := []struct {
		name, accept, text, encoding string
	}{
		{"brotli before gzip", "gzip, deflate, br", long, "br"},
		{"gzip", "gzip", long, "gzip"},
		{"brotli refused", "br;q=0, gzip;q=0.5", long, "gzip"},
		{"neither", "identity", long, ""},
		{"no header", "", long, ""},
		{"short", "br", "short", ""},
		{"nonsense", "br;q=x,,;", long, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, r := httptest.NewRecorder(), request(t, http.MethodGet, "/")
			r.Header.Set("Accept-Encoding", tt.accept)
			if err := Render(w, r, http.StatusOK, component(tt.text, nil)); err != nil {
				t.Fatal(err)
			}
			if got := w.Header().Get("Content-Encoding"); got != tt.encoding {
				t.Fatalf("encoding %q, want %q", got, tt.encoding)
			}
			if got := inflate(t, tt.encoding, w.Body); got != tt.text {
				t.Errorf("%d bytes came out, want %d", len(got), len(tt.text))
			}
		})
	}
}

func inflate(t *testing.T, encoding string, body io.Reader) string {
	t.Helper()
	switch encoding {
	case "br":
		body = brotli.NewReader(body)
	case "gzip":
		z, err := gzip.NewReader(body)
		if err != nil {
			t.Fatal(err)
		}
		body = z
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAFailedPageLeavesNoHalf(t *testing.T) {
	w, r := httptest.NewRecorder(), request(t, http.MethodGet, "/")
	boom := errors.New("boom")
	if err := Render(w, r, http.StatusOK, component("half a page", boom)); !errors.Is(err, boom) {
		t.Fatalf("error %v", err)
	}
	if w.Body.Len() != 0 || len(w.Header()) != 0 {
		t.Errorf("left behind: %v %s", w.Header(), w.Body)
	}
}

func TestHeadHasTheLengthOfThePage(t *testing.T) {
	w, r := httptest.NewRecorder(), request(t, http.MethodHead, "/")
	if err := Render(w, r, http.StatusOK, component("12345", nil)); err != nil {
		t.Fatal(err)
	}
	if w.Body.Len() != 0 || w.Header().Get("Content-Length") != "5" {
		t.Errorf("%d bytes, Content-Length %s", w.Body.Len(), w.Header().Get("Content-Length"))
	}
}

func TestRedirectKeepsTheLanguageAndTheSite(t *testing.T) {
	w, r := httptest.NewRecorder(), request(t, http.MethodPost, "/")
	visitor.Of(r).Locale = locale.For("kk")
	if err := Redirect(w, r, "/cart/", http.StatusSeeOther); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/kk/cart/" {
		t.Errorf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	if err := Redirect(httptest.NewRecorder(), r, "//evil.example", http.StatusFound); err == nil {
		t.Error("a redirect left the site")
	}
}

func TestWishComesBackOnce(t *testing.T) {
	w, r := httptest.NewRecorder(), request(t, http.MethodPost, "/")
	want := Wish{ProductID: 123, VariantID: 4, Quantity: 2}
	if err := RememberWish(w, r, want); err != nil {
		t.Fatal(err)
	}
	back := request(t, http.MethodPost, "/user/sign-in/")
	back.AddCookie(w.Result().Cookies()[0])
	taken := httptest.NewRecorder()
	if got, ok := TakeWish(taken, back); !ok || got != want {
		t.Errorf("wish %+v, %v", got, ok)
	}
	if c := taken.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("the wish is not forgotten: %v", c)
	}
	if _, ok := TakeWish(httptest.NewRecorder(), request(t, http.MethodGet, "/")); ok {
		t.Error("a wish out of nothing")
	}
	forged := request(t, http.MethodGet, "/")
	forged.AddCookie(&http.Cookie{Name: wishCookie, Value: "eyJwIjoxfQ.zzzzzzz.x"})
	if _, ok := TakeWish(httptest.NewRecorder(), forged); ok {
		t.Error("a forged wish was taken")
	}
}

func TestRefusedFormComesBackWithoutItsPasswords(t *testing.T) {
	const body = "csrfmiddlewaretoken=old&username=Ann+%22%3Cb%3E&password1=hunter2&tag=a&tag=b"
	tests := []struct {
		name string
		own  bool
		has  []string
		not  []string
	}{
		{"from this site", true, []string{`name="username" value="Ann &#34;&lt;b&gt;"`, `value="a"`, `value="b"`, `name="password1"`, `action="/user/sign-up/"`}, []string{"hunter2", `value="old"`}},
		{"from elsewhere", false, nil, []string{"Ann", "hunter2", `action="/user/sign-up/"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, r := httptest.NewRecorder(), request(t, http.MethodPost, "/user/sign-up/")
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Body = io.NopCloser(strings.NewReader(body))
			if _, err := Form(w, r); err != nil {
				t.Fatal(err)
			}
			RefuseForm(w, r, tt.own)
			page := w.Body.String()
			if w.Code != http.StatusForbidden {
				t.Errorf("status %d", w.Code)
			}
			for _, text := range tt.has {
				if !strings.Contains(page, text) {
					t.Errorf("the page lacks %s", text)
				}
			}
			for _, text := range tt.not {
				if strings.Contains(page, text) {
					t.Errorf("the page shows %s", text)
				}
			}
		})
	}
}
