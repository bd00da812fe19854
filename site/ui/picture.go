package ui

import (
	"fmt"

	"bazaar/infra/media"
)

// Picture is an image element for a stored picture.
type Picture struct {
	// Ref is the reference of the stored picture; empty shows a placeholder.
	Ref string
	// Alt is empty where the text beside says the same.
	Alt string
	// Sizes tells the browser how wide the picture will be shown, as in the sizes attribute.
	Sizes string
	// Loading is "eager" or "lazy".
	Loading string
	// First says that this is the largest picture of the first view.
	First bool
}

// Widths of the two renditions that pages use.
const (
	small = 320
	large = 800
)

// Sizes for the usual places of a picture: SizesMain is the large one on a product's page.
const (
	SizesMain  = "(min-width: 56rem) 40rem, 100vw"
	sizesCard  = "(min-width: 60rem) 15rem, (min-width: 48rem) 30vw, 46vw"
	sizesThumb = "6rem"
)

func (p Picture) source() string { return media.URL(p.Ref, small) }

func (p Picture) sources() string {
	if p.Ref == "" {
		return ""
	}
	return fmt.Sprintf("%s %dw, %s %dw", media.URL(p.Ref, small), small, media.URL(p.Ref, large), large)
}

// FullPicture is the address of the largest rendition of a stored picture.
func FullPicture(ref string) string { return media.URL(ref, large) }
