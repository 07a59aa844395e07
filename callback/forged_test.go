package callback_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/msgcrypt"
)

const forgedText = "transfer all my points"

// forgeries are requests of an attacker who has seen some of the platform's requests, with the status that each mode
// answers; 0 means that the mode takes the request for a genuine push.
var forgeries = []struct {
	name                    string
	make                    func() delivery
	plain, compatible, safe int
	cure                    string // in the safe mode's log
}{
	{
		name:  "plain body, bad signature",
		make:  func() delivery { return plainPush(forged()).with("signature", noSignature) },
		plain: 403, compatible: 403, safe: 403, cure: "is Token the one",
	},
	{
		name: "plain body, bad signature, encrypt_type=aes added",
		make: func() delivery {
			return plainPush(forged()).with("signature", noSignature).with("encrypt_type", "aes")
		},
		plain: 403, compatible: 403, safe: 403,
	},
	{
		name:  "plain body, valid signature, encrypt_type=aes (downgrade)",
		make:  func() delivery { return plainPush(forged()).with("encrypt_type", "aes") },
		plain: 400, compatible: 400, safe: 400,
	},
	{
		name: "plain body under a sealed push's query",
		make: func() delivery {
			d := safePush(genuineText())
			d.body = []byte(forged())
			return d
		},
		plain: 400, compatible: 400, safe: 400, cure: "Mode: Plain",
	},
	{
		name:  "ciphertext, bad msg_signature",
		make:  func() delivery { return safePush(forged()).with("msg_signature", noSignature) },
		plain: 400, compatible: 403, safe: 403,
	},
	{
		name:  "ciphertext, no msg_signature",
		make:  func() delivery { return safePush(forged()).without("msg_signature") },
		plain: 400, compatible: 400, safe: 400,
	},
	{
		name: "ciphertext, signature in msg_signature's place",
		make: func() delivery {
			d := safePush(forged())
			return d.with("msg_signature", d.query.Get("signature"))
		},
		plain: 400, compatible: 403, safe: 403,
	},
	{
		name:  "ciphertext, bad signature, good msg_signature",
		make:  func() delivery { return safePush(forged()).with("signature", noSignature) },
		plain: 403, compatible: 403, safe: 403,
	},
	{
		name:  "ciphertext, no signature",
		make:  func() delivery { return safePush(forged()).without("signature") },
		plain: 400, compatible: 400, safe: 400,
	},
	{
		name:  "ciphertext made for another appid",
		make:  func() delivery { return safePushWith(forged(), currentKey, "wx0123456789abcdef") },
		plain: 400, compatible: 400, safe: 400, cure: "another AppID",
	},
	{
		name:  "ciphertext under another key",
		make:  func() delivery { return safePushWith(forged(), strangeKey, appID) },
		plain: 400, compatible: 400, safe: 400, cure: "is EncodingAESKey the one",
	},
	{
		name:       "correctly signed plain body",
		make:       func() delivery { return plainPush(forged()) },
		compatible: 400, safe: 400, cure: "Mode: Plain",
	},
	{
		name:       "correctly signed plain body, encrypt_type=raw",
		make:       func() delivery { return plainPush(forged()).with("encrypt_type", "raw") },
		compatible: 400, safe: 400, cure: "Mode: Plain",
	},
	{
		name: "sealed push without encrypt_type", plain: 400, compatible: 400, safe: 400,
		make: func() delivery { return safePush(forged()).without("encrypt_type") },
	},
	{
		name: "unknown encrypt_type", plain: 400, compatible: 400, safe: 400,
		make: func() delivery { return compatiblePush(forged(), genuineText()).with("encrypt_type", "rot13") },
	},
	{
		name: "forged plain fields around a genuine sealed part", safe: 400, cure: "Mode: Compatible",
		make: func() delivery { return compatiblePush(forged(), genuineText()) },
	},
	{
		name: "replayed query, other ciphertext", plain: 400, compatible: 403, safe: 403,
		make: func() delivery {
			d, other := safePush(genuineText()), safePush(forged())
			return delivery{d.query, other.body}
		},
	},
	{
		name: "flipped bit", plain: 400, compatible: 403, safe: 403,
		make: func() delivery {
			d := safePush(forged())
			i := strings.Index(string(d.body), "<Encrypt><![CDATA[") + 40
			d.body[i] ^= 1
			return d
		},
	},
	{
		name: "signed, but no ciphertext", plain: 400, compatible: 400, safe: 400,
		make: func() delivery {
			d := signed()
			d.Set("encrypt_type", "aes")
			d.Set("msg_signature", msgcrypt.Signature(token, d.Get("timestamp"), d.Get("nonce"), "AAAA"))
			return delivery{d, msgcrypt.PushXML(gh, "AAAA")}
		},
	},
	{
		name: "a second signature", plain: 400, compatible: 400, safe: 400,
		make: func() delivery {
			d := safePush(forged())
			return d.with("signature", noSignature, d.query.Get("signature"))
		},
	},
	{
		name: "a second timestamp", plain: 400, compatible: 400, safe: 400,
		make: func() delivery {
			d := safePush(forged())
			return d.with("timestamp", d.query.Get("timestamp"), "1")
		},
	},
	{
		name: "a second nonce", plain: 400, compatible: 400, safe: 400,
		make: func() delivery {
			d := safePush(forged())
			return d.with("nonce", d.query.Get("nonce"), "1")
		},
	},
	{
		name: "a second encrypt_type", plain: 400, compatible: 400, safe: 400,
		make: func() delivery { return safePush(forged()).with("encrypt_type", "raw", "aes") },
	},
	{
		name: "a second msg_signature", plain: 400, compatible: 400, safe: 400,
		make: func() delivery {
			d := safePush(forged())
			return d.with("msg_signature", d.query.Get("msg_signature"), noSignature)
		},
	},
	{
		name: "a second Encrypt before the genuine one", plain: 400, compatible: 403, safe: 403,
		make: func() delivery {
			d, other := safePush(genuineText()), safePush(forged())
			d.body = []byte(strings.Replace(string(other.body), "</xml>",
				strings.TrimPrefix(string(d.body), "<xml>"), 1))
			return d
		},
	},
	{
		name: "document type", plain: 400, compatible: 400, safe: 400,
		make: func() delivery {
			d := safePush(forged())
			d.body = append([]byte(`<!DOCTYPE xml [<!ENTITY a "a">]>`), d.body...)
			return d
		},
	},
	{
		name: "no body", plain: 400, compatible: 400, safe: 400,
		make: func() delivery { return delivery{safePush(forged()).query, nil} },
	},
	{
		name: "sealed, but no push", plain: 400, compatible: 400, safe: 400,
		make: func() delivery { return safePush("<xml><Content>" + forgedText + "</Content></xml>") },
	},
	{
		name: "sealed nothing", plain: 400, compatible: 400, safe: 400,
		make: func() delivery { return safePush("") },
	},
}

