package vendors

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/vendors/internal/rows"
)

// Stage is where a vendor stands in the eyes of the moderators.
type Stage string

// The stages. An unfinished application was never sent; a returned one waits for its owner.
const (
	Waiting    Stage = "waiting"
	Returned   Stage = "returned"
	Unfinished Stage = "unfinished"
	Selling    Stage = "verified"
	Stopped    Stage = "suspended"
)

// Stages lists them in the order of their pages.
var Stages = []Stage{Waiting, Selling, Stopped, Returned, Unfinished}

// stageOf tells the stage of a vendor from what its row says.
func stageOf(state State, submitted bool, reason string) Stage {
	switch {
	case state == Verified:
		return Selling
	case state == Suspended:
		return Stopped
	case submitted:
		return Waiting
	case reason != "":
		return Returned
	}
	return Unfinished
}

// CountStages counts the vendors in each stage, in one statement.
func CountStages(ctx context.Context, db *sqldb.DB, by actor.Actor) (map[Stage]int64, error) {
	if err := mayDecide(by); err != nil {
		return nil, err
	}
	r, err := rows.New(db).CountStages(ctx)
	if err != nil {
		return nil, fmt.Errorf("count vendors: %w", err)
	}
	return map[Stage]int64{Waiting: r.Waiting, Returned: r.Returned, Unfinished: r.Unfinished, Selling: r.Verified, Stopped: r.Suspended}, nil
}

// Dossier is everything that the market knows of a shop, for the moderators.
type Dossier struct {
	Setup
	Stage   Stage
	Members []Person
	// Past is what was done with the shop, the latest first.
	Past []audit.Past
}

// Person is an account that works for a shop.
type Person struct {
	Username string
	Role     Role
	Since    time.Time
	// Language is that of its letters.
	Language string
	Active   bool
}

// Language is that of the shop's first owner, in which it is written to.
func (d Dossier) Language() string {
	for _, m := range d.Members {
		if m.Role == OwnerRole {
			return m.Language
		}
	}
	return "en"
}

// mostPast is how much of a shop's history is shown.
const mostPast = 50

// ReadDossier reads a shop for the moderators, in three statements. NotFound for an unknown one.
func ReadDossier(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64) (Dossier, error) {
	if err := mayDecide(by); err != nil {
		return Dossier{}, err
	}
	q := rows.New(db)
	r, err := q.Dossier(ctx, id)
	if sqldb.NoRows(err) {
		return Dossier{}, fault.Missing()
	}
	if err != nil {
		return Dossier{}, fmt.Errorf("read vendor %d: %w", id, err)
	}
	d := Dossier{Setup: setupOf(rows.SetupRow(r))}
	d.Stage = stageOf(d.State, d.Submitted != nil, d.Reason)
	members, err := q.Members(ctx, id)
	if err != nil {
		return Dossier{}, fmt.Errorf("read the members of vendor %d: %w", id, err)
	}
	for _, m := range members {
		d.Members = append(d.Members, Person{Username: m.Username, Role: Role(m.Role), Since: m.CreatedAt.Time, Language: m.Language, Active: m.IsActive})
	}
	d.Past, err = audit.History(ctx, db, audit.Object{Kind: "vendor", ID: id, Most: mostPast})
	return d, err
}
