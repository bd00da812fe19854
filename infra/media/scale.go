package media

import (
	"image"
	"image/color"
	stddraw "image/draw"

	"golang.org/x/image/draw"
)

// reduce makes each square of k by k pixels one, band by band, so that a large picture of any kind
// needs no second large one. Rows and columns that fill no square are left out.
func reduce(img image.Image, k int) *image.RGBA {
	b := img.Bounds()
	k = min(k, b.Dx(), b.Dy())
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()/k, b.Dy()/k))
	if k == 1 {
		stddraw.Draw(out, out.Rect, img, b.Min, stddraw.Src)
		return out
	}
	band := image.NewRGBA(image.Rect(0, 0, b.Dx(), k))
	for y := range out.Rect.Dy() {
		stddraw.Draw(band, band.Rect, img, image.Pt(b.Min.X, b.Min.Y+y*k), stddraw.Src)
		for x := range out.Rect.Dx() {
			out.SetRGBA(x, y, mean(band, x*k, k))
		}
	}
	return out
}

// mean is the mean colour of the square of k by k pixels of a band that begins at column x.
func mean(band *image.RGBA, x, k int) color.RGBA {
	var sum [4]int
	for row := range k {
		at := row*band.Stride + x*4
		for i := at; i < at+k*4; i += 4 {
			for c := range sum {
				sum[c] += int(band.Pix[i+c])
			}
		}
	}
	n := k * k
	return color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), uint8(sum[3] / n)}
}

// fit makes a picture that is at most width wide and twice as high, and never larger than img.
func fit(img *image.RGBA, width int) image.Image {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	nw, nh := w, h
	if nw > width {
		nw, nh = width, max(1, h*width/w)
	}
	if nh > 2*width {
		nw, nh = max(1, w*2*width/h), 2*width
	}
	if nw == w && nh == h {
		return img
	}
	if k := min(w/nw, h/nh) / 2; k > 1 { // the fine filter costs memory for each row it reads
		img = reduce(img, k)
	}
	out := image.NewRGBA(image.Rect(0, 0, nw, nh))
	draw.CatmullRom.Scale(out, out.Rect, img, img.Rect, draw.Src, nil)
	return out
}

// turn sets a picture upright that was stored as its EXIF orientation (1 to 8) says.
func turn(img *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := source(orientation, x, y, w, h)
			copy(out.Pix[out.PixOffset(x, y):][:4], img.Pix[img.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// source is where the pixel at x, y of the upright picture stands in the stored one of w by h.
func source(orientation, x, y, w, h int) (sx, sy int) {
	switch orientation {
	case 2: // mirrored
		return w - 1 - x, y
	case 3: // upside down
		return w - 1 - x, h - 1 - y
	case 4: // upside down and mirrored
		return x, h - 1 - y
	case 5: // lying on the left side and mirrored
		return y, x
	case 6: // lying on the left side
		return y, h - 1 - x
	case 7: // lying on the right side and mirrored
		return w - 1 - y, h - 1 - x
	}
	return w - 1 - y, x // 8: lying on the right side
}
