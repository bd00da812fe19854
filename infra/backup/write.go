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
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"bazaar/infra/media"
)

// Write copies a market into a new file, which only its owner may read: it holds addresses and
// hashes of passwords. Its name decides on the compression: gzip for .gz and .tgz, zstd otherwise.
// The file appears under its name when it is whole.
func Write(ctx context.Context, m Market, path, by string, now time.Time) (Result, error) {
	if _, err := os.Stat(path); err == nil {
		return Result{}, fmt.Errorf("%s is there already; a copy replaces nothing", path)
	}
	work, err := os.MkdirTemp(filepath.Dir(path), ".bazaar-backup-")
	if err != nil {
		return Result{}, fmt.Errorf("make room for the copy: %w", err)
	}
	defer os.RemoveAll(work) //nolint:errcheck // it lies beside the copy and says what it is
	all, err := dump(ctx, m.DB, work)
	if err != nil {
		return Result{}, err
	}
	manifest, err := describe(ctx, m, all, by, now)
	if err != nil {
		return Result{}, err
	}
	part := filepath.Join(work, ".whole-"+filepath.Base(path))
	pictures, err := pack(ctx, m.Media, manifest, work, part)
	if err != nil {
		return Result{}, err
	}
	stat, err := os.Stat(part)
	if err != nil {
		return Result{}, err
	}
	if err := os.Rename(part, path); err != nil {
		return Result{}, fmt.Errorf("put the copy in its place: %w", err)
	}
	return Result{Manifest: manifest, Pictures: pictures, Bytes: stat.Size()}, nil
}

// pack makes the archive of the spooled tables and the pictures.
func pack(ctx context.Context, store media.Store, m Manifest, work, part string) (pictures int64, err error) {
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Sync(), f.Close()) }()
	buffered := bufio.NewWriterSize(f, 1<<20)
	compressed, err := compressor(buffered, part)
	if err != nil {
		return 0, err
	}
	archive := tar.NewWriter(compressed)
	a := &archiver{tar: archive, at: m.At}
	if err := a.json(manifestName, m); err != nil {
		return 0, err
	}
	for _, t := range m.Tables {
		if err := a.file(tablesDir+t.Name+tableSuffix, filepath.Join(work, t.Name)); err != nil {
			return 0, err
		}
	}
	if store != nil {
		err = store.Each(ctx, func(key string) error {
			err := a.picture(ctx, store, key)
			if errors.Is(err, media.ErrNotExist) {
				return nil // it went while we were looking
			}
			pictures++
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	err = a.json(endName, end{Pictures: pictures})
	return pictures, errors.Join(err, archive.Close(), compressed.Close(), buffered.Flush())
}

func compressor(w io.Writer, path string) (io.WriteCloser, error) {
	if strings.HasSuffix(path, ".gz") || strings.HasSuffix(path, ".tgz") {
		return gzip.NewWriter(w), nil
	}
	return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
}

// archiver adds entries to an archive.
type archiver struct {
	tar *tar.Writer
	at  time.Time
}

func (a *archiver) begin(name string, size int64) error {
	return a.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: a.at, Format: tar.FormatPAX})
}

func (a *archiver) json(name string, value any) error {
	b, err := json.MarshalIndent(value, "", "\t")
	if err != nil {
		return err
	}
	if err := a.begin(name, int64(len(b))); err != nil {
		return err
	}
	_, err = a.tar.Write(b)
	return err
}

// file adds a spooled table and deletes it: a large market need not lie on the disk three times.
func (a *archiver) file(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	stat, err := f.Stat()
	if err != nil {
		return err
	}
	if err := a.begin(name, stat.Size()); err != nil {
		return err
	}
	if _, err := io.Copy(a.tar, f); err != nil {
		return err
	}
	return os.Remove(path)
}

func (a *archiver) picture(ctx context.Context, store media.Store, key string) error {
	body, info, err := store.Get(ctx, key)
	if err != nil {
		return err
	}
	defer body.Close()
	if err := a.begin(mediaDir+key, info.Size); err != nil {
		return err
	}
	if _, err := io.CopyN(a.tar, body, info.Size); err != nil {
		return fmt.Errorf("copy the picture %s: %w", key, err)
	}
	return nil
}
