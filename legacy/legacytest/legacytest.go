// Package legacytest makes the fixture of a small former shop with every irregularity that real
// ones had: dead password hashes, stock as text, missing owners, doubled numbers and titles,
// orders that do not add up, .jfif files, models that nobody knows.
package legacytest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Password is that of the superuser, the only one whose hash still works.
const Password = "super-secret-2024"

// superHash is Password with 600,000 rounds and a salt of 22 characters.
const superHash = "pbkdf2_sha256$600000$Qm3Zr8xYtL5vBn2Kd7Wp1s$qJhEcvzR6dIy2k3BVCS+9K2ebLcVqxPLJDiwMo+q/i0="

// deadHash is how all others were exported: with their digest cut off.
const deadHash = "pbkdf2_sha256$260000$aB3dE6gH9jK2mN5p$"

// Fields are those of one record.
type Fields = map[string]any

// Object is one record of a fixture.
type Object struct {
	Model  string `json:"model"`
	PK     any    `json:"pk"`
	Fields Fields `json:"fields"`
}

// Fixture is a list of records that tests may change before they import it.
type Fixture struct {
	Objects []Object
}

// Add appends a record.
func (f *Fixture) Add(model string, pk any, fields Fields) {
	f.Objects = append(f.Objects, Object{model, pk, fields})
}

// Fields returns the fields of a record for changing them; it panics when there is none.
func (f *Fixture) Fields(model string, pk int) Fields {
	i := slices.IndexFunc(f.Objects, func(o Object) bool { return o.Model == model && o.PK == pk })
	return f.Objects[i].Fields
}

