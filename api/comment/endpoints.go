package comment

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call the endpoints: certified ones, with the ability to have comments (otherwise
// 88000).
var access = endpoint.MayCall(
	endpoint.LikelyNo,
	endpoint.LikelyYes,
	endpoint.LikelyNo,
	endpoint.LikelyYes,
	endpoint.LikelyNo,
)

// Open allows comments on an article.
var Open = endpoint.Post[Article, endpoint.None]("comment.open", "/cgi-bin/comment/open", "打开已群发文章评论",
	endpoint.Write, endpoint.Idempotent(), access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/leaving/api_openarticlecomment.html"))

// Close ends the comments on an article.
var Close = endpoint.Post[Article, endpoint.None]("comment.close", "/cgi-bin/comment/close", "关闭已群发文章评论",
	endpoint.Write, endpoint.Idempotent(), access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/leaving/api_closecomment.html"))

// List reads one page of the comments on an article.
var List = endpoint.Post[ListIn, ListOut]("comment.list", "/cgi-bin/comment/list", "查看指定文章的评论数据",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/leaving/api_listcomment.html"))

// MarkElect shows a comment to everybody (精选).
var MarkElect = endpoint.Post[One, endpoint.None]("comment.markelect", "/cgi-bin/comment/markelect", "评论标记精选",
	endpoint.Send, endpoint.Idempotent(), access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/leaving/api_electcomment.html"))

// UnmarkElect ends the showing of a comment.
var UnmarkElect = endpoint.Post[One, endpoint.None](
	"comment.unmarkelect",
	"/cgi-bin/comment/unmarkelect",
	"评论取消精选",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/leaving/api_unelectcomment.html"),
)

// Delete removes a comment.
var Delete = endpoint.Post[One, endpoint.None]("comment.delete", "/cgi-bin/comment/delete", "删除评论",
	endpoint.Destroy, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/leaving/api_delcomment.html"))

// ReplyAdd answers a comment, for everybody to read.
var ReplyAdd = endpoint.Post[ReplyIn, endpoint.None]("comment.reply_add", "/cgi-bin/comment/reply/add", "回复评论",
	endpoint.Send, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/leaving/api_replycomment.html"))

// ReplyDelete removes the answer to a comment.
var ReplyDelete = endpoint.Post[One, endpoint.None](
	"comment.reply_delete",
	"/cgi-bin/comment/reply/delete",
	"删除回复",
	endpoint.Destroy,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/leaving/api_delreplycomment.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Open, Close, List, MarkElect, UnmarkElect, Delete, ReplyAdd, ReplyDelete}
}
