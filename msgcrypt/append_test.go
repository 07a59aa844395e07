package msgcrypt

import (
	"bytes"
	"strings"
	"sync"
	"testing"
)

func TestAppendOpenIsOpen(t *testing.T) {
	t.Parallel()
	envelope := mustEnvelope(t, "AAAAA", officialAppID, officialKey)
	dst := append(make([]byte, 0, 1024), "before"...)
	opened, err := envelope.AppendOpen(dst, officialPush)
	if err != nil || string(opened.Message) != officialPushMessage {
		t.Errorf("%q, %v", opened.Message, err)
	}
	if string(dst) != "before" {
		t.Errorf("dst became %q", dst)
	}
	if &dst[:cap(dst)][len(dst)+header] != &opened.Message[0] {
		t.Error("the message does not lie behind dst")
	}
}

func TestAppendSealReadsBack(t *testing.T) {
	t.Parallel()
	envelope := mustEnvelope(t, "AAAAA", officialAppID, officialKey)
	for _, nonce := range []string{"415670741", "a]]>b", "<nonce>"} {
		for _, length := range []int{0, 1, 11, 12, 13, 5000, 2 * maxIdle} {
			message := bytes.Repeat([]byte("x"), length)
			dst, err := envelope.AppendSeal([]byte("before"), message, nil, "1713424427", nonce)
			if err != nil || !bytes.HasPrefix(dst, []byte("before<xml>")) {
				t.Fatalf("%.20q, %v", dst, err)
			}
			sealed, err := ParseReply(dst[len("before"):])
			if err != nil || sealed.Timestamp != "1713424427" || sealed.Nonce != nonce {
				t.Fatalf("%+v, %v", sealed, err)
			}
			if opened, err := envelope.Open(sealed); err != nil || !bytes.Equal(opened.Message, message) {
				t.Errorf("%d bytes: %v", length, err)
			}
		}
	}
	unsafeLooking := Sealed{Encrypt: "e", Signature: "s", Timestamp: "<1>", Nonce: "n"}
	if xml := string(unsafeLooking.XML()); !strings.Contains(xml, "<TimeStamp>&lt;1&gt;</TimeStamp>") {
		t.Error(xml)
	}
}

// Workers are reused: a message must not contain bytes of an earlier one.
func TestWorkersKeepNothing(t *testing.T) {
	t.Parallel()
	envelope := mustEnvelope(t, "AAAAA", officialAppID, officialKey)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			message := bytes.Repeat([]byte{byte('a' + i)}, 10+97*i)
			for range 200 {
				dst, err := envelope.AppendSeal(nil, message, nil, "1", "2")
				if err != nil {
					t.Error(err)
					return
				}
				sealed, err := ParseReply(dst)
				if err != nil {
					t.Error(err)
					return
				}
				opened, err := envelope.Open(sealed)
				if err != nil || !bytes.Equal(opened.Message, message) {
					t.Errorf("%q, %v", opened.Message, err)
					return
				}
			}
		})
	}
	all.Wait()
}
