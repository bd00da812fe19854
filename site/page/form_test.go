package page

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestFormKeepsToItsLimits(t *testing.T) {
	many := url.Values{}
	for range 1001 {
		many.Add("a", "1")
	}
	const urlencoded = "application/x-www-form-urlencoded"
	multipart := "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nЧай\r\n--b--\r\n"
	tests := []struct {
		name, kind, body string
		status           int // 0: accepted
		title            string
	}{
		{"fields", urlencoded, "title=%D0%A7%D0%B0%D0%B9", 0, "Чай"},
		{"multipart", "multipart/form-data; boundary=b", multipart, 0, "Чай"},
		{"nothing", urlencoded, "", 0, ""},
		{"another kind of body", "application/json", `{"title":"x"}`, 0, ""},
		{"just small enough", urlencoded, "title=" + strings.Repeat("a", 2_621_434), 0, strings.Repeat("a", 2_621_434)},
		{"too large", urlencoded, "title=" + strings.Repeat("a", 2_621_435), 413, ""},
		{"10 MB", urlencoded, "title=" + strings.Repeat("a", 10<<20), 413, ""},
		{"10 MB of multipart", "multipart/form-data; boundary=b", strings.Replace(multipart, "Чай", strings.Repeat("a", 10<<20), 1), 413, ""},
		{"too many fields", urlencoded, many.Encode(), 400, ""},
		{"bad UTF-8", urlencoded, "title=%ff%fe", 400, ""},
		{"bad UTF-8 in a name", urlencoded, "%ff=1", 400, ""},
		{"NUL", urlencoded, "title=a%00b", 400, ""},
		{"broken escape", urlencoded, "title=%zz", 400, ""},
		{"multipart without boundary", "multipart/form-data", multipart, 400, ""},
		{"multipart cut short", "multipart/form-data; boundary=b", multipart[:len(multipart)-9], 400, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/?title=of-the-query", strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.kind)
			form, err := Form(httptest.NewRecorder(), r)
			if tt.status != 0 {
				refused := new(Refusal)
				if !errors.As(err, &refused) || refused.Status != tt.status {
					t.Fatalf("error %v, want status %d", err, tt.status)
				}
				return
			}
			if err != nil || form.Get("title") != tt.title {
				t.Errorf("title %.20q (%v), want %.20q", form.Get("title"), err, tt.title)
			}
			if again, err := Form(httptest.NewRecorder(), r); err != nil || again.Get("title") != tt.title {
				t.Errorf("the second time: %.20q (%v)", again.Get("title"), err)
			}
		})
	}
}

func TestTextIsTrimmedAndGetIsNot(t *testing.T) {
	form := Values{"a": {" x y\t"}}
	if form.Text("a") != "x y" || form.Get("a") != " x y\t" || !form.Has("a") || form.Has("b") {
		t.Errorf("Text %q, Get %q", form.Text("a"), form.Get("a"))
	}
}

func FuzzForm(f *testing.F) {
	const plain, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
	f.Add(plain, "a=1&b=%D0%A7&a=2")
	f.Add(plain, "%ff=1;a=%00&=&&%zz")
	f.Add(parts, "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n")
	f.Add(parts, "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"../x\"\r\nContent-Type: text/html\r\n\r\n<b>\r\n--b")
	f.Add("multipart/form-data", "")
	f.Add(";", "a=1")
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		form, err := Form(httptest.NewRecorder(), r)
		if r.MultipartForm != nil {
			defer r.MultipartForm.RemoveAll() //nolint:errcheck // the test is over
		}
		if refused := new(Refusal); err != nil && (!errors.As(err, &refused) || refused.Status < 400 || refused.Status >= 500) {
			t.Fatalf("refused with %v", err)
		}
		fields := 0
		for name, values := range form {
			fields += len(values)
			for _, value := range values {
				if !IsText(name) || !IsText(value) {
					t.Fatalf("%q=%q is no text", name, value)
				}
			}
		}
		if fields > mostFormFields {
			t.Fatalf("%d fields", fields)
		}
	})
}
