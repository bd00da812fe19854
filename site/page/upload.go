package page

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"bazaar/infra/media"
	"bazaar/market/fault"
)

// Texts of pictures that are refused.
const (
	msgPictureLarge = "A picture has at most 10 MB and 25 megapixels. Make it smaller and try again."
	msgPictureKind  = "This is no picture that we can read. Send a JPEG, PNG, WebP or GIF."
)

// FormBytes is the limit of a form that sends up to n pictures.
func FormBytes(n int64) int64 { return mostFormBytes + n*(media.MaxBytes+1<<10) }

// SavePictures stores the pictures that a form sent under a name, which Form has read, and returns
// their references in order. A field that was left empty gives none. A file that is no picture, or
// too large, is a fault of kind Invalid under the name, beside the references of the others.
func SavePictures(r *http.Request, to media.Store, name string) ([]string, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var refs []string
	refused := fault.Fields{}
	for _, head := range r.MultipartForm.File[name] {
		if head.Size == 0 && head.Filename == "" {
			continue
		}
		file, err := head.Open()
		if err != nil {
			return nil, fmt.Errorf("open the picture %s: %w", name, err)
		}
		body, err := io.ReadAll(io.LimitReader(file, media.MaxBytes+1))
		file.Close()
		if err != nil {
			return nil, fmt.Errorf("read the picture %s: %w", name, err)
		}
		ref, err := media.Save(r.Context(), to, body)
		switch {
		case errors.Is(err, media.ErrTooLarge):
			refused.Add(name, msgPictureLarge)
			continue
		case errors.Is(err, media.ErrNotPicture):
			refused.Add(name, msgPictureKind)
			continue
		case err != nil:
			return nil, fmt.Errorf("store the picture %s: %w", name, err)
		}
		refs = append(refs, ref)
	}
	return refs, refused.Err()
}
