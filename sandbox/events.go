package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// hub hands what happens to the open event streams.
type hub struct {
	mu      sync.Mutex
	streams map[chan []byte]bool
	closed  bool
}

// Sizes of the event streams.
const (
	maxStreams   = 32
	streamBuffer = 256 // events; a page that is further behind is cut off and fetches anew
	keepAlive    = 15 * time.Second
)

func newHub() *hub { return &hub{streams: map[chan []byte]bool{}} }

// publish never waits.
func (h *hub) publish(event string, data any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.streams) == 0 {
		return
	}
	if data == nil {
		data = struct{}{}
	}
	encoded, err := json.Marshal(data)
	if err != nil {
		return
	}
	frame := fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, encoded)
	for s := range h.streams {
		select {
		case s <- frame:
		default:
			h.drop(s)
		}
	}
}

// open returns a new stream, or nil where there are too many.
func (h *hub) open() chan []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.streams) == maxStreams {
		return nil
	}
	s := make(chan []byte, streamBuffer)
	h.streams[s] = true
	return s
}

// drop closes a stream that is still open. Its caller holds h.mu.
func (h *hub) drop(s chan []byte) {
	if h.streams[s] {
		delete(h.streams, s)
		close(s)
	}
}

func (h *hub) leave(s chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(s)
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for s := range h.streams {
		h.drop(s)
	}
}

// serveEvents answers GET /_sandbox/events with server-sent events.
func (p *Platform) serveEvents(rw http.ResponseWriter, r *http.Request) {
	stream := p.hub.open()
	if stream == nil {
		writeProblem(rw, http.StatusServiceUnavailable, Problem{EN: "too many event streams are open", ZH: "打开的事件流过多"})
		return
	}
	defer p.hub.leave(stream)
	out := http.NewResponseController(rw)
	rw.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(rw, ": open\n\n")
	_ = out.Flush() // a client that is gone shows below
	alive := time.NewTicker(keepAlive)
	defer alive.Stop()
	for {
		var frame []byte
		select {
		case <-r.Context().Done():
			return
		case <-alive.C:
			frame = []byte(": alive\n\n")
		case f, ok := <-stream:
			if !ok {
				return
			}
			frame = f
		}
		if _, err := rw.Write(frame); err != nil || out.Flush() != nil {
			return
		}
	}
}
