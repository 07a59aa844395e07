package callback

import (
	"io"
	"sync"
)

// scratch is the memory of one request that the next uses again. Nothing that
// outlives the request lies in it: the message, the raw XML and the kept answer
// are copies.
type scratch struct {
	body   []byte // as it was received
	opened []byte // what it sealed
	answer []byte // the reply
	sealed []byte // the same, sealed
}

// maxScratch bounds the memory that a rare long push leaves in the pool, in bytes
// a buffer.
const maxScratch = 64 << 10

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func (s *scratch) release() {
	if cap(s.body) <= maxScratch && cap(s.opened) <= maxScratch && cap(s.answer) <= maxScratch && cap(s.sealed) <= maxScratch {
		scratches.Put(s)
	}
}

// fill reads length bytes of r, or all of them where length is below 0, but no
// more than one over most, behind buf[:0].
func fill(buf []byte, r io.Reader, length, most int64) ([]byte, error) {
	buf = buf[:0]
	if length > int64(cap(buf)) {
		buf = make([]byte, 0, min(length, most)+1) // and one byte to meet the end
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
