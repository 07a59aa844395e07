package message_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
	"github.com/wechatgo/wechatgo/message"
)

// text returns a text push whose Content is the given XML.
func text(content string) []byte {
	return []byte("<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName><CreateTime>1</CreateTime>" +
		"<MsgType>text</MsgType><Content>" + content + "</Content><MsgId>2</MsgId></xml>")
}

func TestContentIsKept(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ xml, want string }{
		"only spaces":        {"<![CDATA[   ]]>", "   "},
		"bare spaces":        {"  ", "  "},
		"indentation":        {"<![CDATA[  if x {\n\t\ty()\n  }\n]]>", "  if x {\n\t\ty()\n  }\n"},
		"nothing":            {"", ""},
		"empty CDATA":        {"<![CDATA[]]>", ""},
		"markup":             {"<![CDATA[<a href=\"x\">&amp;</a>]]>", "<a href=\"x\">&amp;</a>"},
		"entities":           {"&lt;b&gt; &amp;&#65;&#x42;&quot;&apos;", "<b> &AB\"'"},
		"split CDATA":        {"<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b"},
		"emoji":              {"<![CDATA[👨‍👩‍👧]]>", "👨‍👩‍👧"},
		"control characters": {"<![CDATA[a\x00\x0b\x1fb]]>", "ab"},
		"not UTF-8":          {"<![CDATA[a\xff\xfeb]]>", "a\ufffd\ufffdb"},
		"carriage returns":   {"<![CDATA[a\r\nb\rc]]>&#13;", "a\nb\nc\n"},
		"surrogates":         {"<![CDATA[a\xed\xa0\xbd\xed\xb8\x80b]]>&#xD83D;", "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb\ufffd"},
		"GBK":                {"<![CDATA[\xc4\xe3\xba\xc3!]]>", "\ufffd\ufffd\ufffd\ufffd!"},
		"a comment":          {"a<!-- no -->b", "ab"},
		"an instruction":     {"a<?no?>b", "ab"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, ok := decode(t, text(test.xml)).(*message.Text)
			if !ok || m.Content != test.want {
				t.Errorf("%q: got %#v", test.xml, m)
			}
		})
	}
}

