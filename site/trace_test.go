package site_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bazaar/infra/telemetry"
	"bazaar/site"
	"bazaar/site/sitetest"
)

func TestRequestsAreTracedWithoutWhatPeopleSearchFor(t *testing.T) {
	sent := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		sent <- string(b)
	}))
	t.Cleanup(server.Close)
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		tracer, err := telemetry.NewTracer(server.URL, "", "test")
		if err != nil {
			t.Fatal(err)
		}
		traced := sitetest.Change(t, w, func(o *site.Options) { o.Tracer = tracer })
		traced.Send(t, sitetest.Case{As: sitetest.Customer, URL: "/search/?q=Aigerim+Bekova", Header: http.Header{"Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}})
		traced.Send(t, sitetest.Case{URL: "/nowhere/"})
		tracer.Close()
		select {
		case body := <-sent:
			for _, want := range []string{
				`"name":"GET /search/{$}"`, `"traceId":"0af7651916cd43dd8448eb211c80319c"`, `{"key":"url.path","value":{"stringValue":"/search/"}}`,
				`{"key":"http.response.status_code","value":{"intValue":"200"}}`, `"key":"db.statements"`, `"name":"GET"`, `"intValue":"404"`,
			} {
				if !strings.Contains(body, want) {
					t.Errorf("the trace lacks %s:\n%s", want, body)
				}
			}
			if strings.Contains(body, "Bekova") {
				t.Errorf("the trace holds what was searched for:\n%s", body)
			}
		case <-time.After(10 * time.Second):
			t.Error("no trace was sent")
		}
	})
}
