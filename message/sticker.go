package message

// IsSticker reports whether m stands for something that the platform does not pass on, most often a sticker (表情包). Such a
// message arrives as a [*Text] whose Content is the platform's own notice, in the language of the user's WeChat:
//
//	【收到不支持的消息类型，暂无法显示】
//	[Unsupported Message]
//
// The platform's pages do not mention it; the notices come from public reports. Nothing in the push tells what was sent,
// nor whether the user typed the notice. WeChat's own faces, such as /::) and [Smile], are part of ordinary texts and are no
// stickers.
func IsSticker(m Message) bool {
	text, ok := m.(*Text)
	return ok && text != nil && text.MenuID == "" &&
		(text.Content == "【收到不支持的消息类型，暂无法显示】" || text.Content == "[Unsupported Message]")
}