func TestOrderAndUnknownElementsDoNotMatter(t *testing.T) {
	t.Parallel()
	raw := []byte("\ufeff<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x --><xml a='b'><MsgId>2</MsgId><New><Content>no</Content></New>" +
		"<Content>hi</Content><URL/><MsgType>text</MsgType><CreateTime> 1 </CreateTime><FromUserName>o</FromUserName><ToUserName>gh</ToUserName></xml>\n")
	want := decode(t, text("hi"))
	if diff := cmp.Diff(want, decode(t, raw)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestMsgIDBeyondFloats(t *testing.T) {
	t.Parallel()
	const id = 9223372036854775807 // the largest int64; a float64 would round it
	for _, name := range []string{"MsgId", "MsgID", "msgid"} {
		raw := strings.ReplaceAll(string(text("x")), "<MsgId>2</MsgId>", "<"+name+">9223372036854775807</"+name+">")
		m := decode(t, []byte(raw)).(message.Ordinary)
		if m.ID() != id {
			t.Errorf("%s: %d", name, m.ID())
		}
		if again := decode(t, encode(t, m)).(message.Ordinary); again.ID() != id {
			t.Errorf("%s again: %d", name, again.ID())
		}
	}
}

// A push without a MsgId is decoded, and encoded without a MsgId.
func TestNoMsgID(t *testing.T) {
	t.Parallel()
	raw := bytes.Replace(text("x"), []byte("<MsgId>2</MsgId>"), nil, 1)
	m, ok := decode(t, raw).(*message.Text)
	if !ok || m.ID() != 0 {
		t.Fatalf("got %#v", m)
	}
	if diff := cmp.Diff(xmltest.Tree(t, raw), xmltest.Tree(t, encode(t, m))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// If an element occurs twice, the first one counts, as it does for the callback's search for repeated pushes.
func TestRepeatedElements(t *testing.T) {
	t.Parallel()
	m := decode(t, []byte("<xml><MsgType>text</MsgType><MsgType>event</MsgType><Event>CLICK</Event>"+
		"<MsgID>4</MsgID><MsgId>5</MsgId><MsgId>6</MsgId><Content>a</Content><Content>b</Content></xml>"))
	want := &message.Text{Standard: message.Standard{MsgID: 5}, Content: "a"}
	if diff := cmp.Diff(message.Message(want), m); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSingleElementLists(t *testing.T) {
	t.Parallel()
	pics := func(items string) []byte {
		return []byte("<xml><MsgType>event</MsgType><Event>pic_weixin</Event><SendPicsInfo><Count>9</Count><PicList>" +
			items + "</PicList></SendPicsInfo></xml>")
	}
	const item = "<item><PicMd5Sum>m</PicMd5Sum></item>"
	for n, items := range []string{"", item, item + item} {
		m := decode(t, pics(items)).(*message.PicWeixinEvent)
		if len(m.Pictures.List) != n || m.Pictures.Count != 9 {
			t.Errorf("%d items with count 9: got %+v", n, m.Pictures)
		}
	}
	m := decode(t, []byte("<xml><MsgType>event</MsgType><Event>PUBLISHJOBFINISH</Event><PublishEventInfo><fail_idx>3</fail_idx></PublishEventInfo></xml>"))
	if diff := cmp.Diff([]int64{3}, m.(*message.PublishJobFinishEvent).FailIdx); diff != "" {
		t.Error(diff)
	}
}

func TestSingleBeacon(t *testing.T) {
	t.Parallel()
	raw := []byte("<xml><MsgType>event</MsgType><Event>ShakearoundUserShake</Event><AroundBeacons><AroundBeacon>" +
		"<Uuid>u</Uuid><Major>65535</Major></AroundBeacon></AroundBeacons></xml>")
	want := &message.ShakearoundUserShakeEvent{AroundBeacons: []message.Beacon{{UUID: "u", Major: 65535}}}
	if diff := cmp.Diff(message.Message(want), decode(t, raw), ignoreEvent); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Two fields have another name in some pushes. If a push has both names, the usual one counts.
func TestOtherFieldNames(t *testing.T) {
	t.Parallel()
	wifi := func(m message.Message) string { return m.(*message.WifiConnectedEvent).ShopID }
	invoice := func(m message.Message) string { return m.(*message.UserAuthorizeInvoiceEvent).AuthorizeAppID }
	for _, test := range []struct {
		event, fields, want string
		read                func(message.Message) string
	}{
		{"WifiConnected", "<PlaceId>old</PlaceId>", "old", wifi},
		{"WifiConnected", "<ShopId>new</ShopId><PlaceId>old</PlaceId>", "new", wifi},
		{"user_authorize_invoice", "<AppId>other</AppId>", "other", invoice},
		{"user_authorize_invoice", "<AppId>other</AppId><AuthorizeAppId>wx</AuthorizeAppId>", "wx", invoice},
	} {
		m := decode(t, []byte("<xml><MsgType>event</MsgType><Event>"+test.event+"</Event>"+test.fields+"</xml>"))
		if got := test.read(m); got != test.want {
			t.Errorf("%s: got %q, want %q", test.fields, got, test.want)
		}
		if again := test.read(decode(t, encode(t, m))); again != test.want {
			t.Errorf("%s: encoded and decoded again as %q", test.fields, again)
		}
	}
}

func TestEmptyAndAbsentFields(t *testing.T) {
	t.Parallel()
	m := decode(t, []byte("<xml><MsgType>location</MsgType><CreateTime/><Scale></Scale><Location_X> </Location_X></xml>"))
	if diff := cmp.Diff(message.Message(&message.Location{}), m); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !m.Head().CreateTime.Equal(time.Time{}) {
		t.Errorf("CreateTime %v", m.Head().CreateTime)
	}
}

func TestNotAPush(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"<xml></xml>", "<xml><Content>x</Content></xml>", "<xml><MsgType></MsgType></xml>",
		"<xml><MsgType>event</MsgType></xml>", "<xml><MsgType>event</MsgType><Event/></xml>",
		"<xml><ToUserName>gh</ToUserName><Encrypt>x</Encrypt></xml>",
		"<xml><AppId>a</AppId><InfoType>component_verify_ticket</InfoType></xml>",
	} {
		if m, err := message.Decode([]byte(raw)); !errors.Is(err, message.ErrNotPush) || m != nil {
			t.Errorf("%s: got %v, %v", raw, m, err)
		}
	}
	for _, raw := range []string{
		"", "success", "{}", "<xml>", "<xml><MsgType>text</xml>", "<xml></xml><xml></xml>",
		"<!DOCTYPE xml [<!ENTITY e \"x\">]><xml><MsgType>text</MsgType><Content>&e;</Content></xml>",
	} {
		m, err := message.Decode([]byte(raw))
		if !errors.Is(err, message.ErrNotPush) || m != nil || !strings.HasPrefix(err.Error(), "message: not a push: xml: ") {
			t.Errorf("%q: got %v, %v", raw, m, err)
		}
	}
}

func TestMessageSharesNoMemory(t *testing.T) {
	t.Parallel()
	for _, raw := range [][]byte{text("hello"), push("brand_new", ""), push("event", "brand_new")} {
		m := decode(t, raw)
		before := encode(t, m)
		clear(raw)
		if diff := cmp.Diff(string(before), string(encode(t, m))); diff != "" {
			t.Errorf("%T changed with the input:\n%s", m, diff)
		}
	}
}

// A user's text, even if it contains XML, stays in its element.
func TestTextStaysInItsElement(t *testing.T) {
	t.Parallel()
	hostile := rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOf(rapid.OneOf(
			rapid.SampledFrom([]string{"]]>", "]]", "]", ">", "<![CDATA[", "</Content>", "<MsgType>event</MsgType>", "&amp;", "&", " ", "\t\n"}),
			rapid.StringMatching(`[ -~\x{4e00}-\x{4eff}]{0,5}`),
		)).Draw(t, "parts")
		return strings.Join(parts, "")
	})
	rapid.Check(t, func(t *rapid.T) {
		want := hostile.Draw(t, "content")
		raw, err := message.Encode(&message.Text{Content: want, MenuID: want})
		if err != nil {
			t.Fatal(err)
		}
		root, err := xmltest.Parse(raw)
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		for _, child := range root.Children {
			switch child.Name {
			case "Content", "bizmsgmenuid":
				if child.Text != want {
					t.Fatalf("%s: got %q, want %q", child.Name, child.Text, want)
				}
			case "MsgType":
				if child.Text != "text" {
					t.Fatalf("MsgType became %q", child.Text)
				}
			}
		}
	})
}
