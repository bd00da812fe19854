package vendors

import (
	"time"

	"bazaar/market/fault"
)

// Absence is a time in which a shop is away and sells nothing; the zero value is none. Whoever reads a
// shop compares it with the time of now, so it begins and ends by itself.
type Absence struct {
	// From is when it begins; at Until the shop is back. UTC.
	From, Until time.Time
}

// NewAbsence is the time between two moments; none when one of them is missing.
func NewAbsence(from, until *time.Time) Absence {
	if from == nil || until == nil {
		return Absence{}
	}
	return Absence{*from, *until}
}

// At tells whether the shop is away at a moment.
func (a Absence) At(now time.Time) bool { return !now.Before(a.From) && now.Before(a.Until) }

// Ahead tells whether the shop is away at a moment, or will be later.
func (a Absence) Ahead(now time.Time) bool { return now.Before(a.Until) }

// AbsenceForm says when a shop is away.
type AbsenceForm struct {
	Absence
	Version int64
}

// mostAway is how many days a shop may be away, and how far ahead it may say so.
const mostAway = 366

// check tells what is wrong, under the names of the inputs.
func (f AbsenceForm) check(now time.Time) error {
	wrong := fault.Fields{}
	switch {
	case f.From.IsZero():
		wrong.Add("from", "Write the day on which you leave.")
	case f.From.After(now.AddDate(0, 0, mostAway)):
		wrong.Add("from", "At most a year ahead, please.")
	}
	switch {
	case f.Until.IsZero():
		wrong.Add("until", "Write the day on which you are back.")
	case !f.Until.After(f.From):
		wrong.Add("until", "You come back after you have left: choose a later day.")
	case !f.Until.After(now):
		wrong.Add("until", "This day has passed already.")
	case f.Until.After(f.From.AddDate(0, 0, mostAway)):
		wrong.Add("until", "At most a year at a time, please.")
	}
	return wrong.Err()
}
