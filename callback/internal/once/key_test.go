package once

import (
	"hash/maphash"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/message"
)

func TestKey(t *testing.T) {
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
	key := func(raw string) Key {
		m, err := message.Decode([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		return KeyOf(m, raw)
	}
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
		"odd MsgId, same push":          {text("<MsgId>a==</MsgId>", "a"), text("<MsgId>a==</MsgId>", "a"), true},
		"other odd MsgId":               {text("<MsgId>a==</MsgId>", "a"), text("<MsgId>b==</MsgId>", "a"), false},
		"the same odd MsgId twice":      {text("<MsgId>null</MsgId>", "a"), text("<MsgId>null</MsgId>", "b"), false},
		"odd MsgId and none":            {text("<MsgId>a==</MsgId>", "a"), text("", "a"), false},
		"MsgId beyond 64 bits":          {text("<MsgId>18446744073709551615</MsgId>", "a"), text("<MsgId>18446744073709551616</MsgId>", "a"), false},
		"unknown type, odd MsgId":       {push("<MsgType>hologram</MsgType><MsgId>a==</MsgId>"), push("<MsgType>hologram</MsgType><MsgId>b==</MsgId>"), false},
		"event, odd time, same push":    {event("5.5", "subscribe", ""), event("5.5", "subscribe", ""), true},
		"event, other odd time":         {event("5.5", "subscribe", ""), event("5.6", "subscribe", ""), false},
		"odd job, same push":            {event("5", "MASSSENDJOBFINISH", "<MsgID>a==</MsgID>"), event("5", "MASSSENDJOBFINISH", "<MsgID>a==</MsgID>"), true},
		"two odd jobs of one second":    {event("5", "MASSSENDJOBFINISH", "<MsgID>a==</MsgID>"), event("5", "MASSSENDJOBFINISH", "<MsgID>b==</MsgID>"), false},
		"odd change of a card":          {event("5", "update_member_card", "<ModifyBonus>1.5</ModifyBonus>"), event("5", "update_member_card", "<ModifyBonus>2.5</ModifyBonus>"), false},
		"odd state of an order":         {event("5", "merchant_order", "<OrderStatus>x</OrderStatus>"), event("5", "merchant_order", "<OrderStatus>y</OrderStatus>"), false},
		"same event":                    {event("5", "CLICK", "<EventKey>k</EventKey>"), event("5", "CLICK", "<EventKey>k</EventKey>"), true},
		"event in another case":         {event("5", "CLICK", "<EventKey>k</EventKey>"), event("5", "click", "<EventKey>k</EventKey>"), true},
		"unknown event, other case":     {event("5", "Novel", "<EventKey>k</EventKey>"), event("5", "NOVEL", "<EventKey>k</EventKey>"), true},
		"another second":                {event("5", "subscribe", ""), event("6", "subscribe", ""), false},
		"two events of one second":      {event("5", "subscribe", ""), event("5", "unsubscribe", ""), false},
		"two keys of one second":        {event("5", "CLICK", "<EventKey>k</EventKey>"), event("5", "CLICK", "<EventKey>l</EventKey>"), false},
		"two jobs of one second":        {event("5", "MASSSENDJOBFINISH", "<MsgID>1</MsgID>"), event("5", "MASSSENDJOBFINISH", "<MsgID>2</MsgID>"), false},
		"events with other keys":        {event("5", "user_get_card", "<CardId>1</CardId>"), event("5", "user_get_card", "<CardId>2</CardId>"), false},
		"unknown events, key elsewhere": {event("5", "Novel", "<Thing>1</Thing>"), event("5", "Novel", "<Thing>2</Thing>"), false},
		"unknown event, the same push":  {event("5", "Novel", "<Thing>1</Thing>"), event("5", "Novel", "<Thing>1</Thing>"), true},
		"unknown event with a key":      {event("5", "Novel", "<EventKey>k</EventKey><X>1</X>"), event("5", "Novel", "<EventKey>k</EventKey><X>2</X>"), true},
		"event without a time":          {event("", "CLICK", "<EventKey>k</EventKey>"), event("", "CLICK", "<EventKey>k</EventKey><X>1</X>"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if same := key(c.a) == key(c.b); same != c.same {
				t.Errorf("same: %v, want %v", same, c.same)
			}
		})
	}
	a, b := text("<MsgId>1</MsgId>", "a"), text("<MsgId>1</MsgId>", "a")
	b = b[:len("<xml><ToUserName>gh_1</ToUserName><FromUserName>")] + "bobby" + b[len("<xml><ToUserName>gh_1</ToUserName><FromUserName>")+len("alice"):]
	if key(a) == key(b) {
		t.Error("two senders share a key")
	}
}

// The hash tells apart what the keys tell apart.
func TestIDs(t *testing.T) {
	t.Parallel()
	seed := maphash.MakeSeed()
	seen := map[id]Key{}
	for _, k := range []Key{
		{},
		{Sender: "a"},
		{event: "a"},
		{key: "a"},
		{Sender: "ab"},
		{Sender: "a", event: "b"},
		{Sender: "a", key: "b"},
		{event: "ab"},
		{event: "a", key: "b"},
		{msgID: 1},
		{created: 1},
		{digest: [32]byte{1}},
	} {
		small, _ := k.id(seed)
		if other, there := seen[small]; there {
			t.Errorf("%+v and %+v share an id", k, other)
		}
		if again, _ := k.id(seed); again != small {
			t.Errorf("%+v has two ids", k)
		}
		seen[small] = k
	}
}

// The event of the cases above is unknown: an event that package message learns would make them prove nothing.
func TestUnknownEventIsUnknown(t *testing.T) {
	t.Parallel()
	m, err := message.Decode([]byte("<xml><FromUserName>a</FromUserName><CreateTime>5</CreateTime><MsgType>event</MsgType><Event>Novel</Event></xml>"))
	if _, unknown := m.(*message.UnknownEvent); err != nil || !unknown {
		t.Errorf("got %T, %v", m, err)
	}
}

func TestCacheOutlastsThePlatform(t *testing.T) {
	t.Parallel()
	if CacheFor < 20*time.Second {
		t.Errorf("an answer is kept for %v, three pushes span 15 s", CacheFor)
	}
}
