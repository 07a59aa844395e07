package credential_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
)

// A source goes into the client that calls the API.
func Example() {
	client := &endpoint.Client{HTTP: &http.Client{Transport: examplePlatform}}
	source, err := credential.New(credential.Config{Account: testAccount, Client: client})
	if err != nil {
		fmt.Println(err)
		return
	}
	client.Tokens = source
	list, err := base.New(client).CallbackIPs(context.Background())
	fmt.Println(list, err)
	// Output: [127.0.0.1 127.0.0.2] <nil>
}

var examplePlatform = &fakePlatform{ends: newFakePlatform().ends, answer: func(call string) (int, string) {
	if call == "/cgi-bin/getcallbackip" {
		return 200, `{"ip_list":["127.0.0.1","127.0.0.2"]}`
	}
	return 0, ""
}}
