package site_test

import (
	"fmt"

	"bazaar/site/sitetest"
)

// signOuts are the last stops, after which the vendor is not signed in any more.
const signOuts = 2

// importStops are the stops of the import and export of goods.
func importStops(w *sitetest.World) []sitetest.Stop {
	loaded := fmt.Sprintf("/vendor/import/%d/", w.Import(sitetest.Vendor, "sku,title_en,category,price\nWALK-1,Cup,Electronics,5\nWALK-2,,,\n"))
	const sellers, sellersOwn, sellersOwnDone = "302 302 302 200 200 302", "302 302 302 200 404 302", "302 302 302 303 404 302"
	const noImport = "/vendor/import/999999/"
	return []sitetest.Stop{
		{Pattern: "GET /vendor/import/{$}", URL: "/vendor/import/", Status: sellers},
		{Pattern: "POST /vendor/import/{$}", URL: "/vendor/import/", Form: form("file", "none"), Status: "302 302 302 422 422 302"},
		{Pattern: "GET /vendor/export/template/{format}/{$}", URL: "/vendor/export/template/csv/", Status: sellers},
		{Pattern: "GET /vendor/import/{id}/{$}", URL: loaded, Missing: noImport, Status: sellersOwn},
		{Pattern: "GET /vendor/import/{id}/problems/{$}", URL: loaded + "problems/", Missing: noImport + "problems/", Status: sellersOwn},
		{Pattern: "GET /vendor/import/{id}/undo/{$}", URL: loaded + "undo/", Missing: noImport + "undo/", Status: sellersOwn},
		{Pattern: "POST /vendor/import/{id}/undo/{$}", URL: loaded + "undo/", Missing: noImport + "undo/", Status: sellersOwnDone},
		{Pattern: "POST /vendor/import/{id}/accept/{$}", URL: loaded + "accept/", Missing: noImport + "accept/", Status: sellersOwnDone},
		{Pattern: "POST /vendor/import/{id}/stop/{$}", URL: loaded + "stop/", Missing: noImport + "stop/", Status: sellersOwnDone},
		{Pattern: "POST /vendor/import/{id}/drop/{$}", URL: loaded + "drop/", Missing: noImport + "drop/", Status: sellersOwnDone},
		{Pattern: "POST /vendor/export/file/{$}", URL: "/vendor/export/file/", Form: form("format", "csv"), Status: sellers},
	}
}
