package visitor

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

func jar(t testing.TB, secret string, now time.Time) *Cookies {
	t.Helper()
	c, err := NewCookies(secret, true, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSealedCookieOpensOnlyAsItWasSealed(t *testing.T) {
	c := jar(t, "one secret", noon)
	sealed := c.Seal("wish", []byte("content"), time.Hour)
	tests := []struct {
		name   string
		jar    *Cookies
		cookie string
		sealed string
		ok     bool
	}{
		{"as it was sealed", c, "wish", sealed, true},
		{"just before its time", jar(t, "one secret", noon.Add(time.Hour-time.Second)), "wish", sealed, true},
		{"at its time", jar(t, "one secret", noon.Add(time.Hour)), "wish", sealed, false},
		{"under another name", c, "messages", sealed, false},
		{"with another key", jar(t, "other secret", noon), "wish", sealed, false},
		{"without any key", &Cookies{now: time.Now}, "wish", sealed, false},
		{"with other content", c, "wish", "AAAA" + sealed, false},
		{"with a later time", c, "wish", strings.Replace(sealed, ".", ".z", 1), false},
		{"empty", c, "wish", "", false},
		{"without parts", c, "wish", "..", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := tt.jar.Open(tt.cookie, tt.sealed)
			if ok != tt.ok || ok && string(got) != "content" {
				t.Errorf("Open = %q, %v; want ok %v", got, ok, tt.ok)
			}
		})
	}
}

func FuzzSealedCookie(f *testing.F) {
	c := jar(f, "one secret", noon)
	f.Add([]byte("content"), c.Seal("wish", []byte("content"), time.Hour))
	f.Add([]byte{0, 255}, "..")
	f.Add([]byte(nil), "a.b.c")
	f.Fuzz(func(t *testing.T, content []byte, forged string) {
		sealed := c.Seal("wish", content, time.Hour)
		if got, ok := c.Open("wish", sealed); len(sealed) <= longest && (!ok || !bytes.Equal(got, content)) {
			t.Errorf("sealed %q opened as %q, %v", content, got, ok)
		}
		if _, ok := c.Open("other", forged); ok {
			t.Errorf("forged %q opened", forged)
		}
	})
}

func TestCookieIsSentOnceWithItsGuards(t *testing.T) {
	c, w := jar(t, "s", noon), httptest.NewRecorder()
	c.Set(w, "wish", "first", time.Hour)
	c.Set(w, "wish", "second", time.Hour)
	c.SetReadable(w, "csrftoken", "x", time.Hour)
	got := w.Result().Cookies()
	if len(got) != 2 || got[0].Value != "second" {
		t.Fatalf("cookies %v", got)
	}
	for _, cookie := range got {
		if !cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
			t.Errorf("cookie without its guards: %v", cookie)
		}
	}
	if !got[0].HttpOnly || got[1].HttpOnly {
		t.Error("scripts may read the form token and nothing else")
	}
}

func FuzzReadCookies(f *testing.F) {
	c := jar(f, "one secret", noon)
	messages := (&Visitor{Site: &Site{Cookies: c}, messages: []Message{{Success, "Saved."}}}).sealMessages()
	f.Add("sessionid=abc; csrftoken=abcdefghijklmnopqrstuvwxyzABCDEF; theme=dark; currency=KZT; language=kk; messages="+messages, "abcdefghijklmnopqrstuvwxyzABCDEF")
	f.Add("csrftoken=\x00; theme=<script>; currency=EUR; messages="+messages+"x", "")
	f.Add("sessionid=\"a b\"; sessionid=2; csrftoken="+strings.Repeat("é", 16), strings.Repeat("A", 64))
	f.Fuzz(func(t *testing.T, header, token string) {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Header.Set("Cookie", header)
		v := New(&Site{Cookies: c})
		v.ReadCookies(r)
		v.ReadMessages(r)
		if v.Actor.SignedIn() || !v.Currency.Valid() || v.Theme != "" && v.Theme != "light" && v.Theme != "dark" {
			t.Fatalf("%q makes the visitor %+v", header, v)
		}
		if len(v.messages) > 0 && !strings.Contains(header, messages) {
			t.Fatalf("%q forges %v", header, v.messages)
		}
		if v.TokenFits(token) && unmask(token) != v.secret {
			t.Fatalf("%q fits %q", token, v.secret)
		}
		if !v.TokenFits(v.FormToken()) {
			t.Fatalf("the visitor's own token does not fit; secret %q", v.secret)
		}
	})
}
