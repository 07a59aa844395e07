package callback

import (
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wechatgo/wechatgo/internal/logonce"
	"github.com/wechatgo/wechatgo/message"
)

// watch logs the mistakes of a [Mux] that only the pushes show. They are no panics, since they may be meant.
type watch struct {
	log     atomic.Pointer[slog.Logger] // nil is slog.Default
	began   sync.Once
	running atomic.Bool  // a push has come
	silent  logonce.Keys // the types of messages that have no route
}

func (w *watch) logger() *slog.Logger {
	if log := w.log.Load(); log != nil {
		return log
	}
	return slog.Default()
}

// begin logs the routes that no push takes. Mux.Handle calls it for the first push.
func (m *Mux) begin() {
	m.watch.running.Store(true)
	for typ := range m.types {
		if !comes(typ) {
			m.watch.logger().Warn(
				"callback: a route is for a type that no push has", "route", route{kind: goType, typ: typ}.String(),
				"cure", "use a type of package message, such as *message.Text, or an interface that one implements",
			)
		}
	}
	for name := range m.names[scene] {
		if bare, found := strings.CutPrefix(name, "qrscene_"); found {
			m.watch.logger().Warn(
				"callback: a route is for a scene with qrscene_ in front, which is taken off before",
				"route", route{kind: scene, name: name}.String(),
				"cure", fmt.Sprintf("write Scene(%q), unless the code itself was made with qrscene_", bare),
			)
		}
	}
}

// late logs a route that is registered after the first push.
func (w *watch) late(r route) {
	if w.running.Load() {
		w.logger().Warn(
			"callback: a route is registered after the first push, while pushes read the routes", "route", r.String(),
			"cure", "register all routes before the server begins to listen",
		)
	}
}

// maxType is how much of a message's type is logged, in bytes.
const maxType = 64

// unrouted logs, once for each type, a message of a user that has no route. Events without one are usual.
func (w *watch) unrouted(msg message.Message) {
	if _, ok := msg.(message.Ordinary); !ok {
		return
	}
	typ := msg.Type()
	if len(typ) > maxType { // of an unknown message: what the sender wrote
		typ = strings.ToValidUTF8(typ[:maxType], "") + "…"
	}
	if first, _ := w.silent.First(typ); first {
		w.logger().Info(
			"callback: no route takes a user's message, so the user reads nothing", "type", typ,
			"cure", "register one with callback.On or Mux.Fallback; later messages of this type are not logged",
		)
	}
}

// comes reports whether a push may come as a type, or as one that implements it.
func comes(typ reflect.Type) bool {
	return slices.ContainsFunc(pushTypes(), func(t reflect.Type) bool {
		return t == typ || typ.Kind() == reflect.Interface && t.Implements(typ)
	})
}

// pushTypes returns the types as which pushes come, those of unknown ones included.
var pushTypes = sync.OnceValue(func() (types []reflect.Type) {
	const unknown = "wechatgo_unknown"
	add := func(xml string) {
		if m, err := message.Decode([]byte("<xml>" + xml + "</xml>")); err == nil {
			types = append(types, reflect.TypeOf(m))
		}
	}
	for _, name := range append(message.MsgTypes(), unknown) {
		add("<MsgType>" + name + "</MsgType>")
	}
	for _, name := range append(message.EventNames(), unknown) {
		add("<MsgType>event</MsgType><Event>" + name + "</Event>")
	}
	return types
})
