package message_test

import (
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/message"
)

// push is a push of a kind, with nothing else in it.
func push(msgType, event string) []byte {
	doc := "<xml><MsgType>" + msgType + "</MsgType>"
	if event != "" {
		doc += "<Event>" + event + "</Event>"
	}
	return []byte(doc + "</xml>")
}

func TestOrdinaryTypes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"text", "image", "voice", "video", "shortvideo", "location", "link", "miniprogrampage", "file",
	} {
		for _, wire := range []string{name, strings.ToUpper(name)} {
			m := decode(t, push(wire, ""))
			if _, known := m.(*message.UnknownMessage); known || m.Type() != name {
				t.Errorf("%s: got %T of type %s", wire, m, m.Type())
			}
			if o, ok := m.(message.Ordinary); !ok || o.ID() != 0 {
				t.Errorf("%s: %T is no message without an id", wire, m)
			}
			if _, ok := m.(message.Event); ok {
				t.Errorf("%s: %T is an event", wire, m)
			}
		}
	}
}

func TestEventNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"subscribe", "unsubscribe", "SCAN", "LOCATION", "CLICK", "VIEW", "view_miniprogram",
		"scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select",
		"TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH", "PUBLISHJOBFINISH",
		"subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event",
	} {
		for _, wire := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
			for _, msgType := range []string{"event", "EVENT"} {
				m := decode(t, push(msgType, wire))
				e, ok := m.(message.Event)
				if !ok || e.EventName() != name || e.Type() != "event" {
					t.Errorf("%s: got %T", wire, m)
				}
				if _, ok := m.(*message.UnknownEvent); ok {
					t.Errorf("%s is unknown", wire)
				}
				if _, ok := m.(message.Ordinary); ok {
					t.Errorf("%s: %T is a message", wire, m)
				}
			}
		}
	}
}

func TestEventKeys(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"event_subscribe.xml":                  "",
		"event_subscribe_scene.xml":            "qrscene_123123",
		"event_unsubscribe.xml":                "",
		"event_scan.xml":                       "SCENE_VALUE",
		"event_location.xml":                   "",
		"event_click.xml":                      "EVENTKEY",
		"event_view.xml":                       "www.qq.com",
		"event_view_miniprogram.xml":           "pages/index/index",
		"event_scancode_push.xml":              "6",
		"event_scancode_waitmsg.xml":           "6",
		"event_pic_sysphoto.xml":               "6",
		"event_pic_photo_or_album.xml":         "6",
		"event_pic_weixin.xml":                 "6",
		"event_location_select.xml":            "6",
		"event_templatesendjobfinish.xml":      "200163836",
		"event_masssendjobfinish.xml":          "1000001625",
		"event_publishjobfinish.xml":           "2247503051",
		"event_subscribe_msg_popup_event.xml":  "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc",
		"event_subscribe_msg_change_event.xml": "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc",
		"event_subscribe_msg_sent_event.xml":   "1700827132819554304",
	}
	for name, key := range want {
		if got := decode(t, sample(t, name)).(message.Event).Key(); got != key {
			t.Errorf("%s: key %q, want %q", name, got, key)
		}
	}
	for _, e := range []message.Event{
		&message.SubscribeMsgPopupEvent{}, &message.SubscribeMsgChangeEvent{}, &message.SubscribeMsgSentEvent{},
	} {
		if got := e.Key(); got != "" {
			t.Errorf("empty %T: key %q", e, got)
		}
	}
}

func TestMenuKeys(t *testing.T) {
	t.Parallel()
	for _, e := range []message.MenuEvent{
		&message.ClickEvent{}, &message.ScanCodePushEvent{}, &message.ScanCodeWaitMsgEvent{}, &message.PicSysPhotoEvent{},
		&message.PicPhotoOrAlbumEvent{}, &message.PicWeixinEvent{}, &message.LocationSelectEvent{},
	} {
		m := decode(t, []byte("<xml><MsgType>event</MsgType><Event>"+e.EventName()+"</Event><EventKey>k</EventKey></xml>"))
		if got := m.(message.MenuEvent).MenuKey(); got != "k" {
			t.Errorf("%T: menu key %q", m, got)
		}
	}
}

func TestScenes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		event message.SceneEvent
		want  string
	}{
		{&message.SubscribeEvent{}, ""},
		{&message.SubscribeEvent{EventKey: "qrscene_123123"}, "123123"},
		{&message.SubscribeEvent{EventKey: "qrscene_qrscene_x"}, "qrscene_x"},
		{&message.SubscribeEvent{EventKey: "last_trade_no_1"}, ""},
		{&message.ScanEvent{EventKey: "SCENE_VALUE"}, "SCENE_VALUE"},
		{&message.ScanEvent{EventKey: "qrscene_x"}, "qrscene_x"},
	}
	for _, test := range tests {
		if got := test.event.Scene(); got != test.want {
			t.Errorf("%+v: scene %q, want %q", test.event, got, test.want)
		}
	}
}
