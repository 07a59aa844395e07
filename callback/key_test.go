package callback

import (
	"fmt"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/message"
)

func TestPushKey(t *testing.T) {
	t.Parallel()
	push := func(fields string) string {
		return "<xml><ToUserName>gh_1</ToUserName><FromUserName>alice</FromUserName>" + fields + "</xml>"
	}
	text := func(id, content string) string {
		return push("<CreateTime>5</CreateTime><MsgType>text</MsgType><Content>" + content + "</Content>" + id)
	}
	event := func(created, name, more string) string {
		return push("<CreateTime>" + created + "</CreateTime><MsgType>event</MsgType><Event>" + name + "</Event>" + more)
	}
	key := func(appID, raw string) string {
		m, err := message.Decode([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		return pushKey(appID, m, []byte(raw))
	}
	const app = "wx1"
	for name, c := range map[string]struct {
		a, b string
		same bool
	}{
		"same MsgId":                    {text("<MsgId>1</MsgId>", "a"), text("<MsgId>1</MsgId>", "b"), true},
		"other MsgId":                   {text("<MsgId>1</MsgId>", "a"), text("<MsgId>2</MsgId>", "a"), false},
		"no MsgId, same push":           {text("", "a"), text("", "a"), true},
		"no MsgId, other text":          {text("", "a"), text("", "b"), false},
		"unknown type, same MsgId":      {push("<MsgType>hologram</MsgType><MsgId>3</MsgId>"), push("<MsgType>hologram</MsgType><MsgId>3</MsgId><X>1</X>"), true},
		"MsgId and a time":              {text("<MsgId>5</MsgId>", "a"), event("5", "subscribe", ""), false},
		"same event":                    {event("5", "CLICK", "<EventKey>k</EventKey>"), event("5", "CLICK", "<EventKey>k</EventKey>"), true},
		"event in another case":         {event("5", "CLICK", "<EventKey>k</EventKey>"), event("5", "click", "<EventKey>k</EventKey>"), true},
		"unknown event, other case":     {event("5", "Novel", "<EventKey>k</EventKey>"), event("5", "NOVEL", "<EventKey>k</EventKey>"), true},
		"another second":                {event("5", "subscribe", ""), event("6", "subscribe", ""), false},
		"two events of one second":      {event("5", "subscribe", ""), event("5", "unsubscribe", ""), false},
		"two keys of one second":        {event("5", "CLICK", "<EventKey>k</EventKey>"), event("5", "CLICK", "<EventKey>l</EventKey>"), false},
		"two jobs of one second":        {event("5", "MASSSENDJOBFINISH", "<MsgID>1</MsgID>"), event("5", "MASSSENDJOBFINISH", "<MsgID>2</MsgID>"), false},
		"unknown events, key elsewhere": {event("5", "user_get_card", "<CardId>1</CardId>"), event("5", "user_get_card", "<CardId>2</CardId>"), false},
		"event without a time":          {event("", "CLICK", "<EventKey>k</EventKey>"), event("", "CLICK", "<EventKey>k</EventKey><X>1</X>"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if same := key(app, c.a) == key(app, c.b); same != c.same {
				t.Errorf("same: %v, want %v", same, c.same)
			}
			if key(app, c.a) == key("wx2", c.a) {
				t.Error("two accounts share a key")
			}
		})
	}
	a, b := text("<MsgId>1</MsgId>", "a"), text("<MsgId>1</MsgId>", "a")
	b = b[:len("<xml><ToUserName>gh_1</ToUserName><FromUserName>")] + "bobby" + b[len("<xml><ToUserName>gh_1</ToUserName><FromUserName>")+len("alice"):]
	if key(app, a) == key(app, b) {
		t.Error("two senders share a key")
	}
}

func TestPushesAreBounded(t *testing.T) {
	t.Parallel()
	var p pushes
	for i := range maxKept + 100 {
		p.answer(t.Context(), fmt.Sprint(i), func() []byte { return nil })
	}
	if len(p.answers) != maxKept || len(p.kept) != maxKept {
		t.Errorf("%d answers, %d kept, want %d", len(p.answers), len(p.kept), maxKept)
	}
	if p.answers["0"] != nil || p.answers[fmt.Sprint(maxKept+99)] == nil {
		t.Error("not the oldest went")
	}
}

func TestPushesOutlastThePlatform(t *testing.T) {
	t.Parallel()
	if window < 20*time.Second {
		t.Errorf("an answer is kept for %v, three pushes span 15 s", window)
	}
}
