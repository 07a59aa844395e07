package reply

import (
	"fmt"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// MaxTextBytes is the maximal length of a [Text], in bytes of UTF-8. The number comes from practice; the platform's
// page gives none.
const MaxTextBytes = 2048

// Text is a text reply of 1 to 2048 bytes of UTF-8; [Split] makes several of a longer one. The bytes are those that are
// written: characters that XML forbids are left out, as is an incomplete character at the end, where a program cut the
// text at a number of bytes; other bad UTF-8 becomes U+FFFD, which has three bytes. "\n" breaks the line; WeChat's face
// codes such as /::) are drawn. Three kinds of link are understood:
//
//	<a href="https://example.com">a page</a>
//	<a href="https://example.com" data-miniprogram-appid="wx..." data-miniprogram-path="pages/index/index">a linked mini program</a>
//	<a href="weixin://bizmsgmenu?msgmenucontent=yes&msgmenuid=1">a tap that sends "yes"</a>
//
// Every other tag is shown as it is typed, and so is a link to anything else, such as a tel: address, or one that lacks an
// attribute: nothing shows that the platform refuses them, and Check does not.
type Text string

const emptyTextCure = "write something, or return nil to say nothing"

// Type returns "text".
func (Text) Type() string { return "text" }

// Check refuses an empty text and one that is too long.
func (t Text) Check() error {
	switch n := len(xmldoc.Written(string(t))); {
	case n == 0:
		return refuse.Empty("Content", emptyTextCure)
	case n > MaxTextBytes:
		return refuse.Field("Content", fmt.Sprintf("has %d bytes, more than %d", n, MaxTextBytes),
			"cut it with reply.Split or reply.Shorten")
	}
	return nil
}

func (t Text) fields(b *xmldoc.Binder) Reply {
	s := string(t)
	b.Text("Content", &s)
	if !b.Reading() {
		return nil // saves an unused copy for each push
	}
	return Text(s)
}
