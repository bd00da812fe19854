package desk_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"testing"

	"bazaar/site/sitetest"
)

// file is a form with a file of goods.
func file(t *testing.T, name, content string) (body string, header http.Header) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), http.Header{"Content-Type": {m.FormDataContentType()}, "X-Csrftoken": {sitetest.Token}}
}

func TestAFileOfGoodsIsCheckedTakenOverAndUndone(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Shop(sitetest.Vendor)
		w.Market.Category()
		b := w.Browser(sitetest.Vendor)
		b.Send(t, sitetest.Case{URL: "/vendor/import/"})
		send := func(c sitetest.Case) {
			t.Helper()
			t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, b.Send(t, c)) })
		}
		body, header := file(t, "notes.txt", "dear all")
		send(sitetest.Case{Name: "no table", Method: "POST", URL: "/vendor/import/", Body: body, Header: header, Status: 422, Has: []string{"The first row must name the columns"}})
		body, header = file(t, "goods.csv", "Артикул;Название;Категория;Цена;Остаток\nTEA-1;Чай;Electronics;1 990,50;7\nTEA-2;Чай;Мебель;5;1\n")
		send(sitetest.Case{Name: "sent", Method: "POST", URL: "/vendor/import/", Body: body, Header: header, Status: 303})
		id := w.Market.Scalar("SELECT MAX(id) FROM imports")
		here := fmt.Sprintf("/vendor/import/%d/", id)
		send(sitetest.Case{Name: "waits", URL: here, Status: 200, Has: []string{"Waiting for its turn.", "Look again"}})
		send(sitetest.Case{Name: "for the script", URL: here, AJAX: true, Status: 200, Has: []string{`"ended":false`}})
		w.DoImport(sitetest.Vendor, id)
		send(sitetest.Case{Name: "checked", URL: here, Status: 200, Has: []string{"Take over 1 row", "There is no such category.", "Мебель"}})
		send(sitetest.Case{Name: "checked in Kazakh", URL: "/kk" + here, Status: 200, Has: []string{"1 жолды жүктеу", "Мұндай санат жоқ.", "Санат"}})
		send(sitetest.Case{Name: "problems as a file", URL: here + "problems/", Status: 200, Has: []string{"3,Category,Мебель,There is no such category."}})
		send(sitetest.Case{Name: "too early to undo", URL: here + "undo/", Form: form(), Status: 303, Location: here})
		send(sitetest.Case{Name: "taken over", URL: here + "accept/", Form: form("submit", "1"), Status: 303, Location: here})
		w.DoImport(sitetest.Vendor, id)
		send(sitetest.Case{Name: "result", URL: here, Status: 200, Has: []string{"New products", "To the drafts", "Undo the import"}})
		send(sitetest.Case{Name: "drafts", URL: "/vendor/products/?state=draft", Status: 200, Has: []string{"Чай"}})
		send(sitetest.Case{Name: "export", URL: "/vendor/export/file/", Form: form("format", "csv"), Status: 200, Has: []string{"TEA-1", "1990.50"}})
		send(sitetest.Case{Name: "asks", URL: here + "undo/", Status: 200, Has: []string{"Undo this import?"}})
		send(sitetest.Case{Name: "undoes", URL: here + "undo/", Form: form(), Status: 303, Location: here})
		w.DoImport(sitetest.Vendor, id)
		send(sitetest.Case{Name: "undone", URL: here, Status: 200, Has: []string{"Everything is as it was before the import."}})
		send(sitetest.Case{Name: "list", URL: "/vendor/import/", Status: 200, Has: []string{"goods.csv", "Undone"}})
		for _, format := range []string{"csv", "xlsx"} {
			send(sitetest.Case{Name: "template " + format, URL: "/ru/vendor/export/template/" + format + "/", Status: 200})
		}
		send(sitetest.Case{Name: "no such template", URL: "/vendor/export/template/pdf/", Status: 404})
		if n := w.Market.Scalar("SELECT COUNT(*) FROM products WHERE state = 'archived'"); n != 1 {
			t.Errorf("%d products are archived", n)
		}
		for _, address := range []string{"/vendor/import/", here} {
			if names := w.Statements(t, sitetest.Case{As: sitetest.Vendor, URL: address, Status: 200}); len(names) > 6 {
				t.Errorf("%s takes %d statements: %v", address, len(names), names)
			}
		}
	})
}
