// Package inprocess reaches an http.Handler without a listener.
package inprocess

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync"
)

// Transport is an http.RoundTripper that calls a handler as a server would,
// without a listener: the answer streams, and a client that goes away cancels
// the request's context. It waits on channels alone, so that it works in a
// testing/synctest bubble.
type Transport struct{ Handler http.Handler }

// RoundTrip returns as soon as the handler has sent its header.
//
//nolint:contextcheck // a server's context is its own, not the client's
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == "" || r.URL.Opaque != "" {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, fmt.Errorf("sandbox: %q names no host", r.URL.Redacted())
	}
	ctx, cancel := context.WithCancel(context.Background())
	w := &writer{header: http.Header{}, sent: make(chan struct{}), body: newStream(cancel)}
	stop := context.AfterFunc(r.Context(), func() {
		w.body.end(r.Context().Err())
		cancel()
	})
	served := serverRequest(ctx, r) // before the client may use r again
	go func() {
		defer stop()
		defer cancel()
		serveOne(t.Handler, w, served)
	}()
	select {
	case <-w.sent:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if w.failed != nil {
		return nil, w.failed
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.snapshot, Body: w.body, ContentLength: -1, Request: r,
	}, nil
}

// serverRequest is r as a server sees it.
func serverRequest(ctx context.Context, r *http.Request) *http.Request {
	s := r.Clone(ctx)
	s.Host = r.Host
	if s.Host == "" {
		s.Host = r.URL.Host
	}
	if r.URL.Scheme == "https" {
		s.TLS = &tls.ConnectionState{HandshakeComplete: true}
	}
	s.RequestURI = r.URL.RequestURI()
	s.URL, _ = url.ParseRequestURI(s.RequestURI) // it was made from a URL
	s.RemoteAddr = "127.0.0.1:0"
	s.Proto, s.ProtoMajor, s.ProtoMinor = "HTTP/1.1", 1, 1
	if s.Body == nil {
		s.Body = http.NoBody
	}
	return s
}

// serveOne runs the handler to its end. As in net/http, a panic breaks the
// connection, and so does an end of the goroutine, such as that of a failed test.
func serveOne(h http.Handler, w *writer, r *http.Request) {
	defer r.Body.Close()
	returned := false
	defer func() {
		if returned {
			w.WriteHeader(http.StatusOK)
			w.body.end(io.EOF)
			return
		}
		if v := recover(); v != nil {
			if err, _ := v.(error); !errors.Is(err, http.ErrAbortHandler) {
				log.Printf("sandbox: panic serving %s: %v\n%s", r.RequestURI, v, debug.Stack())
			}
		}
		w.abort(io.ErrUnexpectedEOF)
	}()
	h.ServeHTTP(w, r)
	returned = true
}

// writer is the handler's end. Like any ResponseWriter it belongs to
// one goroutine.
type writer struct {
	header http.Header
	body   *stream

	done     bool
	sent     chan struct{} // closed once what follows is set
	status   int
	snapshot http.Header
	failed   error
}

func (w *writer) Header() http.Header { return w.header }

func (w *writer) WriteHeader(status int) {
	if w.done || status < http.StatusOK {
		return // informational answers are not passed on
	}
	w.done, w.status, w.snapshot = true, status, w.header.Clone()
	close(w.sent)
}

func (w *writer) Write(b []byte) (int, error) {
	if !w.done && w.header.Get("Content-Type") == "" && len(b) > 0 {
		w.header.Set("Content-Type", http.DetectContentType(b))
	}
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *writer) Flush() { w.WriteHeader(http.StatusOK) }

func (w *writer) abort(err error) {
	w.body.end(err)
	if !w.done {
		w.done, w.failed = true, err
		close(w.sent)
	}
}

// maxBuffered bounds what a handler writes ahead of its reader, in bytes.
const maxBuffered = 64 << 20

// stream carries the body. It buffers, so that a handler never waits for its
// reader; one that is too far behind is cut off.
type stream struct {
	cancel context.CancelFunc // of the server's request
	more   chan struct{}      // has room for one: something changed

	mu  sync.Mutex
	buf bytes.Buffer
	err error // what Read returns once buf is empty
}

func newStream(cancel context.CancelFunc) *stream {
	return &stream{cancel: cancel, more: make(chan struct{}, 1)}
}

func (s *stream) wake() {
	select {
	case s.more <- struct{}{}:
	default:
	}
}

func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil && s.buf.Len()+len(b) > maxBuffered {
		s.err = io.ErrUnexpectedEOF
	}
	if s.err != nil {
		return 0, s.err
	}
	defer s.wake()
	return s.buf.Write(b)
}

// end lets the first err be what follows the body.
func (s *stream) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
	s.wake()
}

func (s *stream) Read(b []byte) (int, error) {
	for {
		s.mu.Lock()
		n, err := 0, s.err
		if s.buf.Len() > 0 {
			n, err = s.buf.Read(b)
		}
		s.mu.Unlock()
		if n > 0 || err != nil || len(b) == 0 {
			return n, err
		}
		<-s.more
	}
}

func (s *stream) Close() error {
	s.end(http.ErrBodyReadAfterClose)
	s.cancel()
	return nil
}
