package credential_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A source goes into the client that calls the API, and gives it a token for each call.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()

	client := &endpoint.Client{HTTP: platform.Client()}
	source, err := credential.New(credential.Config{Account: platform.Account(), Client: client})
	if err != nil {
		log.Fatal(err)
	}
	client.Tokens = source

	list, err := base.New(client).CallbackIPs(context.Background())
	fmt.Println(list, err)
	// Output: [127.0.0.1] <nil>
}
