package msgcrypt

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func mustKey(t testing.TB, encodingAESKey string) *Key {
	t.Helper()
	key, err := ParseKey(encodingAESKey)
	if err != nil {
		t.Fatalf("ParseKey: %v", err)
	}
	return key
}

// cbc is the format's cipher, implemented with the standard library alone, to compare with.
func cbc(t testing.TB, encodingAESKey string, encrypt bool, in []byte) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(encodingAESKey + "=")
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, len(in))
	if encrypt {
		cipher.NewCBCEncrypter(block, raw[:16]).CryptBlocks(out, in)
	} else {
		cipher.NewCBCDecrypter(block, raw[:16]).CryptBlocks(out, in)
	}
	return out
}

// sealRaw encrypts bytes that need not have the format.
func sealRaw(t testing.TB, plain string) string {
	return base64.StdEncoding.EncodeToString(cbc(t, officialKey, true, []byte(plain)))
}

func inner(random string, length uint32, rest string) string {
	return random + string(binary.BigEndian.AppendUint32(nil, length)) + rest
}

func TestParseKeyRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, key string
		want      KeyError
	}{
		{"empty", "", KeyError{Length: 0}},
		{"42", officialKey[1:], KeyError{Length: 42}},
		{"44", officialKey + "A", KeyError{Length: 44}},
		{"padded base64", officialKey + "=", KeyError{Length: 44, Position: 44}},
		{"space in front", " " + officialKey, KeyError{Length: 44, Position: 1}},
		{"line break, which base64 would pass over", officialKey[:42] + "\n", KeyError{Length: 43, Position: 43}},
		{"plus", "SECRET+" + officialKey[7:], KeyError{Length: 43, Position: 7}},
		{"slash", "SECRET/" + officialKey[7:], KeyError{Length: 43, Position: 7}},
		{"43 characters of more bytes", "SECRET密" + officialKey[7:], KeyError{Length: 43, Position: 7}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.want.Field = "EncodingAESKey"
			key, err := ParseKey(tt.key)
			var got *KeyError
			if !errors.As(err, &got) || key != nil {
				t.Fatalf("ParseKey = %v, %v, want a *KeyError", key, err)
			}
			if diff := cmp.Diff(tt.want, *got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			text := err.Error()
			if !strings.HasPrefix(text, "msgcrypt: EncodingAESKey has ") || !strings.Contains(text, fmt.Sprint(tt.want.Length)) {
				t.Errorf("unhelpful text: %s", text)
			}
			if strings.Contains(text, "SECRET") || strings.Contains(text, "AAAA") {
				t.Errorf("the text shows the key: %s", text)
			}
		})
	}
}

// The last of 43 characters has two bits that belong to no byte: keys that differ only in them are the same key.
func TestParseKeySpareBits(t *testing.T) {
	t.Parallel()
	for _, last := range "ABCD" {
		message, appID, err := mustKey(t, officialKey[:42]+string(last)).Decrypt(officialPush.Encrypt)
		if err != nil || string(message) != officialPushMessage || appID != officialAppID {
			t.Errorf("key ending in %c: %q, %q, %v", last, message, appID, err)
		}
	}
	if _, _, err := mustKey(t, officialKey[:42]+"E").Decrypt(officialPush.Encrypt); err != ErrDecrypt {
		t.Errorf("key ending in E is another key, but got %v", err)
	}
}

func TestEncryptOfficial(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ random, message, want string }{
		{officialPushRandom, officialPushMessage, officialPush.Encrypt},
		{officialReplyRandom, officialReplyMessage, officialReply.Encrypt},
	} {
		got := string(mustKey(t, officialKey).appendEncrypted(nil, [16]byte([]byte(tt.random)), []byte(tt.message), officialAppID))
		if got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestDecryptOfficial(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ encrypted, want string }{
		{officialPush.Encrypt, officialPushMessage},
		{officialReply.Encrypt, officialReplyMessage},
	} {
		message, appID, err := mustKey(t, officialKey).Decrypt(tt.encrypted)
		if err != nil || string(message) != tt.want || appID != officialAppID {
			t.Errorf("got %q, %q, %v, want %q", message, appID, err, tt.want)
		}
	}
}

