package telemetry

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sentry says where errors are reported to.
type Sentry struct {
	// DSN is https://key@host/project, as the server shows it.
	DSN string
	// Release is the version of the program; Environment is "production" or "development".
	Release, Environment string
}

// Check tells whether the DSN can be used.
func (s Sentry) Check() error {
	_, _, err := s.endpoint()
	return err
}

// endpoint is where envelopes go and the key that opens the door.
func (s Sentry) endpoint() (address, key string, err error) {
	u, err := url.Parse(s.DSN)
	if err != nil || u.Host == "" || u.User.Username() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", "", errors.New("it must look like https://key@host/project")
	}
	path, project := u.Path, ""
	if at := strings.LastIndex(path, "/"); at >= 0 {
		path, project = path[:at], path[at+1:]
	}
	if project == "" {
		return "", "", errors.New("it must end with the number of the project")
	}
	return u.Scheme + "://" + u.Host + path + "/api/" + project + "/envelope/", u.User.Username(), nil
}

// reporter sends entries of level ERROR and above to a server that speaks Sentry's protocol. They
// have passed the scrubber, like everything that is logged.
type reporter struct {
	sentry  Sentry
	url     string
	header  http.Header
	host    string
	client  *http.Client
	courier *courier[*entry]
}

// Report starts reporting errors, until Close. Its error is a DSN that does not parse.
func (l *Log) Report(s Sentry) error {
	address, key, err := s.endpoint()
	if err != nil {
		return err
	}
	r := &reporter{sentry: s, url: address, client: &http.Client{Timeout: courierTimeout}}
	r.host, _ = os.Hostname() // a name that is not known is empty
	r.header = http.Header{
		"Content-Type":  {"application/x-sentry-envelope"},
		"X-Sentry-Auth": {"Sentry sentry_version=7, sentry_client=bazaar/" + s.Release + ", sentry_key=" + key},
	}
	r.courier = newCourier("error reports", 1, 0, r.deliver)
	l.sinks.setReporter(r)
	return nil
}

func (r *reporter) deliver(ctx context.Context, all []*entry) error {
	for _, e := range all {
		body, err := r.envelope(e)
		if err == nil {
			err = post(ctx, r.client, r.url, r.header, body)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type sentryEvent struct {
	ID          string            `json:"event_id"`
	At          string            `json:"timestamp"`
	Level       string            `json:"level"`
	Logger      string            `json:"logger"`
	Platform    string            `json:"platform"`
	Release     string            `json:"release,omitempty"`
	Environment string            `json:"environment,omitempty"`
	Host        string            `json:"server_name,omitempty"`
	Tags        map[string]string `json:"tags,omitempty"`
	Extra       map[string]string `json:"extra,omitempty"`
	Exception   sentryExceptions  `json:"exception"`
}

type sentryExceptions struct {
	Values []sentryException `json:"values"`
}

type sentryException struct {
	Type  string      `json:"type"`
	Value string      `json:"value"`
	Stack sentryStack `json:"stacktrace"`
}

type sentryStack struct {
	Frames []sentryFrame `json:"frames"`
}

type sentryFrame struct {
	Function string `json:"function"`
	File     string `json:"filename,omitempty"`
	Line     int    `json:"lineno,omitempty"`
	Ours     bool   `json:"in_app"`
}

// envelope is one event in the format of the protocol: three lines of JSON.
func (r *reporter) envelope(e *entry) ([]byte, error) {
	id := newID(16)
	event := sentryEvent{
		ID: id, At: e.at.Format(time.RFC3339Nano), Level: "error", Logger: e.logger, Platform: "go",
		Release: r.sentry.Release, Environment: r.sentry.Environment, Host: r.host,
		Tags: map[string]string{}, Extra: map[string]string{},
	}
	if e.level >= Critical {
		event.Level = "fatal"
	}
	if e.requestID != "" {
		event.Tags["request_id"] = e.requestID
	}
	x := sentryException{Type: e.message, Stack: sentryStack{frames(e.stack)}}
	for _, a := range e.attrs {
		event.Extra[a.Key] = a.Value.String()
		if a.Key == "error" {
			x.Value = a.Value.String()
		}
	}
	event.Exception.Values = []sentryException{x}
	payload, err := json.Marshal(event)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(`{"event_id":"` + id + `","sent_at":"` + time.Now().UTC().Format(time.RFC3339) + `"}` + "\n")
	b.WriteString(`{"type":"event","content_type":"application/json","length":` + strconv.Itoa(len(payload)) + "}\n")
	b.Write(payload)
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// frames reads a stack as stack or the runtime wrote it, oldest call first.
func frames(text string) []sentryFrame {
	var all []sentryFrame
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		function, place, found := strings.Cut(line, " ")
		if strings.HasPrefix(line, "\t") && len(all) > 0 { // the runtime's second line of a call
			place, _, _ = strings.Cut(strings.TrimSpace(line), " +0x")
			all[len(all)-1].at(place)
			continue
		}
		if strings.HasPrefix(line, "goroutine ") || function == "" {
			continue
		}
		f := sentryFrame{Function: function, Ours: strings.HasPrefix(function, "bazaar/") || strings.HasPrefix(function, "main.")}
		if found {
			f.at(place)
		}
		all = append(all, f)
	}
	slices.Reverse(all)
	return all
}

// at splits "file:line".
func (f *sentryFrame) at(place string) {
	if i := strings.LastIndex(place, ":"); i > 0 {
		f.File = place[:i]
		f.Line, _ = strconv.Atoi(place[i+1:]) // 0 when it is no number
	}
}

// newID is a random number of n bytes in hexadecimal.
func newID(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails: it would end the program
	return hex.EncodeToString(b)
}
