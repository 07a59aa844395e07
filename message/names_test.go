package message_test

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/message"
)

// push returns a push that has only its type and event name.
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
				t.Errorf("%s: %T is not a message without an id", wire, m)
			}
			if _, ok := m.(message.Event); ok {
				t.Errorf("%s: %T is an event", wire, m)
			}
		}
	}
}

// The case of an event's name does not matter: the type and its EventName stay the same.
func TestEventNames(t *testing.T) {
	t.Parallel()
	msgType, event := regexp.MustCompile(`<MsgType>.*</MsgType>`), regexp.MustCompile(`<Event>.*</Event>`)
	for file, want := range samples {
		e, ok := want.(message.Event)
		if !ok {
			continue
		}
		name := e.EventName()
		for _, wire := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
			raw := msgType.ReplaceAll(sample(t, file), []byte("<MsgType>EVENT</MsgType>"))
			raw = event.ReplaceAll(raw, []byte("<Event>"+wire+"</Event>"))
			m := decode(t, raw)
			if diff := cmp.Diff(want, m, ignoreEvent); diff != "" || m.Type() != "event" {
				t.Errorf("%s of type %s: -want +got:\n%s", wire, m.Type(), diff)
			}
			if _, ok := m.(message.Ordinary); ok {
				t.Errorf("%s: %T is a message", wire, m)
			}
		}
		if !bytes.Contains(sample(t, file), []byte("<Event><![CDATA["+name+"]]></Event>")) {
			t.Errorf("%s is not spelled %s", file, name)
		}
	}
}

