package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deepteams/webp"
	xwebp "golang.org/x/image/webp"
)

// quarters is a picture with another colour in each corner.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, [2][2]color.RGBA{{red, green}, {blue, white}}[y*2/h][x*2/w])
		}
	}
	return img
}

var (
	red   = color.RGBA{220, 20, 20, 255}
	green = color.RGBA{20, 200, 20, 255}
	blue  = color.RGBA{20, 20, 220, 255}
	white = color.RGBA{240, 240, 240, 255}
)

func encoded(t testing.TB, img image.Image, kind string) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch kind {
	case "jpeg":
		err = jpeg.Encode(&b, img, nil)
	case "png":
		err = png.Encode(&b, img)
	case "gif":
		err = gif.Encode(&b, img, nil)
	case "webp":
		err = webp.Encode(&b, img, webp.DefaultOptions())
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an orientation and a text such as a GPS position into a JPEG.
func withExif(jpeg []byte, orientation uint16, secret string) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00")
	tiff = binary.LittleEndian.AppendUint16(tiff, tagOrientation)
	tiff = binary.LittleEndian.AppendUint16(tiff, typeShort)
	tiff = binary.LittleEndian.AppendUint32(tiff, 1)
	tiff = binary.LittleEndian.AppendUint32(tiff, uint32(orientation))
	body := append(append([]byte("Exif\x00\x00"), tiff...), secret...)
	out := append([]byte{0xff, 0xd8, 0xff, markerAPP1}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))...)
	return append(append(out, body...), jpeg[2:]...)
}

func near(a, b color.Color) bool {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	diff := func(x, y uint32) uint32 { return max(x, y) - min(x, y) }
	return max(diff(r1, r2), diff(g1, g2), diff(b1, b2)) < 50<<8
}

// corners are the colours near the four corners, row by row.
func corners(img image.Image) [4]color.Color {
	b := img.Bounds()
	l, r, o, u := b.Min.X+b.Dx()/8, b.Max.X-1-b.Dx()/8, b.Min.Y+b.Dy()/8, b.Max.Y-1-b.Dy()/8
	return [4]color.Color{img.At(l, o), img.At(r, o), img.At(l, u), img.At(r, u)}
}

func TestSaveMakesEveryRenditionOfEveryFormat(t *testing.T) {
	for _, kind := range []string{"jpeg", "png", "gif", "webp"} {
		t.Run(kind, func(t *testing.T) {
			s := disk(t)
			ref, err := Save(t.Context(), s, encoded(t, quarters(1000, 500), kind))
			if err != nil {
				t.Fatal(err)
			}
			for _, width := range Widths {
				b, info := read(t, s, key(ref, width))
				img, err := xwebp.Decode(bytes.NewReader(b))
				if err != nil || info.ContentType != "image/webp" {
					t.Fatalf("%d: %v, %+v", width, err, info)
				}
				if img.Bounds().Dx() != width || img.Bounds().Dy() != width/2 {
					t.Errorf("%d: size %v", width, img.Bounds())
				}
				for i, want := range []color.Color{red, green, blue, white} {
					if got := corners(img)[i]; !near(got, want) {
						t.Errorf("%d: corner %d is %v, want %v", width, i, got, want)
					}
				}
			}
			if b, _ := read(t, s, ref+"/original.jpg"); len(b) == 0 {
				t.Error("no copy is kept")
			}
		})
	}
}

func TestSaveKeepsSizesWithinBounds(t *testing.T) {
	for _, c := range []struct {
		name             string
		w, h             int
		w320, h320, w800 int
	}{
		{"small pictures are not blown up", 100, 60, 100, 60, 100},
		{"tall pictures are twice as high as wide at most", 500, 2000, 160, 640, 400},
		{"large pictures", 2000, 1500, 320, 240, 800},
		{"one line", 4000, 1, 320, 1, 800},
		{"one column", 1, 4000, 1, 640, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := disk(t)
			ref, err := Save(t.Context(), s, encoded(t, image.NewGray(image.Rect(0, 0, c.w, c.h)), "png"))
			if err != nil {
				t.Fatal(err)
			}
			b, _ := read(t, s, key(ref, 320))
			small, err := xwebp.DecodeConfig(bytes.NewReader(b))
			if err != nil || small.Width != c.w320 || small.Height != c.h320 {
				t.Errorf("320: %dx%d, %v", small.Width, small.Height, err)
			}
			b, _ = read(t, s, key(ref, 800))
			if large, err := xwebp.DecodeConfig(bytes.NewReader(b)); err != nil || large.Width != c.w800 {
				t.Errorf("800: %dx%d, %v", large.Width, large.Height, err)
			}
		})
	}
}

