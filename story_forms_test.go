package main

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// sheet is a form as a page shows it.
type sheet struct {
	multipart bool
	// values are what is sent when nothing is typed; fields all names that can be; buttons what the
	// buttons send, as name=value.
	values          url.Values
	fields, buttons map[string]bool
}

// fill opens a page, types into the form that leads to an address, presses a button (written as
// name=value; empty for the only one) and follows where it leads. What is typed must have a field.
func (b *browser) fill(page, action, button string, typed url.Values, pictures ...[]byte) (*http.Response, string) {
	b.t.Helper()
	w, body := b.get(page)
	b.at(w, body, page)
	return b.fillIn(body, action, button, typed, pictures...)
}

// fillIn is fill for a page that is open already.
func (b *browser) fillIn(body, action, button string, typed url.Values, pictures ...[]byte) (*http.Response, string) {
	b.t.Helper()
	form, ok := sheetFor(body, action, button)
	if !ok {
		b.t.Fatalf("no form leads to %s by %q:\n%s", action, button, body)
	}
	for name := range typed {
		if !form.fields[name] {
			b.t.Fatalf("the form for %s has no field %q, only %v", action, name, form.fields)
		}
	}
	maps.Copy(form.values, typed)
	if name, value, ok := strings.Cut(button, "="); ok {
		form.values.Set(name, value)
	}
	kind, sent := "application/x-www-form-urlencoded", []byte(form.values.Encode())
	if form.multipart {
		kind, sent = b.enclose(form.values, pictures)
	}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+action, bytes.NewReader(sent))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", b.base)
	w, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	return w, b.read(w)
}

// enclose writes a form with pictures.
func (b *browser) enclose(values url.Values, pictures [][]byte) (kind string, sent []byte) {
	b.t.Helper()
	var out bytes.Buffer
	m := multipart.NewWriter(&out)
	for name, all := range values {
		for _, value := range all {
			if err := m.WriteField(name, value); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	for _, picture := range pictures {
		part, err := m.CreateFormFile("picture", "picture.png")
		if err == nil {
			_, err = part.Write(picture)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		b.t.Fatal(err)
	}
	return m.FormDataContentType(), out.Bytes()
}

// sheetFor finds the form that leads to an address and has a button.
func sheetFor(body, action, button string) (sheet, bool) {
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return sheet{}, false
	}
	for n := range doc.Descendants() {
		if n.Data != "form" || attr(n, "method") != "post" || attr(n, "action") != action {
			continue
		}
		if form := sheetOf(n); button == "" || form.buttons[button] {
			return form, true
		}
	}
	return sheet{}, false
}

func sheetOf(form *html.Node) sheet {
	s := sheet{multipart: attr(form, "enctype") == "multipart/form-data", values: url.Values{}, fields: map[string]bool{}, buttons: map[string]bool{}}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" || has(n, "disabled") {
			continue
		}
		switch n.Data {
		case "button":
			s.buttons[name+"="+attr(n, "value")] = true
			continue
		case "input", "textarea", "select":
			s.fields[name] = true
		default:
			continue
		}
		if value, sent := valueOf(n); sent {
			s.values.Add(name, value)
		}
	}
	return s
}

// valueOf is what a field sends when nobody touches it, if anything.
func valueOf(n *html.Node) (value string, sent bool) {
	switch {
	case n.Data == "textarea":
		if n.FirstChild != nil {
			value = n.FirstChild.Data
		}
		return value, true
	case n.Data == "select":
		return chosenOf(n)
	case attr(n, "type") == "file":
		return "", false
	case attr(n, "type") == "radio" || attr(n, "type") == "checkbox":
		return attr(n, "value"), has(n, "checked")
	}
	return attr(n, "value"), true
}

// chosenOf is the chosen option of a list, or its first.
func chosenOf(list *html.Node) (value string, sent bool) {
	for n := range list.Descendants() {
		if n.Data != "option" {
			continue
		}
		if has(n, "selected") {
			return attr(n, "value"), true
		}
		if !sent {
			value, sent = attr(n, "value"), true
		}
	}
	return value, sent
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
