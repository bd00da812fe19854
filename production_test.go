package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bazaar/infra/sqldb"
)

// platform is what the hosting platform of the Django shop set, and nothing else; only the port is
// the test's own.
func platform(databaseURL string) []string {
	return []string{
		"PORT=0",
		"DATABASE_URL=" + databaseURL, "SECRET_KEY=django-insecure-k3y-0f-the-0ld-sh0p-with-50-letters-or-so", "DEBUG=False", "ALLOWED_HOSTS=shop.example",
		"REDIS_URL=redis://127.0.0.1:1/0", "CELERY_BROKER_URL=redis://127.0.0.1:1/0", "CELERY_TASK_ALWAYS_EAGER=True", "CELERY_TASK_EAGER_PROPAGATES=False",
	}
}

// TestTheOldPlatformsVariablesStartAWorkingSite starts in production through pgBouncer in
// transaction mode, behind a proxy that ends TLS, and buys something.
func TestTheOldPlatformsVariablesStartAWorkingSite(t *testing.T) {
	if !runs(sqldb.Postgres) {
		return // a pooler has nothing to pool in front of a file
	}
	direct := emptyDatabase(t, sqldb.Postgres)
	if code := start(t, []string{"DEBUG=true", "DATABASE_URL=" + direct, "DATA_DIR=" + t.TempDir()}, "seed").exit(time.Minute); code != exitFine {
		t.Fatalf("seed: exit code %d", code)
	}
	p := start(t, platform(pgBouncer(t, direct)), "serve")
	b := newBrowser(t, p.address())
	if w, _ := b.get("/"); w.StatusCode != http.StatusOK || w.Header.Get("Strict-Transport-Security") == "" {
		t.Fatalf("home behind the proxy: %s, %v", w.Status, w.Header)
	}
	for _, want := range []string{"WARNING ", "SECRET_KEY was made for development", "CELERY_TASK_ALWAYS_EAGER", "jobs=embedded", "EMAIL_HOST is empty"} {
		if !strings.Contains(p.output(), want) {
			t.Errorf("the log lacks %q:\n%s", want, p.output())
		}
	}
	if strings.Contains(p.output(), "k3y-0f") {
		t.Error("the log shows the secret key")
	}
	b.signUp("aigerim")
	order := b.buy(123, 1)
	if _, body := b.get(order); !strings.Contains(body, "999.99") {
		t.Errorf("the order page lacks its sum:\n%s", body)
	}
	p.see(`kept as a file .*Order Confirmation`)
}

// pgBouncer starts a pooler in transaction mode before a database and answers its address.
func pgBouncer(t *testing.T, databaseURL string) string {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		program = "/usr/sbin/pgbouncer"
	}
	target, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	dir := t.TempDir()
	for d := dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) { //nolint:usetesting // where t.TempDir begins
		os.Chmod(d, 0o755) //nolint:errcheck,gosec // the pooler runs as another user; it says so when it cannot read
	}
	config := fmt.Sprintf("[databases]\n* = host=%s port=%s user=%s\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\nmax_client_conn = 100\ndefault_pool_size = 5\n",
		target.Hostname(), target.Port(), target.User.Username(), port)
	file := filepath.Join(dir, "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(config), 0o644); err != nil { //nolint:gosec // read by another user
		t.Fatal(err)
	}
	args := []string{file}
	if os.Geteuid() == 0 {
		args = []string{"-u", "postgres", file}
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	said := &strings.Builder{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatalf("start pgbouncer (Debian's package of that name): %v", err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill() //nolint:errcheck // it has ended then
		cmd.Wait()         //nolint:errcheck // killed
		if t.Failed() {
			t.Log(said.String())
		}
	})
	pooled := fmt.Sprintf("127.0.0.1:%d", port)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		conn, err := net.Dial("tcp", pooled)
		if err == nil {
			conn.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("pgbouncer does not answer")
		}
	}
	return "postgresql://" + target.User.Username() + ":secret@" + pooled + target.Path
}

