package callback_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// as returns a handler that answers every message with a name.
func as[M message.Message](name string) func(context.Context, M) (reply.Reply, error) {
	return func(context.Context, M) (reply.Reply, error) { return reply.Text(name), nil }
}

// answerOf returns the text that mux answers with, or "" for nothing.
func answerOf(t *testing.T, h callback.Handler, m message.Message) string {
	t.Helper()
	r, err := h.Handle(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if text, ok := r.(reply.Text); ok {
		return string(text)
	}
	if r != (reply.Nothing{}) {
		t.Fatalf("got %T", r)
	}
	return ""
}

func text(content string) *message.Text { return &message.Text{Content: content} }

func click(key string) *message.ClickEvent {
	return &message.ClickEvent{MenuPress: message.MenuPress{EventKey: key}}
}

// TestPrecedence removes the routes one by one, the most specific first.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	type routing struct {
		name string
		add  func(*callback.Mux)
	}
	for name, c := range map[string]struct {
		message message.Message
		routes  []routing
	}{
		"text": {text("help me"), []routing{
			{"exact", func(m *callback.Mux) { m.Text("help me", as[*message.Text]("exact")) }},
			{"longer prefix", func(m *callback.Mux) { m.TextPrefix("help ", as[*message.Text]("longer prefix")) }},
			{"prefix", func(m *callback.Mux) { m.TextPrefix("h", as[*message.Text]("prefix")) }},
			{"first regexp", func(m *callback.Mux) { m.TextRegexp(regexp.MustCompile(`me$`), as[*message.Text]("first regexp")) }},
			{"regexp", func(m *callback.Mux) { m.TextRegexp(regexp.MustCompile(`e`), as[*message.Text]("regexp")) }},
			{"type", func(m *callback.Mux) { callback.On(m, as[*message.Text]("type")) }},
			{"interface", func(m *callback.Mux) { callback.On(m, as[message.Ordinary]("interface")) }},
			{"any", func(m *callback.Mux) { callback.On(m, as[message.Message]("any")) }},
			{"fallback", func(m *callback.Mux) { m.Fallback(as[message.Message]("fallback")) }},
		}},
		"click": {click("TODAY"), []routing{
			{"key", func(m *callback.Mux) { m.MenuKey("TODAY", as[message.MenuEvent]("key")) }},
			{"event", func(m *callback.Mux) { m.Event("click", as[message.Event]("event")) }},
			{"type", func(m *callback.Mux) { callback.On(m, as[*message.ClickEvent]("type")) }},
			{"interface", func(m *callback.Mux) { callback.On(m, as[message.MenuEvent]("interface")) }},
			{"wider interface", func(m *callback.Mux) { callback.On(m, as[message.Event]("wider interface")) }},
			{"fallback", func(m *callback.Mux) { m.Fallback(as[message.Message]("fallback")) }},
		}},
		"scan": {&message.ScanEvent{EventKey: "7"}, []routing{
			{"scene", func(m *callback.Mux) { m.Scene("7", as[message.SceneEvent]("scene")) }},
			{"event", func(m *callback.Mux) { m.Event("Scan", as[message.Event]("event")) }},
			{"type", func(m *callback.Mux) { callback.On(m, as[*message.ScanEvent]("type")) }},
			{"interface", func(m *callback.Mux) { callback.On(m, as[message.SceneEvent]("interface")) }},
		}},
		"unknown event": {&message.UnknownEvent{Name: "Novel_Event"}, []routing{
			{"event", func(m *callback.Mux) { m.Event("NOVEL_event", as[message.Event]("event")) }},
			{"type", func(m *callback.Mux) { callback.On(m, as[*message.UnknownEvent]("type")) }},
			{"interface", func(m *callback.Mux) { callback.On(m, as[message.Event]("interface")) }},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want, got []string
			for i := range c.routes {
				// Backwards too: the order of registration decides only between regular expressions and between
				// interfaces.
				mux, backwards := callback.NewMux(), callback.NewMux()
				for j := i; j < len(c.routes); j++ {
					c.routes[j].add(mux)
				}
				ordered := map[string]bool{"first regexp": true, "interface": true}
				if !ordered[c.routes[i].name] {
					for j := len(c.routes) - 1; j >= i; j-- {
						c.routes[j].add(backwards)
					}
					got, want = append(got, answerOf(t, backwards, c.message)), append(want, c.routes[i].name)
				}
				got, want = append(got, answerOf(t, mux, c.message)), append(want, c.routes[i].name)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	mux := callback.NewMux()
	mux.Text("hello", as[*message.Text]("exact"))
	mux.TextPrefix("/", as[*message.Text]("command"))
	mux.TextPrefix("/ban ", as[*message.Text]("ban"))
	mux.TextPrefix("/a", as[*message.Text]("a"))
	mux.TextRegexp(regexp.MustCompile(`^\d+$`), as[*message.Text]("number"))
	mux.MenuKey("K", as[message.MenuEvent]("key"))
	mux.Scene("7", as[message.SceneEvent]("scene"))
	mux.Event("unsubscribe", as[message.Event]("bye"))
	mux.Event("Novel", as[message.Event]("novel"))
	callback.On(mux, as[*message.SubscribeEvent]("welcome"))
	callback.On(mux, as[*message.UnknownMessage]("unknown"))
	for _, c := range []struct {
		message message.Message
		want    string
	}{
		{text("hello"), "exact"},
		{text("hello "), ""},
		{text("Hello"), ""},
		{text(""), ""},
		{text("/x"), "command"},
		{text("/ban bob"), "ban"},
		{text("/ban"), "command"},
		{text("/about"), "a"},
		{text("42"), "number"},
		{text("42nd"), ""},
		{click("K"), "key"},
		{click("k"), ""},
		{&message.ScanCodeWaitMsgEvent{MenuPress: message.MenuPress{EventKey: "K"}}, "key"},
		{&message.ViewEvent{EventKey: "K"}, ""},
		{&message.ScanEvent{EventKey: "7"}, "scene"},
		{&message.SubscribeEvent{EventKey: "qrscene_7"}, "scene"},
		{&message.SubscribeEvent{EventKey: "qrscene_8"}, "welcome"},
		{&message.SubscribeEvent{}, "welcome"},
		{&message.UnsubscribeEvent{}, "bye"},
		{&message.UnknownEvent{Name: "NOVEL"}, "novel"},
		{&message.UnknownEvent{Name: "subscribe"}, ""},
		{&message.UnknownMessage{MsgType: "text"}, "unknown"},
		{&message.Image{}, ""},
	} {
		if got := answerOf(t, mux, c.message); got != c.want {
			t.Errorf("%T %+v: got %q, want %q", c.message, c.message, got, c.want)
		}
	}
}

func TestRouteMistakes(t *testing.T) {
	t.Parallel()
	for want, register := range map[string]func(*callback.Mux){
		`Text("a") is registered twice`:       func(m *callback.Mux) { twice(func() { m.Text("a", as[*message.Text]("")) }) },
		`TextPrefix("a") is registered twice`: func(m *callback.Mux) { twice(func() { m.TextPrefix("a", as[*message.Text]("")) }) },
		`TextRegexp("a+") is registered twice`: func(m *callback.Mux) {
			twice(func() { m.TextRegexp(regexp.MustCompile("a+"), as[*message.Text]("")) })
		},
		`MenuKey("a") is registered twice`: func(m *callback.Mux) { twice(func() { m.MenuKey("a", as[message.MenuEvent]("")) }) },
		`Scene("a") is registered twice`:   func(m *callback.Mux) { twice(func() { m.Scene("a", as[message.SceneEvent]("")) }) },
		`Event("click") is registered twice`: func(m *callback.Mux) {
			m.Event("CLICK", as[message.Event](""))
			m.Event("click", as[message.Event](""))
		},
		`On[*message.Text] is registered twice`:  func(m *callback.Mux) { twice(func() { callback.On(m, as[*message.Text]("")) }) },
		`On[message.Event] is registered twice`:  func(m *callback.Mux) { twice(func() { callback.On(m, as[message.Event]("")) }) },
		`Fallback is registered twice`:           func(m *callback.Mux) { twice(func() { m.Fallback(as[message.Message]("")) }) },
		`Text("a"): the function is nil`:         func(m *callback.Mux) { m.Text("a", nil) },
		`Fallback: the function is nil`:          func(m *callback.Mux) { m.Fallback(nil) },
		`On[*message.Text]: the function is nil`: func(m *callback.Mux) { callback.On[*message.Text](m, nil) },
		`TextPrefix: the name is empty`:          func(m *callback.Mux) { m.TextPrefix("", as[*message.Text]("")) },
		`MenuKey: the name is empty`:             func(m *callback.Mux) { m.MenuKey("", as[message.MenuEvent]("")) },
		`Scene: the name is empty`:               func(m *callback.Mux) { m.Scene("", as[message.SceneEvent]("")) },
		`Event: the name is empty`:               func(m *callback.Mux) { m.Event("", as[message.Event]("")) },
		`TextRegexp: pattern is nil`:             func(m *callback.Mux) { m.TextRegexp(nil, as[*message.Text]("")) },
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "callback: "+want) {
					t.Errorf("panicked with %q", got)
				}
			}()
			register(callback.NewMux())
		})
	}
}

