package legacy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"bazaar/infra/media"
)

// album knows which picture each old file became.
type album struct {
	refs map[string]string // path below the old media root -> reference, "" while there is none
	why  map[string]error  // what is wrong with a file
	// stored tells that files were looked for at all.
	stored bool
}

func newAlbum() *album { return &album{refs: map[string]string{}, why: map[string]error{}} }

// ref is the picture of a file. An unknown file is noted, so that it will be stored.
func (a *album) ref(file string) string {
	file = strings.TrimPrefix(strings.TrimPrefix(file, "/"), "media/")
	if file == "" {
		return ""
	}
	ref, ok := a.refs[file]
	if !ok {
		a.refs[file] = ""
	}
	return ref
}

// store keeps every file of the album, with a worker for each core. Files that are missing or are
// no pictures are remembered; a store that fails ends the work.
func (a *album) store(ctx context.Context, to media.Store, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the folder of pictures: %w", err)
	}
	defer root.Close() //nolint:errcheck // it was only read
	a.stored = true
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	files := make(chan string)
	var (
		wait sync.WaitGroup
		lock sync.Mutex
	)
	names := slices.Sorted(maps.Keys(a.refs))
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for file := range files {
				ref, bad, err := storeOne(ctx, to, root, file)
				if err != nil {
					cancel(fmt.Errorf("store picture %s: %w", file, err))
				}
				lock.Lock()
				a.refs[file] = ref
				if bad != nil {
					a.why[file] = bad
				}
				lock.Unlock()
			}
		})
	}
	for _, file := range names {
		files <- file
	}
	close(files)
	wait.Wait()
	return context.Cause(ctx)
}

// storeOne returns the reference of a file, or what is bad about the file, or why it could not be
// stored.
func storeOne(ctx context.Context, to media.Store, root *os.Root, file string) (ref string, bad, err error) {
	if err := context.Cause(ctx); err != nil {
		return "", nil, err
	}
	original, bad := readFile(root, file)
	if bad != nil {
		return "", bad, nil
	}
	ref, err = media.Save(ctx, to, original)
	switch {
	case errors.Is(err, media.ErrNotPicture):
		return "", errors.New("the file is not a JPEG, PNG, WebP or GIF picture"), nil
	case errors.Is(err, media.ErrTooLarge):
		return "", errTooLarge, nil
	}
	return ref, nil, err
}

var errTooLarge = errors.New("the picture has more than 10 MB or 25 megapixels")

func readFile(root *os.Root, file string) ([]byte, error) {
	f, err := root.Open(path.Clean(file))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the file is missing")
	}
	if err != nil {
		return nil, errors.New("the file cannot be opened")
	}
	defer f.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(f, media.MaxBytes+1))
	if err != nil {
		return nil, errors.New("the file cannot be read")
	}
	if len(b) > media.MaxBytes {
		return nil, errTooLarge
	}
	return b, nil
}

// explain notes the files that became no pictures.
func (a *album) explain(r *Report) {
	if !a.stored {
		if len(a.refs) > 0 {
			r.Notes = append(r.Notes, Note{Model: "pictures", Text: fmt.Sprintf("%d files were not looked for: no folder was named with --media", len(a.refs))})
		}
		return
	}
	for _, file := range slices.Sorted(maps.Keys(a.why)) {
		r.Notes = append(r.Notes, Note{Model: "pictures", Text: file + ": " + a.why[file].Error()})
	}
}