func TestSaveSetsPhotosUprightAndDropsMetadata(t *testing.T) {
	const secret = "GPS 43.2N 76.9E"
	plain := encoded(t, quarters(80, 40), "jpeg")
	want := map[uint16][4]color.RGBA{
		1: {red, green, blue, white}, 2: {green, red, white, blue}, 3: {white, blue, green, red}, 4: {blue, white, red, green},
		5: {red, blue, green, white}, 6: {blue, red, white, green}, 7: {white, green, blue, red}, 8: {green, white, red, blue},
	}
	for o, colours := range want {
		dir := t.TempDir()
		s, err := NewDisk(dir)
		if err != nil {
			t.Fatal(err)
		}
		ref, err := Save(t.Context(), s, withExif(plain, o, secret))
		if err != nil {
			t.Fatal(err)
		}
		b, _ := read(t, s, key(ref, 320))
		img, err := xwebp.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if lies := img.Bounds().Dy() > img.Bounds().Dx(); lies != (o >= 5) {
			t.Errorf("orientation %d: size %v", o, img.Bounds())
		}
		for i, got := range corners(img) {
			if !near(got, colours[i]) {
				t.Errorf("orientation %d: corner %d is %v, want %v", o, i, got, colours[i])
			}
		}
		files, err := filepath.Glob(filepath.Join(dir, ref, "*"))
		if err != nil || len(files) != len(Widths)+1 {
			t.Fatalf("files %v, %v", files, err)
		}
		for _, file := range files {
			if b, err := os.ReadFile(file); err != nil || bytes.Contains(b, []byte(secret)) || bytes.Contains(b, []byte("Exif")) {
				t.Errorf("%s holds metadata (%v)", file, err)
			}
		}
	}
}

func TestSaveKeepsTransparency(t *testing.T) {
	s := disk(t)
	ref, err := Save(t.Context(), s, encoded(t, image.NewNRGBA(image.Rect(0, 0, 64, 64)), "png"))
	if err != nil {
		t.Fatal(err)
	}
	b, _ := read(t, s, key(ref, 320))
	img, err := xwebp.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, a := img.At(32, 32).RGBA(); a != 0 {
		t.Errorf("alpha is %d", a)
	}
	read(t, s, ref+"/original.png")
}

func TestSaveTwiceGivesTheSameReference(t *testing.T) {
	s := disk(t)
	b := encoded(t, quarters(40, 40), "png")
	first, err := Save(t.Context(), s, b)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Save(t.Context(), s, b)
	if err != nil || first != second || len(first) != 64 {
		t.Errorf("%s, %s, %v", first, second, err)
	}
}

