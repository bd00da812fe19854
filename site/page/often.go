package page

import (
	"net/http"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/fault"
	"bazaar/site/locale"
	"bazaar/site/visitor"
)

// Often counts what a signed-in visitor does under a name, over all of the visitor's devices. It
// returns the refusal of who does it too often, nil for everybody else.
func Often(limits limit.Limiter, v *visitor.Visitor, what string, rule limit.Rule) error {
	if wait := limits.Take(what+" "+v.Actor.Owner(), rule); wait > 0 {
		return TooMany(wait)
	}
	return nil
}

// Slowly says in the answer and beside a field how long to wait; empty when the refusal is another one.
func Slowly(w http.ResponseWriter, l *locale.Locale, why *fault.Fault) string {
	wait, ok := why.Detail.(time.Duration)
	if why.Kind != fault.TooMany || !ok {
		return ""
	}
	RetryAfter(w, wait)
	return l.T("Too many attempts. %s", Waiting(l, wait))
}
