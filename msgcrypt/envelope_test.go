package msgcrypt

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const otherKey = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

func mustEnvelope(t testing.TB, token, appID, encodingAESKey string, previous ...string) *Envelope {
	t.Helper()
	envelope, err := New(token, appID, encodingAESKey, previous...)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return envelope
}

func newOfficial(t testing.TB) *Envelope {
	return mustEnvelope(t, officialToken, officialAppID, officialKey)
}

func mustSeal(t testing.TB, e *Envelope, message string) Sealed {
	t.Helper()
	sealed, err := e.Seal([]byte(message), nil, "1714112445", "415670741")
	if err != nil {
		t.Fatalf("Seal: %v", err)
	}
	return sealed
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name                 string
		token, appID, key    string
		previous             []string
		wantEmpty, wantField string
		wantText             string
	}{
		{name: "no token", appID: "wx", key: officialKey, wantEmpty: "Token", wantText: "msgcrypt: Token is empty"},
		{name: "no AppID", token: "t", key: officialKey, wantEmpty: "AppID", wantText: "msgcrypt: AppID is empty"},
		{name: "no key", token: "t", appID: "wx", wantField: "EncodingAESKey", wantText: "msgcrypt: EncodingAESKey has 0 characters"},
		{
			name: "previous key too short", token: "t", appID: "wx", key: officialKey, previous: []string{"", "short"},
			wantField: "previous EncodingAESKey", wantText: "msgcrypt: previous EncodingAESKey has 5 characters",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			envelope, err := New(tt.token, tt.appID, tt.key, tt.previous...)
			if err == nil || envelope != nil {
				t.Fatalf("New = %v, %v", envelope, err)
			}
			var empty *EmptyError
			if errors.As(err, &empty) != (tt.wantEmpty != "") || empty != nil && empty.Field != tt.wantEmpty {
				t.Errorf("got %#v, want an EmptyError of %q", err, tt.wantEmpty)
			}
			var key *KeyError
			if errors.As(err, &key) != (tt.wantField != "") || key != nil && key.Field != tt.wantField {
				t.Errorf("got %#v, want a KeyError of %q", err, tt.wantField)
			}
			if !strings.HasPrefix(err.Error(), tt.wantText) {
				t.Errorf("text %q, want %q in front", err, tt.wantText)
			}
		})
	}
}

func TestOpenOfficial(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		sealed Sealed
		want   string
	}{
		{"push", officialPush, officialPushMessage},
		{"reply", officialReply, officialReplyMessage},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			opened, err := newOfficial(t).Open(tt.sealed)
			if err != nil || string(opened.Message) != tt.want || opened.Key == nil {
				t.Errorf("Open = %q, %v, want %q", opened.Message, err, tt.want)
			}
		})
	}
}

func TestSealThenOpen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		token := rapid.StringMatching(`[a-zA-Z0-9]{3,32}`).Draw(rt, "token")
		appID := rapid.StringMatching(`wx[0-9a-f]{16}`).Draw(rt, "appID")
		envelope := mustEnvelope(t, token, appID, rapid.StringMatching(`[a-zA-Z0-9]{43}`).Draw(rt, "key"))
		message := rapid.SliceOf(rapid.Byte()).Draw(rt, "message")
		timestamp, nonce := rapid.String().Draw(rt, "timestamp"), rapid.String().Draw(rt, "nonce")

		sealed, err := envelope.Seal(message, nil, timestamp, nonce)
		if err != nil {
			rt.Fatal(err)
		}
		if sealed.Timestamp != timestamp || sealed.Nonce != nonce {
			rt.Fatalf("sealed as %q, %q", sealed.Timestamp, sealed.Nonce)
		}
		if want := Signature(token, timestamp, nonce, sealed.Encrypt); sealed.Signature != want {
			rt.Fatalf("signature %s, want %s", sealed.Signature, want)
		}
		opened, err := envelope.Open(sealed)
		if err != nil || !bytes.Equal(opened.Message, message) {
			rt.Fatalf("Open = %q, %v", opened.Message, err)
		}
	})
}

