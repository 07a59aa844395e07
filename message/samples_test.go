package message_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
	"github.com/wechatgo/wechatgo/message"
)

const (
	account = "gh_7f083739789a"
	user    = "oia2TjuEGTNoeX76QEjQNrcURxG8"
)

// head is the common part of most samples.
func head(created int64) message.Common {
	return message.Common{ToUserName: account, FromUserName: user, CreateTime: time.Unix(created, 0)}
}

// subscriber is the common part of the samples about subscription notifications, helper is that of the samples about
// mass messages and publications.
func subscriber(created int64) message.Common {
	h := head(created)
	h.FromUserName = "otFpruAK8D-E6EfStSYonYSBZ8_4"
	return h
}

func helper() message.Common {
	return message.Common{
		ToUserName: "gh_4d00ed8d6399", FromUserName: "oV5CrjpxgaGXNHIQigzNlgLTnwic", CreateTime: time.Unix(1481013459, 0),
	}
}

// standard is the common part of the samples of users' messages; article adds the fields of a message from an article's
// page.
func standard(created int64) message.Standard {
	return message.Standard{Common: head(created), MsgID: 1234567890123456}
}

func article(created int64) message.Standard {
	s := standard(created)
	s.MsgDataID, s.Idx = "xxxx", "xxxx"
	return s
}

func press(created int64, key string) message.MenuPress {
	return message.MenuPress{Common: head(created), EventKey: key}
}

func onePicture(md5 string) message.Pictures {
	return message.Pictures{Count: 1, List: []message.Picture{{MD5: md5}}}
}

// samples has the message for each documented push, written by hand.
var samples = gather(followSamples, cardSamples, accountSamples, storeSamples)

func gather(groups ...map[string]message.Message) map[string]message.Message {
	all := make(map[string]message.Message)
	for _, group := range groups {
		maps.Copy(all, group)
	}
	return all
}