// browser is a visitor of a running program, behind a proxy that ends TLS for shop.example.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
	token  string
}

func newBrowser(t *testing.T, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	proxy := behindTLS{strings.TrimPrefix(base, "http://"), http.DefaultTransport}
	return &browser{t: t, base: "https://shop.example", client: &http.Client{Jar: jar, Transport: proxy, Timeout: time.Minute}}
}

// behindTLS hands requests for https on as the proxy of a platform does.
type behindTLS struct {
	addr string
	next http.RoundTripper
}

// RoundTrip sends a request to the program in plain text.
func (b behindTLS) RoundTrip(r *http.Request) (*http.Response, error) {
	inside := r.Clone(r.Context())
	inside.Host = r.URL.Host
	inside.URL.Scheme, inside.URL.Host = "http", b.addr
	inside.Header.Set("X-Forwarded-Proto", "https")
	inside.Header.Set("X-Forwarded-For", "203.0.113.9")
	return b.next.RoundTrip(inside)
}

var formToken = regexp.MustCompile(`name="csrfmiddlewaretoken" value="([^"]+)"`)

// get opens a page and keeps its form token.
func (b *browser) get(path string) (*http.Response, string) {
	b.t.Helper()
	w, err := b.client.Get(b.base + path)
	if err != nil {
		b.t.Fatal(err)
	}
	return w, b.read(w)
}

// post sends a form with the token of the last page and follows where it leads.
func (b *browser) post(path string, form url.Values) (*http.Response, string) {
	b.t.Helper()
	form.Set("csrfmiddlewaretoken", b.token)
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.base)
	w, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	return w, b.read(w)
}

func (b *browser) read(w *http.Response) string {
	b.t.Helper()
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if m := formToken.FindSubmatch(body); m != nil {
		b.token = string(m[1])
	}
	return string(body)
}

// at fails the test unless an answer came from a path.
func (b *browser) at(w *http.Response, body, path string) {
	b.t.Helper()
	if w.StatusCode != http.StatusOK || !strings.HasPrefix(w.Request.URL.Path, path) {
		b.t.Fatalf("%s at %s, want %s:\n%s", w.Status, w.Request.URL.Path, path, body)
	}
}

// signUp makes an account and ends at the dashboard.
func (b *browser) signUp(name string) {
	b.t.Helper()
	b.get("/user/sign-up/")
	w, body := b.post("/user/sign-up/", url.Values{
		"username": {name}, "email": {name + "@example.com"}, "password1": {"steppe-eagle-77"}, "password2": {"steppe-eagle-77"},
	})
	b.at(w, body, "/dashboard/")
}

var checkoutKey = regexp.MustCompile(`name="checkout_key" value="([^"]+)"`)

// buy puts a product into the cart, orders, and answers the path of the order's page.
func (b *browser) buy(product, quantity int64) string {
	b.t.Helper()
	b.get(fmt.Sprintf("/product/%d/", product))
	w, body := b.post(fmt.Sprintf("/cart/add/%d/", product), url.Values{"quantity": {fmt.Sprint(quantity)}})
	b.at(w, body, "/cart/")
	return b.checkOut()
}

// checkOut orders what is in the cart and answers the path of the order's page.
func (b *browser) checkOut() string {
	b.t.Helper()
	_, page := b.get("/checkout/")
	key := checkoutKey.FindStringSubmatch(page)
	if key == nil {
		b.t.Fatalf("the checkout page has no key:\n%s", page)
	}
	w, body := b.post("/checkout/", url.Values{
		"full_name": {"Aigerim Sadykova"}, "email": {"aigerim@example.com"}, "phone": {"+7 701 234 56 78"},
		"address": {"Abay Ave 10"}, "city": {"Almaty"}, "state": {"Almaty"}, "country": {"Kazakhstan"}, "checkout_key": {key[1]},
	})
	b.at(w, body, "/order/")
	return w.Request.URL.Path
}
