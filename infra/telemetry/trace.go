package telemetry

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Tracer sends spans to a collector that speaks OTLP over HTTP with JSON. A nil Tracer records
// nothing and costs nothing.
type Tracer struct {
	url     string
	header  http.Header
	version string
	client  *http.Client
	courier *courier[*Span]
}

const (
	spanBatch = 200
	spanPause = 2 * time.Second
)

// NewTracer sends to an endpoint such as http://collector:4318, with headers written as
// "name=value,name=value"; it is nil without an endpoint.
func NewTracer(endpoint, headers, version string) (*Tracer, error) {
	if endpoint == "" {
		return nil, nil //nolint:nilnil // that is the Tracer which records nothing
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("OTEL_EXPORTER_OTLP_ENDPOINT must look like http://collector:4318")
	}
	t := &Tracer{
		url: strings.TrimSuffix(endpoint, "/") + "/v1/traces", version: version,
		header: http.Header{"Content-Type": {"application/json"}}, client: &http.Client{Timeout: courierTimeout},
	}
	for pair := range strings.SplitSeq(headers, ",") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok && strings.TrimSpace(pair) != "" {
			return nil, errors.New("OTEL_EXPORTER_OTLP_HEADERS must look like name=value,name=value")
		}
		if plain, err := url.QueryUnescape(strings.TrimSpace(value)); ok && err == nil {
			t.header.Set(strings.TrimSpace(name), plain)
		}
	}
	t.courier = newCourier("traces", spanBatch, spanPause, t.deliver)
	return t, nil
}

// Close sends what is left.
func (t *Tracer) Close() {
	if t != nil {
		t.courier.close()
	}
}

// Span is one piece of work. It belongs to one goroutine; a nil Span ignores everything.
type Span struct {
	tracer            *Tracer
	trace, id, parent string
	name              string
	start, end        time.Time
	attributes        []attribute
	failed            bool
}

// Serve begins the span of a request. traceparent is the header of that name: a caller's trace is
// continued, and one that the caller does not record is not recorded here either.
func (t *Tracer) Serve(traceparent string) *Span {
	if t == nil {
		return nil
	}
	trace, parent, sampled := parseTraceparent(traceparent)
	if !sampled {
		return nil
	}
	if trace == "" {
		trace = newID(16)
	}
	return &Span{tracer: t, trace: trace, parent: parent, id: newID(8), start: time.Now()}
}

// parseTraceparent reads "00-<trace>-<span>-<flags>"; what is wrong counts as absent.
func parseTraceparent(s string) (trace, parent string, sampled bool) {
	parts := strings.Split(s, "-")
	if len(parts) < 4 || len(parts[0]) != 2 || parts[0] == "ff" || !isID(parts[1], 32) || !isID(parts[2], 16) || len(parts[3]) != 2 {
		return "", "", true
	}
	flags, err := strconv.ParseUint(parts[3], 16, 8)
	return parts[1], parts[2], err != nil || flags&1 == 1
}

func isID(s string, n int) bool {
	_, err := hex.DecodeString(s)
	return len(s) == n && err == nil && strings.ToLower(s) == s && strings.Trim(s, "0") != ""
}

// Name names the work, such as "GET /product/{id}/".
func (s *Span) Name(name string) {
	if s != nil {
		s.name = name
	}
}

// Text adds an attribute, scrubbed.
func (s *Span) Text(key, value string) {
	if s != nil {
		text := Scrub(value)
		s.attributes = append(s.attributes, attribute{key, attributeValue{Text: &text}})
	}
}

// Number adds an attribute.
func (s *Span) Number(key string, n int64) {
	if s != nil {
		text := strconv.FormatInt(n, 10)
		s.attributes = append(s.attributes, attribute{key, attributeValue{Int: &text}})
	}
}

// Fail marks the work as failed.
func (s *Span) Fail() {
	if s != nil {
		s.failed = true
	}
}

// End hands the span over. Nothing may be added afterwards.
func (s *Span) End() {
	if s != nil {
		s.end = time.Now()
		s.tracer.courier.offer(s)
	}
}

// What follows is the JSON of OTLP: numbers of 64 bits are texts.
type attribute struct {
	Key   string         `json:"key"`
	Value attributeValue `json:"value"`
}

type attributeValue struct {
	Text *string `json:"stringValue,omitempty"`
	Int  *string `json:"intValue,omitempty"`
}

type otlpSpan struct {
	Trace      string      `json:"traceId"`
	ID         string      `json:"spanId"`
	Parent     string      `json:"parentSpanId,omitempty"`
	Name       string      `json:"name"`
	Kind       int         `json:"kind"`
	Start      string      `json:"startTimeUnixNano"`
	End        string      `json:"endTimeUnixNano"`
	Attributes []attribute `json:"attributes"`
	Status     otlpStatus  `json:"status"`
}

type otlpStatus struct {
	Code int `json:"code"`
}

type otlpScope struct {
	Scope map[string]string `json:"scope"`
	Spans []otlpSpan        `json:"spans"`
}

type otlpResource struct {
	Resource struct {
		Attributes []attribute `json:"attributes"`
	} `json:"resource"`
	Scopes []otlpScope `json:"scopeSpans"`
}

// Numbers of the protocol.
const (
	kindServer  = 2
	statusError = 2
)

func (t *Tracer) deliver(ctx context.Context, all []*Span) error {
	scope := otlpScope{Scope: map[string]string{"name": "bazaar"}}
	for _, s := range all {
		span := otlpSpan{
			Trace: s.trace, ID: s.id, Parent: s.parent, Name: s.name, Kind: kindServer, Attributes: s.attributes,
			Start: strconv.FormatInt(s.start.UnixNano(), 10), End: strconv.FormatInt(s.end.UnixNano(), 10),
		}
		if s.failed {
			span.Status.Code = statusError
		}
		scope.Spans = append(scope.Spans, span)
	}
	var resource otlpResource
	service := "bazaar"
	resource.Resource.Attributes = []attribute{
		{"service.name", attributeValue{Text: &service}}, {"service.version", attributeValue{Text: &t.version}},
	}
	resource.Scopes = []otlpScope{scope}
	body, err := json.Marshal(map[string][]otlpResource{"resourceSpans": {resource}})
	if err != nil {
		return err
	}
	return post(ctx, t.client, t.url, t.header, body)
}
