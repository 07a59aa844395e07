package callback

import (
	"context"
	"fmt"

	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// add registers h for r. A route that is registered already panics.
func (m *Mux) add(r route, h Handler) Handler {
	m.watch.late(r)
	if h == nil {
		panic(fmt.Sprintf("callback: %s: the function is nil: pass one", r))
	}
	if m.names[r.kind][r.name] != nil || m.types[r.typ] != nil {
		panic(fmt.Sprintf("callback: %s is registered twice: which of the two is to run? Remove the other", r))
	}
	switch {
	case r.typ != nil:
		m.types[r.typ] = h
	case m.names[r.kind] == nil:
		m.names[r.kind] = map[string]Handler{r.name: h}
	default:
		m.names[r.kind][r.name] = h
	}
	return h
}

// byName returns a route by a name. An empty name panics: it would match no push, or every push.
func byName(k kind, name string) route {
	if name == "" {
		panic(fmt.Sprintf("callback: %s: the name is empty: use On to route every push of a type", k))
	}
	return route{kind: k, name: name}
}

// String returns the call that registers r.
func (r route) String() string {
	switch {
	case r.typ != nil:
		return fmt.Sprintf("%s[%v]", r.kind, r.typ)
	case r.kind == fallback:
		return r.kind.String()
	}
	return fmt.Sprintf("%s(%q)", r.kind, r.name)
}

func (k kind) String() string {
	return [kinds]string{"Text", "TextPrefix", "TextRegexp", "MenuKey", "Scene", "Event", "On", "Fallback"}[k]
}

// typed makes a handler of f, for routes that match messages of type M only. A nil f gives a nil handler.
func typed[M message.Message](f func(context.Context, M) (reply.Reply, error)) Handler {
	if f == nil {
		return nil
	}
	return HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
		return f(ctx, m.(M))
	})
}
