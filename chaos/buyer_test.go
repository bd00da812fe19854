//go:build chaos

package chaos

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/actor"
)

// buyer is a signed-in customer with a browser of its own.
type buyer struct {
	actor.Actor
	node    *node
	session string
	secret  string // the cookie csrftoken
	address string // from where it seems to come
}

var serial int

// newBuyer signs a new customer in.
func (p place) newBuyer(t *testing.T, n *node) *buyer {
	t.Helper()
	serial++
	b := &buyer{Actor: p.Customer(), node: n, address: fmt.Sprintf("203.0.%d.%d", serial/250, serial%250+1)}
	s, err := accounts.StartSession(t.Context(), p.DB, b.AccountID, accounts.Device{}, time.Now())
	if err != nil {
		t.Fatalf("sign in: %v", err)
	}
	b.session = s.Token
	return b
}

// answer is what came back.
type answer struct {
	status   int
	location string
	body     []byte
}

// oid is the order that a checkout led to, empty when it was refused.
func (a answer) oid() string {
	if m := orderPath.FindStringSubmatch(a.location); m != nil && a.status == http.StatusFound {
		return m[1]
	}
	return ""
}

var orderPath = regexp.MustCompile(`/order/([^/]+)/$`)

func (b *buyer) do(ctx context.Context, method, path string, form url.Values) (answer, error) {
	var body io.Reader = http.NoBody
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	request, err := http.NewRequestWithContext(ctx, method, b.node.url+path, body)
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	request.Header.Set("X-Forwarded-For", b.address)
	request.Header.Set("X-Forwarded-Proto", "https")
	request.Header.Set("Cookie", "sessionid="+b.session+"; csrftoken="+b.secret)
	request.Header.Set("X-CSRFToken", b.secret)
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	for _, c := range response.Cookies() {
		if c.Name == "csrftoken" {
			b.secret = c.Value
		}
	}
	a := answer{status: response.StatusCode, location: response.Header.Get("Location")}
	if a.body, err = io.ReadAll(response.Body); err != nil {
		return a, err
	}
	if a.status >= http.StatusInternalServerError {
		return a, serverError(a.status, a.body)
	}
	return a, nil
}

// open gets a page; the first one brings the secret that posts need.
func (b *buyer) open(ctx context.Context, path string) (answer, error) {
	return b.do(ctx, http.MethodGet, path, nil)
}

// add puts units of a product into the cart.
func (b *buyer) add(ctx context.Context, productID, quantity int64) (answer, error) {
	path := "/cart/add/" + strconv.FormatInt(productID, 10) + "/"
	return b.do(ctx, http.MethodPost, path, url.Values{"quantity": {strconv.FormatInt(quantity, 10)}})
}

// checkOut posts the checkout form under a key; changes are pairs of field and value.
func (b *buyer) checkOut(ctx context.Context, key string, changes ...string) (answer, error) {
	form := url.Values{
		"full_name": {"Aigerim Bekova"}, "email": {b.Label + "@example.com"}, "phone": {"+7 701 123 45 67"}, "address": {"Abay 10"},
		"city": {"Almaty"}, "state": {"Almaty"}, "country": {"Kazakhstan"}, "zip_code": {"050000"}, "checkout_key": {key},
	}
	for i := 0; i < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return b.do(ctx, http.MethodPost, "/checkout/", form)
}

// enter opens the first page.
func (b *buyer) enter(t *testing.T) {
	t.Helper()
	a, err := b.open(t.Context(), "/cart/")
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("open the cart: %d, %v", a.status, err)
	}
	if b.secret == "" {
		t.Fatal("the cart page set no csrftoken")
	}
}
