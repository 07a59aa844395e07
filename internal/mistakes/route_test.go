package mistakes_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

func ontext(context.Context, *message.Text) (reply.Reply, error)  { return reply.Text("hello"), nil }
func onevent(context.Context, message.Event) (reply.Reply, error) { return reply.Text("hello"), nil }
func onclick(context.Context, message.MenuEvent) (reply.Reply, error) {
	return reply.Text("hello"), nil
}

// registers adds a route, which panics.
func registers(f func(*callback.Mux)) func(*scene) {
	return func(s *scene) { s.panics(func() { f(callback.NewMux()) }) }
}

// routes runs a program with one route more than [echo].
func routes(f func(*callback.Mux)) func(*scene) {
	return func(s *scene) {
		p := s.platform(sandbox.Config{})
		mux := echo()
		f(mux)
		s.talk(p, p.Account(), mux)
	}
}

// nobody is a type of the newcomer's that no push has.
type nobody struct{ message.Text }

var routeMistakes = []mistake{
	{"misspelt event", registers(func(m *callback.Mux) { m.Event("subscibe", onevent) }), map[place][]string{
		inError: {`Event("subscibe")`, `is it "subscribe"?`, "use UnknownEvent"},
	}},
	{"message type as an event", registers(func(m *callback.Mux) { m.Event("text", onevent) }), map[place][]string{
		inError: {`Event("text")`, "MsgType and not an event", "use On"},
	}},
	{"two handlers for one text", registers(func(m *callback.Mux) { m.Text("hello", ontext); m.Text("hello", ontext) }), map[place][]string{
		inError: {`Text("hello") is registered twice`, "Remove the other"},
	}},
	{"two handlers for one event in two cases", registers(func(m *callback.Mux) { m.Event("CLICK", onevent); m.Event("click", onevent) }), map[place][]string{
		inError: {`Event("click") is registered twice`, "Remove the other"},
	}},
	{"nil function", registers(func(m *callback.Mux) { m.Text("hello", nil) }), map[place][]string{
		inError: {`Text("hello")`, "the function is nil", "pass one"},
	}},
	{"nil pattern", registers(func(m *callback.Mux) { m.TextRegexp((*regexp.Regexp)(nil), ontext) }), map[place][]string{
		inError: {"pattern is nil", "regexp.MustCompile"},
	}},
	{"empty prefix", registers(func(m *callback.Mux) { m.TextPrefix("", ontext) }), map[place][]string{
		inError: {"TextPrefix", "the name is empty", "use On"},
	}},
	{"empty menu key", registers(func(m *callback.Mux) { m.MenuKey("", onclick) }), map[place][]string{
		inError: {"MenuKey", "the name is empty", "use On"},
	}},
	{"nil handler", func(s *scene) {
		p := s.platform(sandbox.Config{})
		s.handshake(p.Connect(at(s.client(p, p.Account()).Callback(nil))))
	}, map[place][]string{
		inLog:     {"Handler is nil", "pass a Mux"},
		inSandbox: {"HTTP 500", "Look into the app's log"},
	}},
	{"handler registered after the start", func(s *scene) {
		p := s.platform(sandbox.Config{})
		mux := echo()
		s.talk(p, p.Account(), mux)
		mux.Text("later", ontext)
	}, map[place][]string{
		inLog: {`Text(\"later\")`, "after the first push", "register all routes before"},
	}},
	{"On for a type that never comes", routes(func(m *callback.Mux) {
		callback.On(m, func(context.Context, *nobody) (reply.Reply, error) { return reply.Text("hello"), nil })
	}), map[place][]string{
		inLog: {"nobody", "a type that no push has", "use a type of package message"},
	}},
	{"scene with qrscene_", routes(func(m *callback.Mux) {
		m.Scene("qrscene_1", func(context.Context, message.SceneEvent) (reply.Reply, error) { return reply.Text("hello"), nil })
	}), map[place][]string{
		inLog: {"qrscene_1", "taken off before", `write Scene(\"1\")`},
	}},
	{"options that cannot be right", func(s *scene) {
		_, err := callback.New(account1(), echo(), callback.WithLateLimit(-time.Second))
		s.returned(err)
	}, map[place][]string{
		inError: {"LateLimit is -1s", "use 15 seconds to 48 hours"},
	}},
	{"verify file with a wrong name", func(s *scene) {
		old := slog.Default()
		defer slog.SetDefault(old)
		slog.SetDefault(s.logger())
		s.get(callback.VerifyFile("verify.txt"), "/verify.txt")
	}, map[place][]string{
		inAnswer: {`"verify.txt"`, "MP_verify_", "use the name of the file from the console"},
		inLog:    {"verify.txt", "use the name of the file from the console"},
	}},
}

