package callback_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
)

func Example() {
	mux := callback.NewMux()
	mux.Text("hello", func(ctx context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("hello"), nil
	})
	server, err := callback.New(account.Account{
		AppID:          "wxba5fad812f8e6fb9",
		Token:          "AAAAA",
		EncodingAESKey: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", // leave it out in plain mode (明文模式)
	}, mux)
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/wx", server)

	// The console saves the address: the handshake.
	r := httptest.NewRequest(http.MethodGet, "/wx?signature=f464b24fc39322e44b38aa78f5edd27bd1441696&timestamp=1714036504&nonce=1514711492&echostr=4375120948345356249", nil)
	w := httptest.NewRecorder()
	http.DefaultServeMux.ServeHTTP(w, r)
	fmt.Println(w.Code, w.Body)
	// Output: 200 4375120948345356249
}

func ExampleMux() {
	mux := callback.NewMux()
	mux.Text("help", func(ctx context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("ask me anything"), nil
	})
	mux.TextPrefix("echo ", func(ctx context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text(strings.TrimPrefix(m.Content, "echo ")), nil
	})
	mux.TextRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\d$`), func(ctx context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("a date"), nil
	})
	mux.MenuKey("V1001_TODAY_MUSIC", func(ctx context.Context, e message.MenuEvent) (reply.Reply, error) {
		return reply.Text("do re mi"), nil
	})
	mux.Scene("poster", func(ctx context.Context, e message.SceneEvent) (reply.Reply, error) {
		return reply.Text("you come from the poster"), nil
	})
	mux.Fallback(func(ctx context.Context, m message.Message) (reply.Reply, error) {
		return reply.Transfer{}, nil // a person takes over
	})

	for _, m := range []message.Message{
		&message.Text{Content: "help"},
		&message.Text{Content: "echo 你好"},
		&message.Text{Content: "2026-01-31"},
		&message.ClickEvent{MenuPress: message.MenuPress{EventKey: "V1001_TODAY_MUSIC"}},
		&message.SubscribeEvent{EventKey: "qrscene_poster"},
		&message.Image{},
	} {
		r, _ := mux.Handle(context.Background(), m)
		fmt.Printf("%s %v\n", r.Type(), r)
	}
	// Output:
	// text ask me anything
	// text 你好
	// text a date
	// text do re mi
	// text you come from the poster
	// transfer_customer_service {}
}

func ExampleOn() {
	mux := callback.NewMux()
	callback.On(mux, func(ctx context.Context, e *message.SubscribeEvent) (reply.Reply, error) {
		return reply.Text("welcome"), nil
	})
	callback.On(mux, func(ctx context.Context, e message.Event) (reply.Reply, error) { // all other events
		return reply.Text("got " + e.EventName()), nil
	})

	for _, m := range []message.Message{&message.SubscribeEvent{}, &message.ScanEvent{EventKey: "7"}} {
		r, _ := mux.Handle(context.Background(), m)
		fmt.Println(r)
	}
	// Output:
	// welcome
	// got SCAN
}

func ExampleMux_Use() {
	mux := callback.NewMux()
	mux.Use(func(next callback.Handler) callback.Handler {
		return callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
			fmt.Println("got", m.Type())
			return next.Handle(ctx, m)
		})
	})
	mux.Handle(context.Background(), &message.Text{Content: "hello"})
	// Output: got text
}

func ExampleVerifyFile() {
	http.Handle("/MP_verify_abcdefghijklmnop.txt", callback.VerifyFile("MP_verify_abcdefghijklmnop.txt"))

	w := httptest.NewRecorder()
	http.DefaultServeMux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/MP_verify_abcdefghijklmnop.txt", nil))
	fmt.Println(w.Body)
	// Output: abcdefghijklmnop
}

// A program with a queue of its own: it answers the platform once the push is in the queue, and handles it elsewhere.
func ExampleServer_Parse() {
	mux := callback.NewMux()
	callback.On(mux, func(ctx context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("you said " + m.Content), nil
	})
	server, err := callback.New(account.Account{AppID: "wxba5fad812f8e6fb9", Token: "AAAAA"}, mux,
		callback.WithSender(func(ctx context.Context, openID string, r reply.Reply) error { // WithKF in a real program
			fmt.Println("to", openID+":", r)
			return nil
		}))
	if err != nil {
		panic(err)
	}
	queue := make(chan []byte, 100)
	handle := func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			server.ServeHTTP(w, r) // the handshake
			return
		}
		push, err := server.Parse(r)
		if refused, ok := errors.AsType[*callback.RequestError](err); ok { // every error of Parse is one
			slog.Warn("push refused", "err", refused)
			http.Error(w, refused.Reason, refused.Status)
			return
		}
		item, _ := push.MarshalText()
		queue <- item
		fmt.Fprint(w, "success")
	}

	// The platform pushes.
	query := url.Values{"timestamp": {"1714112445"}, "nonce": {"415670741"}}
	query.Set("signature", msgcrypt.Signature("AAAAA", query.Get("timestamp"), query.Get("nonce")))
	w := httptest.NewRecorder()
	handle(w, httptest.NewRequest(http.MethodPost, "/wx?"+query.Encode(), strings.NewReader(
		"<xml><ToUserName>gh_1</ToUserName><FromUserName>alice</FromUserName><CreateTime>1714112445</CreateTime>"+
			"<MsgType>text</MsgType><Content>hello</Content><MsgId>1</MsgId></xml>")))
	fmt.Println(w.Body)

	// A worker takes the push out of the queue.
	var push callback.Push
	if err := push.UnmarshalText(<-queue); err != nil {
		panic(err)
	}
	if err := server.Do(context.Background(), push); err != nil {
		panic(err)
	}
	// Output:
	// success
	// to alice: you said hello
}
