package jssdk_test

import (
	"context"
	"fmt"

	"github.com/wechatgo/wechatgo/jssdk"
)

func ExampleSignature() {
	ticket := "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
	fmt.Println(jssdk.Signature(ticket, "Wm3WZYTPz0wzccnW", 1414587457, "http://mp.weixin.qq.com?params=value"))
	// Output: 0f9de62fce790f9a083d5c99e95740ceb90c27ed
}

// A page reports config:invalid signature. The values that it gave wx.config and its location.href show the reason.
func ExampleSDK_Explain() {
	sdk, err := jssdk.New(jssdk.Config{
		AppID:   "wx0123456789abcdef",
		Tickets: tickets{ticket: "the ticket"},
		Hosts:   []string{"www.example.com"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := sdk.Explain(context.Background(), "https://www.example.com/share#top", jssdk.Signed{
		NonceStr: "n", Timestamp: 1414587457, Signature: jssdk.Signature("the ticket", "n", 1414587457, "http://www.example.com/share"),
	})
	fmt.Println(e.String1, err)
	for _, d := range e.Differences {
		fmt.Println(d)
	}
	// Output:
	// jsapi_ticket=<10 characters, sha256 db2df313>&noncestr=n&timestamp=1414587457&url=https://www.example.com/share <nil>
	// url: "http://www.example.com/share" was signed, where http and https are exchanged: a proxy ends TLS before the server; sign the browser's location.href
}
