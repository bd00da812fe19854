// Package media keeps the pictures of the market, on disk or in an S3-compatible store. A picture
// is content-addressed: its reference, which the database holds, is the SHA-256 of the file that
// was uploaded. It is decoded and encoded anew when it is saved, so that nothing but pixels
// survives (no GPS position, no script), and what is saved is never changed again.
package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strconv"
)

// Widths are the renditions of every picture, in pixels: none is wider, nor more than twice as
// high, and none is larger than its original.
var Widths = []int{320, 800}

// ErrNotExist is returned by Get for a key that is not there.
var ErrNotExist = fs.ErrNotExist

// Info describes a stored file.
type Info struct {
	Size        int64 // bytes
	ContentType string
}

// Store keeps files under keys such as "<ref>/320.webp". A key that exists is never given another
// content.
type Store interface {
	// Put stores a whole file or, on an error, nothing of it.
	Put(ctx context.Context, key, contentType string, body []byte) error
	// Get returns ErrNotExist for an unknown key. The caller closes the reader.
	Get(ctx context.Context, key string) (io.ReadCloser, Info, error)
	// Delete removes a file; an unknown key is no error. Pictures that a page may show are never
	// deleted.
	Delete(ctx context.Context, key string) error
	// Each hands every key to f, in no order, and ends with the first error of f.
	Each(ctx context.Context, f func(key string) error) error
}

// Options say where pictures are kept.
type Options struct {
	// URL is s3://bucket?endpoint=…&region=…&path_style=true, with the keys as its user and
	// password or in KeyID and Secret; empty keeps pictures in Dir.
	URL           string
	Dir           string
	KeyID, Secret string
}

// privatePrefix begins the keys of what is no picture in a bucket that holds both.
const privatePrefix = "private/"

// Open makes the store of pictures. It does not reach out to the network.
func Open(o Options) (Store, error) { return open(o, "") }

// OpenPrivate makes a store for files that only their owners may fetch, in a directory of their own
// or beside the pictures of the bucket. Handler does not serve them, and copies leave them out.
func OpenPrivate(o Options) (Store, error) { return open(o, privatePrefix) }

func open(o Options, prefix string) (Store, error) {
	if o.URL == "" {
		return NewDisk(o.Dir)
	}
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "s3" || u.Host == "" {
		return nil, errors.New("STORAGE_URL must look like s3://bucket?endpoint=https://host&region=name")
	}
	if secret, ok := u.User.Password(); ok {
		o.KeyID, o.Secret = u.User.Username(), secret
	}
	s3, err := newS3(u, o.KeyID, o.Secret)
	if err != nil {
		return nil, fmt.Errorf("STORAGE_URL: %w", err)
	}
	s3.prefix = prefix
	return s3, nil
}

// Check asks the store for a file that does not exist: an error says that pictures cannot be
// reached.
func Check(ctx context.Context, s Store) error {
	body, _, err := s.Get(ctx, key("0", Widths[0]))
	if errors.Is(err, ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reach the store of pictures: %w", err)
	}
	return body.Close()
}

// placeholder is shown where there is no picture.
const placeholder = "/static/placeholder.svg"

// URL is the address of a picture in one of Widths; an empty reference gives a placeholder.
func URL(ref string, width int) string {
	if ref == "" {
		return placeholder
	}
	return "/media/" + key(ref, width)
}

func key(ref string, width int) string { return ref + "/" + strconv.Itoa(width) + ".webp" }
