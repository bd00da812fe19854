package site

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
)

func TestForwardedHeadersCountOnlyFromTrustedPeers(t *testing.T) {
	s := &site{Options: Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}}}
	tests := []struct {
		name, remote string
		forwarded    []string
		proto        []string
		address      string
		https        bool
	}{
		{"a visitor without proxy", "203.0.113.9:1", nil, nil, "203.0.113.9", false},
		{"a visitor who pretends", "203.0.113.9:1", []string{"198.51.100.1"}, []string{"https"}, "203.0.113.9", false},
		{"behind the proxy", "10.0.0.1:1", []string{"198.51.100.1"}, []string{"https"}, "198.51.100.1", true},
		{"plain behind the proxy", "10.0.0.1:1", []string{"198.51.100.1"}, []string{"http"}, "198.51.100.1", false},
		{"two proxies", "10.0.0.1:1", []string{"198.51.100.1, 10.0.0.2"}, nil, "198.51.100.1", false},
		{"a forged first hop", "10.0.0.1:1", []string{"1.2.3.4", "198.51.100.1"}, nil, "198.51.100.1", false},
		{"a forged protocol", "10.0.0.1:1", nil, []string{"https, http"}, "10.0.0.1", false},
		{"nonsense", "10.0.0.1:1", []string{"unknown, <script>"}, nil, "10.0.0.1", false},
		{"IPv6 proxy", "[::1]:1", []string{"2001:db8::1"}, []string{"HTTPS"}, "2001:db8::1", true},
		{"mapped IPv4", "[::ffff:10.0.0.1]:1", []string{"198.51.100.1"}, nil, "198.51.100.1", false},
		{"no address", "@", []string{"198.51.100.1"}, nil, "@", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			r.RemoteAddr = tt.remote
			r.Header["X-Forwarded-For"], r.Header["X-Forwarded-Proto"] = tt.forwarded, tt.proto
			address, https := s.peer(r)
			if address != tt.address || https != tt.https {
				t.Errorf("peer = %s, %v; want %s, %v", address, https, tt.address, tt.https)
			}
		})
	}
}

func TestHostsAreKnownByName(t *testing.T) {
	tests := []struct {
		hosts []string
		debug bool
		host  string
		known bool
	}{
		{[]string{"shop.example"}, false, "shop.example", true},
		{[]string{"shop.example"}, false, "SHOP.example.:8000", true},
		{[]string{"shop.example"}, false, "www.shop.example", false},
		{[]string{"shop.example"}, false, "shop.example.evil.example", false},
		{[]string{"shop.example"}, false, "", false},
		{[]string{".shop.example"}, false, "www.shop.example", true},
		{[]string{".shop.example"}, false, "shop.example", true},
		{[]string{".shop.example"}, false, "evilshop.example", false},
		{[]string{"*"}, false, "anything", true},
		{[]string{"::1"}, false, "[::1]:8000", true},
		{nil, true, "localhost:8000", true},
		{nil, true, "127.0.0.1", true},
		{nil, true, "shop.example", false},
		{nil, false, "localhost", false},
	}
	for _, tt := range tests {
		s := &site{Options: Options{Hosts: tt.hosts, Debug: tt.debug}}
		if got := s.knows(tt.host); got != tt.known {
			t.Errorf("%v, debug %v: knows(%q) = %v", tt.hosts, tt.debug, tt.host, got)
		}
	}
}

func TestPathsHaveOneForm(t *testing.T) {
	tests := []struct{ path, want string }{
		{"/", ""},
		{"/cart/", ""},
		{"/cart", ""},
		{"/.well-known/x", ""},
		{"//evil.example/", "/evil.example/"},
		{"/a//b/", "/a/b/"},
		{"/a/../b/", "/b/"},
		{"/a/./b", "/a/b"},
		{"/..", "/"},
		{"/ru", "/ru/"},
		{"/ru/", ""},
		{"/ru//cart/", "/ru/cart/"},
		{"/tag/чай//", "/tag/%D1%87%D0%B0%D0%B9/"},
	}
	for _, tt := range tests {
		if got := canonical(&url.URL{Path: tt.path}); got != tt.want {
			t.Errorf("canonical(%q) = %q, want %q", tt.path, got, tt.want)
		}
	}
}

func TestNeighboursInOneNetworkShareALimit(t *testing.T) {
	tests := []struct{ address, want string }{
		{"203.0.113.9", "203.0.113.9"},
		{"2001:db8:1:2:3::4", "2001:db8:1:2::/64"},
		{"2001:db8:1:2:ffff::", "2001:db8:1:2::/64"},
		{"@", "@"},
	}
	for _, tt := range tests {
		if got := network(tt.address); got != tt.want {
			t.Errorf("network(%q) = %q, want %q", tt.address, got, tt.want)
		}
	}
}
