package message_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
	"github.com/wechatgo/wechatgo/message"
)

// tree converts a push's element into the form that xmltest reads with encoding/xml.
func tree(e message.Element) xmltest.Node {
	n := xmltest.Node{Name: e.Name, Text: e.Text}
	for _, c := range e.Children {
		n.Children = append(n.Children, tree(c))
	}
	return n
}

// An event that has no type keeps all its elements and its raw XML.
func TestUnknownEvents(t *testing.T) {
	t.Parallel()
	for file, known := range samples {
		e, ok := known.(message.Event)
		if !ok {
			continue
		}
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			raw := bytes.Replace(sample(t, file), []byte("<Event><![CDATA["+e.EventName()), []byte("<Event><![CDATA[Novel_Event"), 1)
			m, ok := decode(t, raw).(*message.UnknownEvent)
			if !ok || m.EventName() != "Novel_Event" || m.Type() != "event" || m.Problem != nil {
				t.Fatalf("got %#v", m)
			}
			if diff := cmp.Diff(xmltest.Tree(t, raw), tree(m.Root)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(e.Head(), m.Head()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if got := encode(t, m); !bytes.Equal(got, raw) {
				t.Errorf("came back as %s", got)
			}
		})
	}
}

func TestUnknownEventFields(t *testing.T) {
	t.Parallel()
	raw := []byte("<xml><CreateTime>1399197672</CreateTime><MsgType>event</MsgType><Event>NewThing</Event><EventKey>k</EventKey><Size>1</Size></xml>")
	e := decode(t, raw).(*message.UnknownEvent)
	if e.Key() != "k" || e.EventName() != "NewThing" || e.Root.Value("Size") != "1" || e.CreateTime.Unix() != 1399197672 {
		t.Errorf("got %+v", e)
	}
}

// The one event whose fields are a guess is an UnknownEvent if it has other fields.
func TestGuideInviteResultOfAnotherShape(t *testing.T) {
	t.Parallel()
	raw := []byte("<xml><MsgType>event</MsgType><Event>guide_invite_result_event</Event><Result>1</Result></xml>")
	e, ok := decode(t, raw).(*message.UnknownEvent)
	if !ok || e.Root.Value("Result") != "1" {
		t.Fatalf("got %#v", e)
	}
	var wrong *field.Error
	if !errors.As(e.Problem, &wrong) || *wrong != (field.Error{In: "message", Path: "GuideInviteEvent", Problem: "is missing"}) {
		t.Errorf("problem %v", e.Problem)
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

// A push with a field that does not fit is decoded as an unknown one, with the problem.
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
		"time":            {"<xml><MsgType>event</MsgType><Event>verify_expired</Event><ExpiredTime>never</ExpiredTime></xml>", "ExpiredTime"},
		"unknown and bad": {"<xml><MsgType>new</MsgType><CreateTime>x</CreateTime></xml>", "CreateTime"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var problem error
			switch m := decode(t, []byte(test.raw)).(type) {
			case *message.UnknownMessage:
				problem = m.Problem
				if m.ID() != 0 {
					t.Errorf("id %d, want none", m.ID())
				}
			case *message.UnknownEvent:
				problem = m.Problem
			default:
				t.Fatalf("got %T", m)
			}
			var wrong *field.Error
			if !errors.As(problem, &wrong) || wrong.Path != test.field {
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
