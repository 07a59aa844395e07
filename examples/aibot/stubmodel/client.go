package stubmodel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Client returns an HTTP client whose requests all reach the model, without a listener. It works in a bubble of
// testing/synctest.
func (m Model) Client() *http.Client { return Client(m) }

// Client returns an HTTP client whose requests all reach h, without a listener. It works in a bubble of
// testing/synctest.
func Client(h http.Handler) *http.Client { return &http.Client{Transport: transport{h}} }

// transport calls a handler as a server would, and streams what it writes.
type transport struct{ handler http.Handler }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	body, pipe := io.Pipe()
	w := &writer{header: http.Header{}, pipe: pipe, begun: make(chan struct{})}
	stop := context.AfterFunc(ctx, func() { pipe.CloseWithError(ctx.Err()) })
	request := r.Clone(ctx)
	if request.Body == nil {
		request.Body = http.NoBody
	}
	go func() {
		defer request.Body.Close()
		end := io.ErrUnexpectedEOF
		defer func() {
			stop()
			w.WriteHeader(http.StatusOK)
			pipe.CloseWithError(end)
			cancel()
			if v := recover(); v != nil {
				if err, _ := v.(error); !errors.Is(
					err,
					http.ErrAbortHandler,
				) { // which breaks the connection, as in a server
					panic(v)
				}
			}
		}()
		t.handler.ServeHTTP(w, request)
		end = io.EOF
	}()
	select {
	case <-w.begun:
	case <-ctx.Done():
		cancel()
		return nil, ctx.Err()
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: reader{body, cancel}, ContentLength: -1, Request: r,
	}, nil
}

// reader is the response's body. Closing it ends the request, as closing a connection does.
type reader struct {
	*io.PipeReader
	cancel context.CancelFunc
}

func (r reader) Close() error {
	r.cancel()
	return r.PipeReader.Close()
}

// writer is the handler's http.ResponseWriter.
type writer struct {
	header http.Header
	pipe   *io.PipeWriter
	begun  chan struct{} // closed once status and sent are set
	status int
	sent   http.Header
}

func (w *writer) Header() http.Header { return w.header }

func (w *writer) WriteHeader(status int) {
	if w.status == 0 {
		w.status, w.sent = status, w.header.Clone()
		close(w.begun)
	}
}

func (w *writer) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.pipe.Write(b)
}

// Flush does nothing: each write reaches the reader at once.
func (w *writer) Flush() {}
