package page

import (
	"context"
	"errors"
	"net/http"
	"time"

	"bazaar/market/fault"
)

// specimenWait is how long the specimen of a throttle asks to wait.
const specimenWait = 5 * time.Minute

// Specimen is an error that visitors see under a status, for people and tests that look at the
// error pages in debug mode; a status without a page of its own is not found.
func Specimen(status int) error {
	switch status {
	case http.StatusBadRequest:
		return malformed()
	case http.StatusForbidden:
		return fault.New(fault.Forbidden, "forbidden", "You are not allowed to open this page.")
	case http.StatusMethodNotAllowed:
		return Refuse(status, "method_not_allowed", "This address does not answer that kind of request.")
	case http.StatusConflict:
		return fault.New(fault.Conflict, "state", "That is not possible in the present state.")
	case http.StatusGone:
		return fault.New(fault.Gone, "gone", "This product is no longer sold.")
	case http.StatusRequestEntityTooLarge:
		return tooLarge()
	case http.StatusUnprocessableEntity:
		return fault.New(fault.Invalid, "invalid", "Please correct the errors below.")
	case http.StatusTooManyRequests:
		return TooMany(specimenWait)
	case http.StatusInternalServerError:
		return errors.New("a specimen, asked for in debug mode")
	case http.StatusServiceUnavailable:
		return context.DeadlineExceeded
	}
	return fault.Missing()
}
