package route

import (
	"bytes"
	"compress/gzip"
	"strings"
)

// minPacked is the size from which an answer is packed, in bytes (a choice: a
// shorter one gains nothing).
const minPacked = 1 << 10

// pack packs the body with gzip where the caller takes that. Files go as they
// are.
func (r *result) pack(accepts string) {
	if r.binary || len(r.body) < minPacked || !takesGzip(accepts) {
		return
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(r.body) // a Buffer takes everything
	w.Close()
	r.packed = b.Bytes()
	r.header.Set("Content-Encoding", "gzip")
}

// takesGzip reads an Accept-Encoding.
func takesGzip(accepts string) bool {
	for one := range strings.SplitSeq(accepts, ",") {
		name, quality, weighed := strings.Cut(strings.ReplaceAll(one, " ", ""), ";q=")
		if strings.EqualFold(name, "gzip") {
			return !weighed || strings.Trim(quality, "0.") != "" // q=0 refuses it
		}
	}
	return false
}
