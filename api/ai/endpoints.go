package ai

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area. It is open to certified accounts, not to third-party platforms.
var access = endpoint.MayCall(endpoint.No, endpoint.LikelyYes, endpoint.No, endpoint.Yes, endpoint.Unknown)

// AddVoice uploads a voice to recognise.
var AddVoice = endpoint.Upload[VoiceIn, endpoint.None](
	"ai.addvoicetorecofortext",
	"/cgi-bin/media/voice/addvoicetorecofortext",
	"上传语音文件",
	endpoint.Write,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/openpoc/ai/api_addvoicetorecofortext.html"),
)

// QueryResult returns the text of a voice. It is to be called within 10 seconds after the upload.
var QueryResult = endpoint.Post[ResultIn, Result](
	"ai.queryrecoresultfortext",
	"/cgi-bin/media/voice/queryrecoresultfortext",
	"获取语音识别结果",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/openpoc/ai/api_queryrecoresultfortext.html"),
)

// Translate translates a text. The platform's page names the body content; its older page and the toolkits send the
// bare text.
var Translate = endpoint.Post[TranslateIn, Translation](
	"ai.translatecontent",
	"/cgi-bin/media/voice/translatecontent",
	"微信翻译",
	endpoint.Read,
	access,
	endpoint.PlainText(),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/openpoc/ai/api_translatecontent.html"),
)

// Semantic finds out what a sentence asks for.
//
// Deprecated: it is not in the platform's present index.
var Semantic = endpoint.Post[SemanticIn, SemanticOut](
	"ai.semantic",
	"/semantic/semproxy/search",
	"语义理解",
	endpoint.Read,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Intelligent_Interface/Natural_Language_Processing.html",
	),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{AddVoice, QueryResult, Translate, Semantic} }