// A name that is nearly an event's is a mistake; one that is not may be an event that the package does not know.
func TestMisspeltEvents(t *testing.T) {
	t.Parallel()
	event := func(name string) (panicked string) {
		defer func() {
			if v := recover(); v != nil {
				panicked = fmt.Sprint(v)
			}
		}()
		callback.NewMux().Event(name, as[message.Event](""))
		return ""
	}
	for name, want := range map[string]string{
		"usubscribe":                  `subscribe" or "unsubscribe`,
		"subscrieb":                   "subscribe",
		"subcribe":                    "subscribe",
		"Subscribed":                  "subscribe",
		"SUBSCRIBE ":                  "subscribe",
		"unsubcribe":                  "unsubscribe",
		"scann":                       "scan",
		"clcik":                       "click",
		"vew":                         "view",
		"view_mini_program":           "view_miniprogram",
		"scan_code_wait_msg":          "scancode_waitmsg",
		"TEMPLATE_SEND_JOB_FINISH":    "templatesendjobfinish",
		"mass-send-job-finish":        "masssendjobfinish",
		"kf_createsession":            "kf_create_session",
		"qualification_verify_failed": "qualification_verify_fail",
	} {
		if got := event(name); got != fmt.Sprintf("callback: Event(%q): no event is called so: is it \"%s\"? If not, use UnknownEvent", strings.ToLower(name), want) {
			t.Errorf("%s: panicked with %q", name, got)
		}
	}
	for _, name := range []string{"subscribe_scan", "Subscribe_Scan_Product"} { // events of wechatpy's own making
		if got := event(name); !strings.Contains(got, "is the event subscribe") || !strings.Contains(got, ": use ") {
			t.Errorf("%s: panicked with %q", name, got)
		}
	}
	for _, name := range message.MsgTypes() {
		got := event(name)
		if want := fmt.Sprintf("callback: Event(%q): this is a MsgType and not an event: use On", name); got != want && name != "location" {
			t.Errorf("%s: panicked with %q", name, got)
		}
	}
	if got := event("Event"); !strings.HasSuffix(got, "use On") {
		t.Errorf("event: panicked with %q", got)
	}
	for _, name := range append(message.EventNames(),
		// Events of the platform's other products, and of its retired ones, and invented names.
		"Novel", "x", "ok", "vip", "scene", "device_text", "device_event", "subscribe_status", "unsubscribe_status", "enter_agent", "kf_msg_or_event",
		"wxa_media_check", "cloud_invoice_invoiceresult_event", "trade_manage_remind_access_api", "user_enter_tempsession",
		"open_product_order_pay", "kf_open_session", "新事件",
	) {
		for _, spelling := range []string{name, strings.ToLower(name), strings.ToUpper(name)} {
			if got := event(spelling); got != "" {
				t.Errorf("%s: %s", spelling, got)
			}
		}
	}
}

