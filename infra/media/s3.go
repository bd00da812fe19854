package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 keeps pictures in a bucket of Amazon S3 or of a store that speaks its protocol.
type S3 struct {
	client *minio.Core
	bucket string
	prefix string // of every key
}

const (
	s3Answer  = 10 * time.Second // until a store begins to answer
	s3Retries = 3
)

func newS3(u *url.URL, keyID, secret string) (*S3, error) {
	if keyID == "" || secret == "" {
		return nil, errors.New("no keys: put them before the bucket as s3://key:secret@bucket or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errors.New("what follows the question mark does not parse")
	}
	endpoint := q.Get("endpoint")
	if endpoint == "" {
		endpoint = "https://s3.amazonaws.com"
	}
	e, err := url.Parse(endpoint)
	if err != nil || e.Host == "" || e.Scheme != "https" && e.Scheme != "http" {
		return nil, fmt.Errorf("endpoint %q must begin with https:// or http://", endpoint)
	}
	lookup := minio.BucketLookupDNS
	if q.Get("path_style") == "true" {
		lookup = minio.BucketLookupPath
	}
	region := q.Get("region")
	if region == "" {
		region = "us-east-1"
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = s3Answer
	client, err := minio.NewCore(e.Host, &minio.Options{
		Creds: credentials.NewStaticV4(keyID, secret, ""), Secure: e.Scheme == "https", Region: region,
		BucketLookup: lookup, Transport: transport, MaxRetries: s3Retries,
	})
	if err != nil {
		return nil, err
	}
	return &S3{client: client, bucket: u.Host}, nil
}

// Put stores an object. S3 shows it only when it is whole.
func (s *S3) Put(ctx context.Context, key, contentType string, body []byte) error {
	_, err := s.client.Client.PutObject(ctx, s.bucket, s.prefix+key, bytes.NewReader(body), int64(len(body)), minio.PutObjectOptions{
		ContentType: contentType, CacheControl: s.caching(), DisableMultipart: true, SendContentMd5: true,
	})
	if err != nil {
		return fmt.Errorf("store %s in the bucket %s: %w", key, s.bucket, err)
	}
	return nil
}

// Get reads an object.
func (s *S3) Get(ctx context.Context, key string) (io.ReadCloser, Info, error) {
	body, stat, _, err := s.client.GetObject(ctx, s.bucket, s.prefix+key, minio.GetObjectOptions{})
	if err != nil {
		if answer := minio.ToErrorResponse(err); answer.Code == minio.NoSuchKey || answer.Code != minio.NoSuchBucket && answer.StatusCode == http.StatusNotFound {
			err = ErrNotExist
		}
		return nil, Info{}, fmt.Errorf("read %s from the bucket %s: %w", key, s.bucket, err)
	}
	return body, Info{Size: stat.Size, ContentType: stat.ContentType}, nil
}

// caching is what a cache in front of the bucket is told.
func (s *S3) caching() string {
	if s.prefix != "" {
		return "private, no-store"
	}
	return immutable
}

// Delete removes an object. S3 does not tell whether there was one.
func (s *S3) Delete(ctx context.Context, key string) error {
	if err := s.client.Client.RemoveObject(ctx, s.bucket, s.prefix+key, minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("delete %s in the bucket %s: %w", key, s.bucket, err)
	}
	return nil
}

// Each lists the bucket, a page at a time; the pictures do not include what is private.
func (s *S3) Each(ctx context.Context, f func(key string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing when f has had enough
	for object := range s.client.Client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Recursive: true, Prefix: s.prefix}) {
		if object.Err != nil {
			return fmt.Errorf("list the bucket %s: %w", s.bucket, object.Err)
		}
		key := strings.TrimPrefix(object.Key, s.prefix)
		if s.prefix == "" && strings.HasPrefix(key, privatePrefix) {
			continue
		}
		if err := f(key); err != nil {
			return err
		}
	}
	return ctx.Err()
}
