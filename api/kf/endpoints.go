package kf

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call what concerns agents: certified ones. The platform's table of test accounts has
// the messages alone.
var access = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.Unknown)

// Send sends a customer service message.
var Send = endpoint.Post[SendIn, endpoint.None](
	"kf.send",
	"/cgi-bin/message/custom/send",
	"发送客服消息",
	endpoint.Send,
	endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.Yes),
	endpoint.Daily(500_000, 50_000),
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html"),
)

// Typing shows or ends "the other side is typing".
var Typing = endpoint.Post[TypingIn, endpoint.None]("kf.typing", "/cgi-bin/message/custom/typing", "客服输入状态",
	endpoint.Send, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/customer/message/api_typing.html"))

// AccountAdd makes an agent's account.
var AccountAdd = endpoint.Post[AddAccountIn, endpoint.None]("kf.account_add", "/customservice/kfaccount/add", "添加客服账号",
	endpoint.Write, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/servicermanage/api_addkfaccount.html"))

// AccountUpdate changes an agent's nickname.
var AccountUpdate = endpoint.Post[UpdateAccountIn, endpoint.None](
	"kf.account_update",
	"/customservice/kfaccount/update",
	"修改客服账号",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/servicermanage/api_updatekfaccount.html"),
)

// AccountDel deletes an agent's account. The platform's present page has a POST with a JSON body; older pages send the
// account in the query of a GET.
var AccountDel = endpoint.Post[DelAccountIn, endpoint.None]("kf.account_del", "/customservice/kfaccount/del", "删除客服账号",
	endpoint.Destroy, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/servicermanage/api_delkfaccount.html"))

// AccountInviteWorker invites a WeChat user to become the agent of an account.
var AccountInviteWorker = endpoint.Post[InviteIn, endpoint.None](
	"kf.account_inviteworker",
	"/customservice/kfaccount/inviteworker",
	"邀请绑定客服账号",
	endpoint.Send,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/servicermanage/api_invitekfworker.html"),
)

// AccountUploadHeadImg sets an agent's picture.
var AccountUploadHeadImg = endpoint.Upload[UploadAvatarIn, endpoint.None](
	"kf.account_uploadheadimg",
	"/customservice/kfaccount/uploadheadimg",
	"设置客服头像",
	endpoint.Write,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/servicermanage/api_uploadkfheadimg.html"),
)

// GetKFList reads all agents' accounts.
var GetKFList = endpoint.Get[AccountsIn, AccountsOut](
	"kf.getkflist",
	"/cgi-bin/customservice/getkflist",
	"获取所有客服账号",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/servicermanage/api_getkflist.html"),
)

// GetOnlineKFList reads the agents who are online.
var GetOnlineKFList = endpoint.Get[AccountsIn, OnlineOut](
	"kf.getonlinekflist",
	"/cgi-bin/customservice/getonlinekflist",
	"获取在线客服列表",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/servicermanage/api_getonlinekflist.html"),
)

// SessionCreate gives a user to an agent.
var SessionCreate = endpoint.Post[SessionIn, endpoint.None](
	"kf.session_create",
	"/customservice/kfsession/create",
	"创建会话",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/messctrl/api_createkfsession.html"),
)

// SessionClose ends the session of a user with an agent.
var SessionClose = endpoint.Post[SessionIn, endpoint.None]("kf.session_close", "/customservice/kfsession/close", "关闭会话",
	endpoint.Write, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/messctrl/api_closesession.html"))

// SessionGet reads which agent serves a user.
var SessionGet = endpoint.Get[SessionGetIn, Session](
	"kf.session_get",
	"/customservice/kfsession/getsession",
	"获取客户会话状态",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/messctrl/api_getkfsession.html"),
)

// SessionList reads the users whom an agent serves.
var SessionList = endpoint.Get[SessionListIn, SessionListOut](
	"kf.session_list",
	"/customservice/kfsession/getsessionlist",
	"获取客服会话列表",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/messctrl/api_getkfsessionlist.html"),
)

// SessionWaitCase reads the users who wait for an agent.
var SessionWaitCase = endpoint.Get[endpoint.None, WaitingList](
	"kf.session_waitcase",
	"/customservice/kfsession/getwaitcase",
	"获取未接入会话列表",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/messctrl/api_getwaitcase.html"),
)

// GetMsgList reads one page, of up to [MaxRecords], of the record of what agents and users wrote.
var GetMsgList = endpoint.Post[RecordsIn, RecordsOut](
	"kf.getmsglist",
	"/customservice/msgrecord/getmsglist",
	"获取聊天记录",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/customer/message/api_getmsglist.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		Send, Typing,
		AccountAdd, AccountUpdate, AccountDel, AccountInviteWorker, AccountUploadHeadImg, GetKFList, GetOnlineKFList,
		SessionCreate, SessionClose, SessionGet, SessionList, SessionWaitCase,
		GetMsgList,
	}
}

// SendIn is the input of [Send]: a message in its wire form. [For] makes it.
type SendIn struct {
	ToUser  string `json:"touser"` // an openid
	MsgType string `json:"msgtype"`

	// Exactly one of these fields is set: the one that MsgType names.
	Text            *TextContent     `json:"text,omitempty"`
	Image           *Image           `json:"image,omitempty"`
	Voice           *Voice           `json:"voice,omitempty"`
	Video           *Video           `json:"video,omitempty"`
	Music           *Music           `json:"music,omitempty"`
	News            *News            `json:"news,omitempty"`
	MPNews          *MPNews          `json:"mpnews,omitempty"`
	MPNewsArticle   *MPNewsArticle   `json:"mpnewsarticle,omitempty"`
	MsgMenu         *Menu            `json:"msgmenu,omitempty"`
	WxCard          *Card            `json:"wxcard,omitempty"`
	MiniProgramPage *MiniProgramPage `json:"miniprogrampage,omitempty"`

	// CustomService names the agent that the message comes from: see [From].
	CustomService *Agent `json:"customservice,omitempty"`
	// AIMsgContext marks the message as written by an AI: see [FromAI].
	AIMsgContext *AIContext `json:"aimsgcontext,omitempty"`
}

// TextContent is [Text] on the wire.
type TextContent struct {
	Content string `json:"content"`
}

// News is [Article] on the wire: a list of one.
type News struct {
	Articles []Article `json:"articles"`
}

// Agent is a customer service account.
type Agent struct {
	KfAccount string `json:"kf_account"` // such as "test1@kftest"
}

// AIContext says whether an AI wrote the message.
type AIContext struct {
	IsAIMsg endpoint.Flag `json:"is_ai_msg"` // shows 内容由第三方AI生成 below the message
}

// Command is the action of [Typing].
type Command string

// The commands.
const (
	CommandTyping       Command = "Typing"
	CommandCancelTyping Command = "CancelTyping"
)

// TypingIn is the input of [Typing].
type TypingIn struct {
	ToUser  string  `json:"touser"`
	Command Command `json:"command"`
	// BusinessID is a sub-merchant's id (子商户), which the newest page has.
	BusinessID string `json:"businessid,omitempty"`
}
