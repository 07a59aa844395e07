package reply_test

import (
	"testing"

	"github.com/wechatgo/wechatgo/reply"
)

func BenchmarkEncodeText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := reply.Encode(reply.Text("你好"), sampleHead); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeText(b *testing.B) {
	body := sample(b, "text")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := reply.Decode(body); err != nil {
			b.Fatal(err)
		}
	}
}
