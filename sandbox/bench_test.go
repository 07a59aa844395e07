package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// BenchmarkPush measures one message in process, from the user's action to the answer: what the sandbox itself costs a
// test. The app answers success.
func BenchmarkPush(b *testing.B) {
	for _, mode := range []account.Mode{account.Plain, account.Safe} {
		b.Run(mode.String(), func(b *testing.B) {
			p := sandbox.Start(b, sandbox.WithMode(mode))
			p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					io.WriteString(w, r.URL.Query().Get("echostr"))
					return
				}
				io.Copy(io.Discard, r.Body)
				io.WriteString(w, "success")
			}))
			alice := p.User("alice")
			alice.Follow()
			b.ReportAllocs()
			for b.Loop() {
				alice.Send("hello")
			}
		})
	}
}

// BenchmarkStart measures what a platform of its own costs a test: with the two default users, and with 100,000.
func BenchmarkStart(b *testing.B) {
	for _, users := range []int{2, 100_000} {
		b.Run(strconv.Itoa(users), func(b *testing.B) {
			names := make([]string, users)
			for i := range names {
				names[i] = "u" + strconv.Itoa(i)
			}
			b.ReportAllocs()
			for b.Loop() {
				sandbox.New(sandbox.Config{Users: names}).Close()
			}
		})
	}
}

// BenchmarkPushes measures the pushes of 100 concurrent users. The sustained rate is the inverse of the time.
func BenchmarkPushes(b *testing.B) {
	p := sandbox.Start(b)
	p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, r.URL.Query().Get("echostr"))
	}))
	users := make(chan *sandbox.User, 100)
	for i := range cap(users) {
		u := p.User("u" + strconv.Itoa(i))
		u.Follow()
		users <- u
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			u := <-users
			u.Send("hello")
			users <- u
		}
	})
}

// BenchmarkCall measures one call of the API in process, whose exchange is recorded.
func BenchmarkCall(b *testing.B) {
	p := sandbox.Start(b)
	c := p.Client()
	resp, err := c.Get("https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=" + sandbox.DefaultAppID + "&secret=" + sandbox.DefaultSecret)
	if err != nil {
		b.Fatal(err)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil {
		b.Fatal(err)
	}
	resp.Body.Close()
	address := "https://api.weixin.qq.com/cgi-bin/user/get?access_token=" + token.AccessToken
	b.ReportAllocs()
	for b.Loop() {
		resp, err := c.Get(address)
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}
