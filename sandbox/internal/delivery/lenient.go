package delivery

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// The functions in this file handle answers that the platform accepts, as programs in use show, although its pages ask
// for something else. The account gets a warning.

// judgeSealedNothing returns the verdict on a sealed answer that says nothing, or nil for any other answer.
func judgeSealedNothing(plain []byte) *verdict {
	v := verdict{accepted: true}
	switch string(plain) {
	case "":
		v.outcome = "empty"
		v.warn(
			"The answer is an envelope with an empty text in it. By one report, WeChat treats it like success. Answer with the word success, unsealed, in every mode.",
			"应答是内容为空的密文。据一例反馈，微信视同 success。任何模式下都请直接返回明文 success。",
		)
	case "success":
		v.outcome = "success"
		v.warn(
			"The answer is the word success in an envelope. It is not documented what WeChat does with it; the sandbox treats it like success. Answer with the word success, unsealed, in every mode.",
			"应答是加密后的 success。微信如何处理尚无资料，沙箱视同 success。任何模式下都请直接返回明文 success。",
		)
	default:
		return nil
	}
	return &v
}

// decode parses a reply as strictly as the platform, which accepts a CreateTime that is not a number.
func (v *verdict) decode(plain []byte) (reply.Reply, reply.Head, error) {
	r, head, err := reply.Decode(plain)
	var wrong *field.Error
	if !errors.As(err, &wrong) || wrong.Path != "CreateTime" {
		return r, head, err
	}
	root, unreadable := xmldoc.Parse(plain)
	at := root.Child("CreateTime")
	if unreadable != nil || at == nil || strings.TrimSpace(at.Text) == "" {
		return r, head, err
	}
	v.warn(
		fmt.Sprintf(
			"The reply's CreateTime is %q, which is not a number. WeChat accepts the reply; its page asks for whole seconds since 1970.",
			core.Short(at.Text),
		),
		fmt.Sprintf("回复的 CreateTime 为 %q，不是数字。微信仍会接受，但文档要求为整数秒时间戳。", core.Short(at.Text)),
	)
	at.Text = "0"
	return reply.Decode(xmldoc.Append(nil, func(b *xmldoc.Binder) { appendElements(b, root.Children) }))
}

// appendElements writes elements as they were read.
func appendElements(b *xmldoc.Binder, list []xmldoc.Element) {
	for _, e := range list {
		if len(e.Children) == 0 {
			b.Text(e.Name, &e.Text)
		} else {
			b.Group(e.Name, func(b *xmldoc.Binder) { appendElements(b, e.Children) })
		}
	}
}

// checkFields checks a reply's own fields. It differs from the reply's Check for the links in a text, because the
// platform refuses none of them.
func (v *verdict) checkFields(r reply.Reply) error {
	text, isText := r.(reply.Text)
	if !isText {
		v.warnOfLinks(r)
		return r.Check()
	}
	switch n := len(text); {
	case n == 0:
		return refuseReply("The reply's Content is empty. Write something, or answer success to say nothing.",
			"回复的 Content 为空。请填写内容；如不回复，请返回 success。")
	case n > reply.MaxTextBytes:
		return refuseReply(
			fmt.Sprintf(
				"The reply's Content has %d bytes, more than %d. Shorten it, or send the rest as a customer-service message.",
				n,
				reply.MaxTextBytes,
			),
			fmt.Sprintf("回复的 Content 为 %d 字节，超过 %d 字节。请缩短，或将其余内容作为客服消息发送。", n, reply.MaxTextBytes),
		)
	}
	v.problem = v.problem.And(core.LinkProblem(string(text)))
	return nil
}

// warnOfLinks warns about articles whose address is no web address.
func (v *verdict) warnOfLinks(r reply.Reply) {
	news, _ := r.(reply.News)
	for _, a := range news {
		if a.URL != "" && !core.IsPage(a.URL) {
			v.warn(
				fmt.Sprintf(
					"The article's Url %q is no web address, so a tap opens nothing. Begin it with https:// or http://.",
					core.Short(a.URL),
				),
				fmt.Sprintf("图文的 Url %q 不是网页地址，点击无法打开。须以 https:// 或 http:// 开头。", core.Short(a.URL)),
			)
			return
		}
	}
}