// UnknownEvent takes names that Event takes for a mistake. It is the same route otherwise.
func TestUnknownEventRoutes(t *testing.T) {
	t.Parallel()
	mux := callback.NewMux()
	mux.UnknownEvent("Subscribes", as[message.Event]("new"))
	mux.UnknownEvent("text", as[message.Event]("text"))
	mux.UnknownEvent("click", as[message.Event]("known by now"))
	for _, c := range []struct {
		message message.Message
		want    string
	}{
		{&message.UnknownEvent{Name: "subscribeS"}, "new"},
		{&message.UnknownEvent{Name: "text"}, "text"},
		{&message.Text{Content: "text"}, ""},
		{&message.SubscribeEvent{}, ""},
		{click("k"), "known by now"},
	} {
		if got := answerOf(t, mux, c.message); got != c.want {
			t.Errorf("%T: got %q, want %q", c.message, got, c.want)
		}
	}
}

// Any one slip in any event's name is noticed, unless it makes another event's name.
func TestOneSlipInAnEventName(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := []rune(strings.ToLower(rapid.SampledFrom(message.EventNames()).Draw(t, "name")))
		at := rapid.IntRange(0, len(name)-1).Draw(t, "at")
		letter := rapid.RuneFrom([]rune("abcdefghijklmnopqrstuvwxyz")).Draw(t, "letter")
		switch rapid.SampledFrom([]string{"insert", "delete", "replace", "swap"}).Draw(t, "slip") {
		case "insert":
			name = slices.Insert(name, at, letter)
		case "delete":
			name = slices.Delete(name, at, at+1)
		case "replace":
			name[at] = letter
		case "swap":
			other := min(at+1, len(name)-1)
			name[at], name[other] = name[other], name[at]
		}
		isKnown := slices.ContainsFunc(message.EventNames(), func(known string) bool { return strings.EqualFold(known, string(name)) })
		defer func() {
			if panicked := recover() != nil; panicked == isKnown {
				t.Fatalf("%s: panicked: %v", string(name), panicked)
			}
		}()
		callback.NewMux().Event(string(name), as[message.Event](""))
	})
}

