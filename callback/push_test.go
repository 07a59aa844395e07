package callback_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// The push is of the official vector's account. openssl enc -aes-256-cbc -nopad has sealed it, and sha1sum has signed
// it.
func TestSafePushOfOtherTools(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile("testdata/safe_text.xml")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := newServer(t, account.Safe, echo(new(atomic.Int32)))
	w := delivery{url.Values{
		"signature": {"6c5c811b55cc85e0e1b54100749188c20beb3f5d"},
		"timestamp": {"1714112445"}, "nonce": {"415670741"}, "encrypt_type": {"aes"},
		"msg_signature": {"9f06e8b2004f25103230805025e3ae8e0b8789f4"},
	}, body}.post(s)
	if got := content(t, w); got != "hello" {
		t.Errorf("got %q", got)
	}
}

// The official pushes are JSON, which only mini programs get: their signatures are right, their content is not XML.
func TestOfficialJSONPushes(t *testing.T) {
	t.Parallel()
	const encrypt = "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
	safe := url.Values{
		"signature": {"6c5c811b55cc85e0e1b54100749188c20beb3f5d"},
		"timestamp": {"1714112445"}, "nonce": {"415670741"}, "encrypt_type": {"aes"},
		"msg_signature": {"046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"},
	}
	plain := url.Values{
		"signature": {"899cf89e464efb63f54ddac96b0a0a235f53aa78"},
		"timestamp": {"1714037059"}, "nonce": {"486452656"},
	}
	for name, c := range map[string]struct {
		mode account.Mode
		d    delivery
	}{
		"sealed JSON in XML": {account.Safe, delivery{safe, []byte("<xml><ToUserName>" + gh + "</ToUserName><Encrypt>" + encrypt + "</Encrypt></xml>")}},
		"sealed JSON":        {account.Safe, delivery{safe, []byte(`{"ToUserName":"` + gh + `","Encrypt":"` + encrypt + `"}`)}},
		"plain JSON":         {account.Plain, delivery{plain, []byte(`{"ToUserName":"gh_97417a04a28d","MsgType":"event"}`)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var runs atomic.Int32
			s, log := newServer(t, c.mode, echo(&runs))
			w := c.d.post(s)
			if w.Code != http.StatusBadRequest || w.Body.String() != "callback: the body is not a push\n" {
				t.Errorf("got %d %q", w.Code, w.Body)
			}
			if !strings.Contains(log.String(), "choose XML") || runs.Load() != 0 {
				t.Errorf("%d runs, log %s", runs.Load(), log)
			}
		})
	}
}

func TestGenuinePush(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // virtual time begins at 2000-01-01
				s, log := newServer(t, mode, echo(new(atomic.Int32)))
				d := genuine(mode, textXML("你好 ]]&gt;", 1))
				w := d.post(s)
				if w.Code != 200 || w.Header().Get("Content-Type") != "text/xml; charset=utf-8" {
					t.Fatalf("got %d %v", w.Code, w.Header())
				}
				body := w.Body.Bytes()
				if mode != account.Plain {
					var envelope struct {
						TimeStamp int64
						Nonce     string
					}
					if err := xml.Unmarshal(body, &envelope); err != nil {
						t.Fatal(err)
					}
					if envelope.TimeStamp != 946684800 || envelope.Nonce != d.query.Get("nonce") {
						t.Errorf("envelope %+v, want the present second and the push's nonce", envelope)
					}
					body = open(t, body, currentKey)
				}
				want := answerXML{
					XMLName:    xml.Name{Local: "xml"},
					ToUserName: alice, FromUserName: gh, MsgType: "text",
					Content: "你好 ]]&gt;", CreateTime: 946684800,
				}
				if diff := cmp.Diff(want, readXML(t, body)); diff != "" {
					t.Error(diff)
				}
				if log.String() != "" {
					t.Errorf("logged %s", log)
				}
			})
		})
	}
}

