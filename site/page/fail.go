package page

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/fault"
	"bazaar/site/locale"
	"bazaar/site/visitor"
)

var log = telemetry.Logger("http")

// statusGone is what the access log shows when the visitor left before the answer.
const statusGone = 499

// Refusal is a request that never reaches a verb: it is malformed, too large or out of place.
type Refusal struct {
	Status        int
	Code, Message string
	// Wait is how long it takes until another try is worth while; 0 when it never is.
	Wait time.Duration
}

// Error is for logs.
func (e *Refusal) Error() string { return e.Code + ": " + e.Message }

// Refuse makes a Refusal; message is the English key of its translations.
func Refuse(status int, code, message string) error {
	return &Refusal{Status: status, Code: code, Message: message}
}

// Panic is a recovered panic on its way to Fail.
type Panic struct {
	Value any
	Stack string
}

// Error is for logs.
func (e *Panic) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// TooMany is the refusal of somebody who tries too often.
func TooMany(wait time.Duration) error {
	f := fault.New(fault.TooMany, "rate_limit", "Too many attempts. Please wait a moment and try again.")
	f.Detail = wait
	return f
}

// closedFor is how long a visitor of a closed shop is asked to wait.
const closedFor = 5 * time.Minute

// Closed is the refusal of everybody while the shop is worked on.
func Closed() error {
	return &Refusal{
		Status: http.StatusServiceUnavailable, Code: "maintenance", Wait: closedFor,
		Message: locale.Key("We are working on the shop. Your cart and your orders are safe; please come back in a few minutes."),
	}
}

// problem is what an error means to the visitor.
type problem struct {
	status        int
	code, message string
	fields        map[string]string
	wait          time.Duration // until it is worth trying again; 0 when unknown
	again         string        // the address that may work later; empty when it will not
}

var statuses = map[fault.Kind]int{
	fault.NotFound:  http.StatusNotFound,
	fault.Invalid:   http.StatusUnprocessableEntity,
	fault.Conflict:  http.StatusConflict,
	fault.Forbidden: http.StatusForbidden,
	fault.SignIn:    http.StatusUnauthorized,
	fault.TooMany:   http.StatusTooManyRequests,
	fault.Gone:      http.StatusGone,
}

// diagnose translates an error once. What is not meant for the visitor becomes 500 without a word
// about its cause.
func diagnose(l *locale.Locale, err error) problem {
	if f := fault.As(err); f != nil {
		p := problem{status: statuses[f.Kind], code: string(f.Kind), message: l.T(f.Message, f.Args...)}
		if f.Code != "" {
			p.code = f.Code
		}
		p.wait, _ = f.Detail.(time.Duration)
		p.fields = Messages(l, f)
		return p
	}
	if refused := new(Refusal); errors.As(err, &refused) {
		return problem{status: refused.Status, code: refused.Code, message: l.T(refused.Message), wait: refused.Wait}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return problem{
			status: http.StatusServiceUnavailable, code: "busy", wait: 10 * time.Second,
			message: l.T("The shop is very busy right now. Please try again in a moment."),
		}
	}
	if sqldb.Unavailable(err) {
		return problem{
			status: http.StatusServiceUnavailable, code: "unavailable", wait: 10 * time.Second,
			message: l.T("The shop cannot be reached for the moment. Nothing is lost; please try again shortly."),
		}
	}
	return problem{
		status: http.StatusInternalServerError, code: "internal",
		message: l.T("Something went wrong on our side. Please try again in a moment."),
	}
}

// Messages are the messages of a fault's fields in a language, for the form that shows them.
func Messages(l *locale.Locale, f *fault.Fault) map[string]string {
	if len(f.Fields) == 0 {
		return nil
	}
	texts := make(map[string]string, len(f.Fields))
	for name, m := range f.Fields {
		texts[name] = l.T(m.Text, m.Args...)
	}
	return texts
}

