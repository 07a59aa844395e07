// Package inprocess calls an http.Handler as an HTTP client does, without a listener.
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

// Transport is an http.RoundTripper that calls a handler as a server would, without a listener. The body of the
// response streams, and a client that goes away cancels the context of the request. Transport waits only on channels,
// so it works in a testing/synctest bubble.
type Transport struct{ Handler http.Handler }

// RoundTrip returns as soon as the handler has sent its header.
//
//nolint:contextcheck // the handler gets a context of its own, as in a server, not the client's
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
	served := serverRequest(ctx, r) // before RoundTrip returns, when the client may change r
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

// serverRequest returns r as a server receives it.
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
	s.URL, _ = url.ParseRequestURI(s.RequestURI) // cannot fail: it was made from a URL
	s.RemoteAddr = "127.0.0.1:0"
	s.Proto, s.ProtoMajor, s.ProtoMinor = "HTTP/1.1", 1, 1
	if s.Body == nil {
		s.Body = http.NoBody
	}
	return s
}

// serveOne runs the handler until it ends. As in net/http, a panic breaks the connection. So does a goroutine that ends
// early, as that of a failed test does.
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

// writer is the http.ResponseWriter of the handler. Like any ResponseWriter, only one goroutine may use it.
type writer struct {
	header http.Header
	body   *stream

	done     bool
	sent     chan struct{} // closed when the fields below are set
	status   int
	snapshot http.Header
	failed   error
}

func (w *writer) Header() http.Header { return w.header }

func (w *writer) WriteHeader(status int) {
	if w.done || status < http.StatusOK {
		return // informational responses are not passed on
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

// maxBuffered is how far a handler may be ahead of its reader, in bytes.
const maxBuffered = 64 << 20

// stream carries the body of a response. It has a buffer, so that a handler never waits for its reader. A reader that
// is too far behind is disconnected.
type stream struct {
	cancel context.CancelFunc // cancels the context of the server's request
	more   chan struct{}      // gets an element when buf or err has changed

	mu  sync.Mutex
	buf bytes.Buffer
	err error // what Read returns when buf is empty
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

// end sets the error that follows the body. Only the first call has an effect.
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
