package vendors

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/vendors/internal/rows"
)

// ReadSetup reads the shop that the acting account owns, whatever its state. NotFound for who owns
// none.
func ReadSetup(ctx context.Context, db *sqldb.DB, by actor.Actor) (Setup, error) {
	r, err := rows.New(db).Setup(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return Setup{}, fault.Missing()
	}
	if err != nil {
		return Setup{}, fmt.Errorf("read the actor's shop: %w", err)
	}
	return setupOf(r), nil
}

func setupOf(r rows.SetupRow) Setup {
	v := vendorOf(rows.OwnRow{
		ID: r.ID, Vid: r.Vid, Slug: r.Slug, Name: r.Name, Description: r.Description, Address: r.Address, Contact: r.Contact,
		Logo: r.Logo, Cover: r.Cover, State: r.State, ChatRespTime: r.ChatRespTime, ShippingOnTime: r.ShippingOnTime,
		AuthenticRating: r.AuthenticRating, DaysReturn: r.DaysReturn, WarrantyPeriod: r.WarrantyPeriod, CreatedAt: r.CreatedAt,
		City: r.City, DeliveryTerms: r.DeliveryTerms, ReturnTerms: r.ReturnTerms, AwayFrom: r.AwayFrom, AwayUntil: r.AwayUntil,
	})
	return Setup{
		Vendor: v, Reason: r.StateReason, Version: r.Version, Submitted: r.SubmittedAt.Pointer(),
		Legal: Legal{Name: r.LegalName, BIN: r.Bin, IBAN: r.Iban, Contact: r.Contact, Version: r.Version},
		Terms: Terms{City: r.City, Address: r.Address, Delivery: r.DeliveryTerms, Returns: r.ReturnTerms, Promises: v.Promises, Version: r.Version},
	}
}

// SaveStorefront changes what buyers see of the actor's shop. What is wrong is a fault of kind
// Invalid; Conflict when somebody else changed the shop since the form was shown.
func SaveStorefront(ctx context.Context, db *sqldb.DB, by actor.Actor, in Storefront, now time.Time) error {
	if err := in.Check().Err(); err != nil {
		return err
	}
	return withOwn(ctx, db, by, in.Version, func(tx *sqldb.DB, v rows.LockOwnRow) error {
		err := rows.New(tx).SetStorefront(ctx, rows.SetStorefrontParams{
			Description: in.Description.CleanHTML(), Logo: cmp.Or(in.Logo, v.Logo), Cover: cmp.Or(in.Cover, v.Cover), ID: v.ID,
		})
		if err != nil {
			return fmt.Errorf("write the storefront of vendor %d: %w", v.ID, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "edited storefront", Kind: "vendor", ID: v.ID}, now)
	})
}

// SaveLegal changes who is behind the actor's shop and where its money goes, until the shop is
// verified; afterwards it is a Conflict.
func SaveLegal(ctx context.Context, db *sqldb.DB, by actor.Actor, in Legal, now time.Time) error {
	if err := in.Check().Err(); err != nil {
		return err
	}
	return withOwn(ctx, db, by, in.Version, func(tx *sqldb.DB, v rows.LockOwnRow) error {
		if State(v.State) != Applied {
			return fault.New(fault.Conflict, "locked", "The legal details of a verified shop are changed by the market: please write to us.")
		}
		err := rows.New(tx).SetLegal(ctx, rows.SetLegalParams{
			LegalName: strings.TrimSpace(in.Name), Bin: number(in.BIN), Iban: number(in.IBAN), Contact: strings.TrimSpace(in.Contact), ID: v.ID,
		})
		if err != nil {
			return fmt.Errorf("write the legal details of vendor %d: %w", v.ID, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "edited legal details", Kind: "vendor", ID: v.ID}, now)
	})
}

// SaveTerms changes how the actor's shop delivers and takes back.
func SaveTerms(ctx context.Context, db *sqldb.DB, by actor.Actor, in Terms, now time.Time) error {
	if err := in.Check().Err(); err != nil {
		return err
	}
	for _, s := range in.Promises.fields() {
		*s = strings.TrimSpace(*s)
	}
	return withOwn(ctx, db, by, in.Version, func(tx *sqldb.DB, v rows.LockOwnRow) error {
		p := in.Promises
		err := rows.New(tx).SetTerms(ctx, rows.SetTermsParams{
			City: strings.TrimSpace(in.City), Address: strings.TrimSpace(in.Address), DeliveryTerms: in.Delivery.Trimmed(), ReturnTerms: in.Returns.Trimmed(),
			ChatRespTime: p.ChatResponse, ShippingOnTime: p.ShippingOnTime, AuthenticRating: p.Authentic, DaysReturn: p.Returns, WarrantyPeriod: p.Warranty, ID: v.ID,
		})
		if err != nil {
			return fmt.Errorf("write the terms of vendor %d: %w", v.ID, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "edited terms", Kind: "vendor", ID: v.ID}, now)
	})
}

// SubmitApplication sends the actor's application to the moderators. It is a Conflict while
// something is missing, and for a shop that is past that stage; a repetition changes nothing.
func SubmitApplication(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		v, err := lockOwn(ctx, tx, by)
		if err != nil {
			return err
		}
		switch {
		case State(v.State) != Applied:
			return fault.New(fault.Conflict, "state", "That is not possible in the present state.")
		case v.SubmittedAt.Pointer() != nil:
			return nil
		}
		s, err := ReadSetup(ctx, tx, by)
		if err != nil {
			return err
		}
		if len(s.Missing()) > 0 {
			return fault.New(fault.Conflict, "incomplete", "Some details of the shop are still missing.")
		}
		if err := rows.New(tx).SetSubmitted(ctx, sqldb.MaybeAt(&now), v.ID); err != nil {
			return fmt.Errorf("submit vendor %d: %w", v.ID, err)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "submitted", Kind: "vendor", ID: v.ID}, now)
	})
}

// withOwn locks the shop that the actor owns, at a version, and hands it to f.
func withOwn(ctx context.Context, db *sqldb.DB, by actor.Actor, version int64, f func(tx *sqldb.DB, v rows.LockOwnRow) error) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		v, err := lockOwn(ctx, tx, by)
		if err != nil {
			return err
		}
		if v.Version != version {
			return fault.New(fault.Conflict, "version", "Somebody changed this in the meantime. Please look at it again.")
		}
		return f(tx, v)
	})
}

func lockOwn(ctx context.Context, tx *sqldb.DB, by actor.Actor) (rows.LockOwnRow, error) {
	v, err := rows.New(tx).LockOwn(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return v, fault.Missing()
	}
	if err != nil {
		return v, fmt.Errorf("lock the actor's shop: %w", err)
	}
	return v, nil
}
