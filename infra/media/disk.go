package media

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

// Disk keeps pictures in a directory of this machine. Only one node can use it.
type Disk struct{ root *os.Root }

// NewDisk makes the directory if need be. Nothing outside of it can be reached, whatever the key.
func NewDisk(dir string) (*Disk, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make the directory of pictures: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the directory of pictures: %w", err)
	}
	return &Disk{root}, nil
}

// Put writes the file beside its place and moves it there when it is whole and safe on disk.
func (d *Disk) Put(_ context.Context, key, _ string, body []byte) error {
	if err := d.root.MkdirAll(path.Dir(key), 0o750); err != nil {
		return fmt.Errorf("store %s: %w", key, err)
	}
	part := key + "." + rand.Text() + ".part"
	err := d.write(part, body)
	if err == nil {
		err = d.root.Rename(part, key)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("store %s: %w", key, err), ignoreMissing(d.root.Remove(part)))
	}
	return nil
}

func (d *Disk) write(name string, body []byte) error {
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, bytes.NewReader(body))
	return errors.Join(err, f.Sync(), f.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, ErrNotExist) {
		return nil
	}
	return err
}

// Get opens the file.
func (d *Disk) Get(_ context.Context, key string) (io.ReadCloser, Info, error) {
	f, err := d.root.Open(key)
	if err != nil {
		return nil, Info{}, fmt.Errorf("read %s: %w", key, err)
	}
	stat, err := f.Stat()
	if err == nil && stat.IsDir() {
		err = ErrNotExist
	}
	if err != nil {
		_ = f.Close() // the first error says more
		return nil, Info{}, fmt.Errorf("read %s: %w", key, err)
	}
	return f, Info{Size: stat.Size(), ContentType: ContentType(key)}, nil
}

// Delete removes the file.
func (d *Disk) Delete(_ context.Context, key string) error {
	if err := ignoreMissing(d.root.Remove(key)); err != nil {
		return fmt.Errorf("delete %s: %w", key, err)
	}
	return nil
}

// Each walks the directory; files that are being written are left out.
func (d *Disk) Each(ctx context.Context, f func(key string) error) error {
	return fs.WalkDir(d.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, ErrNotExist):
			return nil // it went while we were looking
		case err != nil:
			return fmt.Errorf("list pictures: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		case entry.IsDir() || path.Ext(name) == ".part":
			return nil
		}
		return f(name)
	})
}

// ContentType is the type of what Save stores under a key.
func ContentType(key string) string {
	switch path.Ext(key) {
	case ".webp":
		return "image/webp"
	case ".jpg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	}
	return "application/octet-stream"
}
