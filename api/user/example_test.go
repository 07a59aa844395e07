package user_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Followers get a tag, by which messages and menus reach them.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	alice, bob := platform.User("alice"), platform.User("bob")
	alice.Follow()
	bob.Follow()

	regulars, err := wx.User.CreateTag(ctx, "常客")
	if err != nil {
		log.Fatal(err)
	}
	if err := wx.User.Tag(ctx, regulars, []string{alice.OpenID(), bob.OpenID()}); err != nil {
		log.Fatal(err)
	}
	for openID, err := range wx.User.AllTagged(ctx, regulars) {
		fmt.Println(openID == alice.OpenID() || openID == bob.OpenID(), err)
	}
	// Output:
	// true <nil>
	// true <nil>
}
