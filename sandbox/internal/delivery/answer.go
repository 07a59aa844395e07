package delivery

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// verdict is the platform's judgement of an answer that came in time.
type verdict struct {
	accepted   bool
	outcome    string
	reply      reply.Reply // what the phone shows; nil if nothing
	opened     string      // the decrypted reply
	signatures []record.Signature
	problem    *record.Problem // a warning if the answer is accepted
}

func refused(en, zh string) verdict {
	return verdict{outcome: "refused", problem: &record.Problem{EN: en, ZH: zh}}
}

// judge checks an answer as strictly as the platform does.
func judge(tx *core.Tx, m *core.Push, req *pushRequest, body []byte) verdict {
	switch {
	case len(body) == 0:
		return verdict{accepted: true, outcome: "empty"}
	case string(body) == "success":
		return verdict{accepted: true, outcome: "success"}
	case len(body) > maxAnswer:
		return refused("The answer is longer than 256 KiB.", "应答超过 256 KiB。")
	case isPacked(body):
		return verdict{outcome: "refused", problem: packedProblem()}
	case isHTML(body):
		return refused(
			"The answer is a web page (HTML). Answer a push with a reply's XML, with success or with nothing: is the callback mounted for POST at this path?",
			"应答是网页（HTML）。请返回回复 XML、success 或空串，并检查该路径是否由回调处理 POST。",
		)
	case !looksXML(body):
		return refused(
			"The answer is neither XML, nor success, nor empty. Answer a push with a reply's XML or the word success, without quotes, BOM, spaces or line breaks.",
			"应答既不是 XML，也不是 success 或空串。请返回回复 XML 或 success，不要带引号、BOM、空格或换行。",
		)
	}
	plain, v := unseal(tx, req, body)
	if v.problem != nil {
		return v
	}
	if nothing := judgeSealedNothing(plain); nothing != nil {
		nothing.opened, nothing.signatures = v.opened, v.signatures
		return *nothing
	}
	r, head, err := v.decode(plain)
	if err == nil {
		r = v.limitArticles(m, r)
		err = v.checkFields(r)
	}
	if err == nil {
		err = checkReply(tx, m, r, head)
	}
	if err != nil {
		problem := replyProblem(err)
		v.outcome, v.problem = "refused", &problem
		return v
	}
	return accept(m, r, v)
}

// warn adds a warning about something that the platform accepts, although the account probably means something else.
func (v *verdict) warn(en, zh string) { v.problem = v.problem.And(&record.Problem{EN: en, ZH: zh}) }

// looksXML reports whether an answer is to be judged as XML.
func looksXML(body []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) }

