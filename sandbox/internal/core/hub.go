package core

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// Hub sends events to the open event streams.
type Hub struct {
	mu      sync.Mutex
	streams map[chan []byte]bool
	closed  bool
}

// Limits of the event streams, and the interval of their keep-alive comments.
const (
	maxStreams   = 32
	streamBuffer = 256 // events; a page that is further behind is disconnected and loads the state again
	KeepAlive    = 15 * time.Second
)

func newHub() *Hub { return &Hub{streams: map[chan []byte]bool{}} }

// hasStreams reports whether any event stream is open.
func (h *Hub) hasStreams() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.streams) > 0
}

// encodeEvent returns a server-sent event, or nil if data cannot be encoded as JSON.
func encodeEvent(event string, data any) []byte {
	if data == nil {
		data = struct{}{}
	}
	encoded, err := json.Marshal(data)
	if err != nil {
		return nil
	}
	return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, encoded)
}

// Publish sends an event to all streams. It never blocks.
func (h *Hub) Publish(event string, data any) {
	if frame := encodeEvent(event, data); frame != nil && h.hasStreams() {
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
			h.remove(s)
		}
	}
}

// OpenStream returns a new stream, or nil if too many are open.
func (h *Hub) OpenStream() chan []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.streams) == maxStreams {
		return nil
	}
	s := make(chan []byte, streamBuffer)
	h.streams[s] = true
	return s
}

// remove closes a stream if it is still open. Its caller holds h.mu.
func (h *Hub) remove(s chan []byte) {
	if h.streams[s] {
		delete(h.streams, s)
		close(s)
	}
}

// CloseStream closes a stream.
func (h *Hub) CloseStream(s chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remove(s)
}

func (h *Hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for s := range h.streams {
		h.remove(s)
	}
}
