package material

import "github.com/wechatgo/wechatgo/endpoint"

// These say which accounts may call which endpoints.
var (
	temporaryAccess = endpoint.MayCall(endpoint.LikelyNo, endpoint.Yes, endpoint.LikelyNo, endpoint.Yes, endpoint.Yes)
	permanentAccess = endpoint.MayCall(
		endpoint.LikelyYes,
		endpoint.Yes,
		endpoint.LikelyYes,
		endpoint.Yes,
		endpoint.LikelyYes,
	)
	// massAccess is that of mass messages. It is not documented, but derived for the endpoints that prepare them.
	massAccess = endpoint.MayCall(
		endpoint.LikelyNo,
		endpoint.LikelyYes,
		endpoint.LikelyNo,
		endpoint.LikelyYes,
		endpoint.LikelyNo,
	)
)

// MediaUpload uploads a file that the platform keeps for 3 days.
var MediaUpload = endpoint.Upload[UploadIn, Temporary]("material.media_upload", "/cgi-bin/media/upload", "新增临时素材",
	endpoint.Write, temporaryAccess, endpoint.Daily(100_000, 500),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia.html"))

// MediaGet downloads a temporary file, such as one that a follower has sent, or returns the address of a temporary
// video.
var MediaGet = endpoint.Get[MediaGetIn, Media]("material.media_get", "/cgi-bin/media/get", "获取临时素材",
	endpoint.Personal, temporaryAccess, endpoint.Daily(200_000, 1_000),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia.html"))

// MediaGetJSSDK downloads a voice of the JS-SDK (wx.uploadVoice) in high quality, Speex at 16 kHz.
var MediaGetJSSDK = endpoint.Fetch[MediaGetIn]("material.media_get_jssdk", "/cgi-bin/media/get/jssdk", "获取高清语音素材",
	endpoint.Personal, temporaryAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/material/temporary/api_gethdvoice.html"))

// MediaUploadImage uploads a picture for the text of articles. It does not count among the 100,000 of the permanent
// material.
var MediaUploadImage = endpoint.Upload[UploadImageIn, Image](
	"material.media_uploadimg",
	"/cgi-bin/media/uploadimg",
	"上传图文消息图片",
	endpoint.Write,
	permanentAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/message/api_uploadimage.html"),
)

// MediaUploadNews uploads articles for a mass message.
//
// Deprecated: the platform's page calls it superseded by the drafts, [draft.Add].
//
// [draft.Add]: https://pkg.go.dev/github.com/wechatgo/wechatgo/api/draft#Add
var MediaUploadNews = endpoint.Post[NewsIn, Temporary](
	"material.media_uploadnews",
	"/cgi-bin/media/uploadnews",
	"上传图文消息素材",
	endpoint.Write,
	massAccess,
	endpoint.Daily(10, 0),
	endpoint.Deprecated("draft.add"),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/message/api_uploadnewsmsg.html"),
)

// MediaUploadVideo makes a video for a mass message from an uploaded one.
//
// Deprecated: it is not in the platform's present index.
var MediaUploadVideo = endpoint.Post[UploadVideoIn, Temporary](
	"material.media_uploadvideo",
	"/cgi-bin/media/uploadvideo",
	"上传群发视频",
	endpoint.Write,
	massAccess,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Batch_Sends_and_Originality_Checks.html",
	),
)

// AddMaterial uploads a file to the permanent material. (Accounts that are not certified report 1,000 calls a day.)
var AddMaterial = endpoint.Upload[AddIn, Added]("material.add_material", "/cgi-bin/material/add_material", "上传永久素材",
	endpoint.Write, permanentAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/material/permanent/api_addmaterial.html"))

// GetMaterial downloads a file of the permanent material, or reads its articles, or a video's address.
var GetMaterial = endpoint.Post[MediaID, Content]("material.get_material", "/cgi-bin/material/get_material", "获取永久素材",
	endpoint.Read, permanentAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/material/permanent/api_getmaterial.html"))

// DelMaterial removes something from the permanent material.
var DelMaterial = endpoint.Post[MediaID, endpoint.None](
	"material.del_material",
	"/cgi-bin/material/del_material",
	"删除永久素材",
	endpoint.Destroy,
	permanentAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/material/permanent/api_delmaterial.html"),
)

// GetMaterialCount counts the permanent material.
var GetMaterialCount = endpoint.Get[endpoint.None, Counts](
	"material.get_materialcount",
	"/cgi-bin/material/get_materialcount",
	"获取永久素材总数",
	endpoint.Read,
	permanentAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/material/permanent/api_getmaterialcount.html"),
)

// BatchGetMaterial reads one page of the permanent material of one kind.
var BatchGetMaterial = endpoint.Post[BatchGetIn, endpoint.Batch[Item]](
	"material.batchget_material",
	"/cgi-bin/material/batchget_material",
	"获取永久素材列表",
	endpoint.Read,
	permanentAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/material/permanent/api_batchgetmaterial.html"),
)

// AddNews adds articles to the permanent material.
//
// Deprecated: articles are drafts now: see package draft.
var AddNews = endpoint.Post[NewsIn, MediaID]("material.add_news", "/cgi-bin/material/add_news", "新增永久图文素材",
	endpoint.Write, permanentAccess, endpoint.Deprecated("draft.add"),
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Adding_Permanent_Assets.html"))

// UpdateNews changes one article of the permanent material.
//
// Deprecated: articles are drafts now: see package draft.
var UpdateNews = endpoint.Post[UpdateNewsIn, endpoint.None](
	"material.update_news",
	"/cgi-bin/material/update_news",
	"修改永久图文素材",
	endpoint.Write,
	endpoint.Idempotent(),
	permanentAccess,
	endpoint.Deprecated("draft.update"),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Editing_Permanent_Rich_Media_Assets.html",
	),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		MediaUpload, MediaGet, MediaGetJSSDK, MediaUploadImage, MediaUploadNews, MediaUploadVideo,
		AddMaterial, GetMaterial, DelMaterial, GetMaterialCount, BatchGetMaterial, AddNews, UpdateNews,
	}
}
