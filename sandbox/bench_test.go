package sandbox_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// BenchmarkPush is one message in process, from the thumb to the answer: what
// the sandbox itself costs a test. The app says success.
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
