package onetime_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/onetime"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A shop asks its users whether it may send one message when their order is shipped.
func Example() {
	const shipped = 1000 // a scene of the shop's own
	const orderTemplate = "1uDxHNXwYQfBmXOfPJcjAS3FynHArD8aWMEFNRGSbCc"

	platform := sandbox.New(sandbox.Config{})
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}

	waiting := map[string]bool{} // a real shop keeps this in its database
	reminders := wx.OneTime(onetime.Config{
		Key:       bytes.Repeat([]byte("k"), 32), // a secret of the shop's own
		ReturnURL: sandbox.AppURL + "/wx/reminders",
		Return: func(w http.ResponseWriter, r *http.Request, a onetime.Answer) {
			if a.Confirmed && !a.Repeated {
				waiting[a.OpenID] = true
			}
			http.Redirect(w, r, a.Page, http.StatusFound)
		},
	})
	shop := http.NewServeMux()
	shop.Handle("/wx/reminders", reminders)
	shop.HandleFunc("/remind", func(w http.ResponseWriter, r *http.Request) {
		address, err := reminders.Begin(w, r, onetime.Ask{TemplateID: orderTemplate, Scene: shipped, Page: "/orders"})
		if err != nil {
			http.Error(w, "This cannot be subscribed to.", http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, address, http.StatusFound)
	})
	shop.Handle("/wx", wx.Callback(callback.NewMux()))
	platform.Connect(shop)

	alice := platform.User("alice")
	alice.Open("/remind") // and she agrees
	for openID := range waiting {
		err := wx.Template.SendOnce(context.Background(), openID, template.Once{
			TemplateID: orderTemplate, Scene: shipped, Title: "发货提醒", Content: "您的订单已发货",
		})
		fmt.Println(alice.Chat(), err)
	}
	// Output: [account: template 发货提醒] <nil>
}
