package legacy

import (
	"time"

	"bazaar/infra/sqldb/bulk"
	"bazaar/market/i18n"
)

// The rows that an import writes. Columns that the market goes on keeping by itself are written
// once; the import never sets them back.

type accountRow struct {
	ID           int64      `db:"id"`
	Email        string     `db:"email"`
	EmailKey     string     `db:"email_key"`
	Username     string     `db:"username"`
	UsernameKey  string     `db:"username_key"`
	PasswordHash string     `db:"password_hash,once"`
	FirstName    string     `db:"first_name"`
	LastName     string     `db:"last_name"`
	Active       bool       `db:"is_active"`
	Staff        bool       `db:"is_staff"`
	Super        bool       `db:"is_superuser"`
	Vendor       bool       `db:"is_vendor"`
	JoinedAt     time.Time  `db:"joined_at,once"`
	LastSignIn   *time.Time `db:"last_sign_in_at,once"`
}

// passwordRow replaces a password that is still the old shop's.
type passwordRow struct {
	ID           int64  `db:"id"`
	PasswordHash string `db:"password_hash"`
}

type profileRow struct {
	AccountID int64  `db:"account_id"`
	Picture   string `db:"picture,once"`
	FullName  string `db:"full_name"`
	Bio       string `db:"bio"`
	Phone     string `db:"phone"`
	Address   string `db:"address"`
	Country   string `db:"country"`
	City      string `db:"city"`
	Verified  bool   `db:"verified"`
}

type addressRow struct {
	ID        int64     `db:"id"`
	AccountID int64     `db:"account_id"`
	Phone     string    `db:"phone"`
	Address   string    `db:"address"`
	Default   bool      `db:"is_default"`
	CreatedAt time.Time `db:"created_at,once"`
}

type vendorRow struct {
	ID             int64     `db:"id"`
	VID            string    `db:"vid"`
	Slug           string    `db:"slug"`
	Name           string    `db:"name"`
	NameKey        string    `db:"name_key"`
	Description    i18n.Text `db:"description"`
	Address        string    `db:"address"`
	Contact        string    `db:"contact"`
	Logo           string    `db:"logo,once"`
	Cover          string    `db:"cover,once"`
	State          string    `db:"state,once"`
	ChatRespTime   string    `db:"chat_resp_time"`
	ShippingOnTime string    `db:"shipping_on_time"`
	AuthenticRate  string    `db:"authentic_rating"`
	DaysReturn     string    `db:"days_return"`
	WarrantyPeriod string    `db:"warranty_period"`
	CreatedAt      time.Time `db:"created_at,once"`
}

type memberRow struct {
	VendorID  int64     `db:"vendor_id"`
	AccountID int64     `db:"account_id"`
	Role      string    `db:"role,once"`
	CreatedAt time.Time `db:"created_at,once"`
}

type categoryRow struct {
	ID       int64     `db:"id"`
	CID      string    `db:"cid"`
	Slug     string    `db:"slug"`
	Title    i18n.Text `db:"title"`
	Picture  string    `db:"picture,once"`
	Position int64     `db:"position,once"`
}

type productRow struct {
	ID             int64      `db:"id"`
	PID            string     `db:"pid"`
	Slug           string     `db:"slug"`
	VendorID       int64      `db:"vendor_id"`
	CategoryID     int64      `db:"category_id"`
	Title          i18n.Text  `db:"title"`
	SortEn         string     `db:"sort_en"`
	SortRu         string     `db:"sort_ru"`
	SortKk         string     `db:"sort_kk"`
	SearchTitle    string     `db:"search_title"`
	SearchKeys     string     `db:"search_keys"`
	SearchText     string     `db:"search_text"`
	Description    i18n.Text  `db:"description"`
	Specifications i18n.Text  `db:"specifications"`
	Kind           i18n.Text  `db:"kind"`
	ShelfLife      i18n.Text  `db:"shelf_life"`
	ManufacturedAt *time.Time `db:"manufactured_at"`
	State          string     `db:"state"`
	Featured       bool       `db:"featured"`
	Digital        bool       `db:"digital"`
	Currency       string     `db:"currency"`
	Picture        string     `db:"picture,once"`
	PriceFrom      int64      `db:"price_from"`
	OldPrice       *int64     `db:"old_price"`
	CreatedAt      time.Time  `db:"created_at,once"`
	UpdatedAt      time.Time  `db:"updated_at,once"`
}

