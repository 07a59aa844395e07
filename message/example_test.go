package message_test

import (
	"fmt"

	"github.com/wechatgo/wechatgo/message"
)

func ExampleDecode() {
	m, err := message.Decode([]byte(`<xml>
		<ToUserName><![CDATA[gh_7f083739789a]]></ToUserName>
		<FromUserName><![CDATA[oia2TjuEGTNoeX76QEjQNrcURxG8]]></FromUserName>
		<CreateTime>1348831860</CreateTime>
		<MsgType><![CDATA[text]]></MsgType>
		<Content><![CDATA[this is a test]]></Content>
		<MsgId>1234567890123456</MsgId>
	</xml>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	switch m := m.(type) {
	case *message.Text:
		fmt.Println(m.FromUserName, "wrote:", m.Content)
	case message.SceneEvent:
		fmt.Println("came by", m.Scene())
	}
	// Output: oia2TjuEGTNoeX76QEjQNrcURxG8 wrote: this is a test
}

// An event that the package does not know still has its name and its fields.
func ExampleUnknownEvent() {
	m, err := message.Decode([]byte(`<xml><MsgType>event</MsgType><Event>brand_new</Event><Size>3</Size></xml>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if e, ok := m.(*message.UnknownEvent); ok {
		fmt.Println(e.Name, e.Root.Value("Size"))
	}
	// Output: brand_new 3
}

func ExampleEncode() {
	raw, err := message.Encode(&message.ClickEvent{MenuPress: message.MenuPress{EventKey: "V1001_TODAY_MUSIC"}})
	fmt.Println(string(raw), err)
	// Output: <xml><ToUserName><![CDATA[]]></ToUserName><FromUserName><![CDATA[]]></FromUserName><CreateTime>0</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[CLICK]]></Event><EventKey><![CDATA[V1001_TODAY_MUSIC]]></EventKey></xml> <nil>
}
