package vendors

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/vendors/internal/rows"
)

// maxAttempts bounds the search for a free number and slug.
const maxAttempts = 5

// Application is what a visitor without an account types to become a vendor.
type Application struct {
	Account accounts.SignUpForm
	Shop    ShopForm
	From    accounts.Device
}

// Register makes an account with the vendor flag, its profile and its shop in one transaction, and
// signs the owner in. What is wrong with the form is a fault of kind Invalid with the names of its
// inputs, those of the account and of the shop together.
func Register(ctx context.Context, db *sqldb.DB, in Application, now time.Time) (accounts.Session, error) {
	account, err := prepared(ctx, db, in)
	if err != nil {
		return accounts.Session{}, err
	}
	var s accounts.Session
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		id, err := accounts.Create(ctx, tx, actor.Actor{}, account, now)
		if err != nil {
			return err
		}
		if _, err := Apply(ctx, tx, actor.Actor{AccountID: id, Label: account.Username}, in.Shop, now); err != nil {
			return err
		}
		if err := accounts.Welcome(ctx, tx, id, account, now); err != nil {
			return err
		}
		s, err = accounts.StartSession(ctx, tx, id, in.From, now)
		return err
	})
	if err != nil {
		return accounts.Session{}, err
	}
	accounts.Announce(ctx, account)
	return s, nil
}

// prepared checks both halves of the form, so that everything wrong is told at once.
func prepared(ctx context.Context, db *sqldb.DB, in Application) (accounts.NewAccount, error) {
	wrong := in.Shop.Check()
	if len(wrong) == 0 {
		return accounts.Prepared(ctx, db, in.Account)
	}
	for field, m := range in.Account.Check() {
		wrong.Add(field, m.Text, m.Args...)
	}
	return accounts.NewAccount{}, wrong.Err()
}

// Apply opens a shop for the acting account. It stands as applied until a moderator verifies it;
// until then its owner may prepare goods that nobody else sees. An account that already belongs to
// a shop is a Conflict.
func Apply(ctx context.Context, db *sqldb.DB, by actor.Actor, in ShopForm, now time.Time) (int64, error) {
	if err := in.Check().Err(); err != nil {
		return 0, err
	}
	var id int64
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		if err := checkFree(ctx, tx, by); err != nil {
			return err
		}
		var err error
		if id, err = insert(ctx, tx, in.trimmed(), now); err != nil {
			return err
		}
		if err := rows.New(tx).InsertMember(ctx, rows.InsertMemberParams{VendorID: id, AccountID: by.AccountID, Role: "owner", CreatedAt: sqldb.At(now)}); err != nil {
			return fmt.Errorf("insert the owner: %w", err)
		}
		if err := accounts.MakeVendor(ctx, tx, by.AccountID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "applied", Kind: "vendor", ID: id, After: in.Name}, now)
	})
	return id, err
}

// checkFree locks the account and refuses one that belongs to a shop.
func checkFree(ctx context.Context, tx *sqldb.DB, by actor.Actor) error {
	q := rows.New(tx)
	if _, err := q.LockAccount(ctx, by.AccountID); sqldb.NoRows(err) {
		return fault.New(fault.SignIn, "", "Please sign in.")
	} else if err != nil {
		return fmt.Errorf("lock the account: %w", err)
	}
	_, err := q.ShopOf(ctx, by.AccountID)
	switch {
	case err == nil:
		return fault.New(fault.Conflict, "has_shop", "You already have a shop.")
	case sqldb.NoRows(err):
		return nil
	}
	return fmt.Errorf("look for the account's shop: %w", err)
}

