package callback

import (
	"context"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// Mux is a [Handler] that sends each push to the most specific of its routes:
//
//  1. [Mux.Text], the text itself;
//  2. [Mux.TextPrefix], the longest prefix;
//  3. [Mux.TextRegexp], in the order of registration;
//  4. [Mux.MenuKey] and [Mux.Scene];
//  5. [Mux.Event], the event's name;
//  6. [On] with a message's own type;
//  7. [On] with an interface, in the order of registration;
//  8. [Mux.Fallback].
//
// A push without a route gets no reply.
//
// Routes are registered at start-up, before the first push; from then on a Mux is safe for concurrent use. Registering
// the same route twice, a nil function, a misspelt event or a route that no push can have is a mistake in the program
// and panics at once, as in [net/http.ServeMux]; handling a push never does. A message of a user that has no route is
// logged once for each type, to the logger of the server that [New] has made with the Mux.
type Mux struct {
	names      [kinds]map[string]Handler // by kind and name; a map is made with its first route
	types      map[reflect.Type]Handler
	prefixes   []matcher[string] // longest first
	patterns   []matcher[string]
	interfaces []matcher[message.Message]

	middleware []Middleware
	entry      Handler // dispatch, inside the middleware

	watch watch
}

// route is what a handler was registered for.
type route struct {
	kind kind
	name string       // the text, key, scene or event; or
	typ  reflect.Type // the message's type
}

// kind is the method that registers a route.
type kind uint8

const (
	exactText kind = iota
	textPrefix
	textRegexp
	menuKey
	scene
	eventName
	goType
	fallback
	kinds int = iota
)

// matcher is a route that is found by trying, and not by a lookup in a map.
type matcher[T any] struct {
	route
	match   func(T) bool
	handler Handler
}

// NewMux returns a Mux without routes.
func NewMux() *Mux {
	m := &Mux{types: make(map[reflect.Type]Handler)}
	m.entry = HandlerFunc(m.dispatch)
	return m
}

// Handle sends msg through the middleware to its route.
func (m *Mux) Handle(ctx context.Context, msg message.Message) (reply.Reply, error) {
	if !m.watch.running.Load() {
		m.watch.began.Do(m.begin)
	}
	return m.entry.Handle(ctx, msg)
}

func (m *Mux) dispatch(ctx context.Context, msg message.Message) (reply.Reply, error) {
	if h := m.find(msg); h != nil {
		return h.Handle(ctx, msg)
	}
	m.watch.unrouted(msg)
	return reply.Nothing{}, nil
}

// find returns the handler of the most specific route of msg, or nil.
func (m *Mux) find(msg message.Message) Handler {
	if h := m.findByContent(msg); h != nil {
		return h
	}
	if e, ok := msg.(message.Event); ok {
		if h := m.names[eventName][strings.ToLower(e.EventName())]; h != nil {
			return h
		}
	}
	if h := m.types[reflect.TypeOf(msg)]; h != nil {
		return h
	}
	if h := first(m.interfaces, msg); h != nil {
		return h
	}
	return m.names[fallback][""]
}

// findByContent looks at what the user wrote, pressed or scanned.
func (m *Mux) findByContent(msg message.Message) Handler {
	switch msg := msg.(type) {
	case *message.Text:
		return m.findByText(msg.Content)
	case message.MenuEvent:
		return m.names[menuKey][msg.MenuKey()]
	case message.SceneEvent:
		return m.names[scene][msg.Scene()]
	}
	return nil
}

func (m *Mux) findByText(content string) Handler {
	if h := m.names[exactText][content]; h != nil {
		return h
	}
	if h := first(m.prefixes, content); h != nil {
		return h
	}
	return first(m.patterns, content)
}

func first[T any](matchers []matcher[T], value T) Handler {
	for i := range matchers {
		if matchers[i].match(value) {
			return matchers[i].handler
		}
	}
	return nil
}

// Text routes the text messages whose content is exactly content, case and white space included.
func (m *Mux) Text(content string, f func(context.Context, *message.Text) (reply.Reply, error)) {
	m.add(route{kind: exactText, name: content}, typed(f))
}

// TextPrefix routes the text messages that begin with prefix; the longest prefix wins. It must not be empty: for every
// text use [On].
func (m *Mux) TextPrefix(prefix string, f func(context.Context, *message.Text) (reply.Reply, error)) {
	r := byName(textPrefix, prefix)
	h := m.add(r, typed(f))
	match := func(content string) bool { return strings.HasPrefix(content, prefix) }
	shorter := func(other matcher[string]) bool { return len(other.name) < len(prefix) }
	at := slices.IndexFunc(m.prefixes, shorter)
	if at < 0 {
		at = len(m.prefixes)
	}
	m.prefixes = slices.Insert(m.prefixes, at, matcher[string]{r, match, h})
}

// TextRegexp routes the text messages in which pattern finds a match; anchor it with ^ and $ to match the whole text.
// The first registered wins.
func (m *Mux) TextRegexp(pattern *regexp.Regexp, f func(context.Context, *message.Text) (reply.Reply, error)) {
	if pattern == nil {
		panic("callback: TextRegexp: pattern is nil: compile one with regexp.MustCompile")
	}
	r := route{kind: textRegexp, name: pattern.String()}
	m.patterns = append(m.patterns, matcher[string]{r, pattern.MatchString, m.add(r, typed(f))})
}

// MenuKey routes the events of the menu buttons that carry key: click, the scanners, the picture pickers and the
// location picker.
func (m *Mux) MenuKey(key string, f func(context.Context, message.MenuEvent) (reply.Reply, error)) {
	m.add(byName(menuKey, key), typed(f))
}

// Scene routes the scans of a QR code with this scene (scene_id in decimal, or scene_str), by followers and by people
// who follow through it. The scene has no "qrscene_" in front.
func (m *Mux) Scene(name string, f func(context.Context, message.SceneEvent) (reply.Reply, error)) {
	m.add(byName(scene, name), typed(f))
}

// Event routes the events with this name, such as "subscribe" or "CLICK", in any case. Names that package message does
// not know are routed as well: they arrive as [*message.UnknownEvent]. A name that is nearly one of
// [message.EventNames], or that is one of [message.MsgTypes] instead, is taken for a mistake and panics: an event that
// is called so takes [Mux.UnknownEvent].
func (m *Mux) Event(name string, f func(context.Context, message.Event) (reply.Reply, error)) {
	r := byName(eventName, strings.ToLower(name))
	checkEvent(r)
	m.add(r, typed(f))
}

// UnknownEvent is [Mux.Event] for any name: it does not check the spelling. It is for an event of the platform's that
// package message does not know yet, and whose name looks like a misspelt one. The events arrive as
// [*message.UnknownEvent], and as their own type once the package knows them.
func (m *Mux) UnknownEvent(name string, f func(context.Context, message.Event) (reply.Reply, error)) {
	m.add(byName(eventName, strings.ToLower(name)), typed(f))
}

// On routes the messages of type M, which the function tells:
//
//	callback.On(mux, func(ctx context.Context, m *message.Image) (reply.Reply, error) { ... })
//
// M may also be an interface, such as [message.Event], [message.Ordinary] or [message.MenuEvent]; types go before
// interfaces.
func On[M message.Message](mux *Mux, f func(context.Context, M) (reply.Reply, error)) {
	typ := reflect.TypeFor[M]()
	r := route{kind: goType, typ: typ}
	h := mux.add(r, typed(f))
	if typ.Kind() == reflect.Interface {
		match := func(msg message.Message) bool { _, ok := msg.(M); return ok }
		mux.interfaces = append(mux.interfaces, matcher[message.Message]{r, match, h})
	}
}

// Fallback routes whatever has no other route.
func (m *Mux) Fallback(f func(context.Context, message.Message) (reply.Reply, error)) {
	m.add(route{kind: fallback}, typed(f))
}

// Use wraps every route, those registered later and the pushes without one included. The middleware named first is the
// outermost.
func (m *Mux) Use(middleware ...Middleware) {
	m.middleware = append(m.middleware, middleware...)
	m.entry = HandlerFunc(m.dispatch)
	for i := len(m.middleware) - 1; i >= 0; i-- {
		m.entry = m.middleware[i](m.entry)
	}
}
