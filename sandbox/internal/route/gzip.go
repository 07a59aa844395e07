package route

import (
	"bytes"
	"compress/gzip"
	"strings"
)

// minGzipBytes is the smallest body that is compressed, in bytes (a choice: a shorter one gains nothing).
const minGzipBytes = 1 << 10

// compress compresses the body with gzip if the caller accepts that. Files are not compressed.
func (r *result) compress(acceptEncoding string) {
	if r.binary || len(r.body) < minGzipBytes || !acceptsGzip(acceptEncoding) {
		return
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(r.body) // a bytes.Buffer never fails
	w.Close()
	r.gzipped = b.Bytes()
	r.header.Set("Content-Encoding", "gzip")
}

// acceptsGzip reports whether an Accept-Encoding header allows gzip.
func acceptsGzip(acceptEncoding string) bool {
	for coding := range strings.SplitSeq(acceptEncoding, ",") {
		name, quality, hasQuality := strings.Cut(strings.ReplaceAll(coding, " ", ""), ";q=")
		if strings.EqualFold(name, "gzip") {
			return !hasQuality || strings.Trim(quality, "0.") != "" // q=0 forbids it
		}
	}
	return false
}