// handles runs a program with a handler of texts.
func handles(f func(ctx context.Context, m *message.Text) (reply.Reply, error), opts ...callback.Option) func(*scene) {
	return func(s *scene) {
		p := s.platform(sandbox.Config{})
		mux := callback.NewMux()
		callback.On(mux, f)
		s.talk(p, p.Account(), mux, opts...)
	}
}

var handlerMistakes = []mistake{
	{"handler that panics", handles(func(_ context.Context, m *message.Text) (reply.Reply, error) {
		var names []string
		_ = names[len(m.Content)]
		return nil, nil
	}), map[place][]string{
		inLog: {"handler panicked", "index out of range [5]", "route_test.go"},
	}},
	{"handler that fails", handles(func(context.Context, *message.Text) (reply.Reply, error) { return nil, errors.New("no rows") }), map[place][]string{
		inLog: {"handler failed", "no rows", "type=text"},
	}},
	{"handler with an empty text", handles(func(context.Context, *message.Text) (reply.Reply, error) { return reply.Text(""), nil }), map[place][]string{
		inLog: {"reply not sent", "Content is empty", "write something, or return nil"},
	}},
	{"handler with two articles", handles(func(context.Context, *message.Text) (reply.Reply, error) {
		a := reply.Article{Title: "a", URL: "https://example.com/"}
		return reply.News{a, a}, nil
	}), map[place][]string{
		inLog: {"2 articles", "answer a user's message with one"},
	}},
	{"handler with a picture's address as its media_id", handles(func(context.Context, *message.Text) (reply.Reply, error) {
		return reply.Image{MediaID: "https://example.com/a.jpg"}, nil
	}), map[place][]string{
		inSandbox: {"no image with this MediaId", "Upload it first", "请先上传"},
	}},
	{"handler with a picture without media_id", handles(func(context.Context, *message.Text) (reply.Reply, error) {
		return reply.Image{}, nil
	}), map[place][]string{
		inLog: {"MediaID is empty", "upload the file"},
	}},
	{"handler with an address without a scheme", handles(func(context.Context, *message.Text) (reply.Reply, error) {
		return reply.News{{Title: "a", URL: "example.com"}}, nil
	}), map[place][]string{
		inSandbox: {`"example.com" is no web address`, "Begin it with https://", "须以 https://"},
	}},
	{"slow handler", func(s *scene) {
		synctest.Test(s.T, func(t *testing.T) {
			inner := &scene{T: t, texts: s.texts}
			p := sandbox.New(sandbox.Config{Kind: "personal"})
			defer p.Close()
			mux := callback.NewMux()
			callback.On(mux, func(context.Context, *message.Text) (reply.Reply, error) {
				time.Sleep(20 * time.Second)
				return reply.Text("late"), nil
			})
			inner.talk(p, p.Account(), mux)
			time.Sleep(time.Minute)
		})
	}, map[place][]string{
		inLog:     {"may not send customer-service messages", "declare it with WithoutKF"},
		inSandbox: {"did not answer within 5 seconds", "Answer at once", "请立即应答"},
	}},
	{"handler that never returns", func(s *scene) {
		synctest.Test(s.T, func(t *testing.T) {
			inner := &scene{T: t, texts: s.texts}
			p := sandbox.New(sandbox.Config{})
			defer p.Close()
			mux := callback.NewMux()
			callback.On(mux, func(context.Context, *message.Text) (reply.Reply, error) {
				time.Sleep(time.Hour)
				return reply.Text("late"), nil
			})
			inner.talk(p, p.Account(), mux)
			time.Sleep(2 * time.Hour)
		})
	}, map[place][]string{
		inLog: {"has not returned at its limit", "let it end with its context"},
	}},
	{"no handler for what the user sends", func(s *scene) {
		p := s.platform(sandbox.Config{})
		mux := callback.NewMux()
		mux.Event("subscribe", onevent)
		s.talk(p, p.Account(), mux)
	}, map[place][]string{
		inLog: {"no route takes a user's message", "type=text", "register one with callback.On or Mux.Fallback"},
	}},
	{"program of a slow language", func(s *scene) {
		synctest.Test(s.T, func(t *testing.T) {
			inner := &scene{T: t, texts: s.texts}
			p := sandbox.New(sandbox.Config{Account: account.Account{Mode: account.Plain}})
			defer p.Close()
			p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					time.Sleep(6 * time.Second)
				}
				w.Write([]byte(r.URL.Query().Get("echostr")))
			}))
			p.User("alice").Follow()
			time.Sleep(10 * time.Second)
			inner.report(p)
		})
	}, map[place][]string{
		inSandbox: {"did not answer within 5 seconds", "Answer at once", "请立即应答"},
	}},
}
