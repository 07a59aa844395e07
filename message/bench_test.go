package message_test

import (
	"testing"

	"github.com/wechatgo/wechatgo/message"
)

func BenchmarkDecodeText(b *testing.B) {
	raw := sample(b, "text.xml")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := message.Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeText(b *testing.B) {
	m := samples["text.xml"]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := message.Encode(m); err != nil {
			b.Fatal(err)
		}
	}
}