func twice(f func()) { f(); f() }

func TestMiddleware(t *testing.T) {
	t.Parallel()
	var trace []string
	note := func(name string) callback.Middleware {
		return func(next callback.Handler) callback.Handler {
			return callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
				trace = append(trace, name)
				r, err := next.Handle(ctx, m)
				trace = append(trace, "/"+name)
				return r, err
			})
		}
	}
	mux := callback.NewMux()
	mux.Use(note("a"), note("b"))
	mux.Text("hello", func(context.Context, *message.Text) (reply.Reply, error) {
		trace = append(trace, "hello")
		return nil, errors.New("refused")
	})
	mux.Use(note("c"))
	if _, err := mux.Handle(t.Context(), text("hello")); err == nil || err.Error() != "refused" {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "hello", "/c", "/b", "/a"}, trace); diff != "" {
		t.Error(diff)
	}
	trace = nil
	if got := answerOf(t, mux, text("nobody's")); got != "" {
		t.Errorf("got %q", got)
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "/c", "/b", "/a"}, trace); diff != "" {
		t.Error(diff)
	}
}

// A Mux is a Handler: one may serve as another's fallback.
func TestMuxInMux(t *testing.T) {
	t.Parallel()
	outer, inner := callback.NewMux(), callback.NewMux()
	inner.Text("hello", as[*message.Text]("inner"))
	outer.Fallback(inner.Handle)
	if got := answerOf(t, outer, text("hello")); got != "inner" {
		t.Errorf("got %q", got)
	}
}
