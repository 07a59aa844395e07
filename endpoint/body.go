package endpoint

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// exactReader fails if its reader has more or fewer bytes than left, so that a truncated file is not treated as a whole
// one.
type exactReader struct {
	io.Reader
	left int64
}

func (e *exactReader) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	e.left -= int64(n)
	if e.left < 0 || (errors.Is(err, io.EOF) && e.left > 0) {
		return 0, ErrFileSize
	}
	return n, err
}

// ErrFileSize is returned for an upload whose content has another length than File.Size, or than when it was measured.
var ErrFileSize = errors.New(
	"endpoint: the upload's content is longer or shorter than File.Size, or has changed since it was measured",
)

// countingReader reports how much of its reader has been read.
type countingReader struct {
	io.Reader
	read, total int64
	report      func(read, total int64)
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if n > 0 {
		c.read += int64(n)
		c.report(c.read, c.total)
	}
	return n, err
}

// requestBody is a form as the body of one request. The transport may continue to read after it has answered, for
// example when the platform refuses a call before the upload is finished; closing the requestBody stops it.
type requestBody struct {
	mu     sync.Mutex
	r      io.Reader
	closed bool
	err    error // the error with which reading r failed, except io.EOF
}

func (b *requestBody) Read(p []byte) (n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() { // the transport reads on a goroutine of its own, where a panic would end the process
		if value := recover(); value != nil {
			n, err = 0, fmt.Errorf("endpoint: the upload's Content or Progress panicked (%s)", thrown(value))
		}
		if err != nil && !b.closed && !errors.Is(err, io.EOF) {
			b.err = err
		}
	}()
	if b.closed {
		return 0, errBodyClosed
	}
	return b.r.Read(p)
}

// readError returns the error with which reading the body failed, or nil.
func (b *requestBody) readError() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

func (b *requestBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	return nil
}

var errBodyClosed = errors.New("endpoint: the upload is over")