// variantRow is the one variant of an old product; it has the product's id.
type variantRow struct {
	ID        int64     `db:"id"`
	ProductID int64     `db:"product_id"`
	VendorID  int64     `db:"vendor_id"`
	SKU       string    `db:"sku"`
	Options   i18n.Text `db:"options,once"`
	Price     int64     `db:"price"`
	OldPrice  *int64    `db:"old_price"`
}

type movementRow struct {
	VariantID int64     `db:"variant_id"`
	Kind      string    `db:"kind"`
	Quantity  int64     `db:"quantity"`
	Source    string    `db:"source"`
	At        time.Time `db:"at"`
}

type levelRow struct {
	VariantID int64 `db:"variant_id"`
	OnHand    int64 `db:"on_hand"`
}

type pictureRow struct {
	ID        int64     `db:"id"`
	ProductID int64     `db:"product_id"`
	Media     string    `db:"media"`
	Alt       i18n.Text `db:"alt"`
	Position  int64     `db:"position"`
	CreatedAt time.Time `db:"created_at,once"`
}

type tagRow struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
	Slug string `db:"slug"`
}

type taggedRow struct {
	ProductID int64 `db:"product_id"`
	TagID     int64 `db:"tag_id"`
}

type reviewRow struct {
	ID        int64     `db:"id"`
	ProductID int64     `db:"product_id"`
	VendorID  int64     `db:"vendor_id"`
	AccountID *int64    `db:"account_id"`
	Author    string    `db:"author"`
	Rating    int64     `db:"rating"`
	Body      string    `db:"body"`
	CreatedAt time.Time `db:"created_at,once"`
	UpdatedAt time.Time `db:"updated_at,once"`
}

type wishRow struct {
	ID        int64     `db:"id"`
	AccountID int64     `db:"account_id"`
	ProductID int64     `db:"product_id"`
	SeenPrice int64     `db:"seen_price,once"`
	CreatedAt time.Time `db:"created_at,once"`
}

// wishedRow is what an account's row says of its wishes.
type wishedRow struct {
	ID     int64  `db:"id"`
	Wishes string `db:"wishes"`
}

type couponRow struct {
	ID        int64     `db:"id"`
	Code      string    `db:"code"`
	CodeKey   string    `db:"code_key"`
	Percent   int64     `db:"percent"`
	Active    bool      `db:"active"`
	CreatedAt time.Time `db:"created_at,once"`
}

type orderRow struct {
	ID              int64     `db:"id"`
	OID             string    `db:"oid"`
	SKU             string    `db:"sku"`
	Owner           string    `db:"owner"`
	AccountID       *int64    `db:"account_id"`
	CheckoutKey     string    `db:"checkout_key"`
	CheckoutHash    string    `db:"checkout_hash"`
	AccessToken     string    `db:"access_token"`
	Language        string    `db:"language"`
	FullName        string    `db:"full_name"`
	Email           string    `db:"email"`
	Phone           string    `db:"phone"`
	Address         string    `db:"address"`
	City            string    `db:"city"`
	State           string    `db:"state"`
	Country         string    `db:"country"`
	ZipCode         string    `db:"zip_code"`
	Notes           string    `db:"notes"`
	Currency        string    `db:"currency"`
	DisplayCurrency string    `db:"display_currency"`
	ItemsTotal      int64     `db:"items_total"`
	DiscountTotal   int64     `db:"discount_total"`
	ShippingTotal   int64     `db:"shipping_total"`
	Total           int64     `db:"total"`
	CouponID        *int64    `db:"coupon_id"`
	CouponCode      string    `db:"coupon_code"`
	PaymentMethod   string    `db:"payment_method"`
	Progress        string    `db:"progress"`
	Status          string    `db:"product_status"`
	Paid            bool      `db:"paid_status"`
	LocalDay        string    `db:"local_day"`
	PlacedAt        time.Time `db:"placed_at"`
}

