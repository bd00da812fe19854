package accounts

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
	"bazaar/market/fault"
)

// ProfileOf reads the actor's profile. NotFound for a guest.
func ProfileOf(ctx context.Context, db *sqldb.DB, by actor.Actor) (Profile, error) {
	r, err := rows.New(db).Profile(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return Profile{}, fault.Missing()
	}
	if err != nil {
		return Profile{}, fmt.Errorf("read the profile: %w", err)
	}
	return Profile{
		Username: r.Username, Email: r.Email, Verified: r.Verified || r.EmailVerifiedAt.Valid, Joined: r.JoinedAt.Time, Picture: r.Picture, Version: r.Version,
		ProfileForm: ProfileForm{FullName: r.FullName, Bio: r.Bio, Phone: r.Phone, Address: r.Address, City: r.City, Country: r.Country, CartReminders: r.CartReminders},
	}, nil
}

// ProfileEdit is a change of a profile that was read as of a version.
type ProfileEdit struct {
	ProfileForm
	Version int64
	// Picture is the reference of the new avatar, empty for none; nil keeps the present one.
	Picture *string
}

// EditProfile changes the actor's profile. What is wrong with the form is Invalid; a profile that
// was changed meanwhile is Conflict "stale".
func EditProfile(ctx context.Context, db *sqldb.DB, by actor.Actor, in ProfileEdit) error {
	if err := in.Check().Err(); err != nil {
		return err
	}
	f := in.trimmed()
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		n, err := rows.New(tx).UpdateProfile(ctx, rows.UpdateProfileParams{
			FullName: f.FullName, Bio: f.Bio, Phone: f.Phone, Address: f.Address, City: f.City, Country: f.Country,
			Picture: in.Picture, AccountID: by.AccountID, Version: in.Version,
		})
		if err != nil {
			return fmt.Errorf("write the profile: %w", err)
		}
		if n == 0 {
			return errStale()
		}
		return SetCartReminders(ctx, tx, by.AccountID, f.CartReminders)
	})
}