func TestKnownNames(t *testing.T) {
	t.Parallel()
	types := []string{"file", "image", "link", "location", "miniprogrampage", "shortvideo", "text", "video", "voice"}
	if diff := cmp.Diff(types, message.MsgTypes()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	want := make(map[string]bool)
	for _, m := range samples {
		if e, ok := m.(message.Event); ok {
			want[e.EventName()] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), message.EventNames()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestEventKeys(t *testing.T) {
	t.Parallel()
	const cardID = "cardid/12312312"
	want := map[string]string{
		"event_subscribe.xml":                        "",
		"event_subscribe_scene.xml":                  "qrscene_123123",
		"event_subscribe_scan_product.xml":           "scanbarcode|keystandard|keystr",
		"event_unsubscribe.xml":                      "",
		"event_scan.xml":                             "SCENE_VALUE",
		"event_location.xml":                         "",
		"event_enter.xml":                            "",
		"event_click.xml":                            "EVENTKEY",
		"event_view.xml":                             "www.qq.com",
		"event_view_miniprogram.xml":                 "pages/index/index",
		"event_scancode_push.xml":                    "6",
		"event_scancode_waitmsg.xml":                 "6",
		"event_pic_sysphoto.xml":                     "6",
		"event_pic_photo_or_album.xml":               "6",
		"event_pic_weixin.xml":                       "6",
		"event_location_select.xml":                  "6",
		"event_templatesendjobfinish.xml":            "200163836",
		"event_templatesendjobfinish_user_block.xml": "200163840",
		"event_templatesendjobfinish_system.xml":     "200163840",
		"event_masssendjobfinish.xml":                "1000001625",
		"event_masssendjobfinish_ok.xml":             "1988",
		"event_publishjobfinish.xml":                 "2247503051",
		"event_publishjobfinish_fail.xml":            "2247503051",
		"event_subscribe_msg_popup_event.xml":        "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc",
		"event_subscribe_msg_change_event.xml":       "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc",
		"event_subscribe_msg_sent_event.xml":         "1700827132819554304",
		"event_kf_create_session.xml":                "test1@test",
		"event_kf_close_session.xml":                 "test1@test",
		"event_kf_switch_session.xml":                "test1@test/test2@test",
		"event_user_info_modified.xml":               "owAqB1nqaOYYWl0Ng484G2z5NIwU",
		"event_user_authorization_revoke.xml":        "owAqB1nqaOYYWl0Ng484G2z5NIwU/205",
		"event_user_authorization_cancellation.xml":  "owAqB1nqaOYYWl0Ng484G2z5NIwU",
		"event_qualification_verify_success.xml":     "",
		"event_qualification_verify_fail.xml":        "",
		"event_naming_verify_success.xml":            "",
		"event_naming_verify_fail.xml":               "",
		"event_annual_renew.xml":                     "",
		"event_verify_expired.xml":                   "",
		"event_card_pass_check.xml":                  "cardid",
		"event_card_not_pass_check.xml":              "cardid",
		"event_card_sku_remind.xml":                  "pa3LFuAh2P65**********",
		"event_card_pay_order.xml":                   "404091456/ORDER_STATUS_FINANCE_SUCC",
		"event_user_get_card.xml":                    "pZI8Fjwsy5fVPRBeD78J4RmqVvBc/226009850808",
		"event_user_gifting_card.xml":                "pbLatjhU-3pik3d4PsbVzvBxZvJc/297466945104",
		"event_user_del_card.xml":                    cardID,
		"event_user_consume_card.xml":                "pZI8Fj8y-E8hpvho2d1ZvpGwQBvA/452998530302",
		"event_user_pay_from_pay_cell.xml":           "po2VNuCuRo-8sxxxxxxxxxxx/38050000000/10022403432015000000000",
		"event_user_view_card.xml":                   "pZI8Fj2ezBbxxxxxT2UbiiWLb7Bg/4xxxxxxxx8558",
		"event_user_enter_session_from_card.xml":     cardID,
		"event_update_member_card.xml":               "pjZ8Ytx-nwvpCRyQneH3Ncmh6N94/485027611252/3/0",
		"event_submit_membercard_user_info.xml":      "pbLatjtZ7v1BG_ZnTjbW85GYc_E8/018255396048",
		"event_giftcard_pay_done.xml":                "Z2y2rY74ksZX1ceuGA",
		"event_giftcard_send_to_friend.xml":          "Z2y2rY74ksZX1ceuGA/true",
		"event_giftcard_user_accept.xml":             "Z2y2rY74ksZX1ceuGA",
		"event_user_authorize_invoice.xml":           "1202933957956/",
		"event_submit_invoice_title.xml":             "at/样例公司抬头",
		"event_update_invoice_status.xml":            "pjZ8Yt7Um2jYxzneP8GomnxoVFWo/186921658591/INVOICE_REIMBURSE_INIT",
		"event_poi_check_notify.xml":                 "123adb/123123",
		"event_apply_merchant_audit_info.xml":        "11111",
		"event_create_map_poi_audit_info.xml":        "11111",
		"event_add_store_audit_info.xml":             "11111",
		"event_modify_store_audit_info.xml":          "11111",
		"event_wificonnected.xml":                    "PlaceId/DeviceNo",
		"event_shakearoundusershake.xml":             "uuid/12345/54321",
		"event_shakearoundlotterybind.xml":           "lotteryid/ticket",
		"event_merchant_order.xml":                   "test_order_id/2",
		"event_user_scan_product.xml":                "ean13/6901481811083",
		"event_user_scan_product_enter_session.xml":  "ean13/6954767461373",
		"event_user_scan_product_async.xml":          "qrcode/lincolntest2",
		"event_user_scan_product_verify_action.xml":  "ean13/6901481811083",
		"event_guide_qrcode_scan_event.xml":          "xxx/xxx/xxx/xxx",
		"event_guide_invite_result_event.xml":        "xxx",
		"event_weapp_audit_success.xml":              "",
		"event_weapp_audit_fail.xml":                 "",
		"event_weapp_audit_delay.xml":                "",
		"event_debug_demo.xml":                       "hello world",
	}
	got := make(map[string]string)
	for name := range samples {
		if e, ok := decode(t, sample(t, name)).(message.Event); ok {
			got[name] = e.Key()
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, e := range []message.Event{
		&message.SubscribeMsgPopupEvent{}, &message.SubscribeMsgChangeEvent{}, &message.SubscribeMsgSentEvent{},
	} {
		if got := e.Key(); got != "" {
			t.Errorf("empty %T: key %q", e, got)
		}
	}
	nameless := &message.UserInfoModifiedEvent{Authorization: message.Authorization{UnionID: "u"}}
	if got := nameless.Key(); got != "u" {
		t.Errorf("user without an OpenID: key %q", got)
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
		{&message.SubscribeEvent{EventKey: "scanbarcode|keystandard|keystr"}, ""},
		{&message.ScanEvent{EventKey: "SCENE_VALUE"}, "SCENE_VALUE"},
		{&message.ScanEvent{EventKey: "qrscene_x"}, "qrscene_x"},
	}
	for _, test := range tests {
		if got := test.event.Scene(); got != test.want {
			t.Errorf("%+v: scene %q, want %q", test.event, got, test.want)
		}
	}
}
