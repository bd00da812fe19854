package demo

import (
	"time"

	"bazaar/market/i18n"
)

// The rows that Volume writes; columns that are not named keep the schema's defaults.

type accountRow struct {
	ID           int64     `db:"id"`
	Email        string    `db:"email"`
	EmailKey     string    `db:"email_key"`
	Username     string    `db:"username"`
	UsernameKey  string    `db:"username_key"`
	PasswordHash string    `db:"password_hash"`
	Vendor       bool      `db:"is_vendor"`
	JoinedAt     time.Time `db:"joined_at"`
}

type profileRow struct {
	AccountID int64  `db:"account_id"`
	FullName  string `db:"full_name"`
}

type vendorRow struct {
	ID          int64     `db:"id"`
	VID         string    `db:"vid"`
	Slug        string    `db:"slug"`
	Name        string    `db:"name"`
	NameKey     string    `db:"name_key"`
	Description i18n.Text `db:"description"`
	Logo        string    `db:"logo"`
	Cover       string    `db:"cover"`
	State       string    `db:"state"`
	CreatedAt   time.Time `db:"created_at"`
}

type memberRow struct {
	VendorID  int64     `db:"vendor_id"`
	AccountID int64     `db:"account_id"`
	Role      string    `db:"role"`
	CreatedAt time.Time `db:"created_at"`
}

type productRow struct {
	ID             int64     `db:"id"`
	PID            string    `db:"pid"`
	Slug           string    `db:"slug"`
	VendorID       int64     `db:"vendor_id"`
	CategoryID     int64     `db:"category_id"`
	Title          i18n.Text `db:"title"`
	SortEn         string    `db:"sort_en"`
	SortRu         string    `db:"sort_ru"`
	SortKk         string    `db:"sort_kk"`
	SearchTitle    string    `db:"search_title"`
	SearchKeys     string    `db:"search_keys"`
	SearchText     string    `db:"search_text"`
	Description    i18n.Text `db:"description"`
	Specifications i18n.Text `db:"specifications"`
	Kind           i18n.Text `db:"kind"`
	ShelfLife      i18n.Text `db:"shelf_life"`
	State          string    `db:"state"`
	Currency       string    `db:"currency"`
	Picture        string    `db:"picture"`
	PriceFrom      int64     `db:"price_from"`
	Sold           int64     `db:"sold"`
	Available      bool      `db:"available"`
	Listed         bool      `db:"listed"`
	CreatedAt      time.Time `db:"created_at"`
	UpdatedAt      time.Time `db:"updated_at"`
}

type variantRow struct {
	ID        int64     `db:"id"`
	ProductID int64     `db:"product_id"`
	VendorID  int64     `db:"vendor_id"`
	SKU       string    `db:"sku"`
	Options   i18n.Text `db:"options"`
	Price     int64     `db:"price"`
}

type pictureRow struct {
	ID        int64     `db:"id"`
	ProductID int64     `db:"product_id"`
	Media     string    `db:"media"`
	Alt       i18n.Text `db:"alt"`
	Position  int64     `db:"position"`
	CreatedAt time.Time `db:"created_at"`
}

type levelRow struct {
	VariantID int64 `db:"variant_id"`
	OnHand    int64 `db:"on_hand"`
}

type movementRow struct {
	VariantID int64     `db:"variant_id"`
	Kind      string    `db:"kind"`
	Quantity  int64     `db:"quantity"`
	Source    string    `db:"source"`
	At        time.Time `db:"at"`
}

type orderRow struct {
	ID              int64     `db:"id"`
	OID             string    `db:"oid"`
	Owner           string    `db:"owner"`
	AccountID       int64     `db:"account_id"`
	CheckoutKey     string    `db:"checkout_key"`
	CheckoutHash    string    `db:"checkout_hash"`
	AccessToken     string    `db:"access_token"`
	Language        string    `db:"language"`
	FullName        string    `db:"full_name"`
	Email           string    `db:"email"`
	Phone           string    `db:"phone"`
	Address         string    `db:"address"`
	City            string    `db:"city"`
	Country         string    `db:"country"`
	Currency        string    `db:"currency"`
	DisplayCurrency string    `db:"display_currency"`
	ItemsTotal      int64     `db:"items_total"`
	Total           int64     `db:"total"`
	Progress        string    `db:"progress"`
	Status          string    `db:"product_status"`
	Paid            bool      `db:"paid_status"`
	LocalDay        string    `db:"local_day"`
	PlacedAt        time.Time `db:"placed_at"`
}

type parcelRow struct {
	ID          int64      `db:"id"`
	OrderID     int64      `db:"order_id"`
	VendorID    int64      `db:"vendor_id"`
	Number      int64      `db:"number"`
	VendorName  string     `db:"vendor_name"`
	State       string     `db:"state"`
	ItemsTotal  int64      `db:"items_total"`
	Total       int64      `db:"total"`
	ShippedAt   *time.Time `db:"shipped_at"`
	DeliveredAt *time.Time `db:"delivered_at"`
	ShipBy      time.Time  `db:"ship_by"`
	Search      string     `db:"search_text"`
	UpdatedAt   time.Time  `db:"updated_at"`
}

type lineRow struct {
	ID         int64  `db:"id"`
	OrderID    int64  `db:"order_id"`
	ParcelID   int64  `db:"parcel_id"`
	Number     int64  `db:"number"`
	VendorID   int64  `db:"vendor_id"`
	ProductID  int64  `db:"product_id"`
	VariantID  int64  `db:"variant_id"`
	Title      string `db:"title"`
	Search     string `db:"search_title"`
	SKU        string `db:"sku"`
	Picture    string `db:"picture"`
	VendorName string `db:"vendor_name"`
	Quantity   int64  `db:"quantity"`
	UnitPrice  int64  `db:"unit_price"`
	Total      int64  `db:"total"`
	Rule       string `db:"commission_rule"`
	Rate       int64  `db:"commission_basis_points"`
	Commission int64  `db:"commission"`
	InvoiceNo  string `db:"invoice_no"`
}

type historyRow struct {
	ID         int64     `db:"id"`
	OrderID    int64     `db:"order_id"`
	ParcelID   int64     `db:"parcel_id"`
	FromState  string    `db:"from_state"`
	ToState    string    `db:"to_state"`
	ActorLabel string    `db:"actor_label"`
	At         time.Time `db:"at"`
}

type paymentRow struct {
	ID         int64      `db:"id"`
	OrderID    int64      `db:"order_id"`
	Gateway    string     `db:"gateway"`
	State      string     `db:"state"`
	Amount     int64      `db:"amount"`
	Currency   string     `db:"currency"`
	Settles    bool       `db:"settles"`
	CreatedAt  time.Time  `db:"created_at"`
	CapturedAt *time.Time `db:"captured_at"`
}

type postingRow struct {
	ID       int64     `db:"id"`
	Source   string    `db:"source"`
	Kind     string    `db:"kind"`
	OrderID  int64     `db:"order_id"`
	ParcelID int64     `db:"parcel_id"`
	VendorID int64     `db:"vendor_id"`
	At       time.Time `db:"at"`
}

type moveRow struct {
	ID        int64     `db:"id"`
	PostingID int64     `db:"posting_id"`
	At        time.Time `db:"at"`
	From      string    `db:"from_account"`
	To        string    `db:"to_account"`
	Amount    int64     `db:"amount"`
	Currency  string    `db:"currency"`
}
