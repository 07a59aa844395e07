package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// events answers GET /_sandbox/events with server-sent events.
func (w web) events(rw http.ResponseWriter, r *http.Request) {
	stream := w.Hub.OpenStream()
	if stream == nil {
		WriteProblem(
			rw,
			http.StatusServiceUnavailable,
			record.Problem{EN: "too many event streams are open", ZH: "打开的事件流过多"},
		)
		return
	}
	defer w.Hub.CloseStream(stream)
	out := http.NewResponseController(rw)
	rw.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(rw, ": open\n\n")
	_ = out.Flush() // the next Write or Flush reports a client that hung up
	alive := time.NewTicker(core.KeepAlive)
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