// unseal decrypts a reply, or returns it as it is if it is not encrypted. The verdict has a problem if the platform
// refuses the answer at this point.
func unseal(tx *core.Tx, req *pushRequest, body []byte) ([]byte, verdict) {
	isSealed := false
	if root, err := xmldoc.Parse(body); err == nil {
		isSealed = root.Child("Encrypt") != nil && root.Child("MsgType") == nil
	}
	switch {
	case !isSealed && req.mode == account.Safe:
		return nil, refused(
			"The reply is not sealed, and the account is in safe mode. Encrypt it (Encrypt, MsgSignature, TimeStamp, Nonce). Or is the program set to plain mode (WECHAT_MODE), or has it no EncodingAESKey?",
			"公众号处于安全模式，但回复没有加密。请返回包含 Encrypt、MsgSignature、TimeStamp、Nonce 的密文。也请检查程序是否被设为明文模式（WECHAT_MODE）或没有配置 EncodingAESKey。",
		)
	case isSealed && req.mode == account.CloudHosting:
		return nil, refused(
			"The reply is sealed, and in cloud hosting pushes and replies are plain. Answer with the plain XML. Or is the program set to another mode (WECHAT_MODE)?",
			"云托管的推送与回复都是明文，但回复是密文。请返回明文 XML。也请检查程序是否被设为其他模式（WECHAT_MODE）。",
		)
	case isSealed && req.mode == account.Plain:
		return nil, refused(
			"The reply is sealed, and the account is in plain mode. Answer with the plain XML. Or is the program set to safe mode (WECHAT_MODE)?",
			"公众号处于明文模式，但回复是密文。请返回明文 XML。也请检查程序是否被设为安全模式（WECHAT_MODE）。",
		)
	case !isSealed:
		return body, verdict{}
	}
	s, err := msgcrypt.ParseReply(body)
	if err != nil {
		return nil, refused("The reply's envelope is broken: "+err.Error()+".", "回复的加密外层有误："+err.Error()+"。")
	}
	token := tx.Account().Token
	signature := record.Signature{
		Name: "reply MsgSignature", Value: s.Signature, OK: true,
		Parts: record.Parts("token", token, "TimeStamp", s.Timestamp, "Nonce", s.Nonce, "Encrypt", s.Encrypt),
	}
	if want := msgcrypt.Signature(token, s.Timestamp, s.Nonce, s.Encrypt); want != s.Signature {
		signature.OK, signature.Expected = false, want
	}
	opened, err := req.envelope.Open(s)
	v := verdict{signatures: []record.Signature{signature}}
	switch {
	case errors.Is(err, msgcrypt.ErrSignature):
		v.problem = &record.Problem{
			EN: "The reply's MsgSignature is not that of its parts. Sign the Token, the reply's own TimeStamp, its Nonce and its Encrypt, sorted.",
			ZH: "回复的 MsgSignature 与内容不符。请对 Token、回复中的 TimeStamp、Nonce、Encrypt 排序后计算 SHA-1。",
		}
	case errors.Is(err, msgcrypt.ErrAppID):
		v.problem = &record.Problem{
			EN: "The reply was sealed for another AppID. Put this account's AppID at the end of what is encrypted. Or is the AppID that the program is set to a wrong one?",
			ZH: "回复是以其他 AppID 加密的。明文末尾须是本公众号的 AppID。请检查程序中配置的 AppID 是否有误。",
		}
	case err != nil:
		v.problem = &record.Problem{
			EN: "The reply cannot be decrypted with the account's EncodingAESKey.",
			ZH: "无法用公众号的 EncodingAESKey 解密回复。",
		}
	}
	if v.problem != nil {
		v.outcome = "refused"
		return nil, v
	}
	v.opened = string(opened.Message)
	return opened.Message, v
}

// replyError is the error of a reply that is well formed but refused.
type replyError struct{ record.Problem }

func (e *replyError) Error() string { return e.EN }

func refuseReply(en, zh string) error { return &replyError{record.Problem{EN: en, ZH: zh}} }

func replyProblem(err error) record.Problem {
	var own *replyError
	if errors.As(err, &own) {
		return own.Problem
	}
	var refused *field.Error
	if errors.As(err, &refused) {
		return record.Problem{
			EN: fmt.Sprintf("The reply's %s %s: %s.", refused.Path, refused.Problem, refused.Cure),
			ZH: fmt.Sprintf("回复的 %s %s，请按被动回复的文档修改。", refused.Path, inChinese(refused.Problem)),
		}
	}
	return record.Problem{EN: "The reply cannot be read: " + err.Error(), ZH: "无法解析回复：" + err.Error()}
}

// problemsZH has the Chinese words for the problems of package reply, by the beginning of the English words.
var problemsZH = []struct{ begins, zh string }{
	{"is missing", "缺失"},
	{"is empty", "为空"},
	{"cannot be read", "无法解析"},
	{"has ", "数量或长度不合法"},
	{"is no ", "类型不正确"},
	{"is not ", "取值不正确"},
	{"is ", "取值不正确"},
}

// inChinese translates a problem of package reply, and appends the original with its figures and quotations.
func inChinese(problem string) string {
	for _, p := range problemsZH {
		if strings.HasPrefix(problem, p.begins) {
			return p.zh + "（" + problem + "）"
		}
	}
	return "不合法（" + problem + "）"
}

