package callback

import (
	"math"
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
	key := func(raw string) pushKey {
		m, err := message.Decode([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		return keyOf(m, raw)
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

func TestKeptAnswersAreBounded(t *testing.T) {
	t.Parallel()
	k := newKept(minKept)
	seed := newPushes().seed
	id := func(i int) pushID { id, _ := (&pushKey{msgID: int64(i)}).id(seed); return id }
	for i := range maxKept + 100 {
		k.add(keptAnswer{id: id(i), body: []byte{byte(i)}, until: time.Hour})
	}
	for i := range maxKept + 100 {
		a := k.find(id(i))
		if kept := i >= 100; kept != (a != nil) {
			t.Fatalf("answer %d is kept: %v, want %v", i, a != nil, kept)
		}
		if a != nil && a.body[0] != byte(i) {
			t.Fatalf("answer %d is another's", i)
		}
	}
	k.drop(time.Hour)
	if k.len() != 0 || k.find(id(200)) != nil {
		t.Errorf("%d are kept past their time", k.len())
	}
}

// After four billion answers the numbers begin again, however many are kept.
func TestKeptAnswersAreRenumbered(t *testing.T) {
	t.Parallel()
	for _, before := range []int{2, minKept, maxKept - 1, maxKept, maxKept + 1} {
		k := newKept(minKept)
		k.first = math.MaxUint32 - uint32(before)
		k.next = k.first
		id := func(i int) pushID { return pushID{int64(i), uint64(i)} }
		all := before + 10
		for i := range all {
			k.add(keptAnswer{id: id(i), body: []byte{byte(i)}})
		}
		for i := max(0, all-maxKept); i < all; i++ {
			if a := k.find(id(i)); a == nil || a.body == nil || a.body[0] != byte(i) {
				t.Fatalf("%d before: answer %d of %d is lost", before, i, all)
			}
		}
		if k.next > uint32(all)+1 || k.len() > maxKept {
			t.Errorf("%d before: the next number is %d, %d are kept", before, k.next, k.len())
		}
	}
}

// The hash tells apart what the keys tell apart.
func TestPushIDs(t *testing.T) {
	t.Parallel()
	seed := newPushes().seed
	seen := map[pushID]pushKey{}
	for _, k := range []pushKey{
		{},
		{sender: "a"},
		{event: "a"},
		{key: "a"},
		{sender: "ab"},
		{sender: "a", event: "b"},
		{sender: "a", key: "b"},
		{event: "ab"},
		{event: "a", key: "b"},
		{msgID: 1},
		{created: 1},
		{digest: [32]byte{1}},
	} {
		id, _ := k.id(seed)
		if other, there := seen[id]; there {
			t.Errorf("%+v and %+v share an id", k, other)
		}
		if again, _ := k.id(seed); again != id {
			t.Errorf("%+v has two ids", k)
		}
		seen[id] = k
	}
}

func TestPushesOutlastThePlatform(t *testing.T) {
	t.Parallel()
	if window < 20*time.Second {
		t.Errorf("an answer is kept for %v, three pushes span 15 s", window)
	}
}
