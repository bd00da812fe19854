package main

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestDemoMarketIsMadeOnceAndKept(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		environ := []string{"DEBUG=true", "PORT=0", "DATABASE_URL=" + url, "DATA_DIR=" + t.TempDir()}
		for _, says := range []string{"Demo market made", "The market that is there stays as it is"} {
			p := start(t, environ, "serve", "--demo")
			base := p.address()
			for _, want := range []string{says, "vendor1@bazaar.test", "market-day-2026"} {
				if !strings.Contains(p.output(), want) {
					t.Errorf("missing %q in:\n%s", want, p.output())
				}
			}
			if w, body := get(t, base+"/product/123/", ""); w.StatusCode != http.StatusOK || !strings.Contains(body, "Gaming Laptop") {
				t.Errorf("product 123: %s", w.Status)
			}
			if w, _ := get(t, base+"/products/?category=electronics&page=2", ""); w.StatusCode != http.StatusOK {
				t.Errorf("second page of electronics: %s", w.Status)
			}
			p.signal(syscall.SIGTERM)
			if code := p.exit(time.Minute); code != exitFine {
				t.Errorf("exit code %d:\n%s", code, p.output())
			}
		}
	})
}

func TestSeedAddsVolumeAndTheBooksStayRight(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		environ := []string{"DEBUG=true", "DATABASE_URL=" + url, "DATA_DIR=" + t.TempDir()}
		for _, args := range []string{"seed --products 300 --orders 200 --vendors 5", "seed --products 10", "invariants"} {
			p := start(t, environ, strings.Fields(args)...)
			if code := p.exit(time.Minute); code != exitFine {
				t.Fatalf("%s: exit code %d:\n%s", args, code, p.output())
			}
		}
		p := start(t, environ, "seed", "--products=-1")
		if code := p.exit(time.Minute); code == exitFine || !strings.Contains(p.output(), "must not be negative") {
			t.Errorf("exit code %d:\n%s", code, p.output())
		}
	})
}
