package jssdk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"strconv"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A page asks the program for its wx.config, and the platform accepts it.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	site := http.NewServeMux()
	site.Handle("/wx", wx.Callback(callback.NewMux()))
	site.Handle("/wx/jssdk", wx.JSSDK(jssdk.Config{Hosts: []string{"app.sandbox.test"}}))
	platform.Connect(site)

	// The page's script requests the configuration of its own address, as wechatgo.js does.
	page := sandbox.AppURL + "/share?from=poster"
	answer := platform.User("alice").Open("/wx/jssdk?url=" + url.QueryEscape(page))
	var signed jssdk.Signed
	if err := json.Unmarshal([]byte(answer.Body), &signed); err != nil {
		log.Fatal(err)
	}
	check := platform.CheckJSSDK(sandbox.JSSDKConfig{
		AppID: wx.Account().AppID, Timestamp: strconv.FormatInt(signed.Timestamp, 10),
		NonceStr: signed.NonceStr, Signature: signed.Signature, URL: page,
	})
	fmt.Println(check.OK)
	// Output: true
}

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
