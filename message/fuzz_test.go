package message_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/message"
)

// No input makes Decode panic, and the fields of a message survive a round trip.
func FuzzDecode(f *testing.F) {
	for name := range samples {
		f.Add(sample(f, name))
	}
	f.Add(push("event", "brand_new"))
	f.Add(text("a & b&nbsp;c"))
	f.Add([]byte("<xml><CreateTime>1.5</CreateTime><MsgType>text</MsgType><MsgId>x</MsgId></xml>"))
	f.Add(text("a\r&#13;]]&gt;<![CDATA[\x00]]>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := message.Decode(raw)
		if err != nil {
			return
		}
		switch m.(type) {
		case *message.UnknownMessage, *message.UnknownEvent:
			return
		}
		if diff := cmp.Diff(m, decode(t, encode(t, m)), exceptProblem); diff != "" {
			t.Errorf("%q\n-first +again:\n%s", raw, diff)
		}
	})
}
