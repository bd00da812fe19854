package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strconv"
	"sync"

	"github.com/deepteams/webp"
	xwebp "golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"
)

// What a picture may be at most.
const (
	MaxBytes  = 10 << 20
	MaxPixels = 25_000_000
)

// Why a picture is refused. Any other error of Save is the store's.
var (
	ErrTooLarge   = errors.New("media: the picture has more than 10 MB or 25 megapixels")
	ErrNotPicture = errors.New("media: the file is not a JPEG, PNG, WebP or GIF picture")
)

// Qualities from 1 to 100 of what is stored: the copy serves to make further renditions.
const (
	copyQuality      = 90
	renditionQuality = 78
)

// largestCopy bounds the sides of the stored copy, in pixels.
const largestCopy = 3200

// format is a kind of file that is understood, recognised by its first bytes and never by a name.
type format struct {
	begins func([]byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func prefix(p string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(p)) }
}

// Of an animated GIF the first picture is taken; an animated WebP is refused.
var formats = []format{
	{prefix("\xff\xd8\xff"), jpeg.DecodeConfig, jpeg.Decode},
	{prefix("\x89PNG\r\n\x1a\n"), png.DecodeConfig, png.Decode},
	{prefix("GIF8"), gif.DecodeConfig, gif.Decode},
	{func(b []byte) bool { return prefix("RIFF")(b) && len(b) >= 12 && string(b[8:12]) == "WEBP" }, xwebp.DecodeConfig, xwebp.Decode},
}

// pixels bounds the memory of pictures that are decoded at the same time.
var pixels = semaphore.NewWeighted(MaxPixels)

// Save stores a picture in all Widths, and a copy without metadata to make others from, and
// returns its reference. A picture that is there already costs one look. It returns ErrTooLarge
// or ErrNotPicture for what it does not take. It must not be called inside a transaction.
func Save(ctx context.Context, s Store, original []byte) (string, error) {
	if len(original) > MaxBytes {
		return "", ErrTooLarge
	}
	sum := sha256.Sum256(original)
	ref := hex.EncodeToString(sum[:])
	switch there, err := exists(ctx, s, key(ref, Widths[len(Widths)-1])); {
	case err != nil:
		return "", err
	case there:
		return ref, nil
	}
	f, config, err := inspect(original)
	if err != nil {
		return "", err
	}
	need := int64(config.Width) * int64(config.Height)
	if err := pixels.Acquire(ctx, need); err != nil {
		return "", fmt.Errorf("wait to decode a picture: %w", err)
	}
	defer pixels.Release(need)
	img, err := f.decode(bytes.NewReader(original))
	if err != nil {
		return "", fmt.Errorf("%w: %v", ErrNotPicture, err) //nolint:errorlint // the codec's words are for the log only
	}
	upright := turn(reduce(img, (max(config.Width, config.Height)+largestCopy-1)/largestCopy), orientation(original))
	return ref, store(ctx, s, ref, upright)
}

// inspect reads the header only, so that a small file cannot claim endless memory.
func inspect(original []byte) (format, image.Config, error) {
	for _, f := range formats {
		if !f.begins(original) {
			continue
		}
		c, err := f.config(bytes.NewReader(original))
		switch {
		case err != nil || c.Width < 1 || c.Height < 1:
			return f, c, ErrNotPicture
		case c.Width > MaxPixels || c.Height > MaxPixels || c.Width*c.Height > MaxPixels:
			return f, c, ErrTooLarge
		}
		return f, c, nil
	}
	return format{}, image.Config{}, ErrNotPicture
}

func exists(ctx context.Context, s Store, key string) (bool, error) {
	body, _, err := s.Get(ctx, key)
	if errors.Is(err, ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, body.Close()
}

// store writes the copy first and the widest rendition last: when that is there, all are.
func store(ctx context.Context, s Store, ref string, img *image.RGBA) error {
	var b bytes.Buffer
	name, err := encodeCopy(&b, img)
	if err != nil {
		return fmt.Errorf("encode a picture: %w", err)
	}
	if err := s.Put(ctx, ref+"/"+name, ContentType(name), b.Bytes()); err != nil {
		return err
	}
	for _, width := range Widths {
		var b bytes.Buffer
		if err := encodeRendition(&b, fit(img, width)); err != nil {
			return fmt.Errorf("encode a picture: %w", err)
		}
		if err := s.Put(ctx, key(ref, width), "image/webp", b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// prepareTables makes the encoder fill its tables while nobody else encodes: it marks them as
// filled before they are, so that two first pictures at once would come out wrong.
var prepareTables = sync.OnceValue(func() error { return encodeWebP(io.Discard, image.NewRGBA(image.Rect(0, 0, 16, 16))) })

func encodeRendition(w io.Writer, img image.Image) error {
	if err := prepareTables(); err != nil {
		return err
	}
	return encodeWebP(w, img)
}

func encodeWebP(w io.Writer, img image.Image) error {
	return webp.Encode(w, img, &webp.EncoderOptions{Quality: renditionQuality, Method: 4})
}

func encodeCopy(w io.Writer, img *image.RGBA) (name string, err error) {
	if img.Opaque() {
		return "original.jpg", jpeg.Encode(w, img, &jpeg.Options{Quality: copyQuality})
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return "original.png", encoder.Encode(w, img)
}

// Remove deletes a picture in all its forms. Nothing may show it any more.
func Remove(ctx context.Context, s Store, ref string) error {
	names := []string{"original.jpg", "original.png"}
	for _, width := range Widths {
		names = append(names, strconv.Itoa(width)+".webp")
	}
	for _, name := range names {
		if err := s.Delete(ctx, ref+"/"+name); err != nil {
			return err
		}
	}
	return nil
}
