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

// A model's answer is longer than a message: the first part is the reply, the others follow as customer-service messages.
func ExampleSplit() {
	answer := "茉莉花在夏天开放，香气很浓。\n\n浇水要适量。\n\n详见<a href=\"https://example.com/jasmine\">养护手册</a>。"
	for _, part := range reply.Split(answer, 100) {
		fmt.Printf("%q\n", part)
	}
	// Output:
	// "茉莉花在夏天开放，香气很浓。\n\n浇水要适量。"
	// "详见<a href=\"https://example.com/jasmine\">养护手册</a>。"
}

func ExampleShorten() {
	fmt.Println(reply.Shorten("茉莉花在夏天开放，香气很浓。", 30, "…"))
	// Output: 茉莉花在夏天开放，…
}

// What a user's message cannot be answered with is brought into shape before it is sent.
func ExampleFit() {
	fitted, err := reply.Fit(reply.News{{Title: "Spring", URL: "https://example.com/spring"}, {Title: "Summer", URL: "https://example.com/summer"}}, false)
	fmt.Println(fitted.Reply, err)
	fmt.Println(fitted.Notes[0])
	// Output:
	// [{Spring   https://example.com/spring}] <nil>
	// reply: Articles has 2 articles, more than are shown: answer a user's message with one; an event may have 8
}
