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
		return 0, ErrFileSize
	}
	return n, err
}

// ErrFileSize is returned for an upload whose content has another length than
// File.Size says, or than it had when it was measured.
var ErrFileSize = errors.New("endpoint: the upload's content is longer or shorter than File.Size, or has changed since it was measured")

// turn lends a form to one request. The transport may go on reading after it
// has answered, as when the platform refuses a call in mid-upload; a turn that
// is closed stops it.
type turn struct {
	mu   sync.Mutex
	r    io.Reader
	over bool
	err  error // what r has ended with, but for its end
}

func (t *turn) Read(p []byte) (n int, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer func() { // the transport reads on a goroutine of its own: a panic there would end the process
		if value := recover(); value != nil {
			n, err = 0, fmt.Errorf("endpoint: the upload's reader panicked (%s)", thrown(value))
		}
		if err != nil && !t.over && !errors.Is(err, io.EOF) {
			t.err = err
		}
	}()
	if t.over {
		return 0, errTurnOver
	}
	return t.r.Read(p)
}

// failed returns the error that the file has ended the turn with, or nil.
func (t *turn) failed() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

func (t *turn) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	return nil
}

var errTurnOver = errors.New("endpoint: the upload is over")
