package telemetry

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestScrubMasksPersonalAndSecretText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", "Order placed", "Order placed"},
		{"e-mail", "User registered: john.smith+a@example.com", "User registered: j***@example.com"},
		{"Cyrillic e-mail", "почта иван@пример.рф", "почта и***@пример.рф"},
		{"e-mail in a query", "/track/?email=john%40example.com&number=7", "/track/?email=j***%40example.com&number=7"},
		{"module version is no e-mail", "pgx/v5@v5.12.0/conn.go", "pgx/v5@v5.12.0/conn.go"},
		{"card", "paid with 4111111111111111 today", "paid with ************1111 today"},
		{"card in groups", "4111 1111-1111 1111", "**** ****-**** 1111"},
		{"card after another number", "qty 12 4111111111111111", "qty 12 ************1111"},
		{"American Express", "378282246310005", "***********0005"},
		{"wrong check digit is no card", "4111111111111112", "4111111111111112"},
		{"twelve digits are no card", "411111111111", "411111111111"},
		{"twenty digits are no card", "41111111111111111111", "41111111111111111111"},
		{"password in a query", "POST /x?password1=hunter2&next=/", "POST /x?password1=***&next=/"},
		{"secret behind another pair", "url=/x?token=abc", "url=/x?token=***"},
		{"JSON", `{"username":"ann","password":"hun \"ter2","n":1}`, `{"username":"ann","password":"***","n":1}`},
		{"escaped JSON", `{\"password\":\"hunter2\"}`, `{\"password\":\"***\"}`},
		{"header", "Authorization: Bearer abcdef.ghijkl", "Authorization: ***"},
		{"bare bearer", "sent Bearer abcdefghijkl", "sent Bearer ***"},
		{"printed header", "map[Cookie:[sessionid=abc; csrftoken=def]]", "map[Cookie:[*** csrftoken=***"},
		{"printed struct", "{User:ann Password:hunter2 Age:3}", "{User:ann Password:*** Age:3}"},
		{"database address", "dial postgres://shop:s3cr@t@db.internal:5432/shop failed", "dial postgres://shop:***@db.internal:5432/shop failed"},
		{"redis address", "redis://:hunter2@cache:6379/0", "redis://:***@cache:6379/0"},
		{"Stripe key", "key sk_live_abc123 refused", "key *** refused"},
		{"signed token", "jwt eyJhbGciOi.eyJzdWIi.c2ln", "jwt ***"},
		{"argon2 hash", "hash $argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", "hash ***"},
		{"Django hash", "hash pbkdf2_sha256$870000$salt$b64=", "hash ***"},
		{"link of a letter", "GET /user/password-reset/confirm/0123456789abcdef/ HTTP/1.1", "GET /user/password-reset/confirm/***/ HTTP/1.1"},
		{"picture address stays", "GET /media/ab12/320.webp", "GET /media/ab12/320.webp"},
		{"counts stay", "sessions=12 cached_keys=3", "sessions=12 cached_keys=3"},
		{"endless text", strings.Repeat("x", longestText+1), strings.Repeat("x", longestText) + "…"},
		{"broken UTF-8", "a\xffb", "a\uFFFDb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Scrub(c.in); got != c.want {
				t.Errorf("Scrub(%q)\n got %q\nwant %q", c.in, got, c.want)
			}
		})
	}
}

func TestSecretNames(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "password2": true, "newPassword": true, "X-CSRFToken": true, "stripe_secret_key": true,
		"AccessKey": true, "api_key": true, "SECRET_KEY": true, "session": true, "sessionid": true, "card_cvc": true,
		"key": false, "sessions": false, "tokens": false, "keyboard": false, "compass": false, "span": false, "": false,
	} {
		if got := isSecretName(name); got != want {
			t.Errorf("isSecretName(%q) = %v, want %v", name, got, want)
		}
	}
}

// FuzzScrub plants one secret of each kind between arbitrary texts: none may be seen afterwards.
func FuzzScrub(f *testing.F) {
	for _, seed := range []string{"", "a", `"`, `\`, "=", "token:", "4111", "@", "%40", "x=y&", "\x00\xff", "://", "Bearer ", "[({", "$argon2"} {
		f.Add(seed, seed)
	}
	planted := []struct{ text, secret string }{
		{"ann.smith@example.com", "ann.smith@example.com"},
		{"4111 1111 1111 1111", "4111 1111 1111 1111"},
		{"5500005555555559", "5500005555555559"},
		{"password=Tr0ub4dor", "Tr0ub4dor"},
		{`"secret":"Tr0ub4dor"`, "Tr0ub4dor"},
		{"sk_live_Tr0ub4dor", "Tr0ub4dor"},
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, p := range planted {
			if strings.Contains(before, p.secret) || strings.Contains(after, p.secret) {
				continue // it is there on its own
			}
			in := before + "\n" + p.text + "\n" + after
			out := Scrub(in)
			if strings.Contains(out, p.secret) {
				t.Errorf("Scrub(%q) = %q still holds %q", in, out, p.secret)
			}
			if !utf8.ValidString(out) {
				t.Errorf("Scrub(%q) is not valid UTF-8", in)
			}
		}
	})
}

func BenchmarkScrubRequestLine(b *testing.B) {
	for b.Loop() {
		Scrub(`"GET /products/?category=electronics&page=2 HTTP/1.1" 200 54321`)
	}
}