// After a key change the reply is sealed with the key that opened the push.
func TestPreviousKey(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, account.Safe, echo(new(atomic.Int32)))
	w := safePushWith(textXML("old", 1), previousKey, appID).post(s)
	if got := readXML(t, open(t, w.Body.Bytes(), previousKey)).Content; got != "old" {
		t.Errorf("got %q", got)
	}
	// The next push of the message may be sealed with the new key: its answer is the same, under the new key.
	w = safePush(textXML("old", 1)).post(s)
	if got := content(t, w); got != "old" {
		t.Errorf("got %q", got)
	}
}

func TestWhichPartIsRead(t *testing.T) {
	t.Parallel()
	plain, sealed := textXML("plain", 1), textXML("sealed", 2)
	for name, c := range map[string]struct {
		mode account.Mode
		push delivery
		want string
	}{
		"compatible reads the sealed part":          {account.Compatible, compatiblePush(plain, sealed), "sealed"},
		"compatible takes a push in safe mode":      {account.Compatible, safePush(sealed), "sealed"},
		"plain reads the plain part":                {account.Plain, compatiblePush(plain, sealed), "plain"},
		"plain takes encrypt_type raw":              {account.Plain, plainPush(plain).with("encrypt_type", "raw"), "plain"},
		"no openid, as in older samples":            {account.Safe, safePush(sealed).without("openid"), "sealed"},
		"a foreign openid is no sender":             {account.Safe, safePush(sealed).with("openid", "mallory"), "sealed"},
		"other parameters are the program's matter": {account.Plain, plainPush(plain).with("tenant", "1", "2"), "plain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newServer(t, c.mode, echo(new(atomic.Int32)))
			if got := content(t, c.push.post(s)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNothing(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]reply.Reply{
		"nil":              nil,
		"Nothing":          reply.Nothing{},
		"pointer":          &reply.Nothing{},
		"nil text pointer": (*reply.Text)(nil),
		"nil news pointer": (*reply.News)(nil),
	} {
		for _, mode := range modes {
			t.Run(name+"/"+mode.String(), func(t *testing.T) {
				t.Parallel()
				s, log := newServer(t, mode, always(r, nil))
				w := genuine(mode, textXML("hello", 1)).post(s)
				if w.Code != 200 || w.Body.String() != "success" || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
					t.Errorf("got %d %q %v", w.Code, w.Body, w.Header())
				}
				if log.String() != "" {
					t.Errorf("logged %s", log)
				}
			})
		}
	}
}

func TestPointerReply(t *testing.T) {
	t.Parallel()
	text := reply.Text("by pointer")
	s, _ := newServer(t, account.Plain, always(&text, nil))
	if got := content(t, plainPush(textXML("hello", 1)).post(s)); got != "by pointer" {
		t.Errorf("got %q", got)
	}
}

// Whatever fails behind a genuine push is logged, and the push is answered with success.
func TestFailure(t *testing.T) {
	t.Parallel()
	nine := make(reply.News, 9)
	ordinary, event := textXML("hello", 1), eventXML("CLICK", "k", 1)
	for name, c := range map[string]struct {
		handler callback.HandlerFunc
		push    string
		log     []string
	}{
		"error":           {always(reply.Text("x"), errors.New("the model is down")), ordinary, []string{"handler failed", "the model is down", "type=text"}},
		"panic":           {func(context.Context, message.Message) (reply.Reply, error) { panic("oh no") }, event, []string{"handler panicked", "oh no", "push_test.go", "event=CLICK"}},
		"panic nil":       {func(context.Context, message.Message) (reply.Reply, error) { panic(nil) }, ordinary, []string{"handler panicked"}},
		"abort":           {func(context.Context, message.Message) (reply.Reply, error) { panic(http.ErrAbortHandler) }, ordinary, []string{"handler panicked"}},
		"no text":         {always(reply.Text(""), nil), ordinary, []string{"reply not sent", "Content"}},
		"nine of nothing": {always(nine, nil), event, []string{"reply not sent", "Articles"}},
		"transfer event":  {always(reply.Transfer{}, nil), event, []string{"reply not sent", "MsgType transfers an event"}},
		"reply panics":    {always(struct{ reply.Reply }{}, nil), ordinary, []string{"reply not sent", "panic"}},
	} {
		for _, mode := range modes {
			t.Run(name+"/"+mode.String(), func(t *testing.T) {
				t.Parallel()
				s, log := newServer(t, mode, c.handler)
				w := genuine(mode, c.push).post(s)
				if w.Code != 200 || w.Body.String() != "success" {
					t.Errorf("got %d %q", w.Code, w.Body)
				}
				for _, want := range append(c.log, "level=ERROR") {
					if !strings.Contains(log.String(), want) {
						t.Errorf("log lacks %q: %s", want, log)
					}
				}
			})
		}
	}
}

func TestArticlesAndTransferWhereTheyMayBe(t *testing.T) {
	t.Parallel()
	article := reply.Article{Title: "t", Description: "d", PicURL: "https://example.com/p.png", URL: "https://example.com/"}
	for name, c := range map[string]struct {
		reply reply.Reply
		push  string
		want  string
	}{
		"one article to a message":  {reply.News{article}, textXML("hello", 1), "news"},
		"two articles to an event":  {reply.News{article, article}, eventXML("CLICK", "k", 1), "news"},
		"transfer of a message":     {reply.Transfer{}, textXML("hello", 1), "transfer_customer_service"},
		"transfer to a named agent": {&reply.Transfer{KfAccount: "test1@test"}, textXML("hello", 1), "transfer_customer_service"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, log := newServer(t, account.Plain, always(c.reply, nil))
			w := plainPush(c.push).post(s)
			if log.String() != "" {
				t.Fatal(log)
			}
			if got := readXML(t, w.Body.Bytes()).MsgType; got != c.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, account.Plain, always(nil, nil))
	for _, method := range []string{http.MethodPut, http.MethodHead, http.MethodDelete, http.MethodOptions, "BREW"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, "/wx?"+handshakeQuery().Encode(), nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, POST" {
			t.Errorf("%s: got %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestBodyBound(t *testing.T) {
	t.Parallel()
	push := textXML("hello", 1)
	pad := func(n int) string { return push + strings.Repeat(" ", n-len(push)) }
	for name, c := range map[string]struct {
		opts   []callback.Option
		body   string
		status int
	}{
		"at the default":   {nil, pad(1 << 20), 200},
		"over the default": {nil, pad(1<<20 + 1), 413},
		"far over it":      {nil, pad(10 << 20), 413},
		"at our own":       {[]callback.Option{callback.WithMaxBody(1000)}, pad(1000), 200},
		"over our own":     {[]callback.Option{callback.WithMaxBody(1000)}, pad(1001), 413},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, log := newServer(t, account.Plain, echo(new(atomic.Int32)), c.opts...)
			if w := plainPush(c.body).post(s); w.Code != c.status {
				t.Errorf("got %d %q", w.Code, w.Body)
			}
			if refused := strings.Contains(log.String(), "WithMaxBody"); refused != (c.status == 413) {
				t.Errorf("log %s", log)
			}
		})
	}
}

func TestBodyEndsEarly(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, account.Plain, always(nil, nil))
	body := iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader([]byte(textXML("hello", 1)))))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/wx?"+signed().Encode(), body))
	if w.Code != http.StatusBadRequest {
		t.Errorf("got %d", w.Code)
	}
}