// The result of Encrypt has the documented layout, which the test reads without Decrypt, and Decrypt returns the input.
func TestEncryptLayout(t *testing.T) {
	t.Parallel()
	keys := rapid.StringMatching(`[a-zA-Z0-9]{43}`)
	rapid.Check(t, func(rt *rapid.T) {
		encodingAESKey := keys.Draw(rt, "key")
		message := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(rt, "message")
		appID := rapid.StringN(0, 40, -1).Draw(rt, "appID")

		key := mustKey(t, encodingAESKey)
		encrypted, err := key.Encrypt(message, appID)
		if err != nil {
			rt.Fatal(err)
		}
		raw, err := base64.StdEncoding.Strict().DecodeString(encrypted)
		if err != nil || strings.ContainsAny(encrypted, "\r\n") {
			rt.Fatalf("not standard base64 on one line: %q, %v", encrypted, err)
		}
		plain := cbc(t, encodingAESKey, false, raw)
		body := inner("", uint32(len(message)), string(message)+appID)
		pad := 32 - (16+len(body))%32
		if want := body + strings.Repeat(string([]byte{byte(pad)}), pad); string(plain[16:]) != want {
			rt.Fatalf("sealed %q, want %q", plain[16:], want)
		}

		gotMessage, gotAppID, err := key.Decrypt(encrypted)
		if err != nil || !bytes.Equal(gotMessage, message) || gotAppID != appID {
			rt.Fatalf("Decrypt = %q, %q, %v", gotMessage, gotAppID, err)
		}
	})
}

func TestEncryptRandom(t *testing.T) {
	t.Parallel()
	key, seen := mustKey(t, officialKey), map[string]bool{}
	for range 100 {
		encrypted, err := key.Encrypt([]byte("hello"), officialAppID)
		if err != nil || seen[encrypted] {
			t.Fatalf("the same message sealed to the same text, or %v", err)
		}
		seen[encrypted] = true
	}
}

func TestDecryptAccepts(t *testing.T) {
	t.Parallel()
	key := mustKey(t, officialKey)
	check := func(name, plain, wantMessage, wantAppID string) {
		t.Helper()
		message, appID, err := key.Decrypt(sealRaw(t, plain))
		if err != nil || string(message) != wantMessage || appID != wantAppID {
			t.Errorf("%s: got %q, %q, %v", name, message, appID, err)
		}
	}
	for pad := 1; pad <= 32; pad++ {
		message := strings.Repeat("m", 64-20-pad)
		check(fmt.Sprint("pad ", pad), inner("0123456789abcdef", uint32(len(message)), message)+strings.Repeat(string([]byte{byte(pad)}), pad), message, "")
	}
	check("three cipher blocks", inner("0123456789abcdef", 5, "helloapp")+strings.Repeat("\x14", 20), "hello", "app")
	for name, lineEnd := range map[string]string{"\\n": "\n", "\\r\\n": "\r\n"} {
		lines := officialPush.Encrypt[:76] + lineEnd + officialPush.Encrypt[76:] + lineEnd
		if message, appID, err := key.Decrypt(lines); err != nil || string(message) != officialPushMessage || appID != officialAppID {
			t.Errorf("base64 in lines that end with %s: got %q, %q, %v", name, message, appID, err)
		}
	}
	check("nothing inside", inner("0123456789abcdef", 0, "")+strings.Repeat("\x0c", 12), "", "")
}

// malformed returns a ciphertext for each way in which one can be wrong. The fuzz target uses them as seeds.
func malformed(t testing.TB) map[string]string {
	const r = "0123456789abcdef"
	return map[string]string{
		"empty":                      "",
		"not base64":                 "!!!!",
		"base64 of URLs":             strings.Replace(officialPush.Encrypt, "+", "-", 1),
		"base64 without its padding": strings.TrimRight(officialReply.Encrypt, "="),
		"base64 padding alone":       "====",
		"text after base64":          officialPush.Encrypt + "A",
		"less than a cipher block":   base64.StdEncoding.EncodeToString(make([]byte, 15)),
		"half a cipher block more":   base64.StdEncoding.EncodeToString(make([]byte, 24)),
		"pad 0":                      sealRaw(t, inner(r, 0, strings.Repeat("\x00", 12))),
		"pad 33":                     sealRaw(t, inner(r, 0, strings.Repeat("\x21", 44))),
		"pad 103":                    sealRaw(t, inner(r, 0, strings.Repeat("g", 108))),
		"pad 255":                    sealRaw(t, inner(r, 0, strings.Repeat("\xff", 300))),
		"pad longer than all":        sealRaw(t, strings.Repeat("\x20", 16)),
		"pad's first byte differs":   sealRaw(t, inner(r, 0, "\x0b"+strings.Repeat("\x0c", 11))),
		"pad's middle byte differs":  sealRaw(t, inner(r, 0, strings.Repeat("\x0c", 5)+"\x00"+strings.Repeat("\x0c", 6))),
		"pad's second last differs":  sealRaw(t, inner(r, 0, strings.Repeat("\x0c", 10)+"\x01\x0c")),
		"pad 32, first byte differs": sealRaw(t, inner(r, 12, "hello world!\x1f"+strings.Repeat("\x20", 31))),
		"nothing but padding":        sealRaw(t, strings.Repeat("\x20", 32)),
		"one byte short of a header": sealRaw(t, inner(r, 0, "")[:19]+strings.Repeat("\x0d", 13)),
		"msg_len one too many":       sealRaw(t, inner(r, 9, "helloapp")+strings.Repeat("\x14", 20)),
		"msg_len into the padding":   sealRaw(t, inner(r, 28, "helloapp")+strings.Repeat("\x14", 20)),
		"msg_len of 2 GiB":           sealRaw(t, inner(r, 1<<31, "helloapp")+strings.Repeat("\x14", 20)),
		"msg_len of all ones":        sealRaw(t, inner(r, 1<<32-1, "helloapp")+strings.Repeat("\x14", 20)),
		"not a ciphertext":           "bm90IGEgY2lwaGVydGV4dCBhdCBhbGwsIHJlYWxseSE=",
	}
}

