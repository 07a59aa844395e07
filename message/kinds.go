package message

import "strings"

// ordinary makes the type of a user's message, by MsgType in lower case.
var ordinary = map[string]func() Message{
	"text":            func() Message { return new(Text) },
	"image":           func() Message { return new(Image) },
	"voice":           func() Message { return new(Voice) },
	"video":           func() Message { return new(Video) },
	"shortvideo":      func() Message { return new(ShortVideo) },
	"location":        func() Message { return new(Location) },
	"link":            func() Message { return new(Link) },
	"miniprogrampage": func() Message { return new(MiniProgramPage) },
	"file":            func() Message { return new(File) },
}

// events makes the type of an event, by Event in lower case.
var events = map[string]func() Message{
	"subscribe":                  func() Message { return new(SubscribeEvent) },
	"unsubscribe":                func() Message { return new(UnsubscribeEvent) },
	"scan":                       func() Message { return new(ScanEvent) },
	"location":                   func() Message { return new(LocationEvent) },
	"click":                      func() Message { return new(ClickEvent) },
	"view":                       func() Message { return new(ViewEvent) },
	"view_miniprogram":           func() Message { return new(ViewMiniProgramEvent) },
	"scancode_push":              func() Message { return new(ScanCodePushEvent) },
	"scancode_waitmsg":           func() Message { return new(ScanCodeWaitMsgEvent) },
	"pic_sysphoto":               func() Message { return new(PicSysPhotoEvent) },
	"pic_photo_or_album":         func() Message { return new(PicPhotoOrAlbumEvent) },
	"pic_weixin":                 func() Message { return new(PicWeixinEvent) },
	"location_select":            func() Message { return new(LocationSelectEvent) },
	"templatesendjobfinish":      func() Message { return new(TemplateSendJobFinishEvent) },
	"masssendjobfinish":          func() Message { return new(MassSendJobFinishEvent) },
	"publishjobfinish":           func() Message { return new(PublishJobFinishEvent) },
	"subscribe_msg_popup_event":  func() Message { return new(SubscribeMsgPopupEvent) },
	"subscribe_msg_change_event": func() Message { return new(SubscribeMsgChangeEvent) },
	"subscribe_msg_sent_event":   func() Message { return new(SubscribeMsgSentEvent) },
}

// newMessage returns an empty message of the kind, or nil for an unknown one.
func newMessage(msgType, event string) Message {
	kinds, name := ordinary, msgType
	if strings.EqualFold(msgType, "event") {
		kinds, name = events, event
	}
	if create := kinds[strings.ToLower(name)]; create != nil {
		return create()
	}
	return nil
}
