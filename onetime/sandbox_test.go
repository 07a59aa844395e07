package onetime_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/onetime"
	"github.com/wechatgo/wechatgo/sandbox"
)

// echoHandshake answers the platform's handshake, so that the sandbox takes the site for a connected app.
func echoHandshake(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte(r.URL.Query().Get("echostr")))
}

// A user opens a page of the site, decides on WeChat's page, and comes back. The site sends the one message that the
// user has allowed.
func TestOnTheSandbox(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t)
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		t.Fatal(err)
	}
	var answers []onetime.Answer
	subscription := wx.OneTime(onetime.Config{
		Key: key, ReturnURL: sandbox.AppURL + "/wx/reminders",
		Return: func(w http.ResponseWriter, r *http.Request, a onetime.Answer) {
			answers = append(answers, a)
			http.Redirect(w, r, a.Page, http.StatusFound)
		},
	})
	site := http.NewServeMux()
	site.HandleFunc("/wx", echoHandshake)
	site.Handle("/wx/reminders", subscription)
	site.HandleFunc("/remind", func(w http.ResponseWriter, r *http.Request) {
		address, err := subscription.Begin(w, r, onetime.Ask{TemplateID: templateID, Scene: 1000, Page: "/orders/7"})
		if err != nil {
			t.Error(err)
		}
		http.Redirect(w, r, address, http.StatusFound)
	})
	site.HandleFunc("/orders/7", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("order 7")) })
	platform.Connect(site)

	message := template.Once{TemplateID: templateID, Scene: 1000, Title: "提醒", Content: "您的订单已发货"}
	alice, bob := platform.User("alice"), platform.User("bob")
	for _, page := range []*sandbox.Page{alice.Open("/remind"), bob.Open("/remind", sandbox.Refusing())} {
		if page.URL != sandbox.AppURL+"/orders/7" || page.Body != "order 7" {
			t.Fatalf("the browser is at %s: %s", page.URL, page.Body)
		}
	}
	want := []onetime.Answer{
		{Confirmed: true, OpenID: alice.OpenID(), TemplateID: templateID, Scene: 1000, Page: "/orders/7"},
		{TemplateID: templateID, Scene: 1000, Page: "/orders/7"},
	}
	if !slices.Equal(answers, want) {
		t.Fatalf("answers %+v, want %+v", answers, want)
	}
	if err := wx.Template.SendOnce(t.Context(), alice.OpenID(), message); err != nil {
		t.Error(err)
	}
	for _, user := range []*sandbox.User{alice, bob} {
		if err := wx.Template.SendOnce(t.Context(), user.OpenID(), message); !errors.Is(err, endpoint.ErrUserRefused) {
			t.Errorf("%s: %v, want 43101", user.Name(), err)
		}
	}
	if chat := alice.Chat(); len(chat) != 1 || chat[0].Title != "提醒" || chat[0].Text != "您的订单已发货" {
		t.Errorf("alice reads %v", chat)
	}
	if chat := bob.Chat(); len(chat) != 0 {
		t.Errorf("bob reads %v", chat)
	}
}
