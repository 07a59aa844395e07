package callback

import (
	"io"
	"sync"
)

// scratch is the memory of one request, which a later request uses again. What outlives the request is a copy: the
// message, its XML, and the cached answer.
type scratch struct {
	body   []byte // the body as it was received
	opened []byte // the message that was sealed in it
	answer []byte // the answer's XML
	sealed []byte // the same, sealed
}

// maxScratch bounds the memory that a rare long push leaves in the pool, in bytes for each buffer.
const maxScratch = 64 << 10

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func (s *scratch) release() {
	if cap(s.body) <= maxScratch && cap(s.opened) <= maxScratch && cap(s.answer) <= maxScratch &&
		cap(s.sealed) <= maxScratch {
		scratches.Put(s)
	}
}

// firstPiece is how many bytes of a body have room before any has come: a request may promise a long body and send
// none.
const firstPiece = 16 << 10

// fill reads length bytes of r into buf, or all of r where length is negative. It stops one byte after most, by which
// the caller sees that the body is too long.
func fill(buf []byte, r io.Reader, length, most int64) ([]byte, error) {
	buf = buf[:0]
	if length > int64(cap(buf)) {
		buf = make([]byte, 0, min(length, most, firstPiece)+1) // the last byte is for the read that finds the end
	}
	for int64(len(buf)) <= most {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF || int64(len(buf)) == length {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
	return buf, nil
}
