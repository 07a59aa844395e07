package callback_test

import (
	"sync/atomic"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/msgcrypt"
)

// FuzzPost posts any body in any mode: as it is, or sealed and signed as the platform would, so that the fuzzer reaches
// what lies behind the signature.
func FuzzPost(f *testing.F) {
	for mode := range modes {
		for _, body := range corpus(f) {
			f.Add(mode, body, "", "")
			f.Add(mode, body, "aes", "sealed")
		}
		for _, body := range []string{
			textXML("hello", 1), eventXML("CLICK", "k", 1), "<xml/>", "", "{}", "<xml><Encrypt>AAAA</Encrypt></xml>",
			"<xml><MsgType>text</MsgType><Encrypt>AAAA</Encrypt></xml>", "<xml><xml><MsgType>text</MsgType></xml></xml>",
			string(safePush(textXML("hello", 2)).body), string(compatiblePush(textXML("a", 3), textXML("b", 3)).body),
		} {
			f.Add(mode, body, "", "")
			f.Add(mode, body, "aes", "sealed")
			f.Add(mode, body, "aes", "encrypt")
		}
	}
	f.Fuzz(func(t *testing.T, mode int, body, encryptType, how string) {
		var runs atomic.Int32
		m := modes[uint(mode)%uint(len(modes))]
		s, _ := newServer(t, m, echo(&runs))
		d := plainPush(body)
		switch how {
		case "sealed": // the message is the fuzzer's
			d = safePush(body)
		case "encrypt": // the ciphertext is the fuzzer's
			d = delivery{signed(), msgcrypt.PushXML(gh, body)}
			d.query.Set("msg_signature", msgcrypt.Signature(token, d.query.Get("timestamp"), d.query.Get("nonce"), body))
		}
		if encryptType != "" {
			d.query.Set("encrypt_type", encryptType)
		}
		w := d.post(s)
		switch w.Code {
		case 200:
			if runs.Load() != 1 {
				t.Errorf("200 after %d runs", runs.Load())
			}
			if how == "" && m != account.Plain {
				t.Error("an unsealed push was let in")
			}
			if w.Body.String() != "success" {
				readXML(t, w.Body.Bytes())
			}
		case 400, 403, 413:
			if runs.Load() != 0 {
				t.Errorf("%d after %d runs", w.Code, runs.Load())
			}
		default:
			t.Errorf("status %d", w.Code)
		}
	})
}
