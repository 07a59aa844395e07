package callback_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// logged returns a Mux whose log goes into a buffer, as that of the server which has it.
func logged(t *testing.T) (*callback.Mux, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	mux := callback.NewMux()
	a := account.Account{AppID: "wx0123456789abcdef", Token: "token", Mode: account.Plain}
	if _, err := callback.New(a, mux, callback.WithLogger(slog.New(slog.NewTextHandler(&log, nil)))); err != nil {
		t.Fatal(err)
	}
	return mux, &log
}

// A user's message that no route takes is logged once for each type; an event is not.
func TestUnroutedMessageIsLoggedOnce(t *testing.T) {
	t.Parallel()
	mux, log := logged(t)
	for range 3 {
		for _, m := range []message.Message{&message.Text{Content: "a"}, &message.Image{}, &message.SubscribeEvent{}} {
			if got := answerOf(t, mux, m); got != "" {
				t.Errorf("%T is answered with %q", m, got)
			}
		}
	}
	for text, want := range map[string]int{"no route takes": 2, "type=text": 1, "type=image": 1} {
		if got := strings.Count(log.String(), text); got != want {
			t.Errorf("%q stands %d times in the log, want %d:\n%s", text, got, want, log)
		}
	}
}

// Routes for each type of package message, and for its interfaces, are no mistakes.
func TestRoutesThatPushesTake(t *testing.T) {
	t.Parallel()
	mux, log := logged(t)
	callback.On(mux, as[*message.Text]("text"))
	callback.On(mux, as[*message.UnknownEvent]("unknown event"))
	callback.On(mux, as[*message.UnknownMessage]("unknown message"))
	callback.On(mux, as[*message.TemplateSendJobFinishEvent]("template"))
	callback.On(mux, as[message.Ordinary]("ordinary"))
	callback.On(mux, as[message.MenuEvent]("menu"))
	callback.On(mux, as[message.SceneEvent]("scene"))
	callback.On(mux, as[message.Event]("event"))
	mux.Scene("1", func(context.Context, message.SceneEvent) (reply.Reply, error) { return reply.Nothing{}, nil })
	if got := answerOf(t, mux, &message.Text{Content: "a"}); got != "text" {
		t.Errorf("answered by %q", got)
	}
	if log.Len() > 0 {
		t.Errorf("logged: %s", log)
	}
}
