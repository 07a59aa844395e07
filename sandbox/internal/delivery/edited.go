package delivery

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"

	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// maxEdited is the largest edited push, in bytes.
const maxEdited = 64 << 10

// RepeatEdited is [Delivery.Repeat] with other XML in place of the message's. The XML is pushed as it is written, as a
// message of its own: the phone shows its reply. If fresh is true, its MsgId and CreateTime are replaced by new ones, so
// that the account does not take it for the message that was edited.
func (d *Delivery) RepeatEdited(exchange int64, xml []byte, fresh bool) (push func() record.Exchange, err error) {
	d.p.Do(func(tx *core.Tx) {
		var x *core.Exchange
		if x, err = repeatable(tx, exchange); err != nil {
			return
		}
		var m *core.Push
		if m, err = edited(tx, x.Push, xml, fresh); err == nil {
			push = d.once(tx, m)
		}
	})
	return push, err
}

// edited returns a push of XML that a person has written, to the user whom its FromUserName names.
func edited(tx *core.Tx, from *core.Push, xml []byte, fresh bool) (*core.Push, error) {
	if len(xml) > maxEdited {
		return nil, core.RefuseAction(fmt.Sprintf("xml has %d bytes: give at most %d", len(xml), maxEdited),
			fmt.Sprintf("xml 有 %d 字节：最多 %d 字节", len(xml), maxEdited))
	}
	if fresh {
		xml = renew(tx, xml)
	}
	m, err := message.Decode(xml)
	if err != nil {
		return nil, core.RefuseAction(
			fmt.Sprintf("xml cannot be pushed: %v. Give an <xml> element with MsgType, and Event for an event.", err),
			fmt.Sprintf("xml 无法推送：%v。请提供包含 MsgType（事件还需 Event）的 <xml> 元素。", err),
		)
	}
	user, openID := from.User, m.Head().FromUserName
	if openID != from.Message.Head().FromUserName {
		if user, err = tx.FindOpenID(openID); err != nil {
			return nil, core.RefuseAction(
				fmt.Sprintf("FromUserName %q is no user's openid: copy one from a user's profile", core.Short(openID)),
				fmt.Sprintf("FromUserName %q 不是任何用户的 openid：请从用户资料中复制", core.Short(openID)),
			)
		}
	}
	return &core.Push{User: user, Message: m, XML: bytes.Clone(xml)}, nil
}

var (
	msgIDElement = regexp.MustCompile(`(<MsgId>)\d+(</MsgId>)`)
	timeElement  = regexp.MustCompile(`(<CreateTime>)\d+(</CreateTime>)`)
)

// renew gives XML the MsgId and the time of a new message, where it has these elements.
func renew(tx *core.Tx, xml []byte) []byte {
	if msgIDElement.Match(xml) {
		xml = msgIDElement.ReplaceAll(xml, []byte("${1}"+strconv.FormatInt(tx.IDs.NextMsgID(), 10)+"${2}"))
	}
	return timeElement.ReplaceAll(xml, []byte("${1}"+strconv.FormatInt(tx.Now().Unix(), 10)+"${2}"))
}
