package core

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// Hub hands what happens to the open event streams.
type Hub struct {
	mu      sync.Mutex
	streams map[chan []byte]bool
	closed  bool
}

// Sizes of the event streams, and how often they show that they are alive.
const (
	maxStreams   = 32
	streamBuffer = 256 // events; a page that is further behind is cut off and fetches anew
	KeepAlive    = 15 * time.Second
)

func newHub() *Hub { return &Hub{streams: map[chan []byte]bool{}} }

// watched reports whether anybody would see an event.
func (h *Hub) watched() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.streams) > 0
}

// frameOf is a server-sent event; nil where data is no JSON.
func frameOf(event string, data any) []byte {
	if data == nil {
		data = struct{}{}
	}
	encoded, err := json.Marshal(data)
	if err != nil {
		return nil
	}
	return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, encoded)
}

// Publish sends an event to all streams. It never waits.
func (h *Hub) Publish(event string, data any) {
	if frame := frameOf(event, data); frame != nil && h.watched() {
		h.send(frame)
	}
}

func (h *Hub) send(frame []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.streams {
		select {
		case s <- frame:
		default:
			h.drop(s)
		}
	}
}

// Open returns a new stream, or nil where there are too many.
func (h *Hub) Open() chan []byte {
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
func (h *Hub) drop(s chan []byte) {
	if h.streams[s] {
		delete(h.streams, s)
		close(s)
	}
}

// Leave closes a stream.
func (h *Hub) Leave(s chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(s)
}

func (h *Hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for s := range h.streams {
		h.drop(s)
	}
}