// Every failure is ErrDecrypt itself, unwrapped and without a result.
func TestDecryptRefuses(t *testing.T) {
	t.Parallel()
	key := mustKey(t, officialKey)
	for name, encrypted := range malformed(t) {
		if message, appID, err := key.Decrypt(encrypted); message != nil || appID != "" || err != ErrDecrypt {
			t.Errorf("%s: got %q, %q, %v, want ErrDecrypt alone", name, message, appID, err)
		}
	}
}

func TestDecryptTruncated(t *testing.T) {
	t.Parallel()
	key := mustKey(t, officialKey)
	for i := range officialPush.Encrypt {
		if _, _, err := key.Decrypt(officialPush.Encrypt[:i]); err != ErrDecrypt {
			t.Errorf("cut after %d characters: %v", i, err)
		}
	}
	raw, err := base64.StdEncoding.DecodeString(officialPush.Encrypt)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		if _, _, err := key.Decrypt(base64.StdEncoding.EncodeToString(raw[:i])); err != ErrDecrypt {
			t.Errorf("cut after %d bytes: %v", i, err)
		}
	}
}

// A flipped bit gives ErrDecrypt or, because of CBC, other bytes; never a panic, another error or the same content.
// Only the 16 random bytes in front may change unnoticed, which is why the signature is checked first.
func TestDecryptBitFlips(t *testing.T) {
	t.Parallel()
	key := mustKey(t, officialKey)
	raw, err := base64.StdEncoding.DecodeString(officialPush.Encrypt)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		for bit := range 8 {
			raw[i] ^= 1 << bit
			message, appID, err := key.Decrypt(base64.StdEncoding.EncodeToString(raw))
			raw[i] ^= 1 << bit
			if err != nil && err != ErrDecrypt {
				t.Errorf("byte %d bit %d: %v", i, bit, err)
			}
			if err == nil && string(message) == officialPushMessage && appID == officialAppID {
				t.Errorf("byte %d bit %d: the flip left no trace", i, bit)
			}
		}
	}
}

func TestDecryptedMessageIsTheCallers(t *testing.T) {
	t.Parallel()
	key := mustKey(t, officialKey)
	first, _, err := key.Decrypt(officialPush.Encrypt)
	if err != nil {
		t.Fatal(err)
	}
	if cap(first) != len(first) {
		t.Errorf("append would write over the AppID and padding: len %d, cap %d", len(first), cap(first))
	}
	if _, _, err := key.Decrypt(officialReply.Encrypt); err != nil {
		t.Fatal(err)
	}
	if string(first) != officialPushMessage {
		t.Error("a later Decrypt wrote over an earlier message")
	}
}

func TestKeyConcurrently(t *testing.T) {
	t.Parallel()
	key := mustKey(t, officialKey)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			want := strings.Repeat(fmt.Sprint(i), 100)
			for range 50 {
				encrypted, err := key.Encrypt([]byte(want), officialAppID)
				if err != nil {
					t.Error(err)
				}
				if got, _, err := key.Decrypt(encrypted); err != nil || string(got) != want {
					t.Errorf("got %q, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestKeyPrintsNothing(t *testing.T) {
	t.Parallel()
	key := mustKey(t, officialKey)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		for _, value := range []any{key, *key} {
			if got := fmt.Sprintf(verb, value); got != "msgcrypt.Key(redacted)" {
				t.Errorf("%s prints %s", verb, got)
			}
		}
	}
}