type parcelRow struct {
	ID             int64      `db:"id"`
	OrderID        int64      `db:"order_id"`
	VendorID       *int64     `db:"vendor_id"`
	Number         int64      `db:"number"`
	VendorName     string     `db:"vendor_name"`
	State          string     `db:"state"`
	ItemsTotal     int64      `db:"items_total"`
	DiscountTotal  int64      `db:"discount_total"`
	ShippingTotal  int64      `db:"shipping_total"`
	Total          int64      `db:"total"`
	ShippingMethod string     `db:"shipping_method"`
	TrackingNumber string     `db:"tracking_number"`
	TrackingURL    string     `db:"tracking_url"`
	ShippedAt      *time.Time `db:"shipped_at"`
	DeliveredAt    *time.Time `db:"delivered_at"`
	Search         string     `db:"search_text"`
	UpdatedAt      time.Time  `db:"updated_at"`
}

type lineRow struct {
	ID         int64  `db:"id"`
	OrderID    int64  `db:"order_id"`
	ParcelID   int64  `db:"parcel_id"`
	Number     int64  `db:"number"`
	VendorID   *int64 `db:"vendor_id"`
	ProductID  *int64 `db:"product_id"`
	VariantID  *int64 `db:"variant_id"`
	Title      string `db:"title"`
	Search     string `db:"search_title"`
	SKU        string `db:"sku"`
	Picture    string `db:"picture"`
	VendorName string `db:"vendor_name"`
	Quantity   int64  `db:"quantity"`
	UnitPrice  int64  `db:"unit_price"`
	Total      int64  `db:"total"`
	Discount   int64  `db:"discount"`
	InvoiceNo  string `db:"invoice_no"`
}

type historyRow struct {
	ID         int64     `db:"id"`
	OrderID    int64     `db:"order_id"`
	ParcelID   int64     `db:"parcel_id"`
	FromState  string    `db:"from_state"`
	ToState    string    `db:"to_state"`
	ActorLabel string    `db:"actor_label"`
	Note       string    `db:"note"`
	At         time.Time `db:"at"`
}

type couponUseRow struct {
	CouponID  int64     `db:"coupon_id"`
	OrderID   int64     `db:"order_id"`
	AccountID *int64    `db:"account_id"`
	At        time.Time `db:"at"`
}

type paymentRow struct {
	ID         int64      `db:"id"`
	OrderID    int64      `db:"order_id"`
	Gateway    string     `db:"gateway"`
	State      string     `db:"state"`
	Amount     int64      `db:"amount"`
	Currency   string     `db:"currency"`
	Reference  string     `db:"reference"`
	Settles    bool       `db:"settles"`
	CreatedAt  time.Time  `db:"created_at"`
	CapturedAt *time.Time `db:"captured_at"`
}

// pictureOf, logoOf and so on set the pictures of rows that are there, when files were looked for.
type (
	profilePicture struct {
		AccountID int64  `db:"account_id"`
		Picture   string `db:"picture"`
	}
	vendorPictures struct {
		ID    int64  `db:"id"`
		Logo  string `db:"logo"`
		Cover string `db:"cover"`
	}
	mainPicture struct {
		ID      int64  `db:"id"`
		Picture string `db:"picture"`
	}
)

// byID is a table whose rows are matched by id.
func byID(table string) bulk.Into { return bulk.Into{Table: table, Key: []string{"id"}} }