func insert(ctx context.Context, tx *sqldb.DB, in ShopForm, now time.Time) (int64, error) {
	for attempt := range maxAttempts {
		vid := newVID()
		p := in.Promises
		id, err := rows.New(tx).Insert(ctx, rows.InsertParams{
			Vid: vid, Slug: slugOf(in.Name, vid, attempt), Name: in.Name, NameKey: i18n.Fold(in.Name),
			Description: in.Description, Address: in.Address, Contact: in.Contact, Logo: in.Logo, Cover: in.Cover,
			ChatRespTime: p.ChatResponse, ShippingOnTime: p.ShippingOnTime, AuthenticRating: p.Authentic,
			DaysReturn: p.Returns, WarrantyPeriod: p.Warranty, CreatedAt: sqldb.At(now),
		})
		if sqldb.NoRows(err) {
			continue // the number or the slug is taken
		}
		if err != nil {
			return 0, fmt.Errorf("insert vendor: %w", err)
		}
		return id, nil
	}
	return 0, fmt.Errorf("no free slug for vendor %q", in.Name)
}

// CheckMember is nil when the actor may work on a vendor's goods: a member, or a moderator.
// Somebody else's vendor is NotFound.
func CheckMember(ctx context.Context, db *sqldb.DB, by actor.Actor, vendorID int64) error {
	if by.Can(actor.ModerateShop) {
		return nil
	}
	m, err := rows.New(db).ShopOf(ctx, by.AccountID)
	if err != nil && !sqldb.NoRows(err) {
		return fmt.Errorf("look for the account's shop: %w", err)
	}
	if err != nil || m.VendorID != vendorID || m.Role == "fulfilment" {
		return fault.Missing()
	}
	return nil
}

// Get reads a verified vendor for its public page. NotFound for others.
func Get(ctx context.Context, db *sqldb.DB, id int64) (Vendor, error) {
	r, err := rows.New(db).Public(ctx, id)
	if sqldb.NoRows(err) {
		return Vendor{}, fault.Missing()
	}
	if err != nil {
		return Vendor{}, fmt.Errorf("read vendor %d: %w", id, err)
	}
	return vendorOf(rows.OwnRow(r)), nil
}

// Own reads the shop of the acting account, whatever its state. NotFound without one.
func Own(ctx context.Context, db *sqldb.DB, by actor.Actor) (Vendor, error) {
	r, err := rows.New(db).Own(ctx, by.AccountID)
	if sqldb.NoRows(err) {
		return Vendor{}, fault.Missing()
	}
	if err != nil {
		return Vendor{}, fmt.Errorf("read the actor's shop: %w", err)
	}
	return vendorOf(r), nil
}

func vendorOf(r rows.OwnRow) Vendor {
	return Vendor{
		ID: r.ID, VID: r.Vid, Slug: r.Slug, Name: r.Name, Description: r.Description, Address: r.Address, Contact: r.Contact,
		Logo: r.Logo, Cover: r.Cover, State: State(r.State), Since: r.CreatedAt.Time,
		Promises: Promises{
			ChatResponse: r.ChatRespTime, ShippingOnTime: r.ShippingOnTime, Authentic: r.AuthenticRating,
			Returns: r.DaysReturn, Warranty: r.WarrantyPeriod,
		},
		LegalName: r.LegalName, City: r.City, Delivery: r.DeliveryTerms, Returns: r.ReturnTerms, Absence: NewAbsence(r.AwayFrom.Pointer(), r.AwayUntil.Pointer()),
	}
}

// Find gives the id of the vendor with a public number or slug, for old addresses.
func Find(ctx context.Context, db *sqldb.DB, key string) (int64, error) {
	id, err := rows.New(db).ByVID(ctx, key)
	if sqldb.NoRows(err) {
		return 0, fault.Missing()
	}
	if err != nil {
		return 0, fmt.Errorf("find a vendor: %w", err)
	}
	return id, nil
}

// Name is a vendor as filters and lists show it.
type Name struct {
	ID         int64
	Slug, Name string
	Logo       string
}

// Names lists the verified vendors by name.
func Names(ctx context.Context, db *sqldb.DB) ([]Name, error) {
	found, err := rows.New(db).Names(ctx)
	if err != nil {
		return nil, fmt.Errorf("read vendors: %w", err)
	}
	list := make([]Name, len(found))
	for i, r := range found {
		list[i] = Name(r)
	}
	return list, nil
}
