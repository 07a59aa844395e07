package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox"
)

// If the values of an account cannot be right, the push says so.
func TestWrongKey(t *testing.T) {
	t.Parallel()
	c := sandbox.Config{}
	c.Account.EncodingAESKey = "short"
	p := sandbox.New(c)
	defer p.Close()
	p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.URL.Query().Get("echostr"))
	}))
	p.User("alice").Follow()
	all := p.Exchanges()
	if x := all[len(all)-1]; x.Kind != "push" || x.OK || x.Problem == nil {
		t.Errorf("the push: %+v", x)
	}
}
