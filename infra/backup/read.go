package backup

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"

	"bazaar/infra/media"
)

// reading is one pass through an archive.
type reading struct {
	table   func(t Table, rows io.Reader) error
	picture func(key string, body io.Reader, size int64) error
}

// Verify reads a file from end to end and compares it with what it promises.
func Verify(path string) (Manifest, error) {
	return pass(path, reading{
		table: func(_ Table, rows io.Reader) error {
			_, err := io.Copy(io.Discard, rows)
			return err
		},
		picture: func(_ string, body io.Reader, _ int64) error {
			_, err := io.Copy(io.Discard, body)
			return err
		},
	})
}

// pass hands each part of an archive to r and checks that all are there.
func pass(path string, r reading) (m Manifest, err error) {
	f, err := os.Open(path)
	if err != nil {
		return m, fmt.Errorf("open the copy: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	plain, err := decompressor(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		return m, err
	}
	defer plain.Close()
	archive := tar.NewReader(strict{plain})
	if m, err = readManifest(archive); err != nil {
		return m, err
	}
	var pictures int64
	for next := 0; ; {
		h, err := archive.Next()
		if err != nil {
			return m, damaged("it has no end (%v)", err)
		}
		switch key, isPicture := strings.CutPrefix(h.Name, mediaDir); {
		case h.Name == endName:
			if err := finish(archive, m, next, pictures); err != nil {
				return m, err
			}
			_, err := io.Copy(io.Discard, strict{plain}) // what follows holds the check sum of the whole
			return m, err
		case isPicture:
			pictures++
			err = r.picture(key, archive, h.Size)
		case next < len(m.Tables) && h.Name == tablesDir+m.Tables[next].Name+tableSuffix:
			err = readTable(archive, m.Tables[next], r)
			next++
		default:
			return m, damaged("unexpected part %q", h.Name)
		}
		if err != nil {
			return m, err
		}
	}
}

// strict is a stream whose every trouble is damage of the file.
type strict struct{ io.Reader }

func (s strict) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = damaged("%v", err)
	}
	return n, err
}

func readTable(archive io.Reader, t Table, r reading) error {
	counted := &counter{Writer: io.Discard}
	if err := r.table(t, io.TeeReader(archive, counted)); err != nil {
		return err
	}
	if counted.rows != t.Rows {
		return damaged("table %s has %d rows instead of %d", t.Name, counted.rows, t.Rows)
	}
	return nil
}

// finish compares the end of an archive with what was read.
func finish(archive io.Reader, m Manifest, tables int, pictures int64) error {
	var e end
	if err := json.NewDecoder(archive).Decode(&e); err != nil {
		return damaged("its end does not parse: %v", err)
	}
	if tables != len(m.Tables) || e.Pictures != pictures {
		return damaged("%d of %d tables and %d of %d pictures are there", tables, len(m.Tables), pictures, e.Pictures)
	}
	return nil
}

func readManifest(archive *tar.Reader) (Manifest, error) {
	var m Manifest
	h, err := archive.Next()
	if err != nil || h.Name != manifestName {
		return m, damaged("it does not begin like a copy of a market")
	}
	if err := json.NewDecoder(archive).Decode(&m); err != nil {
		return m, damaged("its manifest does not parse: %v", err)
	}
	if m.Format > format {
		return m, ErrNewer
	}
	return m, nil
}

var gzipMagic, zstdMagic = []byte{0x1f, 0x8b}, []byte{0x28, 0xb5, 0x2f, 0xfd}

func decompressor(r *bufio.Reader) (io.ReadCloser, error) {
	head, _ := r.Peek(len(zstdMagic))
	switch {
	case strings.HasPrefix(string(head), string(gzipMagic)):
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, damaged("%v", err)
		}
		return z, nil
	case string(head) == string(zstdMagic):
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, damaged("%v", err)
		}
		return z.IOReadCloser(), nil
	}
	return nil, damaged("it is neither zstd nor gzip")
}

// keepPicture stores one picture of an archive.
func keepPicture(ctx context.Context, store media.Store, key string, body io.Reader, size int64) error {
	const mostPicture = 64 << 20
	if size > mostPicture {
		return damaged("the picture %s has %d bytes", key, size)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	return store.Put(ctx, key, media.ContentType(key), b)
}
