package media

import (
	"bytes"
	"encoding/binary"
)

// Markers and tags of JPEG and EXIF that lead to the orientation.
const (
	markerAPP1     = 0xe1
	markerScan     = 0xda // pixels begin, no metadata follows
	tagOrientation = 0x0112
	typeShort      = 3
	entrySize      = 12
)

// orientation reads how a camera was held from the metadata of a JPEG: 1 to 8, 1 when unknown.
func orientation(jpeg []byte) int {
	if !bytes.HasPrefix(jpeg, []byte{0xff, 0xd8}) {
		return 1
	}
	for rest := jpeg[2:]; len(rest) >= 4 && rest[0] == 0xff && rest[1] != markerScan; {
		size := int(binary.BigEndian.Uint16(rest[2:]))
		if size < 2 || size+2 > len(rest) {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(rest[4:size+2], []byte("Exif\x00\x00")); ok && rest[1] == markerAPP1 {
			return tiffOrientation(tiff)
		}
		rest = rest[size+2:]
	}
	return 1
}

// tiffOrientation looks for the orientation in the first directory of a TIFF block.
func tiffOrientation(b []byte) int {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		order = binary.BigEndian
	}
	if order == nil || len(b) < 8 {
		return 1
	}
	at := uint64(order.Uint32(b[4:]))
	if at+2 > uint64(len(b)) {
		return 1
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < entrySize {
			return 1
		}
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
		entries = entries[entrySize:]
	}
	return 1
}