// If one bit of any value that is sent changes, the message is refused.
func TestOpenBitFlips(t *testing.T) {
	t.Parallel()
	envelope := newOfficial(t)
	for name, field := range map[string]func(*Sealed) *string{
		"Encrypt":   func(s *Sealed) *string { return &s.Encrypt },
		"Signature": func(s *Sealed) *string { return &s.Signature },
		"Timestamp": func(s *Sealed) *string { return &s.Timestamp },
		"Nonce":     func(s *Sealed) *string { return &s.Nonce },
	} {
		for i := range len(*field(&Sealed{officialPush.Encrypt, officialPush.Signature, officialPush.Timestamp, officialPush.Nonce})) {
			for bit := range 8 {
				sealed := officialPush
				flipped := []byte(*field(&sealed))
				flipped[i] ^= 1 << bit
				*field(&sealed) = string(flipped)
				if opened, err := envelope.Open(sealed); err != ErrSignature || opened.Message != nil {
					t.Fatalf("%s byte %d bit %d: %q, %v", name, i, bit, opened.Message, err)
				}
			}
		}
	}
}

func TestOpenAnotherToken(t *testing.T) {
	t.Parallel()
	if _, err := mustEnvelope(t, "AAAAB", officialAppID, officialKey).Open(officialPush); err != ErrSignature {
		t.Errorf("got %v, want ErrSignature", err)
	}
}

// A message that is correctly signed but cannot be decrypted is ErrDecrypt itself, whatever the reason and the number
// of keys tried.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, envelope := range []*Envelope{newOfficial(t), mustEnvelope(t, officialToken, officialAppID, officialKey, otherKey)} {
		for name, encrypted := range malformed(t) {
			sealed := Sealed{Encrypt: encrypted, Signature: Signature(officialToken, "1", "2", encrypted), Timestamp: "1", Nonce: "2"}
			if opened, err := envelope.Open(sealed); err != ErrDecrypt || opened.Message != nil || opened.Key != nil {
				t.Errorf("%s: %q, %v, want ErrDecrypt alone", name, opened.Message, err)
			}
		}
	}
	if _, err := mustEnvelope(t, officialToken, officialAppID, otherKey).Open(officialPush); err != ErrDecrypt {
		t.Errorf("another key: %v, want ErrDecrypt", err)
	}
}

func TestOpenAnotherAppID(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"wx0000000000000000", officialAppID + "0", officialAppID[:17]} {
		opened, err := mustEnvelope(t, officialToken, want, otherKey, officialKey).Open(officialPush)
		var wrong *AppIDError
		if !errors.Is(err, ErrAppID) || !errors.As(err, &wrong) || opened.Message != nil {
			t.Fatalf("Open = %q, %v, want an *AppIDError", opened.Message, err)
		}
		if diff := cmp.Diff(AppIDError{Got: officialAppID, Want: want}, *wrong); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if text := err.Error(); !strings.HasPrefix(text, "msgcrypt: ") || !strings.Contains(text, want) || !strings.Contains(text, officialAppID) {
			t.Errorf("unhelpful text: %s", text)
		}
	}
}

// Only the account's own AppID is accepted, whatever a message contains in its place. The error shortens a long one.
func TestOpenOddAppID(t *testing.T) {
	t.Parallel()
	envelope := newOfficial(t)
	for _, odd := range []string{
		"", officialAppID + "\x00", officialAppID + officialAppID, strings.ToUpper(officialAppID), " " + officialAppID, strings.Repeat("x", 1<<20),
	} {
		encrypted, err := mustKey(t, officialKey).Encrypt([]byte("hello"), odd)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := envelope.Open(Sealed{encrypted, Signature(officialToken, "1", "2", encrypted), "1", "2"})
		var wrong *AppIDError
		if !errors.As(err, &wrong) || wrong.Got != odd || opened.Message != nil || opened.Key != nil {
			t.Fatalf("%.40q: Open = %q, %T", odd, opened.Message, err)
		}
		if text := err.Error(); len(text) > 300 || !strings.Contains(text, officialAppID) {
			t.Errorf("%.40q: a text of %d bytes: %.300s", odd, len(text), text)
		}
	}
}

