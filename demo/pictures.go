package demo

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"golang.org/x/sync/errgroup"

	"bazaar/infra/media"
)

// The pictures are drawn by pictures/generate and committed; their licence is in pictures/LICENSE.
//
//go:embed pictures/index.json pictures/files
var pictures embed.FS

// index maps an English title, or a vendor's name, to the references of its pictures.
var index = sync.OnceValue(func() map[string][]string {
	var names map[string][]string
	b, err := pictures.ReadFile("pictures/index.json")
	if err == nil {
		err = json.Unmarshal(b, &names)
	}
	if err != nil {
		panic("demo: the index of pictures: " + err.Error())
	}
	return names
})

func picturesOf(name string) []string { return index()[name] }

// storePictures puts every picture into the store, several at a time, leaving out those that are
// there. The files are stored as they are: they were made in the widths that the market shows.
func storePictures(ctx context.Context, to media.Store) error {
	const atOnce = 16
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	err := fs.WalkDir(pictures, "pictures/files", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		group.Go(func() error { return storePicture(ctx, to, name) })
		return ctx.Err()
	})
	if err := errors.Join(err, group.Wait()); err != nil {
		return fmt.Errorf("store the pictures of the demo: %w", err)
	}
	return nil
}

func storePicture(ctx context.Context, to media.Store, name string) error {
	key := name[len("pictures/files/"):]
	there, _, err := to.Get(ctx, key)
	if err == nil {
		return there.Close()
	}
	if !errors.Is(err, media.ErrNotExist) {
		return err
	}
	body, err := pictures.ReadFile(name)
	if err != nil {
		return err
	}
	return to.Put(ctx, key, "image/webp", body)
}
