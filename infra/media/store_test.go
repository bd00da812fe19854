package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func s3URL(endpoint, keys string) string {
	return "s3://" + keys + testBucket + "?endpoint=" + url.QueryEscape(endpoint) + "&region=" + testRegion + "&path_style=true"
}

// eachStore runs f on both kinds of store.
func eachStore(t *testing.T, f func(t *testing.T, s Store)) {
	t.Run("disk", func(t *testing.T) { f(t, disk(t)) })
	t.Run("s3", func(t *testing.T) {
		_, endpoint := startFakeS3(t)
		s, err := Open(Options{URL: s3URL(endpoint, ""), KeyID: testKeyID, Secret: testSecret})
		if err != nil {
			t.Fatal(err)
		}
		f(t, s)
	})
}

func disk(t *testing.T) Store {
	t.Helper()
	s, err := Open(Options{Dir: filepath.Join(t.TempDir(), "media")})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t *testing.T, s Store, key string) ([]byte, Info) {
	t.Helper()
	body, info, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return b, info
}

func TestStoreGivesBackWhatWasPut(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		body := bytes.Repeat([]byte("picture "), 20_000)
		for range 2 { // again is as good as once
			if err := s.Put(t.Context(), "ab/320.webp", "image/webp", body); err != nil {
				t.Fatal(err)
			}
		}
		got, info := read(t, s, "ab/320.webp")
		if !bytes.Equal(got, body) || info != (Info{Size: int64(len(body)), ContentType: "image/webp"}) {
			t.Errorf("%d bytes, %+v", len(got), info)
		}
	})
}

func TestStoreListsWhatItHolds(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		want := []string{"ab/320.webp", "ab/800.webp", "cd/320.webp"}
		for _, key := range want {
			if err := s.Put(t.Context(), key, "image/webp", []byte(key)); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		err := s.Each(t.Context(), func(key string) error { got = append(got, key); return nil })
		slices.Sort(got)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("keys %q, %v", got, err)
		}
		enough, n := errors.New("enough"), 0
		if err := s.Each(t.Context(), func(string) error { n++; return enough }); !errors.Is(err, enough) || n != 1 {
			t.Errorf("ended with %v after %d keys", err, n)
		}
	})
}

func TestStoreKnowsWhatIsMissing(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		if _, _, err := s.Get(t.Context(), "cd/320.webp"); !errors.Is(err, ErrNotExist) {
			t.Errorf("Get of an unknown key: %v", err)
		}
		if err := Check(t.Context(), s); err != nil {
			t.Errorf("Check: %v", err)
		}
	})
}

func TestStoreForgetsWhatIsDeleted(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		if err := s.Put(t.Context(), "ab/320.webp", "image/webp", []byte("x")); err != nil {
			t.Fatal(err)
		}
		for range 2 { // again is as good as once
			if err := s.Delete(t.Context(), "ab/320.webp"); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := s.Get(t.Context(), "ab/320.webp"); !errors.Is(err, ErrNotExist) {
			t.Errorf("Get of a deleted key: %v", err)
		}
	})
}

func TestPrivateFilesStandApartInTheSameBucket(t *testing.T) {
	fake, endpoint := startFakeS3(t)
	o := Options{URL: s3URL(endpoint, ""), KeyID: testKeyID, Secret: testSecret}
	pictures, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	private, err := OpenPrivate(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := private.Put(t.Context(), "tasks/1/x", "text/csv", []byte("secret")); err != nil {
		t.Fatal(err)
	}
	if got, _ := read(t, private, "tasks/1/x"); string(got) != "secret" {
		t.Errorf("read %q", got)
	}
	if _, _, err := pictures.Get(t.Context(), "tasks/1/x"); !errors.Is(err, ErrNotExist) {
		t.Errorf("among the pictures: %v", err)
	}
	if caching := fake.headers["private/tasks/1/x"].Get("Cache-Control"); caching != "private, no-store" {
		t.Errorf("caches are told %q", caching)
	}
	for want, s := range map[int]Store{0: pictures, 1: private} {
		n := 0
		if err := s.Each(t.Context(), func(key string) error { n++; return nil }); err != nil || n != want {
			t.Errorf("%d keys instead of %d, %v", n, want, err)
		}
	}
	if err := private.Delete(t.Context(), "tasks/1/x"); err != nil || len(fake.objects) != 0 {
		t.Errorf("left %d objects, %v", len(fake.objects), err)
	}
}

func TestDiskReachesNothingOutside(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := NewDisk(filepath.Join(dir, "media"))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"../secret", "a/../../secret", "/etc/passwd", filepath.Join(dir, "secret"), "."} {
		if body, _, err := s.Get(t.Context(), key); err == nil {
			body.Close()
			t.Errorf("Get(%q) opened a file", key)
		}
		if err := s.Put(t.Context(), key, "", []byte("x")); err == nil {
			t.Errorf("Put(%q) wrote a file", key)
		}
	}
}

func TestDiskLeavesNoPartBehind(t *testing.T) {
	dir := t.TempDir()
	s, err := NewDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "ab", "320.webp"), 0o700); err != nil { // in the way
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "ab/320.webp", "", []byte("x")); err == nil {
		t.Fatal("Put over a directory succeeded")
	}
	left, err := os.ReadDir(filepath.Join(dir, "ab"))
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestS3FailsClearly(t *testing.T) {
	fake, endpoint := startFakeS3(t)
	for _, c := range []struct {
		name, url string
		broken    bool
		want      string
	}{
		{"wrong secret", s3URL(endpoint, testKeyID+":wrong@"), false, "store"},
		{"wrong bucket", strings.Replace(s3URL(endpoint, testKeyID+":"+testSecret+"@"), testBucket+"?", "other?", 1), false, "other"},
		{"dead", s3URL("http://127.0.0.1:1", testKeyID+":x@"), false, "refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake.broken = c.broken
			s, err := Open(Options{URL: strings.Replace(c.url, testSecret, url.QueryEscape(testSecret), 1)})
			if err != nil {
				t.Fatal(err)
			}
			if err := Check(t.Context(), s); err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, ErrNotExist) {
				t.Errorf("Check: %v", err)
			}
			if err := s.Put(context.WithoutCancel(t.Context()), "ab/320.webp", "image/webp", []byte("x")); err == nil {
				t.Error("Put succeeded")
			}
		})
	}
	if len(fake.objects) != 0 {
		t.Error("something was stored")
	}
}

func TestOpenRefusesBadAddresses(t *testing.T) {
	for _, u := range []string{"http://bucket", "s3://", "s3://bucket", "s3://k:s@bucket?endpoint=ftp://x", "s3://k:s@bucket?endpoint=%zz", "%zz"} {
		if _, err := Open(Options{URL: u}); err == nil || !strings.Contains(err.Error(), "STORAGE_URL") {
			t.Errorf("Open(%q): %v", u, err)
		}
	}
}
