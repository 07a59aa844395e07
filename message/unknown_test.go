package message_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
	"github.com/wechatgo/wechatgo/message"
)

// tree turns a push's element into what encoding/xml would make of it.
func tree(e message.Element) xmltest.Node {
	n := xmltest.Node{Name: e.Name, Text: e.Text}
	for _, c := range e.Children {
		n.Children = append(n.Children, tree(c))
	}
	return n
}

// Documented events that have no type here arrive whole.
func TestUnknownEvents(t *testing.T) {
	t.Parallel()
	names := map[string]string{
		"card_sku_remind.xml":         "card_sku_remind",
		"debug_demo.xml":              "debug_demo",
		"guide_qrcode_scan_event.xml": "guide_qrcode_scan_event",
		"kf_close_session.xml":        "kf_close_session",
		"kf_create_session.xml":       "kf_create_session",
		"merchant_order.xml":          "merchant_order",
		"naming_verify_fail.xml":      "naming_verify_fail",
		"shakearoundusershake.xml":    "ShakearoundUserShake",
		"user_get_card.xml":           "user_get_card",
		"user_info_modified.xml":      "user_info_modified",
		"weapp_audit_fail.xml":        "weapp_audit_fail",
		"wificonnected.xml":           "WifiConnected",
	}
	files, err := os.ReadDir(filepath.Join("testdata", "unknown"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(names) {
		t.Errorf("%d samples and %d expectations", len(files), len(names))
	}
	for file, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := sample(t, filepath.Join("unknown", file))
			e, ok := decode(t, raw).(*message.UnknownEvent)
			if !ok {
				t.Fatal("has a type by now: move the sample")
			}
			if e.EventName() != name || e.Type() != "event" || e.Problem != nil {
				t.Errorf("got name %q, type %q, problem %v", e.EventName(), e.Type(), e.Problem)
			}
			want := xmltest.Tree(t, raw)
			if diff := cmp.Diff(want, tree(e.Root)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if e.ToUserName != want.Children[0].Text || e.FromUserName != want.Children[1].Text || e.CreateTime.IsZero() {
				t.Errorf("head %+v", e.Head())
			}
			if got := encode(t, e); !bytes.Equal(got, raw) {
				t.Errorf("came back as %s", got)
			}
		})
	}
}

func TestUnknownEventFields(t *testing.T) {
	t.Parallel()
	e := decode(t, sample(t, "unknown/kf_create_session.xml")).(*message.UnknownEvent)
	if got := e.Root.Value("KfAccount"); got != "test1@test" {
		t.Errorf("KfAccount %q", got)
	}
	if diff := cmp.Diff(head(1399197672), e.Common); diff != "" {
		t.Error(diff)
	}
	raw := []byte("<xml><MsgType>event</MsgType><Event>NewThing</Event><EventKey>k</EventKey></xml>")
	if e := decode(t, raw).(*message.UnknownEvent); e.Key() != "k" || e.EventName() != "NewThing" {
		t.Errorf("got %+v", e)
	}
}

func TestUnknownMessage(t *testing.T) {
	t.Parallel()
	raw := []byte("<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName><CreateTime>1348831860</CreateTime>" +
		"<MsgType>Hologram</MsgType><Depth><Unit> m </Unit></Depth><MsgId>9007199254740993</MsgId></xml>")
	want := &message.UnknownMessage{
		Common:  message.Common{ToUserName: "gh", FromUserName: "o", CreateTime: time.Unix(1348831860, 0)},
		MsgType: "Hologram", MsgID: 9007199254740993, Raw: raw,
	}
	got := decode(t, raw)
	if diff := cmp.Diff(message.Message(want), got, cmpopts.IgnoreFields(message.UnknownMessage{}, "Root")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got.Type() != "Hologram" || got.(message.Ordinary).ID() != 9007199254740993 {
		t.Errorf("type %q, id %d", got.Type(), got.(message.Ordinary).ID())
	}
	root := got.(*message.UnknownMessage).Root
	if diff := cmp.Diff(xmltest.Tree(t, raw), tree(root)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := encode(t, got); !bytes.Equal(got, raw) {
		t.Errorf("came back as %s", got)
	}
}

// A push with a field that does not fit is handed over, not lost.
func TestProblems(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ raw, field string }{
		"MsgId": {"<xml><MsgType>text</MsgType><Content>hi</Content><MsgId>many</MsgId></xml>", "MsgId"},
		"MsgId beyond int64": {
			"<xml><MsgType>text</MsgType><MsgId>9223372036854775808</MsgId></xml>", "MsgId",
		},
		"CreateTime":   {"<xml><CreateTime>today</CreateTime><MsgType>text</MsgType></xml>", "CreateTime"},
		"latitude":     {"<xml><MsgType>location</MsgType><Location_X>north</Location_X></xml>", "Location_X"},
		"not a number": {"<xml><MsgType>location</MsgType><Location_X>NaN</Location_X></xml>", "Location_X"},
		"endless":      {"<xml><MsgType>location</MsgType><Location_X>1e999</Location_X></xml>", "Location_X"},
		"event":        {"<xml><MsgType>event</MsgType><Event>LOCATION</Event><Precision>x</Precision></xml>", "Precision"},
		"nested":       {"<xml><MsgType>event</MsgType><Event>pic_weixin</Event><SendPicsInfo><Count>x</Count></SendPicsInfo></xml>", "SendPicsInfo.Count"},
		"in a list": {
			"<xml><MsgType>event</MsgType><Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent><List/>" +
				"<List><PopupScene>x</PopupScene></List></SubscribeMsgPopupEvent></xml>",
			"SubscribeMsgPopupEvent.List[1].PopupScene",
		},
		"list of numbers": {
			"<xml><MsgType>event</MsgType><Event>PUBLISHJOBFINISH</Event><PublishEventInfo><fail_idx>1</fail_idx><fail_idx>x</fail_idx></PublishEventInfo></xml>",
			"PublishEventInfo.fail_idx[1]",
		},
		"unknown and bad": {"<xml><MsgType>new</MsgType><CreateTime>x</CreateTime></xml>", "CreateTime"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var problem error
			switch m := decode(t, []byte(test.raw)).(type) {
			case *message.UnknownMessage:
				problem = m.Problem
			case *message.UnknownEvent:
				problem = m.Problem
			default:
				t.Fatalf("got %T", m)
			}
			var field *message.FieldError
			if !errors.As(problem, &field) || field.Field != test.field {
				t.Fatalf("problem %v, want one of %s", problem, test.field)
			}
			if want := "message: " + test.field + " is not a number of its kind"; problem.Error() != want {
				t.Errorf("%q, want %q", problem, want)
			}
		})
	}
	m := decode(t, []byte(tests["MsgId"].raw)).(*message.UnknownMessage)
	if m.Root.Value("Content") != "hi" || m.Type() != "text" {
		t.Errorf("lost a part: %+v", m)
	}
}

func TestEncodeNothing(t *testing.T) {
	t.Parallel()
	for _, m := range []message.Message{nil, &message.UnknownMessage{MsgType: "x"}, &message.UnknownEvent{Name: "x"}} {
		if raw, err := message.Encode(m); !errors.Is(err, message.ErrNoRaw) || raw != nil {
			t.Errorf("%T: got %q, %v", m, raw, err)
		}
	}
}