func TestSaveRefusesWhatIsNoPicture(t *testing.T) {
	bomb := encoded(t, image.NewGray(image.Rect(0, 0, 16, 16)), "png")
	binary.BigEndian.PutUint32(bomb[16:], 65_000) // width and height that the header claims
	binary.BigEndian.PutUint32(bomb[20:], 65_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	whole := encoded(t, quarters(200, 200), "jpeg")
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"nothing", nil, ErrNotPicture},
		{"text", []byte("<html><script>alert(1)</script>"), ErrNotPicture},
		{"SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), ErrNotPicture},
		{"first bytes only", []byte("\xff\xd8\xff"), ErrNotPicture},
		{"cut short", whole[:len(whole)/2], ErrNotPicture},
		{"huge by its header", bomb, ErrTooLarge},
		{"more than 10 MB", append(whole, make([]byte, MaxBytes)...), ErrTooLarge},
		{"bitmap", append([]byte("BM"), make([]byte, 100)...), ErrNotPicture},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := NewDisk(dir)
			if err != nil {
				t.Fatal(err)
			}
			if ref, err := Save(t.Context(), s, c.file); !errors.Is(err, c.want) || ref != "" {
				t.Errorf("Save: %q, %v", ref, err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// A file that is a picture and something else besides is kept as the picture alone.
func TestSaveKeepsNothingButThePicture(t *testing.T) {
	const script = "<script>alert(1)</script>"
	plain := encoded(t, quarters(80, 40), "jpeg")
	comment := append([]byte{0xff, 0xfe, 0, byte(len(script) + 2)}, script...)
	for name, file := range map[string][]byte{
		"a page behind a photo":     append(slices.Clone(plain), "<html>"+script...),
		"an archive behind a photo": append(slices.Clone(plain), "PK\x03\x04"+script...),
		"a script in a comment":     slices.Concat(plain[:2], comment, plain[2:]),
		"a page behind a PNG":       append(encoded(t, quarters(80, 40), "png"), script...),
		"a page behind a GIF":       append(encoded(t, quarters(80, 40), "gif"), script...),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := NewDisk(dir)
			if err != nil {
				t.Fatal(err)
			}
			ref, err := Save(t.Context(), s, file)
			if err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(filepath.Join(dir, ref, "*"))
			if err != nil || len(files) == 0 {
				t.Fatalf("files %v, %v", files, err)
			}
			for _, kept := range files {
				if b, err := os.ReadFile(kept); err != nil || bytes.Contains(b, []byte(script)) || bytes.Contains(b, []byte("PK\x03")) {
					t.Errorf("%s holds more than a picture (%v)", kept, err)
				}
			}
		})
	}
}

// Only the first frame of an animation is read, however many there are.
func TestSaveTakesTheFirstFrameOfAnAnimation(t *testing.T) {
	frame := image.NewPaletted(image.Rect(0, 0, 200, 200), color.Palette{color.Black, color.White})
	endless := gif.GIF{}
	for range 2_000 {
		endless.Image, endless.Delay = append(endless.Image, frame), append(endless.Delay, 1)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &endless); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if _, err := Save(t.Context(), disk(t), b.Bytes()); err != nil && !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("an animation takes %s", took)
	}
}

func TestSaveReportsADeadStore(t *testing.T) {
	fake, endpoint := startFakeS3(t)
	fake.broken = true
	s, err := Open(Options{URL: s3URL(endpoint, ""), KeyID: testKeyID, Secret: testSecret})
	if err != nil {
		t.Fatal(err)
	}
	ref, err := Save(t.Context(), s, encoded(t, quarters(40, 40), "png"))
	if err == nil || errors.Is(err, ErrNotPicture) || ref != "" && !strings.Contains(err.Error(), "store") {
		t.Errorf("Save: %q, %v", ref, err)
	}
}

func FuzzSave(f *testing.F) {
	f.Add(encoded(f, quarters(20, 10), "jpeg"))
	f.Add(withExif(encoded(f, quarters(20, 10), "jpeg"), 6, "x"))
	f.Add(encoded(f, quarters(20, 10), "png"))
	f.Add(encoded(f, quarters(20, 10), "gif"))
	f.Add(encoded(f, quarters(20, 10), "webp"))
	s, err := NewDisk(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		orientation(file)
		if _, config, err := inspect(file); err != nil || config.Width*config.Height > 1<<16 {
			return // large pictures only slow the search down
		}
		if _, err := Save(t.Context(), s, file); err != nil && !errors.Is(err, ErrNotPicture) && !errors.Is(err, ErrTooLarge) {
			t.Error(err)
		}
	})
}

func BenchmarkSave12Megapixels(b *testing.B) {
	file := encoded(b, quarters(4000, 3000), "jpeg")
	for b.Loop() {
		s, err := NewDisk(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Save(b.Context(), s, file); err != nil {
			b.Fatal(err)
		}
	}
}
