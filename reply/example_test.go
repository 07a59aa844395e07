package reply_test

import (
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/reply"
)

func ExampleEncode() {
	body, err := reply.Encode(reply.Text("你好"), reply.Head{To: "toUser", From: "fromUser", Time: time.Unix(12345678, 0)})
	fmt.Println(string(body), err)
	// Output: <xml><ToUserName><![CDATA[toUser]]></ToUserName><FromUserName><![CDATA[fromUser]]></FromUserName><CreateTime>12345678</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content></xml> <nil>
}

// A nil reply shows nothing to the user.
func ExampleEncode_nothing() {
	body, err := reply.Encode(nil, reply.Head{})
	fmt.Println(string(body), err)
	// Output: success <nil>
}

func ExampleDecode() {
	r, head, err := reply.Decode([]byte(`<xml>
		<ToUserName><![CDATA[toUser]]></ToUserName>
		<FromUserName><![CDATA[fromUser]]></FromUserName>
		<CreateTime>12345678</CreateTime>
		<MsgType><![CDATA[image]]></MsgType>
		<Image><MediaId><![CDATA[media_id]]></MediaId></Image>
	</xml>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if image, ok := r.(reply.Image); ok {
		fmt.Println(head.To, "sees", image.MediaID)
	}
	// Output: toUser sees media_id
}

// A reply that the platform would refuse names its field and the cure.
func ExampleReply_check() {
	var r reply.Reply = reply.News{{Title: "Spring", URL: "https://example.com/spring"}, {URL: "https://example.com/summer"}}
	fmt.Println(r.Check())
	// Output: reply: Articles[1].Title is empty: give each article a title
}
