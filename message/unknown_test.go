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
	missing := field.Error{In: "message", Path: "GuideInviteEvent", Problem: "is missing"}
	if diff := cmp.Diff([]field.Error{missing}, problemsOf(e)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	e = decode(t, bytes.Replace(raw, []byte("<xml>"), []byte("<xml><CreateTime>x</CreateTime>"), 1)).(*message.UnknownEvent)
	if diff := cmp.Diff([]field.Error{missing, noNumber("CreateTime")}, problemsOf(e)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A message of an unknown type with a number that does not fit names it, too.
func TestUnknownMessageWithProblems(t *testing.T) {
	t.Parallel()
	raw := []byte("<xml><FromUserName>o</FromUserName><CreateTime>now</CreateTime><MsgType>Hologram</MsgType><MsgId>many</MsgId></xml>")
	m := decode(t, raw).(*message.UnknownMessage)
	if m.ID() != 0 || !m.CreateTime.IsZero() || m.FromUserName != "o" {
		t.Errorf("got %+v", m)
	}
	if diff := cmp.Diff([]field.Error{noNumber("CreateTime"), noNumber("MsgId")}, problemsOf(m)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
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

func TestEncodeNothing(t *testing.T) {
	t.Parallel()
	for _, m := range []message.Message{nil, &message.UnknownMessage{MsgType: "x"}, &message.UnknownEvent{Name: "x"}} {
		if raw, err := message.Encode(m); !errors.Is(err, message.ErrNoRaw) || raw != nil {
			t.Errorf("%T: got %q, %v", m, raw, err)
		}
	}
}
