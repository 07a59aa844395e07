package callback_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

func TestKFMessages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reply reply.Reply
		want  []kf.Message
	}{
		{reply.Text("hi"), []kf.Message{kf.Text("hi")}},
		{reply.Image{MediaID: "m"}, []kf.Message{kf.Image{MediaID: "m"}}},
		{reply.Voice{MediaID: "m"}, []kf.Message{kf.Voice{MediaID: "m"}}},
		{reply.Video{MediaID: "m", Title: "t", Description: "d"}, []kf.Message{kf.Video{MediaID: "m", Title: "t", Description: "d"}}},
		{
			reply.Music{Title: "t", Description: "d", URL: "u", HQURL: "h", ThumbMediaID: "m"},
			[]kf.Message{kf.Music{Title: "t", Description: "d", URL: "u", HQURL: "h", ThumbMediaID: "m"}},
		},
		{
			reply.News{{Title: "1", Description: "d", PicURL: "p", URL: "u"}, {Title: "2", URL: "v"}},
			[]kf.Message{kf.Article{Title: "1", Description: "d", PicURL: "p", URL: "u"}, kf.Article{Title: "2", URL: "v"}},
		},
		{reply.Nothing{}, nil},
		{nil, nil},
	} {
		got, err := callback.KFMessages(c.reply)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%#v: %v %s", c.reply, err, diff)
		}
	}
	text, picture := reply.Text("hi"), reply.Image{MediaID: "m"}
	for _, c := range []struct {
		reply reply.Reply
		want  []kf.Message
	}{{&text, []kf.Message{kf.Text("hi")}}, {&picture, []kf.Message{kf.Image{MediaID: "m"}}}, {(*reply.Text)(nil), nil}} {
		got, err := callback.KFMessages(c.reply)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%#v: %v %s", c.reply, err, diff)
		}
	}
	if _, err := callback.KFMessages(reply.Transfer{}); !errors.Is(err, callback.ErrUnsendable) || !strings.Contains(err.Error(), "reply.Transfer") {
		t.Errorf("a transfer: %v", err)
	}
}

// fixedToken always gives the same access_token.
type fixedToken struct{}

func (fixedToken) Token(context.Context) (string, error)         { return "T", nil }
func (fixedToken) Renew(context.Context, string) (string, error) { return "T", nil }

// later returns a handler that postpones its reply.
func later(r reply.Reply) callback.HandlerFunc {
	return func(context.Context, message.Message) (reply.Reply, error) {
		return callback.Later(func(context.Context) (reply.Reply, error) { return r, nil }), nil
	}
}

// A late reply is a customer-service message on the wire. One that cannot be sent is logged.
func TestWithKF(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var bodies []string
	answer := `{"errcode":0,"errmsg":"ok"}`
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		bodies = append(bodies, r.URL.Path+" "+strings.TrimSpace(string(raw)))
		io.WriteString(w, answer)
	}))
	defer platform.Close()
	hosts, err := endpoint.OneHost(platform.URL)
	if err != nil {
		t.Fatal(err)
	}
	service := kf.New(&endpoint.Client{Hosts: hosts, Tokens: fixedToken{}})
	for name, c := range map[string]struct {
		reply  reply.Reply
		answer string
		sent   int
		log    string
	}{
		"a text":          {reply.Text("late"), `{"errcode":0,"errmsg":"ok"}`, 1, ""},
		"two articles":    {reply.News{{Title: "1", URL: "http://x/"}, {Title: "2", URL: "http://x/"}}, `{"errcode":0}`, 2, ""},
		"a transfer":      {reply.Transfer{}, `{"errcode":0}`, 0, "no customer-service message says the same"},
		"out of time":     {reply.Text("late"), `{"errcode":45015,"errmsg":"response out of time limit"}`, 1, "45015"},
		"no permission":   {reply.Text("late"), `{"errcode":48001,"errmsg":"api unauthorized"}`, 1, "declare it with WithoutKF"},
		"nothing at last": {reply.Nothing{}, `{}`, 0, ""},
	} {
		mu.Lock()
		bodies, answer = nil, c.answer
		mu.Unlock()
		s, log := newServer(t, account.Safe, later(c.reply), callback.WithKF(service))
		xml := textXML("hello", 1)
		if c.sent == 2 {
			xml = eventXML("CLICK", "k", 1) // which may be answered with two articles
		}
		safePush(xml).post(s)
		if err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if len(bodies) != c.sent || !strings.Contains(log.String(), c.log) || c.log == "" && log.String() != "" {
			t.Errorf("%s: sent %q, log %s", name, bodies, log)
		}
		if name == "a text" {
			path, raw, _ := strings.Cut(bodies[0], " ")
			var got map[string]any
			if err := json.Unmarshal([]byte(raw), &got); err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"touser": alice, "msgtype": "text", "text": map[string]any{"content": "late"}}
			if diff := cmp.Diff(want, got); diff != "" || path != "/cgi-bin/message/custom/send" {
				t.Errorf("%s %s", path, diff)
			}
		}
	}
}