// checkReply checks what only the platform's state can tell: the addresses, the kind of push and the media.
func checkReply(tx *core.Tx, m *core.Push, r reply.Reply, head reply.Head) error {
	from, to := tx.Config().OriginalID, m.Message.Head().FromUserName
	switch {
	case head.To == from && head.From == to:
		return refuseReply(
			"ToUserName and FromUserName are those of the push. Swap them in the reply.",
			"ToUserName 与 FromUserName 未对调。回复中须与推送相反。")
	case head.To != to:
		return refuseReply(
			"The reply's ToUserName is not the OpenID of the user who wrote.",
			"回复的 ToUserName 不是发送者的 OpenID。")
	case head.From != from:
		return refuseReply(
			"The reply's FromUserName is not the account's gh_ id, the push's ToUserName.",
			"回复的 FromUserName 不是公众号原始 ID（推送中的 ToUserName）。")
	}
	if _, isTransfer := r.(reply.Transfer); isTransfer && m.Message.Type() == "event" {
		return refuseReply(
			"An event cannot be transferred to customer service, only a message.",
			"事件不能转接客服，只有消息可以。")
	}
	kind, id := mediaOf(r)
	if id != "" && tx.FindFile(kind, id) == nil {
		return refuseReply(
			fmt.Sprintf(
				"The platform has no %s with this MediaId, or its 3 days are over. Upload it first, or use AddMedia in a test.",
				kind,
			),
			fmt.Sprintf("平台没有该 MediaId 对应的%s素材，或已超过 3 天。请先上传，或在测试中使用 AddMedia。", kind),
		)
	}
	return nil
}

// mediaOf returns the kind and the media_id of the file that a reply needs. kind is "" if any kind is allowed; id is ""
// if the reply needs no file.
func mediaOf(r reply.Reply) (kind, id string) {
	switch r := r.(type) {
	case reply.Image:
		return "image", r.MediaID
	case reply.Voice:
		return "voice", r.MediaID
	case reply.Video:
		return "video", r.MediaID
	case reply.Music:
		return "", r.ThumbMediaID // a thumb, or any picture
	}
	return "", ""
}

// accept returns the verdict for a valid reply. The reply is not shown if WeChat shows nothing for this push.
func accept(m *core.Push, r reply.Reply, v verdict) verdict {
	v.accepted, v.outcome, v.reply = true, "replied", r
	if !expectsReply(m.Message) {
		v.reply = nil
		v.warn("WeChat shows no reply to this event. Answer success.", "微信不会展示对该事件的回复。请返回 success。")
	}
	return v
}

// limitArticles removes the articles that the platform does not show, and warns about them.
func (v *verdict) limitArticles(m *core.Push, r reply.Reply) reply.Reply {
	news, _ := r.(reply.News)
	_, toMessage := m.Message.(message.Ordinary)
	switch {
	case toMessage && len(news) > reply.MaxArticlesToMessage:
		v.warn("Only the first article is shown: in answer to a user's message a card holds 1.",
			"回复用户消息时图文只能有 1 条，其余已被忽略。")
		return news[:reply.MaxArticlesToMessage]
	case len(news) > reply.MaxArticles:
		v.warn("Only the first 8 articles are shown.", "图文最多 8 条，其余已被忽略。")
		return news[:reply.MaxArticles]
	}
	return r
}

// replyEntry returns a passive reply as the phone shows it.
func replyEntry(r reply.Reply) record.Entry {
	e := record.Entry{From: "account", Via: "reply", Type: r.Type()}
	switch r := r.(type) {
	case reply.Text:
		e.Text = string(r)
	case reply.Image:
		e.MediaID = r.MediaID
	case reply.Voice:
		e.MediaID, e.Duration = r.MediaID, core.VoiceSeconds
	case reply.Video:
		e.MediaID, e.Title, e.Description = r.MediaID, r.Title, r.Description
	case reply.Music:
		e.Title, e.Description, e.URL, e.HQURL = r.Title, r.Description, r.URL, r.HQURL
		e.ThumbURL = core.MediaPath(r.ThumbMediaID)
	case reply.News:
		for _, a := range r {
			e.Articles = append(e.Articles, record.EntryArticle(a))
		}
	case reply.Transfer:
		e.Type, e.KFAccount = "transfer", r.KfAccount
	}
	e.MediaURL = core.MediaPath(e.MediaID)
	return e
}
