package site

import (
	"net/http"

	"bazaar/infra/sqldb"
	"bazaar/site/visitor"
)

// trace records a span of each request where a collector wants them; otherwise the layer is not
// there at all. The query of an address is left out: people search for names and addresses.
func (s *site) trace(next http.Handler) http.Handler {
	if s.Tracer == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		span := s.Tracer.Serve(r.Header.Get("traceparent"))
		if span == nil {
			next.ServeHTTP(w, r)
			return
		}
		v, rec := visitor.Of(r), &recorder{ResponseWriter: w}
		ctx, statements := sqldb.Count(r.Context(), nil)
		defer func() { // also when the connection is cut by a panic
			name := v.Route
			if name == "" {
				name = r.Method
			}
			span.Name(name)
			span.Text("http.request.method", r.Method)
			span.Text("http.route", v.Route)
			span.Text("url.path", r.URL.EscapedPath())
			span.Text("request_id", v.RequestID)
			span.Number("http.response.status_code", int64(rec.code()))
			span.Number("http.response.body.size", rec.bytes)
			span.Number("db.statements", statements.Statements())
			span.Number("db.microseconds", statements.Elapsed().Microseconds())
			if rec.code() >= http.StatusInternalServerError {
				span.Fail()
			}
			span.End()
		}()
		next.ServeHTTP(rec, r.WithContext(ctx))
	})
}
