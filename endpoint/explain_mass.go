package endpoint

// explainMass explains the codes of mass messages (群发) and of deleting their articles.
var explainMass = []Explanation{
	{
		Code: ErrArticleState, Kind: ErrArgument,
		Cause:   "The article is in a state that does not allow its deletion.",
		Cure:    "Look at the article in the console, and delete it there if the console allows it.",
		CauseZH: "文章状态异常，不允许删除。",
		CureZH:  "在公众平台查看该文章的状态，可删除时在后台删除。",
	},
	{
		Code: ErrMassTagNotExist, Kind: ErrNotFound,
		Cause:   "The tag_id of the mass message does not exist in this account.",
		Cure:    "Read the ids with tags/get, and use one of those.",
		CauseZH: "群发指定的 tag_id 不存在。",
		CureZH:  "先用 tags/get 查询，再使用已有的标签 id。",
	},
	{
		Code:    ErrArticleFlagged,
		Kind:    ErrArgument,
		Cause:   "The platform considers the article a rumour or a rewording of another article, and does not let it be deleted.",
		Cure:    "Such an article cannot be deleted; read the notice in the console.",
		CauseZH: "文章被判定为洗稿文或谣言文，不允许删除。",
		CureZH:  "无法删除此类文章，请在公众平台查看处理通知。",
	},
	{
		Code: ErrMassAdvertising, Kind: ErrPermission,
		Cause:   "The account carries advertising, and such an account cannot send mass messages through the API.",
		Cure:    "Send the mass message in the console.",
		CauseZH: "公众号已接广告，不支持通过接口群发。",
		CureZH:  "在公众平台后台群发。",
	},
	{
		Code: ErrCardMessageRetired, Kind: ErrArgument,
		Cause:   "Messages of products and of cards can no longer be published.",
		Cure:    "Send another type, such as mpnews or text.",
		CauseZH: "已不支持发表商品消息和卡券消息。",
		CureZH:  "改用图文、文本等其他消息类型。",
	},
	{
		Code: ErrInvalidMassMessageType, Kind: ErrArgument,
		Cause:   "The msgtype of the mass message is wrong.",
		Cure:    "Send mpnews, text, voice, music, image or mpvideo, with the object of that type.",
		CauseZH: "群发消息的 msgtype 错误。",
		CureZH:  "填 mpnews、text、voice、music、image 或 mpvideo，并填写对应的消息体。",
	},
	{
		Code: ErrDraftAutoSaved, Kind: ErrArgument,
		Cause:   "The platform saved this draft automatically, and such a draft cannot be sent.",
		Cure:    "Open it in the console and save it by hand, or add the draft again with draft/add.",
		CauseZH: "系统自动保存的草稿不允许群发。",
		CureZH:  "在公众平台手动保存，或用 draft/add 重新新增草稿。",
	},
	{
		Code: ErrVideoByAPI, Kind: ErrArgument,
		Cause:   "The video was uploaded through the API, and such a video cannot be published through it.",
		Cure:    "Upload or publish the video in the console.",
		CauseZH: "通过接口上传的视频不允许通过接口发表。",
		CureZH:  "在公众平台后台上传或发表该视频。",
	},
	{
		Code: ErrMassDeleteRefused, Kind: ErrArgument,
		Cause:   "The deletion of a mass message was refused; the documents list the code without a meaning.",
		Cure:    "Keep the rid of the message, and ask for its reason with openapi/rid/get.",
		CauseZH: "删除群发消息被拒绝；文档仅列出该码，未说明含义。",
		CureZH:  "保留 errmsg 中的 rid，用 openapi/rid/get 查询原因。",
	},
	{
		Code: ErrMassSendRefused, Kind: ErrArgument,
		Cause:   "The mass message to openids was refused; the documents list the code without a meaning.",
		Cure:    "Keep the rid of the message, and ask for its reason with openapi/rid/get.",
		CauseZH: "按 openid 群发被拒绝；文档仅列出该码，未说明含义。",
		CureZH:  "保留 errmsg 中的 rid，用 openapi/rid/get 查询原因。",
	},
	{
		Code: ErrMassSendAllRefused, Kind: ErrArgument,
		Cause:   "The mass message to a tag or to all was refused; the documents list the code without a meaning.",
		Cure:    "Keep the rid of the message, and ask for its reason with openapi/rid/get.",
		CauseZH: "按标签群发被拒绝；文档仅列出该码，未说明含义。",
		CureZH:  "保留 errmsg 中的 rid，用 openapi/rid/get 查询原因。",
	},
}
