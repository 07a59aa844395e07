package reply_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
	"github.com/wechatgo/wechatgo/reply"
)

// No body causes a panic or an error that names no field, and a reply that passes Check survives a round trip.
func FuzzDecode(f *testing.F) {
	for name := range samples {
		f.Add(sample(f, name))
	}
	f.Add([]byte("success"))
	f.Add([]byte(opening + "<MsgType>news</MsgType><ArticleCount>1</ArticleCount><Articles>" + item + "</Articles></xml>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, head, err := reply.Decode(body)
		if err != nil {
			if _, ok := errors.AsType[*field.Error](err); !ok {
				t.Errorf("%q: %T", body, err)
			}
			return
		}
		if r != reply.Reply(reply.Nothing{}) {
			if _, err := xmltest.Parse(body); err != nil {
				t.Errorf("encoding/xml refuses %q: %v", body, err)
			}
		}
		if r.Check() != nil || head.Time.IsZero() {
			return
		}
		again, err := reply.Encode(r, head)
		if err != nil {
			t.Fatal(err)
		}
		second, head2, err := reply.Decode(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, second); diff != "" || head2 != head {
			t.Errorf("%q: %v became %v\n%s", body, head, head2, diff)
		}
	})
}
