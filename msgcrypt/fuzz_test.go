package msgcrypt

import (
	"encoding/base64"
	"errors"
	"testing"
)

// FuzzDecrypt checks that any text is either ErrDecrypt itself or opens to the content that was sealed.
func FuzzDecrypt(f *testing.F) {
	f.Add(officialPush.Encrypt)
	f.Add(officialReply.Encrypt)
	f.Add(byChance)
	for _, encrypted := range malformed(f) {
		f.Add(encrypted)
	}
	key := mustKey(f, officialKey)
	f.Fuzz(func(t *testing.T, encrypted string) {
		message, appID, err := key.Decrypt(encrypted)
		if err != nil {
			if err != ErrDecrypt || message != nil || appID != "" {
				t.Fatalf("got %q, %q, %v, want ErrDecrypt alone", message, appID, err)
			}
			return
		}
		raw, err := base64.StdEncoding.DecodeString(encrypted)
		if err != nil {
			t.Fatalf("opened what is not base64: %v", err)
		}
		plain := cbc(t, officialKey, false, raw)
		pad := int(plain[len(plain)-1])
		if got, want := inner(string(plain[:16]), uint32(len(message)), string(message)+appID), string(plain[:len(plain)-pad]); got != want {
			t.Fatalf("opened %q, sealed was %q", got, want)
		}
	})
}

// FuzzParseReply checks that any body is either an ErrEnvelope or an envelope that can be written again.
func FuzzParseReply(f *testing.F) {
	f.Add([]byte(documentedReply))
	f.Add(officialReply.XML())
	f.Add([]byte("success"))
	f.Fuzz(func(t *testing.T, body []byte) {
		sealed, err := ParseReply(body)
		if err != nil {
			if !errors.Is(err, ErrEnvelope) {
				t.Fatalf("got %v, want ErrEnvelope", err)
			}
			return
		}
		if again, err := ParseReply(sealed.XML()); err != nil || again != sealed {
			t.Fatalf("got %+v, %v, want %+v", again, err, sealed)
		}
	})
}