// Fail answers with what an error means to the visitor: JSON for AJAX, a page of the shop
// otherwise; guests who have to sign in are sent to do so. Errors that nobody expected are logged,
// here and nowhere else.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		w.WriteHeader(statusGone)
		return
	}
	v := visitor.Of(r)
	p := diagnose(v.Locale, err)
	if refused := new(Refusal); p.status >= http.StatusInternalServerError && !errors.As(err, &refused) {
		report(r, err)
	}
	if p.wait > 0 {
		RetryAfter(w, p.wait)
	}
	if err := answer(w, r, p); err != nil {
		report(r, err)
		http.Error(w, p.message+"\n"+v.RequestID, p.status)
	}
}

func answer(w http.ResponseWriter, r *http.Request, p problem) error {
	switch {
	case IsAJAX(r):
		return failJSON(w, r, p)
	case p.status == http.StatusUnauthorized:
		return Redirect(w, r, signInURL(r), http.StatusFound)
	}
	f := plainFrame(r, title(visitor.Of(r).Locale, p.status))
	if p.status < http.StatusInternalServerError {
		f.Categories = categories(r) // our own faults must be told without the database
	}
	f.NoIndex = true
	p.again = again(r, p.status)
	return Render(w, r, p.status, errorPage(f, p))
}

// again is the address that was asked for when it may answer later.
func again(r *http.Request, status int) string {
	if status < http.StatusInternalServerError && status != http.StatusTooManyRequests || !isLook(r) {
		return ""
	}
	v := visitor.Of(r)
	return v.Locale.URL(NextOr(v.Path, "/"))
}

func isLook(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// patience is how many seconds are still told as seconds.
const patience = 90

// RetryAfter tells programs how long to wait.
func RetryAfter(w http.ResponseWriter, wait time.Duration) {
	seconds := int64((wait + time.Second - 1) / time.Second)
	w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
}

// Waiting says how long it takes until another try is worth while.
func Waiting(l *locale.Locale, wait time.Duration) string {
	seconds := int64((wait + time.Second - 1) / time.Second)
	if seconds <= patience {
		return l.N("Please try again in %d second.", "Please try again in %d seconds.", seconds)
	}
	return l.N("Please try again in %d minute.", "Please try again in %d minutes.", (seconds+59)/60)
}

// failure is the JSON form of a problem.
type failure struct {
	Success  bool              `json:"success"`
	Error    string            `json:"error"`
	Message  string            `json:"message"`
	Fields   map[string]string `json:"fields,omitempty"`
	Redirect string            `json:"redirect,omitempty"`
}

func failJSON(w http.ResponseWriter, r *http.Request, p problem) error {
	body := failure{Error: p.code, Message: p.message, Fields: p.fields}
	switch p.status {
	case http.StatusUnprocessableEntity:
		p.status = http.StatusBadRequest
	case http.StatusUnauthorized:
		body.Redirect = visitor.Of(r).Locale.URL(signInURL(r))
	}
	return JSON(w, p.status, body)
}

func report(r *http.Request, err error) {
	attrs := []any{"method", r.Method, "path", r.URL.Path, "error", err}
	if p := new(Panic); errors.As(err, &p) {
		attrs = append(attrs, "stack", p.Stack)
	}
	log.ErrorContext(r.Context(), "Request failed", attrs...)
}

// title heads the page of a status.
func title(l *locale.Locale, status int) string {
	switch status {
	case http.StatusBadRequest:
		return l.T("This request makes no sense to us")
	case http.StatusForbidden:
		return l.T("This is not open to you")
	case http.StatusNotFound:
		return l.T("Page not found")
	case http.StatusMethodNotAllowed:
		return l.T("That cannot be done here")
	case http.StatusConflict:
		return l.T("That is no longer possible")
	case http.StatusGone:
		return l.T("No longer available")
	case http.StatusRequestEntityTooLarge:
		return l.T("Too large")
	case http.StatusUnprocessableEntity:
		return l.T("Something is missing")
	case http.StatusTooManyRequests:
		return l.T("Too many attempts")
	case http.StatusServiceUnavailable:
		return l.T("Please try again shortly")
	}
	return l.T("Something went wrong")
}