// JSON is the fixture as dumpdata writes it.
func (f *Fixture) JSON(t testing.TB) []byte {
	t.Helper()
	b, err := json.Marshal(f.Objects)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Products is the number of products in the fixture; two of them cannot be sold.
const Products = 30

// New makes the fixture.
func New() *Fixture {
	f := &Fixture{}
	f.service()
	f.people()
	f.shops()
	f.goods()
	f.gallery()
	f.extras()
	f.orders()
	return f
}

const date = "2024-03-05T10:11:12.345Z"

// service adds the models that are left out.
func (f *Fixture) service() {
	f.Add("contenttypes.contenttype", 7, Fields{"app_label": "goods", "model": "product"})
	f.Add("contenttypes.contenttype", 8, Fields{"app_label": "vendors", "model": "vendor"})
	f.Add("auth.permission", 1, Fields{"name": "Can add user", "content_type": 7, "codename": "add_user"})
	f.Add("sessions.session", "x9y8z7", Fields{"session_data": "…", "expire_date": date})
	f.Add("admin.logentry", 1, Fields{"action_time": date, "user": 1, "object_id": "1", "action_flag": 2})
	f.Add("shop.banner", 1, Fields{"image": "banner.jpg"})
	f.Add("userauths.contactus", 1, Fields{"full_name": "A", "email": "a@example.com", "phone": "1", "subject": "s", "message": "m"})
}

// people adds 13 users, of whom 12 and 13 share an address but for its case.
func (f *Fixture) people() {
	for pk := 1; pk <= 13; pk++ {
		fields := Fields{
			"password": deadHash, "last_login": nil, "is_superuser": false, "first_name": "", "last_name": "", "is_staff": false,
			"is_active": true, "date_joined": date, "email": fmt.Sprintf("User%d@Example.com", pk), "username": fmt.Sprintf("user%d", pk),
			"bio": nil, "groups": []int{}, "user_permissions": []int{},
		}
		f.Add("userauths.user", pk, fields)
		if pk != 13 { // one user lost the profile
			f.Add("userauths.profile", pk, Fields{"user": pk, "image": "", "full_name": nil, "bio": nil, "phone": nil, "address": nil, "country": nil, "verified": false})
		}
	}
	super := f.Fields("userauths.user", 1)
	super["password"], super["is_superuser"], super["is_staff"], super["last_login"] = superHash, true, true, date
	f.Fields("userauths.user", 12)["email"] = "Same@example.com"
	f.Fields("userauths.user", 13)["email"] = "same@Example.com"
	f.Fields("userauths.user", 13)["username"] = "USER12"
	f.Fields("userauths.user", 5)["bio"] = "Sells chairs"
	f.Fields("userauths.profile", 2)["image"] = "image/face.png"
}

// shops adds 10 vendors of users 2 to 11; the user of the last is gone.
func (f *Fixture) shops() {
	for pk := 1; pk <= 10; pk++ {
		f.Add("vendors.vendor", pk, Fields{
			"vid": fmt.Sprintf("ven%05dabc", pk), "title": fmt.Sprintf("Shop %d", pk), "image": "vendors/logo.jpg", "cover_image": "vendors/cover.png",
			"description": "<p onclick=\"x()\">Good <script>alert(1)</script>things</p>", "address": "Street 1", "contact": "+7 701 000 00 00",
			"chat_resp_time": "5 minutes", "shipping_on_time": "98%", "authentic_rating": "100%", "days_return": "14 days", "warranty_period": "2 years",
			"user": pk + 1, "date": date,
		})
	}
	f.Fields("vendors.vendor", 10)["user"] = nil
	f.Fields("vendors.vendor", 9)["user"] = 99
}

var categories = []string{
	"Electronics", "Men's Fashion", "Women's Fashion", "Furniture", "Home Decor", "Fruits & Vegetables", "Organic Foods", "Beauty & Makeup",
	"Skincare", "Sports & Fitness", "Books & Media", "Jewelry", "Auto Parts", "Toys & Games", "Pet Supplies",
}

func (f *Fixture) goods() {
	for i, title := range categories {
		f.Add("goods.category", i+1, Fields{"cid": fmt.Sprintf("cat%04dabcd", i+1), "title": title, "image": "category/c.jpg"})
	}
	for pk := 1; pk <= Products; pk++ {
		f.Add("goods.product", pk, Fields{
			"pid": fmt.Sprintf("pid%05dabc", pk), "user": 1, "category": (pk-1)%15 + 1, "vendor": (pk-1)%10 + 1,
			"title": fmt.Sprintf("Product %d", pk), "image": fmt.Sprintf("products/p%d.jfif", pk%5), "description": "<p>Fine <b>thing</b></p>",
			"price": fmt.Sprintf("%d.99", pk), "old_price": fmt.Sprintf("%d.99", pk+2), "specifications": nil, "type": "Organic", "stock_count": "10",
			"life": "100 Days", "mfd": nil, "product_status": "published", "status": true, "in_stock": true, "featured": pk%2 == 0, "digital": false,
			"sku": fmt.Sprintf("sku%04d", pk), "date": date, "updated": nil,
		})
	}
	change := func(pk int, field string, value any) { f.Fields("goods.product", pk)[field] = value }
	change(2, "stock_count", "")
	change(3, "stock_count", "abc")
	change(4, "in_stock", false)
	change(5, "title", "Twin")
	change(6, "title", "Twin")
	change(7, "category", nil)
	change(8, "vendor", nil)
	change(9, "vendor", nil)
	change(9, "user", 3) // who owns vendor 2
	change(10, "price", nil)
	change(11, "product_status", "waiting")
	change(12, "status", false)
	change(13, "image", "")
	change(14, "image", "products/lost.jpg")
	change(15, "sku", "sku0016")
	delete(f.Fields("goods.product", 16), "specifications")
	change(17, "description", "<img src=x onerror=alert(1)><em>Soft</em>")
}

// gallery adds two pictures for each product; the first of most is the main one again.
func (f *Fixture) gallery() {
	for pk := 1; pk <= Products; pk++ {
		f.Add("goods.productimages", 2*pk-1, Fields{"images": fmt.Sprintf("products/p%d.jfif", pk%5), "product": pk, "date": date})
		f.Add("goods.productimages", 2*pk, Fields{"images": "product-images/side.png", "product": pk, "date": date})
	}
	f.Fields("goods.productimages", 2)["images"] = "product-images/broken.jpg"
	f.Fields("goods.productimages", 4)["product"] = nil
	f.Fields("goods.productimages", 41)["images"] = "product-images/other.jpg" // product 21's main picture is in no gallery
}

func (f *Fixture) extras() {
	f.Add("taggit.tag", 1, Fields{"name": "Sale", "slug": "sale"})
	f.Add("taggit.tag", 2, Fields{"name": "New", "slug": "new"})
	f.Add("taggit.taggeditem", 1, Fields{"object_id": 1, "content_type": 7, "tag": 1})
	f.Add("taggit.taggeditem", 2, Fields{"object_id": 1, "content_type": 8, "tag": 2})
	f.Add("goods.productreview", 1, Fields{"user": 3, "product": 1, "review": "Good", "rating": 4, "date": date})
	f.Add("goods.productreview", 2, Fields{"user": 3, "product": 1, "review": "Better", "rating": 5, "date": date})
	f.Add("goods.productreview", 3, Fields{"user": 4, "product": 1, "review": "So so", "rating": 2, "date": date})
	f.Add("goods.productreview", 4, Fields{"user": 4, "product": 2, "review": "?", "rating": 9, "date": date})
	f.Add("wishlists.wishlist", 2, Fields{"user": 1, "product": 3, "date": date})
	f.Add("cartorders.address", 1, Fields{"user": 2, "mobile": "1", "address": "First", "status": true})
	f.Add("cartorders.address", 2, Fields{"user": 2, "mobile": "2", "address": "Second", "status": true})
	f.Add("cartorders.coupon", 1, Fields{"code": "SPRING", "discount": 10, "active": true})
	f.Add("cartorders.coupon", 2, Fields{"code": "spring", "discount": 20, "active": true})
	f.Add("cartorders.coupon", 3, Fields{"code": "ALL", "discount": 150, "active": true})
}

func (f *Fixture) orders() {
	order := func(pk int, price string, changes Fields) {
		fields := Fields{
			"user": 3, "full_name": "A Buyer", "email": "Buyer@Example.com", "phone": "+7 701 111 22 33", "address": "Street 2", "city": "Almaty",
			"state": nil, "country": "Kazakhstan", "price": price, "saved": "0.00", "coupons": []int{}, "shipping_method": nil, "tracking_id": nil,
			"tracking_website_address": nil, "paid_status": false, "order_date": "2024-03-05T20:30:00Z", "product_status": "processing",
			"sku": "SKU39150", "oid": fmt.Sprintf("1234567%d", pk), "stripe_payment_intent": nil, "date": date,
		}
		for k, v := range changes {
			fields[k] = v
		}
		f.Add("cartorders.cartorder", pk, fields)
	}
	line := func(pk, order int, item string, qty int, price, total string) {
		f.Add("cartorders.cartorderproducts", pk, Fields{
			"order": order, "invoice_no": fmt.Sprintf("INVOICE_NO-%d", order), "product_status": "", "item": item, "image": "/media/product.jpg",
			"qty": qty, "price": price, "total": total,
		})
	}
	order(1, "5.98", nil) // right in every way: one parcel of vendor 1, one of vendor 2
	line(1, 1, "Product 1", 1, "1.99", "1.99")
	line(2, 1, "Product 22", 1, "3.99", "3.99")
	order(2, "9.00", Fields{"oid": "12345671", "saved": "1.00", "coupons": []int{2}, "paid_status": true, "product_status": "delivered"})
	line(3, 2, "Twin", 2, "5.00", "10.00")
	order(3, "20.00", Fields{"oid": nil, "product_status": "pending", "user": 77})
	line(4, 3, "Long gone", 3, "5.00", "15.00")
	order(4, "7.00", Fields{"oid": "no good!", "product_status": "cancelled"})
	order(5, "0.00", Fields{"product_status": "shipped", "stripe_payment_intent": "pi_1", "paid_status": true, "price": "6.00"})
	line(5, 5, "Product 1", 0, "6.00", "7.00")
	line(6, 88, "Product 1", 1, "1.99", "1.99")
}

// Media writes the files that the fixture names, but for two: one is lost, one is no picture.
func Media(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range []string{
		"products/p0.jfif", "products/p1.jfif", "products/p2.jfif", "products/p3.jfif", "products/p4.jfif", "category/c.jpg",
		"vendors/logo.jpg", "vendors/cover.png", "product-images/side.png", "product-images/other.jpg", "image/face.png",
	} {
		write(t, filepath.Join(dir, name), picture(t, i, filepath.Ext(name) == ".png"))
	}
	write(t, filepath.Join(dir, "product-images/broken.jpg"), []byte("not a picture"))
	return dir
}

func picture(t testing.TB, shade int, asPNG bool) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 24, 24))
	for i := range 24 * 24 {
		img.Set(i%24, i/24, color.RGBA{uint8(shade * 20), uint8(i % 256), 90, 255})
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, nil)
	if asPNG {
		b.Reset()
		err = png.Encode(&b, img)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t testing.TB, name string, body []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, body, 0o600); err != nil {
		t.Fatal(err)
	}
}
