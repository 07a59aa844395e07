package message_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/wechatgo/wechatgo/message"
)

// The push is the one of https://github.com/wechatpy/wechatpy/issues/656.
func TestIsSticker(t *testing.T) {
	t.Parallel()
	m, err := message.Decode([]byte(`<xml>
  <ToUserName><![CDATA[gh_xxxxx]]></ToUserName>
  <FromUserName><![CDATA[asdfasdvaosdifjas]]></FromUserName>
  <CreateTime>1650418273</CreateTime>
  <MsgType><![CDATA[text]]></MsgType>
  <Content><![CDATA[【收到不支持的消息类型，暂无法显示】]]></Content>
  <MsgId>45613213213</MsgId>
</xml>`))
	if err != nil {
		t.Fatal(err)
	}
	if !message.IsSticker(m) {
		t.Errorf("%+v is no sticker", m)
	}
	for _, test := range []struct {
		message message.Message
		want    bool
	}{
		{&message.Text{Content: "[Unsupported Message]"}, true},
		{&message.Text{Content: "[Smile]"}, false},
		{&message.Text{Content: "/::)"}, false},
		{&message.Text{Content: "为什么说【收到不支持的消息类型，暂无法显示】？"}, false},
		{&message.Text{Content: "[Unsupported Message]", MenuID: "1"}, false},
		{&message.Text{}, false},
		{(*message.Text)(nil), false},
		{&message.Image{}, false},
		{nil, false},
	} {
		if got := message.IsSticker(test.message); got != test.want {
			t.Errorf("%#v: got %t", test.message, got)
		}
	}
}

func ExampleIsSticker() {
	handle := func(_ context.Context, m *message.Text) string {
		if message.IsSticker(m) {
			return "我看不到表情，请发文字。"
		}
		return "你说：" + m.Content
	}
	fmt.Println(handle(context.Background(), &message.Text{Content: "【收到不支持的消息类型，暂无法显示】"}))
	// Output: 我看不到表情，请发文字。
}
