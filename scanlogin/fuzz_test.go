package scanlogin_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/scanlogin"
)

// While nobody logs in, every text and every scan goes on to the program, unless it names a login.
func FuzzEvents(f *testing.F) {
	for _, seed := range [][2]string{
		{"hello", ""}, {"42", "qrscene_7"}, {"４２", "wechatgo-login-"}, {"取消", "qrscene_wechatgo-login-ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
		{"ABCD-EFGH", "\x00"}, {"not me", "wechatgo-login:ABCDEFGHIJKLMNOPQRSTUVWXYZ:42"}, {"  \u3000", "wechatgo-login:"},
	} {
		f.Add(seed[0], seed[1])
	}
	login, err := oauth.New(oauth.Config{AppID: sandbox.DefaultAppID, Secret: sandbox.DefaultSecret, CookieKey: cookieKey})
	if err != nil {
		f.Fatal(err)
	}
	scan, err := scanlogin.New(scanlogin.Config{
		AppID: sandbox.DefaultAppID, Name: "测试号", Login: login, Client: new(endpoint.Client), Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		f.Fatal(err)
	}
	events := scan.Events(callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
		return reply.Text("next"), nil
	}))
	f.Fuzz(func(t *testing.T, content, id string) {
		head := message.Common{FromUserName: "o1"}
		text := &message.Text{Content: content, MenuID: id}
		text.Common = head
		scanned := &message.ScanEvent{EventKey: id}
		scanned.Common = head
		followed := &message.SubscribeEvent{EventKey: id}
		followed.Common = head
		for _, m := range []message.Message{text, scanned, followed} {
			got, err := events.Handle(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			if got != reply.Text("next") && !strings.Contains(id, "wechatgo-login") {
				t.Errorf("%q %q: %v", content, id, got)
			}
		}
	})
}
