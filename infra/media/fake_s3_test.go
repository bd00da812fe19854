package media

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	testKeyID  = "AKIDEXAMPLE"
	testSecret = "wJalrXUtnFEMI/K7MDENG"
	testRegion = "eu-north-1"
	testBucket = "pictures"
)

// fakeS3 speaks the part of the S3 protocol that the store uses and checks the signature of every
// request (AWS Signature Version 4).
type fakeS3 struct {
	t       *testing.T
	mu      sync.Mutex
	objects map[string][]byte
	headers map[string]http.Header
	broken  bool // answers 500
}

func startFakeS3(t *testing.T) (*fakeS3, string) {
	f := &fakeS3{t: t, objects: map[string][]byte{}, headers: map[string]http.Header{}}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return f, server.URL
}

func (f *fakeS3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key, inBucket := strings.CutPrefix(r.URL.Path, "/"+testBucket+"/")
	switch {
	case f.broken:
		answer(w, http.StatusInternalServerError, "InternalError")
	case !signed(r):
		answer(w, http.StatusForbidden, "SignatureDoesNotMatch")
	case r.Method == http.MethodGet && strings.TrimSuffix(r.URL.Path, "/") == "/"+testBucket && r.URL.Query().Get("list-type") == "2":
		f.list(w, r.URL.Query().Get("prefix"))
	case !inBucket:
		answer(w, http.StatusNotFound, "NoSuchBucket")
	case r.Method == http.MethodPut:
		f.put(w, r, key)
	case r.Method == http.MethodDelete:
		delete(f.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet && f.objects[key] == nil:
		answer(w, http.StatusNotFound, "NoSuchKey")
	case r.Method == http.MethodGet:
		w.Header().Set("Content-Type", f.headers[key].Get("Content-Type"))
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT")
		w.Header().Set("ETag", `"x"`)
		w.Header().Set("Content-Length", strconv.Itoa(len(f.objects[key])))
		w.Write(f.objects[key]) //nolint:errcheck // the test sees what is missing
	default:
		answer(w, http.StatusMethodNotAllowed, "MethodNotAllowed")
	}
}

func (f *fakeS3) list(w http.ResponseWriter, prefix string) {
	w.Header().Set("Content-Type", "application/xml")
	fmt.Fprintf(w, "<ListBucketResult><Name>%s</Name><IsTruncated>false</IsTruncated>", testBucket)
	for key, body := range f.objects {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		fmt.Fprintf(w, "<Contents><Key>%s</Key><Size>%d</Size><LastModified>2006-01-02T15:04:05Z</LastModified></Contents>", key, len(body))
	}
	fmt.Fprint(w, "</ListBucketResult>")
}

func (f *fakeS3) put(w http.ResponseWriter, r *http.Request, key string) {
	body, err := readBody(r)
	if err != nil {
		answer(w, http.StatusBadRequest, "XAmzContentSHA256Mismatch")
		return
	}
	f.objects[key], f.headers[key] = body, r.Header.Clone()
	w.Header().Set("ETag", `"x"`)
}

func answer(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code></Error>", code)
}

// readBody reads a plain body, whose hash must be right, or one in signed chunks.
func readBody(r *http.Request) ([]byte, error) {
	hash := r.Header.Get("X-Amz-Content-Sha256")
	if !strings.HasPrefix(hash, "STREAMING-") {
		body, err := io.ReadAll(r.Body)
		if sum := sha256.Sum256(body); err == nil && hex.EncodeToString(sum[:]) != hash {
			err = fmt.Errorf("hash is %s", hash)
		}
		return body, err
	}
	var body []byte
	for in := bufio.NewReader(r.Body); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		size, _, _ := strings.Cut(strings.TrimSpace(line), ";")
		n, err := strconv.ParseInt(size, 16, 32)
		if err != nil || n == 0 {
			return body, err
		}
		chunk := make([]byte, n+2) // and CRLF
		if _, err := io.ReadFull(in, chunk); err != nil {
			return nil, err
		}
		body = append(body, chunk[:n]...)
	}
}

// signed tells whether the request carries the signature of the test keys.
func signed(r *http.Request) bool {
	auth, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	fields := map[string]string{}
	for part := range strings.SplitSeq(auth, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	at := r.Header.Get("X-Amz-Date")
	if !ok || len(at) < 8 {
		return false
	}
	scope := strings.Join([]string{at[:8], testRegion, "s3", "aws4_request"}, "/")
	names := strings.Split(fields["SignedHeaders"], ";")
	if fields["Credential"] != testKeyID+"/"+scope || !slices.Contains(names, "host") {
		return false
	}
	var headers strings.Builder
	for _, name := range names {
		value := strings.Join(r.Header.Values(name), ",")
		if name == "host" {
			value = r.Host
		}
		fmt.Fprintf(&headers, "%s:%s\n", name, strings.TrimSpace(value))
	}
	request := strings.Join([]string{r.Method, r.URL.EscapedPath(), r.URL.Query().Encode(), headers.String(), fields["SignedHeaders"], r.Header.Get("X-Amz-Content-Sha256")}, "\n")
	sum := sha256.Sum256([]byte(request))
	toSign := strings.Join([]string{"AWS4-HMAC-SHA256", at, scope, hex.EncodeToString(sum[:])}, "\n")
	mac := []byte("AWS4" + testSecret)
	for _, part := range append(strings.Split(scope, "/"), toSign) {
		h := hmac.New(sha256.New, mac)
		h.Write([]byte(part))
		mac = h.Sum(nil)
	}
	return hmac.Equal([]byte(hex.EncodeToString(mac)), []byte(fields["Signature"]))
}
