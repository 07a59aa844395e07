package craft_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/internal/capture"
	"github.com/wechatgo/wechatgo/msgcrypt"
)

// The judge calls right what the callback takes, and nothing else. The two share no code: each query meets each body.
func TestVerdictsAgreeWithTheCallback(t *testing.T) {
	t.Parallel()
	const token, appID, at = "AAAAA", "wxba5fad812f8e6fb9", "1714112445"
	key, err := msgcrypt.ParseKey(strings.Repeat("A", 43))
	if err != nil {
		t.Fatal(err)
	}
	encrypt, err := key.Encrypt([]byte(hello), appID)
	if err != nil {
		t.Fatal(err)
	}
	signature, sealedSignature := msgcrypt.Signature(token, at, "1"), msgcrypt.Signature(token, at, "1", encrypt)
	plainQuery := "signature=" + signature + "&timestamp=" + at + "&nonce=1"
	sealedQuery := plainQuery + "&encrypt_type=aes&msg_signature=" + sealedSignature
	queries := []string{
		plainQuery, sealedQuery, "", plainQuery + "&encrypt_type=aes", plainQuery + "&encrypt_type=raw", plainQuery + "&encrypt_type=x",
		plainQuery + "&msg_signature=" + sealedSignature, sealedQuery + "&echostr=1", sealedQuery + "&nonce=1", sealedQuery + "&nonce=",
		sealedQuery + "&openid=%zz", sealedQuery + "&openid=1&openid=1", sealedQuery + "&a=%zz", sealedQuery + ";a=1",
		strings.Replace(sealedQuery, sealedSignature, strings.ToUpper(sealedSignature), 1), strings.Replace(sealedQuery, signature, "1", 1),
		strings.Replace(sealedQuery, "timestamp", "Timestamp", 1), strings.Replace(sealedQuery, sealedSignature, signature, 1),
	}
	sealed := string(msgcrypt.PushXML("gh_1", encrypt))
	bodies := []string{
		hello, sealed, strings.Replace(hello, "</xml>", "<Encrypt>"+encrypt+"</Encrypt></xml>", 1), "", "<xml><A>1</A></xml>", sealed + "x",
		strings.Replace(hello, "</xml>", "<Encrypt></Encrypt></xml>", 1), `{"Encrypt":"` + encrypt + `"}`, `{"MsgType":"text"}`,
		"\ufeff" + sealed, "\ufeff" + hello, "\n " + sealed + "\n", strings.Replace(sealed, encrypt, " "+encrypt+"\n", 1),
		strings.Replace(sealed, encrypt, encrypt[4:], 1), strings.ReplaceAll(sealed, "xml>", "XML>"),
	}
	for _, mode := range []account.Mode{account.Plain, account.Compatible, account.Safe} {
		a := account.Account{AppID: appID, Token: token, Mode: mode}
		if mode != account.Plain {
			a.EncodingAESKey = strings.Repeat("A", 43)
		}
		for _, query := range queries {
			for _, body := range bodies {
				server, err := callback.New(a, callback.NewMux(), callback.WithLogger(slog.New(slog.DiscardHandler)))
				if err != nil {
					t.Fatal(err)
				}
				r := httptest.NewRequest(http.MethodPost, "/wx", strings.NewReader(body))
				r.URL.RawQuery = query
				w := httptest.NewRecorder()
				server.ServeHTTP(w, r)
				verdict := capture.Judge(a, capture.Push{Method: http.MethodPost, Query: query, Body: []byte(body)})
				if verdict.OK != (w.Code == http.StatusOK) {
					t.Errorf("%s mode, %s, %s: the callback answers %d %s, the verdict is %+v", mode, query, body, w.Code, w.Body, verdict.Findings)
				}
			}
		}
	}
}
