package msgcrypt

import "testing"

func BenchmarkOpen(b *testing.B) {
	envelope := newOfficial(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := envelope.Open(officialPush); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	envelope, message := newOfficial(b), []byte(officialPushMessage)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := envelope.Seal(message, nil, officialPush.Timestamp, officialPush.Nonce); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkXML(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		officialReply.XML()
	}
}

func BenchmarkAppendOpen(b *testing.B) {
	envelope, buf := newOfficial(b), make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := envelope.AppendOpen(buf, officialPush); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendSeal(b *testing.B) {
	envelope, message, buf := newOfficial(b), []byte(officialPushMessage), make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := envelope.AppendSeal(buf, message, nil, officialPush.Timestamp, officialPush.Nonce); err != nil {
			b.Fatal(err)
		}
	}
}