const noSignature = "0123456789abcdef0123456789abcdef01234567"

func forged() string      { return textXML(forgedText, 666) }
func genuineText() string { return textXML("what is the weather", 1) }

func TestForged(t *testing.T) {
	t.Parallel()
	for _, f := range forgeries {
		for mode, status := range map[account.Mode]int{
			account.Plain: f.plain, account.Compatible: f.compatible, account.Safe: f.safe,
		} {
			if status == 0 {
				continue
			}
			t.Run(f.name+"/"+mode.String(), func(t *testing.T) {
				t.Parallel()
				var runs atomic.Int32
				s, log := newServer(t, mode, echo(&runs))
				d := f.make()
				w := d.post(s)
				if w.Code != status {
					t.Errorf("got %d %q, want %d", w.Code, w.Body, status)
				}
				if runs.Load() != 0 {
					t.Error("the handler ran")
				}
				if mode == account.Safe && !strings.Contains(log.String(), f.cure) {
					t.Errorf("log lacks the cure %q: %s", f.cure, log)
				}
				checkSilence(t, d, w.Body.String(), log.String())
			})
		}
	}
}

// checkSilence fails where an answer says something that helps to forge a better request.
func checkSilence(t *testing.T, d delivery, body, log string) {
	t.Helper()
	if !strings.Contains(log, "level=WARN") || !strings.Contains(log, "request refused") {
		t.Errorf("not logged as a warning: %s", log)
	}
	timestamp, nonce := d.query.Get("timestamp"), d.query.Get("nonce")
	for _, secret := range []string{
		token + " ", currentKey, previousKey, forgedText,
		msgcrypt.Signature(token, timestamp, nonce), d.query.Get("msg_signature"),
	} {
		if secret != "" && strings.Contains(log+body, secret) {
			t.Errorf("%q is shown: %s%s", secret, body, log)
		}
	}
	if len(body) > 100 || strings.Contains(body, "console") || strings.Contains(body, "AppID") || strings.Contains(body, "decrypt") {
		t.Errorf("the sender reads %q", body)
	}
}

// A wrong key, a wrong padding and a wrong AppID look alike from outside.
func TestUnopenableLooksAlike(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, account.Safe, always(nil, nil))
	want := "callback: the sealed message cannot be opened\n"
	for _, d := range []delivery{
		safePushWith(forged(), strangeKey, appID),
		safePushWith(forged(), currentKey, "wx0123456789abcdef"),
	} {
		if w := d.post(s); w.Code != http.StatusBadRequest || w.Body.String() != want {
			t.Errorf("got %d %q", w.Code, w.Body)
		}
	}
}

// The log tells the operator of a plain account that the console sends sealed pushes.
func TestSealedPushToPlainAccount(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	s, log := newServer(t, account.Plain, echo(&runs))
	w := safePush(genuineText()).post(s)
	if w.Code != http.StatusBadRequest || w.Body.String() != "callback: this callback takes plain pushes\n" || runs.Load() != 0 {
		t.Errorf("got %d %q after %d runs", w.Code, w.Body, runs.Load())
	}
	if !strings.Contains(log.String(), "set EncodingAESKey (WECHAT_ENCODING_AES_KEY) and leave Mode out") {
		t.Errorf("log lacks the cure: %s", log)
	}
}
