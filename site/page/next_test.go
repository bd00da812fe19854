package page

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestNextStaysOnTheSite(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"/", "/"},
		{"/cart/", "/cart/"},
		{"/ru/cart/", "/cart/"},
		{"/kk", "/"},
		{"/search/?q=a%2F%2Fb&page=2", "/search/?q=a%2F%2Fb&page=2"},
		{"/products/#top", "/products/"},
		{"/a:b/", "/a:b/"},
		{"/%D0%B0/", "/%D0%B0/"},
		{"/@evil.example/", "/@evil.example/"}, // a path, however it looks
		{"", ""},
		{"cart/", ""},
		{"//evil.example", ""},
		{"///evil.example", ""},
		{"/ru//evil.example", ""},
		{"/kk/%2fevil.example", ""},
		{`/\evil.example`, ""},
		{`\\evil.example`, ""},
		{"https://evil.example/", ""},
		{"https:evil.example", ""},
		{"javascript:alert(1)", ""},
		{"/%2f%2fevil.example", ""},
		{"/%2fevil.example", ""},
		{"/%5cevil.example", ""},
		{"/\t/evil.example", ""},
		{"/%09/evil.example", ""},
		{"\t//evil.example", ""},
		{" //evil.example", ""},
		{"/\r\nSet-Cookie: a=b", ""},
		{"/%0d%0aSet-Cookie:a=b", ""},
		{"//user@evil.example", ""},
		{"/cart/\x00", ""},
		{"/cart/%00", ""},
		{"/cart/%ff", ""},
		{"/cart/\xff", ""},
		{"/%zz", ""},
		{"/" + strings.Repeat("a", 2000), ""},
	}
	for _, tt := range tests {
		if got := Next(tt.raw); got != tt.want {
			t.Errorf("Next(%q) = %q, want %q", tt.raw, got, tt.want)
		}
	}
	if got := NextOr("//evil.example", "/"); got != "/" {
		t.Errorf("NextOr = %q", got)
	}
}

// browsers drop tabs and line ends anywhere and read a backslash as a slash.
var asBrowsersRead = strings.NewReplacer("\t", "", "\r", "", "\n", "", `\`, "/")

func FuzzNext(f *testing.F) {
	for _, seed := range []string{"/cart/", "//x", `/\x`, "https:x", "/%2f%2fx", "/ru//x", "/\t/x", "//a@b", "/?next=//x", "//?0"} {
		f.Add(seed)
	}
	here, err := url.Parse("https://shop.example/user/sign-in/")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		next := Next(raw)
		if next == "" {
			return
		}
		for _, location := range []string{next, "/ru" + next} {
			read := asBrowsersRead.Replace(location)
			if read != location || read[0] != '/' || strings.HasPrefix(read, "//") {
				t.Fatalf("%q leads to %q", raw, location)
			}
			to, err := here.Parse(read)
			if err != nil || to.Host != here.Host || to.Scheme != here.Scheme {
				t.Fatalf("%q leads to %v (%v)", raw, to, err)
			}
		}
		if again := Next(next); again != next && !strings.HasPrefix(next, "/ru") && !strings.HasPrefix(next, "/kk") {
			t.Fatalf("%q became %q, then %q", raw, next, again)
		}
	})
}

func TestRefererCountsOnlyFromThisSite(t *testing.T) {
	tests := []struct{ referer, want string }{
		{"https://shop.example/ru/products/?page=2", "/products/?page=2"},
		{"https://evil.example/products/", ""},
		{"https://shop.example.evil.example/", ""},
		{"https://shop.example//evil.example", ""},
		{"::", ""},
		{"", ""},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(http.MethodPost, "https://shop.example/cart/add/1/", http.NoBody)
		r.Header.Set("Referer", tt.referer)
		if got := Referer(r); got != tt.want {
			t.Errorf("Referer(%q) = %q, want %q", tt.referer, got, tt.want)
		}
	}
}
