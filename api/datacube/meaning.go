package datacube

// Meaning returns what the way to follow means, in English and in Chinese, or two empty texts for one that is not
// documented.
func (s UserSource) Meaning() (en, zh string) { return userSources[s][0], userSources[s][1] }

var userSources = map[UserSource][2]string{
	UserSourceOther:       {"other ways", "其他"},
	UserSourceSearch:      {"a search for the account", "公众号搜索"},
	UserSourceNameCard:    {"a name card", "名片分享"},
	UserSourceQRCode:      {"a QR code", "扫描二维码"},
	UserSourceArticle:     {"the account's name in an article", "文章内账号名称"},
	UserSourceAds:         {"WeChat's ads", "微信广告"},
	UserSourceMiniProgram: {"a mini program", "小程序关注"},
	UserSourceReprint:     {"a reprinted article", "他人转载"},
	UserSourceChannels:    {"Channels", "视频号"},
	UserSourceLive:        {"a live broadcast", "直播"},
}

// Meaning returns what the type of message means, in English and in Chinese, or two empty texts for one that is not
// documented.
func (t MsgType) Meaning() (en, zh string) { return msgTypes[t][0], msgTypes[t][1] }

var msgTypes = map[MsgType][2]string{
	MsgText:  {"text", "文字"},
	MsgImage: {"picture", "图片"},
	MsgVoice: {"voice", "语音"},
	MsgVideo: {"video", "视频"},
	MsgLink:  {"message from a third-party app", "第三方应用消息"},
}

// Meaning returns what the interval means, in English and in Chinese, or two empty texts for one that is not documented.
func (c CountInterval) Meaning() (en, zh string) { return countIntervals[c][0], countIntervals[c][1] }

var countIntervals = map[CountInterval][2]string{
	CountNone:    {"no messages", "0 条"},
	CountUpTo5:   {"1 to 5 messages", "1 至 5 条"},
	CountUpTo10:  {"6 to 10 messages", "6 至 10 条"},
	CountAbove10: {"more than 10 messages", "10 条以上"},
}