func TestServerPrintsNoSecret(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, account.Safe, always(nil, nil))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got, want := fmt.Sprintf(verb, s), "callback.Server("+appID+", safe mode)"; got != want {
			t.Errorf("%s: got %q, want %q", verb, got, want)
		}
	}
}

type tenant struct{}

func TestHandlerContext(t *testing.T) {
	t.Parallel()
	push := textXML("hello", 1)
	for _, mode := range modes {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			var raw []byte
			var value any
			s, _ := newServer(t, mode, callback.HandlerFunc(func(ctx context.Context, _ message.Message) (reply.Reply, error) {
				raw, value = callback.Raw(ctx), ctx.Value(tenant{})
				return nil, ctx.Err()
			}))
			d := genuine(mode, push)
			w := d.to(context.WithValue(context.Background(), tenant{}, 7), s)
			want := push
			if mode == account.Plain {
				want = string(d.body)
			}
			if w.Code != 200 || string(raw) != want || value != 7 {
				t.Errorf("got %d, raw %q, value %v", w.Code, raw, value)
			}
		})
	}
	if callback.Raw(context.Background()) != nil {
		t.Error("Raw outside a handler")
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	good, handler := testAccount(account.Safe), always(nil, nil)
	for name, c := range map[string]struct {
		change  func(*account.Account)
		handler callback.Handler
		opt     callback.Option
		field   string
	}{
		"good":          {handler: handler},
		"no AppID":      {change: func(a *account.Account) { a.AppID = "" }, handler: handler, field: "AppID"},
		"no token":      {change: func(a *account.Account) { a.Token = "" }, handler: handler, field: "Token"},
		"token, spaced": {change: func(a *account.Account) { a.Token = "a b c" }, handler: handler, field: "Token"},
		"short key":     {change: func(a *account.Account) { a.EncodingAESKey = currentKey[1:] }, handler: handler, field: "EncodingAESKey"},
		"no handler":    {field: "Handler"},
		"no body":       {handler: handler, opt: callback.WithMaxBody(0), field: "MaxBody"},
		"no handlers":   {handler: handler, opt: callback.WithMaxConcurrent(0), field: "MaxConcurrent"},
		"none waits":    {handler: handler, opt: callback.WithMaxWaiting(0), field: "MaxWaiting"},
		"not late":      {handler: handler, opt: callback.WithLateLimit(14 * time.Second), field: "LateLimit"},
		"no window":     {handler: handler, opt: callback.WithReplayGuard(0), field: "ReplayGuard"},
		"says nothing":  {handler: handler, opt: callback.WithStillWorking(reply.Text("")), field: "Content"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := good
			if c.change != nil {
				c.change(&a)
			}
			var opts []callback.Option
			if c.opt != nil {
				opts = append(opts, c.opt)
			}
			s, err := callback.New(a, c.handler, opts...)
			if err != nil {
				checkNotSetUp(t, s, err)
			}
			named := ""
			if e, ok := errors.AsType[*field.Error](err); ok {
				named = e.Path
				if e.In == "callback" && !strings.HasPrefix(e.Error(), "callback: "+c.field+" is ") {
					t.Errorf("%v", e)
				}
			} else if err != nil {
				t.Fatal(err)
			}
			if named != c.field {
				t.Errorf("error %v names %q, want %q", err, named, c.field)
			}
		})
	}
}

// checkNotSetUp checks the server that New returns beside an error: it answers every request with 500 and without the
// reason, and its methods return the reason or do nothing.
func checkNotSetUp(t *testing.T, s *callback.Server, reason error) {
	t.Helper()
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, "/wx?echostr=hello", strings.NewReader("<xml/>")))
		if w.Code != http.StatusInternalServerError || w.Body.String() != "callback: not set up; the program's log says why\n" {
			t.Errorf("%s: got %d %q", method, w.Code, w.Body)
		}
	}
	if _, err := s.Parse(httptest.NewRequest(http.MethodPost, "/wx", nil)); !errors.Is(err, reason) {
		t.Errorf("Parse: %v", err)
	}
	if err := s.Do(t.Context(), callback.Push{Message: &message.Text{}}); !errors.Is(err, reason) {
		t.Errorf("Do: %v", err)
	}
	if _, _, err := callback.NewSession[int]("n", time.Minute).Get(s.UserContext(t.Context(), alice)); err != nil {
		t.Errorf("a session: %v", err)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}
