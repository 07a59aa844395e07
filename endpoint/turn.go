package endpoint

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// exactly fails where its reader has more or fewer bytes than left, so that a
// file never arrives cut short as if it were whole.
type exactly struct {
	io.Reader
	left int64
}

func (e *exactly) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	e.left -= int64(n)
	if e.left < 0 || (errors.Is(err, io.EOF) && e.left > 0) {
		return 0, errSize
	}
	return n, err
}

var errSize = errors.New("endpoint: the upload's content is longer or shorter than File.Size, or has changed since it was measured")

// turn lends a form to one request. The transport may go on reading after it
// has answered, as when the platform refuses a call in mid-upload; a turn that
// is closed stops it.
type turn struct {
	mu   sync.Mutex
	r    io.Reader
	over bool
}

func (t *turn) Read(p []byte) (n int, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer func() { // the transport reads on a goroutine of its own: a panic there would end the process
		if value := recover(); value != nil {
			n, err = 0, fmt.Errorf("endpoint: the upload's reader panicked (%s)", thrown(value))
		}
	}()
	if t.over {
		return 0, errTurnOver
	}
	return t.r.Read(p)
}

func (t *turn) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	return nil
}

var errTurnOver = errors.New("endpoint: the upload is over")