// followSamples has users' messages, the events of followers and menus, and those of jobs and notifications.
var followSamples = map[string]message.Message{
	"text.xml":            &message.Text{Standard: article(1348831860), Content: "this is a test"},
	"text_bizmsgmenu.xml": &message.Text{Standard: standard(1348831860), Content: "满意", MenuID: "101"},
	"image.xml":           &message.Image{Standard: article(1348831860), PicURL: "this is a url", MediaID: "media_id"},
	"voice.xml":           &message.Voice{Standard: article(1357290913), MediaID: "media_id", Format: "Format", MediaID16K: "media_id_16k"},
	"voice_recognition.xml": &message.Voice{
		Standard: standard(1357290913), MediaID: "media_id", Format: "Format", Recognition: "腾讯微信团队",
	},
	"video.xml":      &message.Video{Standard: article(1357290913), MediaID: "media_id", ThumbMediaID: "thumb_media_id"},
	"shortvideo.xml": &message.ShortVideo{Standard: article(1357290913), MediaID: "media_id", ThumbMediaID: "thumb_media_id"},
	"location.xml": &message.Location{
		Standard: article(1351776360), Latitude: 23.134521, Longitude: 113.358803, Scale: 20, Label: "位置信息",
	},
	"link.xml": &message.Link{Standard: article(1351776360), Title: "公众平台官网链接", Description: "公众平台官网链接", URL: "url"},
	"file.xml": &message.File{
		Standard: standard(1348831860), Title: "a.pdf", FileKey: "xxx", FileMD5: "xxx", FileTotalLen: 1024,
	},

	"event_subscribe.xml":        &message.SubscribeEvent{Common: head(123456789)},
	"event_subscribe_scene.xml":  &message.SubscribeEvent{Common: head(123456789), EventKey: "qrscene_123123", Ticket: "TICKET"},
	"event_unsubscribe.xml":      &message.UnsubscribeEvent{Common: head(123456789)},
	"event_scan.xml":             &message.ScanEvent{Common: head(123456789), EventKey: "SCENE_VALUE", Ticket: "TICKET"},
	"event_location.xml":         &message.LocationEvent{Common: head(123456789), Latitude: 23.137466, Longitude: 113.352425, Precision: 119.385040},
	"event_click.xml":            &message.ClickEvent{MenuPress: press(123456789, "EVENTKEY")},
	"event_view.xml":             &message.ViewEvent{Common: head(123456789), EventKey: "www.qq.com", MenuID: "MENUID"},
	"event_view_miniprogram.xml": &message.ViewMiniProgramEvent{Common: head(123456789), EventKey: "pages/index/index", MenuID: "MENUID"},
	"event_scancode_push.xml": &message.ScanCodePushEvent{
		MenuPress: press(1408090502, "6"), ScanCode: message.ScanCode{Type: "qrcode", Result: "1"},
	},
	"event_scancode_waitmsg.xml": &message.ScanCodeWaitMsgEvent{
		MenuPress: press(1408090606, "6"), ScanCode: message.ScanCode{Type: "qrcode", Result: "2"},
	},
	"event_pic_sysphoto.xml": &message.PicSysPhotoEvent{
		MenuPress: press(1408090651, "6"), Pictures: onePicture("1b5f7c23b5bf75682a53e7b6d163e185"),
	},
	"event_pic_photo_or_album.xml": &message.PicPhotoOrAlbumEvent{
		MenuPress: press(1408090816, "6"), Pictures: onePicture("5a75aaca956d97be686719218f275c6b"),
	},
	"event_pic_weixin.xml": &message.PicWeixinEvent{
		MenuPress: press(1408090816, "6"), Pictures: onePicture("5a75aaca956d97be686719218f275c6b"),
	},
	"event_location_select.xml": &message.LocationSelectEvent{
		MenuPress: press(1408091189, "6"),
		Place:     message.Place{X: "23", Y: "113", Scale: "15", Label: " 广州市海珠区客村艺苑路 106号"},
	},

	"event_templatesendjobfinish.xml": &message.TemplateSendJobFinishEvent{
		Common: head(1395658920), MsgID: 200163836, Status: "success",
	},
	"event_templatesendjobfinish_user_block.xml": &message.TemplateSendJobFinishEvent{
		Common: head(1395658920), MsgID: 200163840, Status: "failed:user block",
	},
	"event_templatesendjobfinish_system.xml": &message.TemplateSendJobFinishEvent{
		Common: head(1395658920), MsgID: 200163840, Status: "failed: system failed",
	},
	"event_masssendjobfinish.xml": &message.MassSendJobFinishEvent{
		Common: helper(), MsgID: 1000001625, Status: "err(30003)",
		Copyright: message.CopyrightCheck{
			Count: 2,
			Results: []message.CopyrightResult{
				{
					ArticleIdx: 1, AuditState: 2, OriginalArticleURL: "Url_1", OriginalArticleType: 1,
					CanReprint: 1, NeedReplaceContent: 1, NeedShowReprintSource: 1,
				},
				{
					ArticleIdx: 2, AuditState: 2, OriginalArticleURL: "Url_2", OriginalArticleType: 1,
					CanReprint: 1, NeedReplaceContent: 1, NeedShowReprintSource: 1,
				},
			},
			State: 2,
		},
		ArticleCount: 1, Articles: []message.MassArticle{{Idx: 1, URL: "Url"}},
	},
	"event_masssendjobfinish_ok.xml": &message.MassSendJobFinishEvent{
		Common: head(1394524295), MsgID: 1988, Status: "send success",
		TotalCount: 100, FilterCount: 80, SentCount: 75, ErrorCount: 5,
	},
	"event_publishjobfinish.xml": &message.PublishJobFinishEvent{
		Common: helper(), PublishID: "2247503051", ArticleID: "b5O2OUs25HBxRceL7hfReg-U9QGeq9zQjiDvyWP4Hq4",
		ArticleCount: 1, Articles: []message.PublishedArticle{{Idx: 1, URL: "ARTICLE_URL"}},
	},
	"event_publishjobfinish_fail.xml": &message.PublishJobFinishEvent{
		Common: helper(), PublishID: "2247503051", Status: 2, FailIdx: []int64{1, 2},
	},
	"event_subscribe_msg_popup_event.xml": &message.SubscribeMsgPopupEvent{
		Common: subscriber(1610969440),
		List: []message.SubscribeMsgPopup{
			{TemplateID: "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc", Status: "accept", PopupScene: 2},
			{TemplateID: "9nLIlbOQZC5Y89AZteFEux3WCXRRRG5Wfzkpssu4bLI", Status: "reject", PopupScene: 2},
		},
	},
	"event_subscribe_msg_change_event.xml": &message.SubscribeMsgChangeEvent{
		Common: subscriber(1610969440),
		List:   []message.SubscribeMsgChange{{TemplateID: "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc", Status: "reject"}},
	},
	"event_subscribe_msg_sent_event.xml": &message.SubscribeMsgSentEvent{
		Common: subscriber(1610969468),
		List: []message.SubscribeMsgSent{{
			TemplateID: "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc", MsgID: "1700827132819554304", ErrorStatus: "success",
		}},
	},
}

