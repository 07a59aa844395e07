package endpoint_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

// An answer is decoded for its errcode only if it may contain one. That check must miss no errcode that encoding/json
// finds, in any form.
func FuzzErrcodeIsFound(f *testing.F) {
	for _, seed := range []string{
		`{"errcode":40001}`, `{"a":{"errcode":1},"b":[{"errcode":2}]}`, `{"ERRCODE":7}`, `{"\u0065rrcode":40001}`,
		`{"a":"\"errcode\":1"}`, `{"a":"x\\","errcode":45009}`, "{ \"a\" : 1 , \n\"errCode\"\t: \"40003\" }", `{"errmsg":7}`,
		`{"a":[1,2,{"b":"c"}],"errcode":-1}`, `{"a":"errcode","errcode":0}`, `{"a":"]}","errcode":1}`, `{`, `{"a`, `{"a\`, `{"a":1}{"errcode":1}`,
		`{"errcode":40001,"errCode":0}`, `{"errcode":0,"errcode":"40001"}`, `{"errors":[{"errcode":1}],"errcode":null}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if !strings.HasPrefix(body, "{") {
			return
		}
		code, err := firstErrcode(body)
		if err != nil || strings.ContainsFunc(body, func(r rune) bool { return r < ' ' }) {
			return // invalid JSON is refused anyway, and FuzzDecode covers the cleaning
		}
		type anything struct{}
		e := endpoint.Get[endpoint.None, anything]("x.y", "/x", "", endpoint.Once())
		platform, _ := answering(body)
		_, err = endpoint.Call(t.Context(), platform.client(), e, endpoint.None{}, endpoint.WithTries(1))
		var refused *endpoint.Error
		if errors.As(err, &refused) != (code != 0) || refused != nil && refused.Code != endpoint.Code(code) {
			t.Errorf("%q: encoding/json finds the errcode %d, the call says %v", body, code, err)
		}
	})
}

// firstErrcode returns the first errcode of a JSON object that is not 0. An object with two errcodes is a refusal if
// either is not 0.
func firstErrcode(object string) (endpoint.Number, error) {
	var whole struct{ Errcode, Errmsg json.RawMessage }
	if err := json.Unmarshal([]byte(object), &whole); err != nil {
		return 0, err
	}
	members := json.NewDecoder(strings.NewReader(object))
	_, _ = members.Token() // the opening brace
	for members.More() {
		name, err := members.Token()
		if err != nil {
			return 0, err
		}
		var value json.RawMessage
		if err := members.Decode(&value); err != nil {
			return 0, err
		}
		var code endpoint.Number
		if name, ok := name.(string); !ok || !strings.EqualFold(name, "errcode") {
			continue
		}
		if err := code.UnmarshalJSON(value); err != nil || code != 0 {
			return code, err
		}
	}
	return 0, nil
}
