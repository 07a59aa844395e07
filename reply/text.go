package reply

import (
	"fmt"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// MaxTextBytes is the maximal length of a [Text], in bytes of UTF-8. The number comes from practice; the platform's
// page gives none.
const MaxTextBytes = 2048

// Text is a text reply of 1 to 2048 bytes of UTF-8. "\n" breaks the line; WeChat's face codes such as /::) are drawn.
// Three kinds of link are understood, every other tag is shown as it is typed:
//
//	<a href="https://example.com">a page</a>
//	<a href="https://example.com" data-miniprogram-appid="wx..." data-miniprogram-path="pages/index/index">a linked mini program</a>
//	<a href="weixin://bizmsgmenu?msgmenucontent=yes&msgmenuid=1">a tap that sends "yes"</a>
//
// A text that repeats what a user typed may break these rules: Check it first where that matters.
type Text string

// Type returns "text".
func (Text) Type() string { return "text" }

// Check refuses an empty text, one that is too long, and a broken link.
func (t Text) Check() error {
	// The limit applies to the text as it is written, without the characters that XML forbids.
	written := xmldoc.Clean(string(t))
	switch n := len(written); {
	case n == 0:
		return refuse.Empty("Content", "write something, or return nil to say nothing")
	case n > MaxTextBytes:
		return refuse.Field("Content", fmt.Sprintf("has %d bytes, more than %d", n, MaxTextBytes),
			"shorten it, or send the rest as a customer-service message")
	}
	return checkLinks(written)
}

func (t Text) fields(b *xmldoc.Binder) Reply {
	s := string(t)
	b.Text("Content", &s)
	if !b.Reading() {
		return nil // saves an unused copy for each push
	}
	return Text(s)
}