// ignoreEvent makes cmp ignore the embedded type event, which is not exported and has no fields.
var ignoreEvent = cmp.FilterPath(func(p cmp.Path) bool {
	f, ok := p.Last().(cmp.StructField)
	return ok && f.Name() == "event"
}, cmp.Ignore())

func sample(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func decode(tb testing.TB, raw []byte) message.Message {
	tb.Helper()
	m, err := message.Decode(raw)
	if err != nil {
		tb.Fatalf("Decode: %v\n%s", err, raw)
	}
	return m
}

func encode(tb testing.TB, m message.Message) []byte {
	tb.Helper()
	raw, err := message.Encode(m)
	if err != nil {
		tb.Fatalf("Encode(%+v): %v", m, err)
	}
	return raw
}

// kind returns the MsgType of a message, with the Event's name if it is an event.
func kind(m message.Message) string {
	if e, ok := m.(message.Event); ok {
		return "event " + e.EventName()
	}
	return m.Type()
}

// Every sample file has an expectation and a known type, and every type has a sample file. The only exception is
// miniprogrampage, which is not on the platform's pages for Official Accounts and has its own test.
func TestSamplesAreComplete(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.xml")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(samples) {
		t.Errorf("%d samples and %d expectations", len(files), len(samples))
	}
	sampled := map[string]bool{"miniprogrampage": true}
	for _, file := range files {
		m := decode(t, sample(t, filepath.Base(file)))
		switch m.(type) {
		case *message.UnknownMessage, *message.UnknownEvent:
			t.Errorf("%s is unknown", file)
		}
		sampled[kind(m)] = true
	}
	for _, m := range message.Kinds() {
		if !sampled[kind(m)] {
			t.Errorf("%s has no sample", kind(m))
		}
	}
}

func TestDecodeSamples(t *testing.T) {
	t.Parallel()
	for name, want := range samples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, decode(t, sample(t, name)), ignoreEvent); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestEncodeSamples(t *testing.T) {
	t.Parallel()
	for name, m := range samples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(xmltest.Tree(t, sample(t, name)), xmltest.Tree(t, encode(t, m))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Every element is decoded and encoded with any value: no two fields are mixed up, and no field is dropped because it
// is 0 in the sample.
func TestEveryElementRoundTrips(t *testing.T) {
	t.Parallel()
	for name := range samples {
		root := xmltest.Tree(t, sample(t, name))
		eachLeaf(&root, func(leaf *xmltest.Node) {
			original := leaf.Text
			defer func() { leaf.Text = original }()
			switch _, err := strconv.ParseFloat(original, 64); {
			case leaf.Name == "MsgType" || leaf.Name == "Event" || leaf.Name == "ResultList": // the other elements depend on these
				return
			case err == nil:
				leaf.Text = "7" + original
			default:
				leaf.Text = " 你好 <]]>&\n"
			}
			if diff := cmp.Diff(root, xmltest.Tree(t, encode(t, decode(t, xmltest.Write(root))))); diff != "" {
				t.Errorf("%s with another %s: -want +got:\n%s", name, leaf.Name, diff)
			}
		})
	}
}

func eachLeaf(n *xmltest.Node, visit func(*xmltest.Node)) {
	if len(n.Children) == 0 {
		visit(n)
	}
	for i := range n.Children {
		eachLeaf(&n.Children[i], visit)
	}
}

// The platform's pages for Official Accounts do not show this message: the fields are those of the mini program's own
// customer service.
func TestMiniProgramPage(t *testing.T) {
	t.Parallel()
	raw := []byte(`<xml><ToUserName>gh_7f083739789a</ToUserName><FromUserName>oia2TjuEGTNoeX76QEjQNrcURxG8</FromUserName>` +
		`<CreateTime>1482048670</CreateTime><MsgType>miniprogrampage</MsgType><Title>t</Title><AppId>wx1</AppId>` +
		`<PagePath>p?a=1</PagePath><ThumbUrl>u</ThumbUrl><ThumbMediaId>m</ThumbMediaId><MsgId>1234567890123456</MsgId></xml>`)
	raw = bytes.Replace(raw, []byte("p?a=1"), []byte("p?a=1&amp;b"), 1)
	want := &message.MiniProgramPage{
		Standard: standard(1482048670), Title: "t", AppID: "wx1", PagePath: "p?a=1&b", ThumbURL: "u", ThumbMediaID: "m",
	}
	got := decode(t, raw)
	if diff := cmp.Diff(message.Message(want), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff(xmltest.Tree(t, raw), xmltest.Tree(t, encode(t, got))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