// A push that was sent before the key changed is opened with the previous key, and its reply is sealed with that key.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	before := newOfficial(t)
	after := mustEnvelope(t, officialToken, officialAppID, otherKey, officialKey)

	opened, err := after.Open(officialPush)
	if err != nil || string(opened.Message) != officialPushMessage {
		t.Fatalf("Open with the previous key = %q, %v", opened.Message, err)
	}
	reply, err := after.Seal([]byte("reply"), opened.Key, "1", "2")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := before.Open(reply); err != nil || string(got.Message) != "reply" {
		t.Errorf("the reply does not open with the key of the push: %q, %v", got.Message, err)
	}

	fresh := mustSeal(t, after, "fresh")
	if _, err := before.Open(fresh); err != ErrDecrypt {
		t.Errorf("a nil key is the current one, but the previous key gives %v", err)
	}
	if got, err := after.Open(fresh); err != nil || string(got.Message) != "fresh" {
		t.Errorf("Open with the current key = %q, %v", got.Message, err)
	}
}

// byChance is sealed with officialKey for officialAppID, and opens with otherKey as well, as if for another account. It
// was found by trying some fifty million ciphertexts with the standard library's AES.
const byChance = "j5bEofANiegWX7Mq7K4PeAAAAAAAAAAAAAAAAAK6/dbbzAZHi2ug56NDYdrBk1BL41B9VATaPb56JTtdRAoxRBLYgHwrDtplCVuFpt/6O09QFoXJLcsCv1hmgF0Jexu8"

func TestPreviousKeyAfterChanceHit(t *testing.T) {
	t.Parallel()
	if _, appID, err := mustKey(t, otherKey).Decrypt(byChance); err != nil || appID == officialAppID {
		t.Fatalf("the current key was to open it for another account: %q, %v", appID, err)
	}
	sealed := Sealed{Encrypt: byChance, Signature: Signature(officialToken, "1", "2", byChance), Timestamp: "1", Nonce: "2"}
	const want = "<xml>sealed with the previous key 032.</xml>"
	opened, err := mustEnvelope(t, officialToken, officialAppID, otherKey, officialKey).Open(sealed)
	if err != nil || string(opened.Message) != want {
		t.Errorf("Open = %q, %v, want %q", opened.Message, err, want)
	}
	// The error of the key that opened the message is kept when the next key fails.
	if _, err := mustEnvelope(t, officialToken, officialAppID, otherKey, "C"+otherKey[1:]).Open(sealed); !errors.Is(err, ErrAppID) {
		t.Errorf("got %v, want ErrAppID", err)
	}
}

func TestEnvelopePrintsNothing(t *testing.T) {
	t.Parallel()
	envelope := mustEnvelope(t, "SECRETTOKEN", officialAppID, officialKey)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		for _, value := range []any{envelope, *envelope} {
			if got := fmt.Sprintf(verb, value); got != "msgcrypt.Envelope(redacted)" {
				t.Errorf("%s prints %s", verb, got)
			}
		}
	}
}

// Verify runs for every push, so comparing a signature must not allocate.
func TestVerifyAllocates(t *testing.T) {
	got := testing.AllocsPerRun(100, func() {
		if !Verify(officialPush.Signature, officialToken, officialPush.Timestamp, officialPush.Nonce, officialPush.Encrypt) {
			t.Error("refused")
		}
	})
	if got != 0 {
		t.Errorf("Verify allocates %v times", got)
	}
}
