package accounts

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts/internal/rows"
	"bazaar/market/actor"
	"bazaar/market/fault"
)

// AddAddress keeps an address of the actor; the first one is the default. What is wrong with the
// form is a fault of kind Invalid.
func AddAddress(ctx context.Context, db *sqldb.DB, by actor.Actor, in AddressForm, now time.Time) (Address, error) {
	if err := in.Check().Err(); err != nil {
		return Address{}, err
	}
	in = in.trimmed()
	a := Address{
		FullName: in.FullName, Phone: in.Phone, Address: in.Address,
		City: in.City, State: in.State, Country: in.Country, ZipCode: in.ZipCode,
	}
	err := withOwnAddresses(ctx, db, by, func(q *rows.Queries) error {
		n, err := q.CountAddresses(ctx, by.AccountID)
		if err != nil {
			return fmt.Errorf("count addresses: %w", err)
		}
		if n >= MaxAddresses {
			return errFull()
		}
		added, err := q.InsertAddress(ctx, rows.InsertAddressParams{
			AccountID: by.AccountID, FullName: in.FullName, Phone: in.Phone, Address: in.Address,
			City: in.City, State: in.State, Country: in.Country, ZipCode: in.ZipCode, CreatedAt: sqldb.At(now),
		})
		a.ID, a.Default = added.ID, added.IsDefault
		return err
	})
	return a, err
}

func errFull() error {
	return fault.New(fault.Conflict, "addresses_full", "You have as many addresses as we keep. Delete one that you do not need any more.")
}

// errStale is the refusal of an edit of what was changed meanwhile.
func errStale() error {
	return fault.New(fault.Conflict, "stale", "This was changed in another window meanwhile. Check it and save again.")
}

// EditAddress changes one of the actor's addresses that was read as of a version. NotFound for
// somebody else's; Conflict "stale" when it was changed meanwhile; Invalid for a wrong form.
func EditAddress(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, in AddressForm, version int64) error {
	if err := in.Check().Err(); err != nil {
		return err
	}
	in = in.trimmed()
	return withOwnAddresses(ctx, db, by, func(q *rows.Queries) error {
		n, err := q.UpdateAddress(ctx, rows.UpdateAddressParams{
			FullName: in.FullName, Phone: in.Phone, Address: in.Address, City: in.City, State: in.State,
			Country: in.Country, ZipCode: in.ZipCode, ID: id, AccountID: by.AccountID, Version: version,
		})
		if err != nil || n > 0 {
			return err
		}
		if _, err := q.Address(ctx, id, by.AccountID); sqldb.NoRows(err) {
			return fault.Missing()
		}
		return errStale()
	})
}

// DeleteAddress forgets one of the actor's addresses; when it was the default, the newest of the
// others becomes it. NotFound for somebody else's.
func DeleteAddress(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64) error {
	return withOwnAddresses(ctx, db, by, func(q *rows.Queries) error {
		n, err := q.DeleteAddress(ctx, id, by.AccountID)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("delete address %d: %w", id, err)
		}
		return q.NewestBecomesDefault(ctx, by.AccountID)
	})
}

// AddressOf reads one of the actor's addresses. NotFound for somebody else's.
func AddressOf(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64) (Address, error) {
	r, err := rows.New(db).Address(ctx, id, by.AccountID)
	if sqldb.NoRows(err) {
		return Address{}, fault.Missing()
	}
	if err != nil {
		return Address{}, fmt.Errorf("read address %d: %w", id, err)
	}
	return Address{
		ID: r.ID, FullName: r.FullName, Phone: r.Phone, Address: r.Address, City: r.City, State: r.State,
		Country: r.Country, ZipCode: r.ZipCode, Default: r.IsDefault, Version: r.Version,
	}, nil
}

// MakeDefault makes one of the actor's addresses the default in place of the present one. NotFound
// for somebody else's address.
func MakeDefault(ctx context.Context, db *sqldb.DB, by actor.Actor, addressID int64) error {
	return withOwnAddresses(ctx, db, by, func(q *rows.Queries) error {
		if err := q.ClearDefault(ctx, by.AccountID); err != nil {
			return err
		}
		n, err := q.SetDefault(ctx, addressID, by.AccountID)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

// withOwnAddresses locks the account, so that two edits of its addresses follow one another.
func withOwnAddresses(ctx context.Context, db *sqldb.DB, by actor.Actor, f func(*rows.Queries) error) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		_, err := q.LockAccount(ctx, by.AccountID)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock the account: %w", err)
		}
		return f(q)
	})
}

// Addresses lists the actor's addresses, the default first.
func Addresses(ctx context.Context, db *sqldb.DB, by actor.Actor) ([]Address, error) {
	found, err := rows.New(db).Addresses(ctx, by.AccountID)
	if err != nil {
		return nil, fmt.Errorf("read addresses: %w", err)
	}
	list := make([]Address, len(found))
	for i, r := range found {
		list[i] = Address{
			ID: r.ID, FullName: r.FullName, Phone: r.Phone, Address: r.Address,
			City: r.City, State: r.State, Country: r.Country, ZipCode: r.ZipCode, Default: r.IsDefault,
		}
	}
	return list, nil
}

// ContactOf gives what the actor's checkout form starts with, in one statement: the default
// address, with gaps filled from the profile.
func ContactOf(ctx context.Context, db *sqldb.DB, by actor.Actor) (Contact, error) {
	r, err := rows.New(db).Contact(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return Contact{}, fault.Missing()
	}
	if err != nil {
		return Contact{}, fmt.Errorf("read the contact: %w", err)
	}
	profile := Contact{FullName: r.ProfileName, Phone: r.ProfilePhone, Address: r.ProfileAddress, City: r.ProfileCity, Country: r.ProfileCountry}
	chosen := Contact{FullName: r.FullName, Phone: r.Phone, Address: r.Address, City: r.City, State: r.State, Country: r.Country, ZipCode: r.ZipCode}
	return contactOf(r.Email, profile, chosen), nil
}
